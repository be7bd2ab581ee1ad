"""Runs whose numbers were edited since the git revision before: from a repository to pages."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lxml import html

from evalsite.history import revisions
from evalsite.render import Renderer
from evalsite.runs.edited import Told, edited
from evalsite.runs.identity import declared_id, untold_id
from evalsite.site import plan, read

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")

TABLE = "model,run,pass@1,avg_time\nant,first,0.5,3\nbee,first,0.25,4\n"
ANT, BEE = declared_id("first", "ant"), declared_id("first", "bee")
Commit = Callable[..., None]


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
    return subprocess.run(
        ["git", *identity, "-C", folder, *words], check=True, capture_output=True, encoding="utf-8"
    ).stdout


@pytest.fixture
def commit(tmp_path: Path) -> Commit:
    """``commit({"results/a.csv": "..."})``: one more revision of the folder, with these files changed or removed."""
    git(tmp_path, "init", "--quiet")

    def revise(files: Mapping[str, str | None]) -> None:
        write(tmp_path, files)
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "results")

    return revise


def write(folder: Path, files: Mapping[str, str | None]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")


def edits(folder: Path) -> dict[str, list[tuple[str, float]]] | None:
    """The edited runs and what their numbers were; None where nothing is known."""
    found = read(folder).edits
    if not found.known:
        return None
    return {run: [(number.metric, number.value) for number in numbers] for run, numbers in found.by_run.items()}


def test_a_number_that_changed_under_its_id_is_an_edit(commit: Commit, tmp_path: Path) -> None:
    commit({"results/sums.csv": TABLE})
    commit({"results/sums.csv": TABLE.replace("0.5,3", "0.75,3")})
    assert edits(tmp_path) == {ANT: [("pass@1", 0.5)]}


def test_what_is_not_committed_yet_is_one_too(commit: Commit, tmp_path: Path) -> None:
    commit({"results/sums.csv": TABLE})
    commit({"docs/index.md": "# Home"})
    write(tmp_path, {"results/sums.csv": TABLE.replace("0.25,4", "0.25,5")})
    assert edits(tmp_path) == {BEE: [("avg_time", 4.0)]}


def test_an_edit_is_one_until_the_next_revision(commit: Commit, tmp_path: Path) -> None:
    commit({"results/sums.csv": TABLE})
    commit({"results/sums.csv": TABLE.replace("0.5,3", "0.75,3")})
    commit({"docs/index.md": "# Home"})
    assert edits(tmp_path) == {}


@pytest.mark.parametrize(
    "files",
    [
        {"results/sums.csv": TABLE + "cat,first,0.5,3\n"},
        {"results/sums.csv": TABLE.replace("0.5,3", "0.50,3.0")},
        {"results/sums.csv": None, "results/deep/sums.csv": TABLE},
        {"results/sums.csv": TABLE.replace("ant,first,0.5,3", "ant,second,0.75,3")},
        {"results/sums.csv": TABLE.replace("ant,first,0.5,3\n", "")},
    ],
    ids=["a run more", "written otherwise", "another file", "another run", "a run less"],
)
def test_these_are_no_edits(commit: Commit, tmp_path: Path, files: Mapping[str, str | None]) -> None:
    commit({"results/sums.csv": TABLE, "results/words.csv": TABLE})
    commit(files)
    assert edits(tmp_path) == {}


def test_a_number_that_is_gone_from_its_run_is_an_edit(commit: Commit, tmp_path: Path) -> None:
    commit({"results/sums.csv": TABLE})
    commit({"results/sums.csv": TABLE.replace("0.5,3", "0.5,")})
    assert edits(tmp_path) == {ANT: [("avg_time", 3.0)]}


def test_numbers_of_which_no_run_is_told_have_an_id_here_too(commit: Commit, tmp_path: Path) -> None:
    commit({"results/sums.csv": "model,acc\nAnt,1\n"})
    commit({"results/sums.csv": "model,acc\nAnt,0.5\n", "evalsite.yml": "same_as: {ant: [Ant]}\n"})
    assert edits(tmp_path) == {untold_id("Ant", "sums"): [("acc", 1.0)]}


def test_what_is_ignored_or_cannot_be_read_any_more_is_passed_over(commit: Commit, tmp_path: Path) -> None:
    old = {"results/a.csv": "model,acc\nant,1\n", "results/b.csv": "\0", "results/README.csv": "model,acc\nant,1\n"}
    commit({**old, "results/c.csv": TABLE})
    commit({name: text.replace("1", "2").replace("\0", "model,acc\nant,1\n") for name, text in old.items()})
    write(tmp_path, {"evalsite.yml": "files: [{match: a.csv, ignore: true}]\n"})
    assert edits(tmp_path) == {}


def test_names_of_files_may_be_odd(commit: Commit, tmp_path: Path) -> None:
    name = 'results/a \n"b" ü.csv'
    commit({name: "benchmark," + TABLE.replace("\n", "\nsums,")[: -len("sums,")]})
    commit({name: "benchmark," + TABLE.replace("0.5", "0.75").replace("\n", "\nsums,")[: -len("sums,")]})
    assert edits(tmp_path) == {ANT: [("pass@1", 0.5)]}


@pytest.mark.parametrize("case", ["no repository", "first revision", "shallow", "no git"])
def test_where_there_is_nothing_to_compare_with_nothing_is_known(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    write(folder, {"results/sums.csv": TABLE})
    if case != "no repository":
        git(folder, "init", "--quiet")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", "one")
    if case == "shallow":
        git(folder, "commit", "--quiet", "--allow-empty", "--message", "two")
        git(tmp_path, "clone", "--quiet", "--depth", "1", folder.as_uri(), "clone")
        folder = tmp_path / "clone"
    if case == "no git":
        git(folder, "commit", "--quiet", "--allow-empty", "--message", "two")
        monkeypatch.setattr(revisions.shutil, "which", lambda _: None)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert edits(folder) is None
    assert "is not known" in bodies(folder)["sources/"].text_content()


def bodies(folder: Path, language: str = "en") -> dict[str, html.HtmlElement]:
    renderer = Renderer(language)
    made = {page.address: renderer.page(page.make()).body for page in plan(read(folder)).pages}
    return {address: html.fragment_fromstring(body, create_parent="div") for address, body in made.items()}


def test_pages_say_what_was_edited(commit: Commit, tmp_path: Path) -> None:
    commit({"results/sums.csv": TABLE})
    commit({"results/sums.csv": TABLE.replace("0.5,3", "0.75,3")})
    pages = bodies(tmp_path)
    assert "Its numbers were edited since the revision before." in pages[f"runs/{ANT}/"].text_content()
    assert "sums, pass@1: was 0.5" in pages[f"runs/{ANT}/"].text_content()
    assert "edited" not in pages[f"runs/{BEE}/"].text_content()
    assert pages["models/ant/"].xpath(f"string(//tr[@id='r-{ANT}']/th)").split() == [ANT, "edited"]
    assert f"results/sums.csv: 1 number of {ANT}" in pages["sources/"].text_content()
    assert f"results/sums.csv：{ANT}的1个数值" in bodies(tmp_path, "zh")["sources/"].text_content()


def test_the_same_checkout_gives_the_same_build(commit: Commit, tmp_path: Path) -> None:
    commit({"results/sums.csv": TABLE})
    commit({"results/sums.csv": TABLE.replace("0.5,3", "0.75,3")})
    copy = tmp_path.with_name(f"{tmp_path.name}-copy")
    git(tmp_path, "clone", "--quiet", tmp_path.as_uri(), str(copy))
    assert plan(read(copy)).build_id == plan(read(tmp_path)).build_id


def told(value: float, *, run: str = "r", metric: str = "acc", file: str = "a") -> Told:
    return Told(run, "ant", "sums", metric, value, file)


def test_an_edit_is_a_number_that_nothing_tells_any_more() -> None:
    before = [told(0.5), told(0.25, metric="f1"), told(0.75, run="gone"), told(float("nan"), metric="bleu")]
    assert edited(before, [told(0.5, file="b"), told(0.5, metric="f1")]) == (told(0.25, metric="f1"),)
    assert edited([], before) == edited(before, before) == ()


def test_too_large_a_content_is_passed_over_and_the_next_one_read(commit: Commit, tmp_path: Path) -> None:
    commit({"large": "x" * 5000, "small": "y", "other": "z" * 100})
    listed = (line.split() for line in git(tmp_path, "ls-tree", "HEAD").splitlines())
    ids = {name: blob for _, _, blob, name in listed}
    with revisions.opened(tmp_path, 100) as store:
        found = [store.content(blob) for blob in (ids["large"], ids["small"], "0" * 40, ids["other"])]
    assert found == [None, b"y", None, b"z" * 100]


def test_git_is_started_once_when_nothing_was_edited_and_twice_when_something_was(
    tmp_path: Path, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit({f"results/{name}.csv": TABLE for name in "abc"})
    commit({})
    started: list[object] = []

    class Counted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, command: object, *others: object, **options: object) -> None:
            started.append(command)
            super().__init__(command, *others, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", Counted)
    read(tmp_path)
    assert len(started) == 1
    started.clear()
    write(tmp_path, {f"results/{name}.csv": TABLE.replace("0.5", "0.75") for name in "abc"})
    read(tmp_path)
    assert len(started) == 2
