"""A site that would be built from all the same stays as it is; any change to what it is made from builds it anew."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evalsite.cli import main

MKDOCS = """\
site_name: Report
site_url: https://example.org/
theme: {name: material, font: false}
hooks: [hooks/evalsite_hooks.py]
plugins: [search]
extra: {generator: false}
"""
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small site, built."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "mbpp.csv").write_text("model,pass@1\nsft,0.5\nqfs,0.6\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    shutil.copytree(REPOSITORY / "hooks", tmp_path / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
    build()
    return tmp_path


def build(*words: str) -> None:
    assert main(["build", *words]) == 0


def stood(root: Path) -> bool:
    """Whether another build left the site as it was: a new one is another folder."""
    before = (root / "site").stat().st_ino
    build()
    return (root / "site").stat().st_ino == before


def test_a_site_stays_when_nothing_changed(root: Path) -> None:
    assert stood(root)


def test_what_a_package_brings_for_itself_is_no_change(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When setuptools is imported, as by some plugins, the folder of its own copies is looked for modules in."""
    (tmp_path / "setuptools" / "_vendor" / "packaging-24.2.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(tmp_path / "setuptools" / "_vendor"))
    assert stood(root)


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_a_site_is_built_anew_after_a_commit(root: Path) -> None:
    """Which numbers are marked as edited depends on the revision before."""

    def git(*words: str) -> None:
        settings = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *settings, *words], cwd=root, check=True, capture_output=True)

    git("init")
    for _ in range(2):
        git("commit", "--allow-empty", "--message", "again")
    assert not stood(root)
    assert stood(root)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "results" / "mbpp.csv").write_text("model,pass@1\nsft,0.5\nqfs,0.7\n", encoding="utf-8"),
        lambda root: (root / "results" / "mbpp.csv").rename(root / "results" / "other.csv"),
        lambda root: (root / "docs" / "index.md").write_text("# Welcome\n", encoding="utf-8"),
        lambda root: (root / "evalsite.yml").write_text("title: Ours\n", encoding="utf-8"),
        lambda root: (root / "mkdocs.yml").write_text(MKDOCS + "copyright: us\n", encoding="utf-8"),
        lambda root: (root / "site" / "index.html").write_text("touched", encoding="utf-8"),
        lambda root: (root / "site" / "404.html").unlink(),
        lambda root: shutil.rmtree(root / ".cache"),
        lambda root: remembered(root).write_text('{"site": 1}', encoding="ascii"),
    ],
    ids=[
        "value",
        "file's name",
        "page",
        "settings",
        "mkdocs.yml",
        "site edited",
        "site incomplete",
        "cache deleted",
        "cache damaged",
    ],
)
def test_a_site_is_built_anew_when_anything_changed(root: Path, change: Callable[[Path], object]) -> None:
    change(root)
    assert not stood(root)
    assert "touched" not in (root / "site" / "index.html").read_text("utf-8")
    assert stood(root)


def remembered(root: Path) -> Path:
    [file] = (root / ".cache" / "evalsite").glob("*.built")
    return file


def test_a_site_is_built_anew_when_a_variable_or_an_inherited_file_says_something_else(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "base.yml").write_text(MKDOCS.replace("Report", '!ENV [REPORT_NAME, "Report"]'), encoding="utf-8")
    (root / "mkdocs.yml").write_text("INHERIT: base.yml\nmarkdown_extensions: [toc]\n", encoding="utf-8")
    assert not stood(root)
    assert stood(root)
    monkeypatch.setenv("REPORT_NAME", "Another name")
    assert not stood(root)
    assert "Another name" in (root / "site" / "index.html").read_text("utf-8")
    assert stood(root)
    (root / "base.yml").write_text(MKDOCS, encoding="utf-8")
    assert not stood(root)
    assert stood(root)


def test_settings_may_refer_to_the_folder_they_are_in(root: Path) -> None:
    extension = "markdown_extensions: [{pymdownx.snippets: {base_path: !relative $config_dir}}]\n# INHERIT nothing\n"
    (root / "mkdocs.yml").write_text(MKDOCS + extension, encoding="utf-8")
    assert not stood(root)
    assert stood(root)


def test_each_command_knows_its_own_site(root: Path) -> None:
    build("--site-dir", "other")
    assert stood(root)
    before = (root / "other").stat().st_ino
    build("--site-dir", "other")
    assert (root / "other").stat().st_ino == before
    build("--site-dir", "other", "--strict")
    assert (root / "other").stat().st_ino != before


def test_a_copy_of_the_folder_is_a_site_of_its_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = root / "copy"
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("copy"))
    (copy / "docs" / "index.md").write_text("# A copy\n", encoding="utf-8")
    monkeypatch.chdir(copy)
    assert not stood(copy)
    assert "A copy" in (copy / "site" / "index.html").read_text("utf-8")
    assert stood(copy)


def test_whether_anything_changed_is_asked_before_anything_is_loaded(root: Path) -> None:
    code = "import sys; from evalsite.cli import main; main(['build']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8", check=True)
    modules = set(done.stdout.splitlines()[-1].split())
    assert "evalsite.adapters.unchanged" in modules
    assert not modules & {"mkdocs", "pandas", "pydantic", "yaml", "jinja2", "evalsite.site"}


def test_a_site_with_something_to_say_is_built_anew_to_say_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "results" / "mbpp.csv").write_text("model,pass@1\nsft,0.5\nqfs,many\n", encoding="utf-8")
    for _ in range(2):
        assert not stood(root)
        assert "many" in capsys.readouterr().err


def test_a_site_with_a_hook_of_which_nothing_is_known_is_always_built(root: Path) -> None:
    (root / "hooks" / "mine.py").write_text("", encoding="utf-8")
    (root / "mkdocs.yml").write_text(MKDOCS.replace("hooks.py]", "hooks.py, hooks/mine.py]"), encoding="utf-8")
    assert not stood(root)
    assert not stood(root)


def test_what_is_remembered_is_one_small_file(root: Path) -> None:
    (root / "docs" / "more.md").write_text("# More\n", encoding="utf-8")
    build()
    assert remembered(root).stat().st_size < 2000
