"""Where each setting stands in its file."""

from collections.abc import Mapping

from msgspec import Struct, field

from evalsite.errors import Problem, Severity

Path = tuple[str | int, ...]
"""The way to a setting from the top: ``("baselines", "sft", "best_of", 0)``."""


class Places(Struct, frozen=True, kw_only=True, eq=False):
    """The lines of the settings in one file. All are equal: where a setting stands changes nothing in what it says."""

    file: str = ""
    lines: Mapping[Path, int] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Places)

    def __hash__(self) -> int:
        return hash(Places)

    def line(self, path: Path) -> int | None:
        """The line of the setting at ``path``, or of the nearest one around it; None without a file."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def problem(
        self, path: Path, *, expected: str, found: str = "", advice: str = "", severity: Severity = "error"
    ) -> Problem:
        """What is wrong with the setting at ``path``."""
        return Problem(
            file=self.file,
            line=self.line(path),
            pointer=pointer(path),
            found=found,
            expected=expected,
            advice=advice,
            severity=severity,
        )


def pointer(path: Path) -> str:
    """``path`` as a JSON pointer.

    >>> pointer(("metrics", "a/b", 0))
    '/metrics/a~1b/0'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
