"""The command: what it prints, and its exit codes."""

import hashlib
import json
import os
import re
from io import StringIO
from pathlib import Path

import jsonschema
import pytest

from evalsite import __version__
from evalsite.adapters.check_json import schema_text
from evalsite.adapters.terminal import progress
from evalsite.cli import main

SCHEMA = Path(__file__).resolve().parents[1] / "schema" / "check.schema.json"
LOG = {  # of a harness, where somebody's home is told
    "results": {"sums": {"acc": 0.5}},
    "versions": {"sums": 0},
    "config": {"model": "hf", "model_args": "pretrained=/home/ann/ant", "num_fewshot": 0},
}

RESULTS = {"results/sums.csv": "model,pass@1,avg_time\nant,0.25,10\nbee,0.5,8\n"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the command runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_check_says_what_each_file_is_and_becomes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {**RESULTS, "results/README.md": "About."})
    assert main(["check"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    for line in (
        "results/sums.csv",
        "  is        csv: comma-separated, a header of 3 names",
        "  becomes   4 rows of 4 numbers",
        "  benchmark sums",
        "  model     ant, bee",
        "  metric    avg_time, pass@1",
        '  inferred  The benchmark is "sums", from the file\'s name.',
        "  left out  1 (ignored): results/README.md (README files are not data)",
        "2 files, 4 rows, 1 benchmark, 2 models, 0 problems.",
    ):
        assert re.search(f"^{re.escape(line)}", printed.out, re.MULTILINE), printed.out


def test_check_names_every_problem_of_single_records(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"results/sums.csv": "model,pass@1,avg_time\nant,many,10\nbee,0.5,inf\n"})
    assert main(["check"]) == 1
    printed = capsys.readouterr().out
    assert 'warning: results/sums.csv:2: found "many"' in printed
    assert 'warning: results/sums.csv:3: found "inf"' in printed
    assert main(["check", "--strict"]) == 1
    assert 'error: results/sums.csv:2: found "many"' in capsys.readouterr().out


def test_check_names_what_stops_every_build(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {**RESULTS, "evalsite.yml": "baselines:\n  plain: {model: ants}\n"})
    assert main(["check"]) == 1
    assert 'error: evalsite.yml:2: found "ants"' in capsys.readouterr().out


def test_check_of_one_file_speaks_of_no_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {**RESULTS, "results/words.csv": "model,pass@1\nant,many\nbee,1\n"})
    assert main(["check", "results/sums.csv"]) == 0
    assert "words" not in capsys.readouterr().out
    assert main(["check", "results/words.csv"]) == 1


def test_check_of_a_file_that_no_build_reads_cannot_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, RESULTS)
    assert main(["check", "results/sum.csv"]) == 2
    assert 'Did you mean "results/sums.csv"?' in capsys.readouterr().err


def test_check_reads_another_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"elsewhere/sums.csv": RESULTS["results/sums.csv"]})
    assert main(["check", "--results", "elsewhere"]) == 0
    assert "1 file, 4 rows, 1 benchmark, 2 models, 0 problems." in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_check_without_results_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 1
    assert "results" in capsys.readouterr().out


def test_a_build_calls_each_line_of_an_error_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"mkdocs.yml": "site_name: x\n", "docs/index.md": "# x\n", "evalsite.yml": "titel: x\nnotes: y\n"})
    assert main(["build"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) > 2
    assert all(line.startswith("error: ") for line in lines)


def test_a_command_that_cannot_run_says_it_the_same_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build"]) == 2
    assert capsys.readouterr().err.startswith(f"error: mkdocs.yml: expected this file in {folder}")


def test_check_of_no_folder_cannot_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, RESULTS)
    assert main(["check", "--results", "elsewhere"]) == 2
    assert 'found "elsewhere"' in capsys.readouterr().err


def test_check_lists_the_files_whatever_the_settings_say(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {**RESULTS, "evalsite.yml": "titel: Sums\n"})
    assert main(["check"]) == 1
    printed = capsys.readouterr().out
    assert 'error: evalsite.yml:1: found "titel"' in printed
    assert "becomes   4 rows of 4 numbers" in printed


