"""The command ``evalsite``: new, build, serve, check.

Exit codes: 0 all is well; 1 something in the inputs is wrong, and was printed; 2 the command cannot run as given.
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from evalsite import __version__
from evalsite.errors import CannotRun, EvalsiteError
from evalsite.starting import loading

WELL, WRONG, CANNOT_RUN = 0, 1, 2
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""How numpy, which is imported later, multiplies matrices, unless the environment says otherwise: ours are small, and
more threads spend most of their time waiting for each other."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except EvalsiteError as error:
        _complain(str(error))
        code = CANNOT_RUN if isinstance(error, CannotRun) else WRONG
    except OSError as error:
        _complain(str(error))
        code = CANNOT_RUN
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="evalsite", description="A static site from what evaluation tools wrote.")
    parser.add_argument("--version", action="version", version=f"evalsite {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _new_command(commands.add_parser("new", help="write what a site begins with"))
    _build_command(commands.add_parser("build", help="build the site, in all its languages"))
    _serve_command(commands.add_parser("serve", help="show the site, and show each edit"))
    _check_command(commands.add_parser("check", help="say what each file of results is, and every problem"))
    return parser


def _new_command(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="where; here if left out"
    )
    parser.set_defaults(run=_new)


def _build_command(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--strict", action="store_true", help="fail on records that cannot be used, and on warnings")
    parser.add_argument(
        "--site-dir", type=Path, metavar="DIR", help="where the site goes; as mkdocs.yml says if left out"
    )
    parser.set_defaults(run=_build)


def _serve_command(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--addr", type=_address, metavar="HOST:PORT", help="where to serve; 127.0.0.1:8000 if left out")
    parser.set_defaults(run=_serve)


def _check_command(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="files of the results folder; all if left out")
    parser.add_argument("--strict", action="store_true", help="call every problem an error, as `build --strict` does")
    parser.add_argument(
        "--results", type=Path, metavar="DIR", help="the results folder; as evalsite.yml says if left out"
    )
    parser.add_argument("--json", action="store_true", help="print a report for programs, by schema/check.schema.json")
    parser.add_argument("--quiet", action="store_true", help="print nothing; the exit code says it")
    parser.set_defaults(run=_check)


def _address(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not (host and port.isdecimal() and int(port) < 65536):
        raise argparse.ArgumentTypeError(f"expected HOST:PORT, such as 127.0.0.1:8000, not {text!r}")
    return text


def _new(options: argparse.Namespace) -> int:
    with loading():
        from evalsite.adapters.beginning import PLACES, begin
        from evalsite.files import named_folder

    folder: Path = options.folder
    written = begin(folder)
    for place in PLACES:
        _say(f"{'Written' if place in written else 'Kept as it is'}: {folder / place}")
    _say(f"Next, put what your evaluation tools wrote into {named_folder(folder)}, and run evalsite serve.")
    return WELL


def _build(options: argparse.Namespace) -> int:
    from evalsite.adapters.unchanged import standing

    site = standing(Path.cwd(), site_dir=options.site_dir, strict=options.strict) or _built(options)
    _say(f"The site is in {_relative(site)}. To read it, run this and open http://127.0.0.1:8000/\n    {_server(site)}")
    return WELL


def _built(options: argparse.Namespace) -> Path:
    root, site_dir, strict = Path.cwd(), options.site_dir, options.strict
    with loading():
        from evalsite.adapters.mkdocs_settings import load
        from evalsite.adapters.templates import begin_compiling
        from evalsite.adapters.terminal import log_to_stderr

        log_to_stderr(logging.WARNING)
        begin_compiling(first := load(root, site_dir=site_dir, strict=strict))
        from evalsite.files import begin_reading

    begin_reading(root)
    with loading():
        from evalsite.adapters.build import build_all  # which takes longest, and needs none of that yet

    return build_all(root, site_dir=site_dir, strict=strict, first=first)


def _server(site: Path) -> str:
    """A command that serves the folder to this machine alone; pages link to folders, which a browser shows as such."""
    return f"{_relative(Path(sys.executable))} -m http.server --bind 127.0.0.1 --directory {_relative(site)}"


def _serve(options: argparse.Namespace) -> int:
    with loading():
        from evalsite.adapters.serve import serve
        from evalsite.adapters.terminal import log_to_stderr

    log_to_stderr(logging.INFO)
    serve(Path.cwd(), address=options.addr)
    return WELL


def _check(options: argparse.Namespace) -> int:
    with loading():
        from evalsite.files import begin_reading

    if options.results is None:
        begin_reading(Path.cwd())
    with loading():
        from evalsite.adapters.check import check
        from evalsite.adapters.check_json import json_text
        from evalsite.adapters.check_text import text
        from evalsite.adapters.terminal import progress

    with progress(sys.stderr, quiet=options.quiet or options.json) as told:
        found = check(Path.cwd(), files=options.files, results=options.results, progress=told)
    if not options.quiet:
        _say(json_text(found) if options.json else text(found, strict=options.strict))
    return WRONG if found.problems else WELL


def _complain(text: str) -> None:
    from evalsite.adapters.terminal import called, printable

    print(called("error", printable(text)), file=sys.stderr)


def _say(text: str) -> None:
    from evalsite.adapters.terminal import printable

    print(printable(text))


def _relative(path: Path) -> str:
    full = path.absolute()
    return str(full.relative_to(Path.cwd())) if full.is_relative_to(Path.cwd()) else str(full)
