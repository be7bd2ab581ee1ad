"""Pictures of each kind of page, to look at: on a phone and on a desk, light and dark, in every language.

Usage: python tools/screenshots.py [FOLDER]   (build/screenshots when no folder is named)

Two sites are built: this repository's own, and a small one with runs and samples, whose models have names of 48 and of
400 characters.
``index.html`` in the folder shows all pictures side by side.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
WIDTHS, LANGUAGES = (390, 1440), {"en": "", "zh": "zh/"}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALLEST = 4000  # pixels: what comes below looks like what stands above

LONG = "code-model-7b-instruct-dpo-mixed-preferences-v2."  # 48 characters
LONGEST = "".join(f"stage-{k}-of-a-very-long-recipe/" for k in range(14))[:399] + "x"
OWN_PAGES = {
    "home": "",
    "introduction": "introduction/",
    "settings": "settings/",
    "summary": "summary/",
    "matrix": "matrix/",
    "matrix-of-a-baseline": "matrix/sft/",
    "benchmarks": "benchmarks/",
    "benchmark": "benchmarks/mbpp/",
    "models": "models/",
    "model": "models/sft-25-original-data-1b-dpo-pvf-qra/",
    "sources": "sources/",
    "judging": "judging/",
}
LONG_PAGES = {name: address for name, address in OWN_PAGES.items() if name not in ("introduction", "settings")} | {
    "matrix-of-a-baseline": "matrix/plain/",
    "benchmark": "benchmarks/sums/",
    "model": "models/long/",
    "model-400": "models/longest/",
    "evidence": "benchmarks/tasks/",
    "items": "benchmarks/tasks/items/",
    "run": "runs/*/",
}
SETTINGS = f"""\
title: {{en: Long names, zh: 很长的名称}}
languages: [en, zh]
models:
  {LONG}: {{slug: long}}
  {LONGEST}: {{slug: longest}}
baselines:
  plain: {{model: plain}}
  best: {{label: {{en: best of two, zh: 两者最优}}, best_of: [plain, {LONGEST}]}}
samples:
  sources:
    - {{files: samples.jsonl, columns: {{model: model, item: task, passed: ok}}, benchmark: tasks}}
logs: {{tasks: "https://logs.example/{{model}}?item={{item}}"}}
"""


NAMES = ["plain", LONG, LONGEST, *(f"{LONG[:44]}-{k:03}" for k in range(9))]


def results() -> str:
    """Two benchmarks, of which the second lacks some results."""
    rows = ["model,benchmark,run,date,pass@1,avg_time"]
    for place, name in enumerate(NAMES):
        run = f"nightly-{place},2026-10-0{1 + place % 9}"
        rows.append(f"{name},sums,{run},{0.31 + place % 7 / 20:.4f},{1200 / (1 + place % 5):.2f}")
        rows.append(f"{name},words,{run},{0.72 - place % 4 / 10:.4f},{'' if place % 3 else f'{90 + place * 11:.2f}'}")
    return "\n".join(rows) + "\n"


def samples() -> str:
    """Sixty tasks that each model tried once: the later it comes, the fewer it solved."""
    rows = [
        {"model": name, "task": f"task-{task:02}", "ok": task * 7 % 60 + task * place % 5 < 52 - 3 * place}
        for place, name in enumerate(NAMES)
        for task in range(60)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows)


def own_site(root: Path) -> None:
    """Everything that this repository's site is built from."""
    for name in ("docs", "evalsite.yml", "hooks", "mkdocs.yml", "results"):
        source = REPOSITORY / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
    (root / "evalsite").mkdir()  # mkdocs.yml watches it


def long_site(root: Path) -> None:
    """A small site with long names, in this repository's look."""
    shutil.copytree(REPOSITORY / "hooks", root / "hooks")
    for folder in ("docs", "results", "evalsite"):
        (root / folder).mkdir()
    (root / "results" / "long.csv").write_text(results(), encoding="utf-8")
    (root / "samples.jsonl").write_text(samples(), encoding="utf-8")
    (root / "evalsite.yml").write_text(SETTINGS, encoding="utf-8")
    (root / "docs" / "index.md").write_text(f"# Long names\n\nOf `{LONG}` and others.\n", encoding="utf-8")
    settings = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    nav = re.compile(r"^nav:\n(?:  .*\n)+", re.MULTILINE)
    (root / "mkdocs.yml").write_text(nav.sub("", settings), encoding="utf-8")


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Build the site in ``root`` for the address that it is served at."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Requests are of no interest."""

    handler = partial(Quiet, directory=str(root / "site"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        settings = root / "mkdocs.yml"
        text = re.sub(r"(?m)^site_url:.*$", f"site_url: {address}", settings.read_text(encoding="utf-8"))
        settings.write_text(text, encoding="utf-8")
        subprocess.run([Path(sys.executable).with_name("evalsite"), "build"], cwd=root, check=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


def found(pages: dict[str, str], site: Path) -> dict[str, str]:
    """The pages with their addresses; one of several, where ``*`` stands for what a build makes up."""
    return {name: f"{min(site.glob(path)).relative_to(site)}/" if "*" in path else path for name, path in pages.items()}


def shoot(browser: Browser, address: str, pages: dict[str, str], folder: Path) -> Iterator[Path]:
    """Each page in each language, width and scheme."""
    for width, scheme in product(WIDTHS, SCHEMES):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        for (name, path), (language, tree) in product(pages.items(), LANGUAGES.items()):
            answer = page.goto(f"{address}{tree}{path}", wait_until="networkidle")
            if answer is None or not answer.ok:
                sys.exit(f"{tree}{path}: no such page")
            file = folder / f"{name}.{language}.{width}.{scheme}.png"
            height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            page.screenshot(path=file, clip={"x": 0, "y": 0, "width": width, "height": height}, full_page=True)
            yield file
        context.close()


def contact_sheet(folder: Path, files: list[Path]) -> None:
    """All pictures on one page."""
    pictures = "".join(
        f'<figure><img loading="lazy" src="{escape(path)}"><figcaption>{escape(path)}</figcaption></figure>\n'
        for path in sorted(file.relative_to(folder).as_posix() for file in files)
    )
    style = "body{display:flex;flex-wrap:wrap;gap:1em;font:12px sans-serif}figure{margin:0;width:22em}img{width:100%}"
    text = f"<!doctype html><meta charset=utf-8><title>Screenshots</title><style>{style}</style>\n{pictures}"
    (folder / "index.html").write_text(text, encoding="utf-8")


def chromium() -> str | None:
    """The system's Chromium, or None for the one that playwright brings."""
    declared = os.environ.get("EVALSITE_CHROMIUM")
    return shutil.which(declared or "chromium") or shutil.which("chromium-browser")


def main(folder: Path) -> None:
    """Build both sites and take every picture."""
    shutil.rmtree(folder, ignore_errors=True)
    files: list[Path] = []
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=sandbox)
        for name, make, pages in (("report", own_site, OWN_PAGES), ("long-names", long_site, LONG_PAGES)):
            (folder / name).mkdir(parents=True)
            with tempfile.TemporaryDirectory(prefix="evalsite-") as temporary:
                make(Path(temporary))
                with served(Path(temporary)) as address:
                    files += shoot(browser, address, found(pages, Path(temporary) / "site"), folder / name)
        browser.close()
    contact_sheet(folder, files)
    sys.stdout.write(f"{len(files)} pictures: {folder / 'index.html'}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else REPOSITORY / "build" / "screenshots"))
