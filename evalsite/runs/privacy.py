"""What of a run looks private: where somebody works, who they are, and what opens their doors.

A search takes time in proportion to the text: each pattern begins where the text before it could not belong to it.
"""

import re

_OPENS_DOORS = (
    r"(?:(?<!bos_)(?<!eos_)(?<!pad_)(?<!unk_)(?<!sep_)(?<!cls_)(?<!end_)(?<!stop_)(?<!mask_)"
    r"token(?!s|i[sz]|_?(?:len|count|limit|id))|secret|passw(?:or)?d|(?:api|access|private)[_-]?key|credential)"
)
_SAYS_NOTHING = r"(?:true|false|none|null|-?\d{0,5}(?:\.\d+)?)"
_PRIVATE_NAME = re.compile(
    rf"{_OPENS_DOORS}|(?:^|[._-])(?:user|user_?name|user_?id|login|log_?name|e?mail|host|(?:host|node|computer)_?name)$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(_SAYS_NOTHING, re.IGNORECASE)
_HERE = (
    "home|root|Users|Volumes|data|mnt|media|tmp|var|opt|srv|app|scratch|work|workspace|nfs|gpfs|lustre|storage|content"
)
_PRIVATE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w./~])(?:~(?:[A-Za-z_][\w.-]*+)?|/[\w.~+@-]++)/",  # an absolute path
        rf"(?<![\w./~])/(?:{_HERE})\b",
        r"\bfile:/|__(?:home|Users|root)__\w",  # the same as an address, and as a name of a file
        r"\b[A-Za-z]:\\|\b[A-Za-z]:/(?!/)|(?<!\\)\\{2,4}[\w.-]++\\{1,2}[\w$]",  # the same on Windows
        r"(?<![\w.+-])[\w.+-]++@(?:[\w-]++\.)+[A-Za-z]{2}",  # a mail address
        r"://[^\s/@]++@",  # a user in an address, with a password or without
        rf"(?i){_OPENS_DOORS}\w{{0,20}}+[\"']?\s*+[=:]\s*+[\"']?(?!{_SAYS_NOTHING}(?![\w.]))[\w.+/~$-]",
        r"\b(?:USER|USERNAME|LOGNAME|HOSTNAME|COMPUTERNAME)=\w",
        r"\blocalhost\b|(?<![\w.-])[\w-]++(?:\.[\w-]++)*?\.(?:local|internal|lan|corp)\b",  # a machine
        # tokens of services
        r"\b(?:hf_|gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|npm_|r8_|gsk_|nvapi-|pypi-|AIza|AKIA|ASIA)[\w-]{12,}",
        r"\b[prs]k[-_](?=[\w-]{0,40}\d)[\w-]{12,}|\beyJ[\w-]{8,300}+\.[\w-]{8}|\bBearer\s[\w.~+/-]{8,}",
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY",
    )
)

_MACHINE = re.compile(r"(?<![\w.-])(?<!==)(?<!ersion.)(?<!ersion: )[1-9]\d{0,2}(?:\.\d{1,3}){3}(?!\.?\w)")
"""The address of a machine in numbers, which a version of four parts looks like."""


def private(name: str, value: str) -> bool:
    """Whether a setting looks private: an absolute path, a user or host, a token, a mail address."""
    if _PRIVATE_NAME.search(name) and not _NO_SECRET.fullmatch(value):
        return True
    if name.lower().endswith("version") and _MACHINE.fullmatch(value):
        return False
    return bool(_MACHINE.search(value)) or any(pattern.search(value) for pattern in _PRIVATE)
