"""The theme's templates in the environments that MkDocs and its plugins make: found and compiled once."""

from functools import partial
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader

from evalsite.render.compiling import KeptBytecode
from evalsite.render.theme import quick


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    for name in ("main.html", "assets/style.css", "assets/.hidden/a.css", ".icons/b/c.svg", ".nojekyll"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{{ 'page'|upper }}", encoding="utf-8")
    return tmp_path


def made(theme: Path) -> Environment:
    """The environment that MkDocs makes."""
    return Environment(loader=FileSystemLoader([str(theme)]), autoescape=True)


def test_what_lies_in_hidden_folders_is_not_listed_but_is_found(theme: Path) -> None:
    environment = quick(partial(made, theme))
    assert environment.list_templates() == [".nojekyll", "assets/style.css", "main.html"]
    assert set(made(theme).list_templates()) >= {"assets/.hidden/a.css", ".icons/b/c.svg"}
    assert environment.get_template(".icons/b/c.svg").render() == "PAGE"


def test_a_template_is_compiled_once_for_environments_that_are_alike(
    theme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = KeptBytecode()
    monkeypatch.setattr("evalsite.render.theme.KEPT", kept)
    assert [quick(partial(made, theme)).get_template("main.html").render() for _ in range(2)] == ["PAGE", "PAGE"]
    monkeypatch.setattr(Environment, "_generate", None)  # nothing can be compiled any more
    assert quick(partial(made, theme)).get_template("main.html").render() == "PAGE"


def test_another_text_or_another_filter_is_compiled_anew(theme: Path) -> None:
    def other() -> Environment:
        environment = made(theme)
        environment.filters = {"upper": str.lower}
        environment.filters["another"] = str
        return environment

    assert quick(partial(made, theme)).get_template("main.html").render() == "PAGE"
    assert quick(other).get_template("main.html").render() == "page"
    (theme / "main.html").write_text("changed", encoding="utf-8")
    assert quick(partial(made, theme)).get_template("main.html").render() == "changed"


def test_a_loader_of_another_kind_stays() -> None:
    loader = DictLoader({"main.html": "page", ".hidden/a.html": "a"})
    environment = quick(lambda: Environment(loader=loader, autoescape=True))
    assert environment.list_templates() == [".hidden/a.html", "main.html"]
