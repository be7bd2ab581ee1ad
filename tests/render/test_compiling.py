"""Templates that another process compiled are those that this one would have."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError

from evalsite import processes
from evalsite.render.compiling import KeptBytecode, Wanted

FILES = {
    "main.html": '{% extends "base.html" %}{% block middle %}{% include ["no.html", "part.html"] %}{% endblock %}',
    "base.html": "<{% block middle %}{% endblock %}{% include name %}{% include 'gone.html' ignore missing %}>",
    "part.html": '{% from "macros.html" import shout %}{{ shout("a part") }}',
    "macros.html": "{% macro shout(words) %}{{ words | upper }}{% endmacro %}",
    "told.html": " by its name",
    "unknown.html": "nobody names it",
}


@pytest.fixture
def kept() -> KeptBytecode:
    return KeptBytecode()


@pytest.fixture
def environment(tmp_path: Path, kept: KeptBytecode) -> Environment:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Environment(
        loader=FileSystemLoader(tmp_path), autoescape=True, undefined=StrictUndefined, bytecode_cache=kept
    )


@pytest.fixture
def wanted(environment: Environment) -> Wanted:
    def give() -> Iterator[tuple[Environment, tuple[str, ...]]]:
        yield environment, ("main.html", "told.html", "not there.html")

    return give


@pytest.fixture
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "processors", lambda: 2)


def rendered(environment: Environment) -> str:
    return environment.get_template("main.html").render(name="told.html")


@pytest.mark.usefixtures("_room")
def test_nothing_that_was_compiled_there_is_compiled_here(
    kept: KeptBytecode, environment: Environment, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.begin(wanted)
    until = time.monotonic() + 20
    while not kept.known and time.monotonic() < until:
        time.sleep(0.005)
        kept.receive()
    monkeypatch.setattr(Environment, "_generate", None)  # nothing can be compiled any more
    assert rendered(environment) == "<A PART by its name>"
    with pytest.raises(TypeError):
        environment.get_template("unknown.html")


@pytest.mark.usefixtures("_room")
def test_what_is_not_ready_is_compiled_here(kept: KeptBytecode, environment: Environment) -> None:
    def never() -> Iterator[tuple[Environment, tuple[str, ...]]]:
        time.sleep(20)
        yield environment, ()

    kept.begin(never)
    assert rendered(environment) == "<A PART by its name>"


def test_without_another_processor_all_is_compiled_here(
    kept: KeptBytecode, environment: Environment, wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "processors", lambda: 1)
    kept.begin(wanted)
    assert rendered(environment) == "<A PART by its name>"


@pytest.mark.usefixtures("_room")
def test_a_template_that_is_wrong_is_told_here(
    kept: KeptBytecode, environment: Environment, wanted: Wanted, tmp_path: Path
) -> None:
    (tmp_path / "part.html").write_text("{% if %}", encoding="utf-8")
    kept.begin(wanted)
    with pytest.raises(TemplateSyntaxError, match="Expected an expression") as error:
        rendered(environment)
    assert error.value.filename == str(tmp_path / "part.html")


@pytest.mark.usefixtures("_room")
def test_it_begins_once(kept: KeptBytecode, wanted: Wanted, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.begin(wanted)
    monkeypatch.setattr(processes, "double", lambda *_: pytest.fail("another process began"))
    kept.begin(wanted)
