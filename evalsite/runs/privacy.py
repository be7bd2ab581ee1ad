"""Settings that look private: where somebody works, who they are, and what opens their doors."""

import re
from collections.abc import Mapping

_SECRET_NAME = re.compile(
    r"token(?!s|i[sz]|_?(?:len|count|limit))|secret|password|passwd|api_?key|credential|(?:^|[._-])(?:user|username|host|hostname)$",
    re.IGNORECASE,
)
_PRIVATE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w.:/])(?:~|/)[\w.~+@-]*/[^\s,;'\"]*",  # an absolute path
        r"(?<![\w.:/])/(?:home|root|Users|data|mnt|tmp|var|opt|app|scratch|workspace)\b[^\s,;'\"]*",
        r"\b[A-Za-z]:[\\/][^\s,;'\"]*|\\\\[^\s,;'\"]+",  # the same on Windows
        r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",  # a mail address
        r"\b(?:hf|sk|ghp|gho|ghs|glpat|xox[abp]|github_pat|AKIA)[-_]?[A-Za-z0-9_-]{12,}",  # a token
        r"\b[a-z]+://[^\s/@]*:[^\s/@]*@[^\s,;'\"]*",  # an address with a password
        r"\b(?:[a-z]+://)?(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|[\w.-]+\.(?:local|internal|lan|corp))(?::\d+)?(?:/[^\s,;'\"]*)?",
    )
)


def private(name: str, value: str) -> bool:
    """Whether a setting looks private: an absolute path, a user or host, a token, a mail address."""
    return bool(_SECRET_NAME.search(name)) or any(pattern.search(value) for pattern in _PRIVATE)


def private_names(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the settings that look private."""
    return tuple(name for name, value in settings.items() if private(name, value))