def test_check_for_programs_follows_its_schema(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    again = "model,benchmark,pass@1\nant,sums,0.25\n\u202ebee,sums,many\n"
    write(folder, {**RESULTS, "results/words.csv": again, "evalsite.yml": "models:\n  cat: {slug: cat}\n"})
    assert main(["check", "--json"]) == 1
    printed = capsys.readouterr().out
    report = json.loads(printed)
    jsonschema.validate(report, json.loads(SCHEMA.read_text("utf-8")))
    assert printed.isascii()
    sums, words = report["sources"]
    assert (sums["path"], sums["format"], sums["rows_in"], sums["rows_shown"]) == ("results/sums.csv", "csv", 4, 4)
    assert [(each["reason"], each["count"], each["more"]) for each in words["left_out"]] == [
        ("duplicate", 1, 0),
        ("missing", 1, 0),
    ]
    assert words["left_out"][0]["places"] == [{"place": "results/words.csv:2", "detail": "ant, sums, pass@1"}]
    assert words["sha256"] == hashlib.sha256(again.encode()).hexdigest()
    assert [problem["place"] for problem in words["problems"]] == ["results/words.csv:3", "results/words.csv:2"]
    assert [problem["place"] for problem in report["problems"]] == ["evalsite.yml:2"]


def test_the_schema_of_the_report_is_that_of_the_code() -> None:
    assert SCHEMA.read_text("utf-8") == schema_text(), (
        "Run: python -m evalsite.adapters.check_json > schema/check.schema.json"
    )


def test_a_quiet_check_says_it_by_its_exit_code(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, RESULTS)
    assert main(["check", "--quiet"]) == 0
    write(folder, {"results/words.csv": "model,pass@1\nant,many\n"})
    assert main(["check", "--quiet"]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")


def test_check_names_settings_that_look_private(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"results/ant.json": json.dumps(LOG)})
    main(["check"])
    printed = capsys.readouterr().out
    assert "redacted: the setting model_args of 1 run looks private and is not shown" in printed
    assert "/home/ann" not in printed


@pytest.mark.parametrize(
    ("terminal", "quiet", "said"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_progress_is_told_on_a_terminal(terminal: bool, quiet: bool, said: bool) -> None:
    stream = StringIO()
    stream.isatty = lambda: terminal  # type: ignore[method-assign]
    with progress(stream, quiet=quiet, after=-1.0) as told:
        told(3, 1000)
    assert ("3 of 1000 files" in stream.getvalue()) is said


def test_names_cannot_write_to_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"results/sums.csv": 'model,pass@1\n"\x1b[2Jant\u202e",0.25\n"b\ree",0.5\n'})
    main(["check"])
    printed = capsys.readouterr()
    assert r"\x1b[2Jant\u202e" in printed.out
    assert not set("\x1b\u202e\r") & set(printed.out + printed.err)


def test_many_names_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"m{number:02},0.5\n" for number in range(30))
    write(folder, {"results/sums.csv": "model,pass@1\n" + rows})
    assert main(["check"]) == 0
    assert "m00, m01, m02, m03, m04, m05, m06, m07 and 22 more" in capsys.readouterr().out


def test_build_without_mkdocs_yml_says_where_to_run_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, RESULTS)
    assert main(["build"]) == 2
    assert "mkdocs.yml: expected this file" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"evalsite {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["bild"], ["build", "--nonsense"], ["serve", "--addr", "nowhere"]])
def test_what_the_command_does_not_know_cannot_run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: evalsite" in capsys.readouterr().err


def test_check_asks_whether_names_are_one_model_s(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder, {"results/sums.csv": "model,pass@1\nQwen/Qwen2.5-7B,0.5\nqwen2.5_7b,0.5\nqwen2.5_70b,0.5\n"})
    assert main(["check"]) == 0
    assert (
        'question: "Qwen/Qwen2.5-7B" and "qwen2.5_7b" may be one model; '
        'if so, add to evalsite.yml: same_as: {"Qwen/Qwen2.5-7B": ["qwen2.5_7b"]}\n'
    ) in capsys.readouterr().out
    main(["check", "--json"])
    assert json.loads(capsys.readouterr().out)["near_names"] == [["Qwen/Qwen2.5-7B", "qwen2.5_7b"]]


def test_check_asks_nothing_of_names_that_are_joined(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        folder,
        {
            "results/sums.csv": "model,pass@1\nQwen/Qwen2.5-7B,0.5\n",
            "results/words.csv": "model,pass@1\nqwen2.5_7b,0.5\n",
            "evalsite.yml": 'same_as: {"Qwen/Qwen2.5-7B": ["qwen2.5_7b"]}\n',
        },
    )
    assert main(["check"]) == 0
    assert "question" not in capsys.readouterr().out


def test_matrices_are_multiplied_on_one_thread_unless_somebody_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    for given, expected in (("", "1"), ("4", "4")):
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", given)
        if not given:
            monkeypatch.delenv("OPENBLAS_NUM_THREADS")
        with pytest.raises(SystemExit):
            main(["--version"])
        assert os.environ["OPENBLAS_NUM_THREADS"] == expected
