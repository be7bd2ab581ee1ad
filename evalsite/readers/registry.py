"""Every reader, in the order in which they are asked: the specific before the generic."""

from collections.abc import Sequence

from msgspec.structs import replace

from evalsite.errors import EvalsiteError, Problem, quoted
from evalsite.readers import delimited, json_data, yaml_data
from evalsite.readers.base import Document, FileRule, Reader
from evalsite.readers.json_bounds import repeated_keys
from evalsite.readers.json_stream import StreamError
from evalsite.readers.later import Later, begins_like_an_object, begins_with, either, is_json, says, says_early
from evalsite.readers.plain_table import PlainTable
from evalsite.readers.rows import refusal
from evalsite.readings import Reading, Reason

READERS: tuple[Reader, ...] = (
    Later("evalplus:EvalPlus", is_json),
    Later("code_efficiency:EvalPlusTimes", is_json),
    Later("evalplus_summary:EvalPlusSummary", is_json),
    Later("evalplus_leaderboard:EvalPlusLeaderboard", is_json),
    Later("bigcodebench:BigCodeBench", is_json),
    Later("bigcodebench:BigCodeBenchSummary", is_json),
    Later("evalperf:EvalPerf", is_json),
    Later("evalperf:EvalPerfTable", is_json),
    Later("code_efficiency:Mercury", is_json),
    Later("inspect_log:InspectLog", either(begins_with(b"PK"), is_json)),
    Later("lm_eval:LmEval", is_json),
    Later("lm_eval_legacy:LmEvalLegacy", is_json),
    Later("lm_eval_printed:LmEvalPrinted", says(b"Stderr")),
    Later("lm_eval_samples:LmEvalSamples", begins_like_an_object),
    Later("bigcode_harness:BigCodeHarness", is_json),
    Later("helm:HelmStats", is_json),
    Later("helm:HelmInstances", is_json),
    Later("helm_tables:HelmTables", is_json),
    Later("helm:HelmCompanion", is_json),
    Later("opencompass:OpenCompass", says_early("dataset", "tabulate")),
    Later("livecodebench:LiveCodeBenchEval", is_json),
    Later("livecodebench:LiveCodeBenchPerformances", is_json),
    Later("livecodebench:LiveCodeBenchProblems", is_json),
    Later("livecodebench:LiveCodeBenchPrinted", says_early("Easy Pass@1: ")),
    Later("swe_bench:SweBenchBoard", is_json),
    Later("swe_bench:SweBenchReport", is_json),
    Later("swe_bench:SweBenchInstances", is_json),
    Later("swe_bench:SweBenchMetadata", says(b"site:")),
    Later("terminal_bench:TerminalBench", is_json),
    Later("terminal_bench:TerminalBenchMetadata", is_json),
    Later("parquet_table:ParquetTable", begins_with(b"PAR1")),
    Later("markdown_table:MarkdownTable", says(b"|")),
    PlainTable(name="jsonl", looks=json_data.looks_like_lines, parse=json_data.parse_lines),
    PlainTable(name="json", looks=json_data.looks_like_json, parse=json_data.parse),
    PlainTable(name="yaml", looks=yaml_data.looks_like_yaml, parse=yaml_data.parse),
    PlainTable(name="csv", looks=delimited.looks_delimited, parse=delimited.parse),
)

_NOT_OF_JSON = tuple(reader for reader in READERS if not (isinstance(reader, Later) and reader.may_be is is_json))
"""Half of all readers: the others need not be asked about what is no JSON."""
_LFS = b"version https://git-lfs.github.com/spec/"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(document: Document, rule: FileRule | None = None, readers: Sequence[Reader] = READERS) -> Reading:
    """What the first reader that knows the document makes of it, or a refusal; never raises for its content."""
    if document.data.startswith(_LFS):
        return _refuse(document, Reason.UNREADABLE, _lfs_pointer(document))
    for reader in _NOT_OF_JSON if readers is READERS and not is_json(document) else readers:
        why = reader.sniff(document)
        if why is not None:
            return _with_repeated_keys(replace(reader.read(document, rule), why=why), document)
    if document.data.startswith(_UTF_16):
        return _refuse(document, Reason.UNREADABLE, _utf_16(document))
    return _refuse(document, Reason.UNKNOWN_FORMAT, _unknown(document))


def _with_repeated_keys(reading: Reading, document: Document) -> Reading:
    """The reading with a problem for each key that comes twice in an object of the document, unless it tells that."""
    if not document.has_repeated_keys or not reading.format:
        return reading
    told = {problem.pointer for problem in reading.problems}
    found = [(pointer, key) for pointer, key in repeated_keys(document.text) if pointer not in told]
    return replace(reading, problems=(*reading.problems, *(_repeated(document, *each) for each in found)))


def _repeated(document: Document, pointer: str, key: str) -> Problem:
    return Problem(
        file=document.shown,
        pointer=pointer,
        found=key,
        expected="expected each key of an object once; the last one is read",
        advice="Remove or rename all but one.",
        severity="record",
    )


def read_in_pieces(document: Document, rule: FileRule | None, readers: Sequence[Reader] = READERS) -> Reading | None:
    """The same for a file that is too large to be held, of the readers that can do without; None when none knows it.

    Raises:
        OSError: the file cannot be read to its end.
    """
    able = [reader for reader in readers if getattr(reader, "in_pieces", False)]
    why, reader = next(((why, reader) for reader in able if (why := reader.sniff(document))), ("", None))
    if reader is None:
        return None
    try:
        return replace(reader.read(document, rule), why=why)
    except StreamError as error:
        return replace(_refuse(document, Reason.UNREADABLE, _broken(document, error)), format=reader.name)


def _refuse(document: Document, reason: Reason, problem: Problem) -> Reading:
    return refusal(document.shown, EvalsiteError(problem), reason)


def _lfs_pointer(document: Document) -> Problem:
    return Problem(
        file=document.shown,
        line=1,
        found=document.head.split("\n", 1)[0],
        expected="expected results, but this only points to a file that Git LFS keeps",
        advice="Run `git lfs pull`.",
        severity="record",
    )


def _broken(document: Document, error: StreamError) -> Problem:
    return Problem(
        file=document.shown,
        expected=f"expected JSON, but {error}",
        advice="Write the file again with the tool that made it.",
        severity="record",
    )


def _utf_16(document: Document) -> Problem:
    return Problem(
        file=document.shown,
        line=1,
        expected="expected text in UTF-8, but this is UTF-16",
        advice="Save the file as UTF-8.",
        severity="record",
    )


def _unknown(document: Document) -> Problem:
    lines = document.head.lstrip().split("\n", 1)
    return Problem(
        file=document.shown,
        line=1,
        found=lines[0].strip(),
        expected="expected CSV, TSV, JSON, JSON Lines or YAML" + ("" if lines[0] else ", but the file is empty"),
        advice="Unknown format: make it a table and declare its columns under `files:` in evalsite.yml, "
        f"or write `files: [{{match: {quoted(document.path)}, ignore: true}}]`.",
        severity="record",
    )
