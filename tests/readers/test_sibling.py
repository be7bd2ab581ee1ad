"""A reader may ask for the file beside its own, and for nothing else."""

from pathlib import Path

import pytest

from evalsite.readers.base import Document, FileRule
from evalsite.readers.folder import read_folder
from evalsite.readings import Reading


class Asking:
    """Says in ``inferred`` what stands in the sibling that the file's text names."""

    name = "asking"

    def sniff(self, document: Document) -> str | None:
        return "a name" if document.path.endswith("ask.txt") else None

    def read(self, document: Document, rule: FileRule | None) -> Reading:  # noqa: ARG002
        beside = document.sibling(document.text)
        return Reading(file=document.shown, inferred=() if beside is None else (beside.path, beside.text))


def asked(root: Path, name: str, *rules: FileRule, largest: int = 1000) -> tuple[str, ...]:
    (root / "run").mkdir(exist_ok=True)
    (root / "run" / "ask.txt").write_text(name)
    readings, _ = read_folder(root, rules, shown="results", readers=[Asking()], largest=largest)
    return next(reading for reading in readings if reading.file == "results/run/ask.txt").inferred


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    (folder / "run").mkdir(parents=True)
    (folder / "run" / "spec.json").write_text("{}")
    (folder / "suite.json").write_text("[]")
    (tmp_path / "secret").write_text("secret")
    return folder


def test_the_file_beside_and_the_one_above_are_given(root: Path) -> None:
    assert asked(root, "spec.json") == ("run/spec.json", "{}")
    assert asked(root, "../suite.json") == ("suite.json", "[]")
    assert asked(root, "./../run/spec.json") == ("run/spec.json", "{}")


@pytest.mark.parametrize(
    "name", ["none.json", "../../secret", "/etc/passwd", "..", ".", "", "../run", "a\0b", "x" * 5000]
)
def test_nothing_else_is_given(root: Path, name: str) -> None:
    assert asked(root, name) == ()


def test_a_link_out_of_the_results_is_not_followed(root: Path) -> None:
    (root / "run" / "link.json").symlink_to(root.parent / "secret")
    assert asked(root, "link.json") == ()


def test_what_evalsite_yml_ignores_or_is_hidden_or_too_large_is_not_given(root: Path) -> None:
    (root / "run" / ".hidden").write_text("{}")
    (root / "run" / "large.json").write_text("x" * 1001)
    assert asked(root, "spec.json", FileRule(match="**/spec.json", ignore=True)) == ()
    assert asked(root, ".hidden") == ()
    assert asked(root, "large.json") == ()


def test_a_document_on_its_own_has_none_beside() -> None:
    assert Document(path="a/b.json", shown="b.json", data=b"").sibling("c.json") is None
