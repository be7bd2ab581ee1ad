"""What a site begins with: it can be built as soon as there are results, and nothing that is there is changed."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from evalsite.adapters.beginning import PLACES, STARTER, begin
from evalsite.cli import main
from evalsite.config import load

REPOSITORY = Path(__file__).resolve().parents[2]
TABLE = "model,pass@1,avg_time\nant,0.25,10\nbee,0.5,8\n"

Evalsite = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("languages", ["[en]", "[en, zh]", "[zh, en]"])
def test_with_results_it_is_a_site(tmp_path: Path, languages: str, evalsite: Evalsite) -> None:
    begin(tmp_path)
    settings = tmp_path / "evalsite.yml"
    settings.write_text(settings.read_text("utf-8").replace("[en] ", languages + " ", 1), encoding="utf-8")
    (tmp_path / "results" / "sums.csv").write_text(TABLE, encoding="utf-8")
    built = evalsite("build", "--strict", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    home = BeautifulSoup((tmp_path / "site" / "index.html").read_text("utf-8"), "html5lib")
    assert "Models: 2. Benchmarks: 1." in home.get_text()
    for language in re.findall(r"\w+", languages)[1:]:
        assert (tmp_path / "site" / language / "benchmarks" / "sums" / "index.html").is_file()


def test_without_results_it_says_what_is_missing(tmp_path: Path, evalsite: Evalsite) -> None:
    begin(tmp_path)
    built = evalsite("build", cwd=tmp_path)
    assert built.returncode == 1
    assert built.stderr.startswith("error: results: expected results")


def test_what_the_settings_show_as_comments_can_be_set(tmp_path: Path) -> None:
    begin(tmp_path)
    settings = tmp_path / "evalsite.yml"
    shown = re.sub(r"(?m)^# ( *[\w-]+:)", r"\1", settings.read_text("utf-8"))
    settings.write_text(shown, encoding="utf-8")
    config = load(settings)
    assert list(config.baselines) == ["base", "best-of-two"]
    assert list(config.metrics) == ["avg_time"]


def test_nothing_that_is_there_is_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n", encoding="utf-8")
    (tmp_path / "evalsite.yml").symlink_to("elsewhere.yml")
    assert main(["new", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert f"Kept as it is: {tmp_path / 'mkdocs.yml'}\n" in printed
    assert f"Kept as it is: {tmp_path / 'evalsite.yml'}\n" in printed
    assert printed.count("Written: ") == len(PLACES) - 2
    assert (tmp_path / "mkdocs.yml").read_text("utf-8") == "site_name: Mine\n"
    assert not (tmp_path / "elsewhere.yml").exists()
    assert begin(tmp_path) == []


@pytest.mark.parametrize(
    ("settings", "folder"), [("results: data/out\n", "data/out"), ("results: [\n", "results"), ("", "results")]
)
def test_results_go_where_the_settings_say_that_are_there(
    tmp_path: Path, settings: str, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "evalsite.yml").write_text(settings, encoding="utf-8")
    assert main(["new", str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith(f"into {tmp_path / folder}, and run evalsite serve.\n")
    assert (tmp_path / folder).is_dir()
    assert (tmp_path / "results").exists() == (folder == "results")


def test_the_folder_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "our/models"]) == 0
    assert capsys.readouterr().out.endswith("into our/models/results, and run evalsite serve.\n")
    assert {str(path.relative_to("our/models")) for path in Path("our/models").rglob("*") if path.is_file()} == {
        *PLACES
    }
    assert Path("our/models/results").is_dir()


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs").write_text("", encoding="utf-8")
    assert main(["new", str(tmp_path)]) == 2
    assert str(tmp_path / "docs") in capsys.readouterr().err


def test_each_file_has_a_place_and_the_hook_is_that_of_this_repository() -> None:
    assert {path.name for path in STARTER.iterdir()} == {*PLACES.values()}
    hook = "hooks/evalsite_hooks.py"
    assert (STARTER / PLACES[hook]).read_text("utf-8") == (REPOSITORY / hook).read_text("utf-8")
