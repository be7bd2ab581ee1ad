"""One example of every block, with a name of your choice wherever text from outside can stand."""

from collections.abc import Callable, Mapping

import pytest

from evalsite.pages.model import (
    Block,
    Bullets,
    CodeColumn,
    CountColumn,
    Facts,
    Item,
    ItemList,
    Legend,
    Link,
    Literally,
    Localised,
    Log,
    Message,
    Name,
    NameList,
    Notice,
    Number,
    NumberColumn,
    Page,
    Paragraph,
    Reasons,
    RowHead,
    Section,
    Snippet,
    Table,
    TextColumn,
)

ExampleBlocks = Callable[[str], Mapping[str, Block]]
ExamplePage = Callable[[str], Page]


@pytest.fixture
def example_blocks() -> ExampleBlocks:
    return _blocks


@pytest.fixture
def example_page() -> ExamplePage:
    return _page


def _page(name: str) -> Page:
    blocks = _blocks(name)
    return Page(
        address="benchmarks/mbpp/",
        title=Name(name),
        description=(Message("finding.untested"), Name(name), _author(name)),
        blocks=[
            *(blocks[kind] for kind in ("paragraph", "bullets", "notice", "facts", "snippet", "legend")),
            Section(id="main", title=Name(name), blocks=[blocks["table"], blocks["empty-table"]]),
            Section(
                id="vs-sft",
                title=_author(name),
                blocks=[blocks["names"], blocks["empty-names"], blocks["items"], blocks["empty-items"]],
            ),
            blocks["section"],
        ],
    )


def _author(name: str) -> Localised:
    """What an author wrote in evalsite.yml: the same name, in each language."""
    return Localised({"en": f"the {name}", "zh": f"此 {name}"})


def _blocks(name: str) -> Mapping[str, Block]:
    model = Name(name, f"full {name}", "models/sft-qfs/")
    return {
        "paragraph": Paragraph(
            sentences=(
                Message(
                    "finding.leads_models",
                    {
                        "metric": _author(name),
                        "models": (model, Literally(name), Name(name)),
                        "value": Number(name, 0.1713),
                        "count": 3,
                    },
                ),
                _author(name),
            ),
            lead=True,
        ),
        "bullets": Bullets(items=[model, Literally(name, code=True), Link(Name(name), "models/")]),
        "notice": Notice(sentences=(Message("metric.unknown", {"metric": Name(name)}),), level="warning"),
        "facts": Facts(items=[(_author(name), (model, Literally(name, code=True)))]),
        "snippet": Snippet(
            opening=Message("snippet.model", {"model": Name(name)}),
            items=[Message("snippet.value", {"metric": Name(name), "value": Number("0.5", 0.5)})],
            link=Message("run.title", {"run": Literally(name)}),
        ),
        "legend": Legend(marks=["1", "worst"], verdicts=["better", "not-comparable"], notes=(Name(name),)),
        "table": _table(name, model),
        "empty-table": Table(id="nothing", caption=Name(name), head=Message("table.model"), rows=[], columns=[]),
        "names": _names(name),
        "empty-names": NameList(
            id="vs-sft-worse-both",
            title=Message("category.worse-both"),
            code="worse-both",
            family="category",
            names=[],
        ),
        "items": _items(name, model),
        "empty-items": ItemList(
            id="none",
            title=Message("items.none"),
            total=0,
            items=[],
            query="none",
            data="benchmarks/x/items/items.json",
        ),
        "section": Section(
            id="outer",
            title=Name(name, "", "models/sft/"),
            blocks=[Section(id="inner", title=_author(name), blocks=[])],
        ),
    }


def _items(name: str, model: Name) -> ItemList:
    logs = (Log(model=model, href="https://logs.example/a%20b?c=1&d='2'#e"), Log(model=Name(name)))
    return ItemList(
        id="gained-sft-m-qfs",
        title=Message("items.gained_by", {"model": Name(name)}),
        total=5,
        items=[Item(name=Name(name), logs=logs), Item(name=Name(name))],
        query="gained 1 0",
        data="benchmarks/x/items/items.json",
    )


def _table(name: str, model: Name) -> Table:
    return Table(
        id="results",
        caption=Message("table.results", {"benchmark": Name(name)}),
        head=Message("table.model"),
        rows=[
            RowHead(name=model, id="m-sft-qfs", tags=(_author(name),)),
            RowHead(name=Name(name), id="m-sft", baseline=True),
            RowHead(name=Name("sft-pvf")),
        ],
        columns=[
            NumberColumn(
                key=name,
                label=_author(name),
                note=Literally(name),
                direction="higher",
                values=[0.1713, 0.0947, None],
                texts=["0.1713", name, ""],
                marks=["1", "worst", None],
            ),
            NumberColumn(
                key="delta",
                label=Message("table.delta", {"metric": _author(name)}),
                direction="lower",
                values=[-22898.13, 0.0, None],
                texts=["-22898.13", "0.00", ""],
                verdicts=["better", "on-par", "not-comparable"],
                hints=[name, "", ""],
            ),
            CodeColumn(
                key="outcome",
                label=Message("table.baseline"),
                family="outcome",
                codes=["beats", "mixed", None],
                hrefs=["benchmarks/mbpp/#m-sft", None, None],
            ),
            CodeColumn(
                key="category",
                label=Name(name),
                family="category",
                codes=["better-both", "faster-less-accurate", "on-par"],
            ),
            CountColumn(key="rank", label=Message("table.rank"), parts=[1, None, 3], totals=[3, 3, 3]),
            TextColumn(key="runs", label=Literally(name), texts=[Number(name, 3), model, None], number=True),
            TextColumn(key="words", label=Literally(name), texts=[_author(name), Literally(name), None]),
        ],
    )


def _names(name: str) -> NameList:
    tolerances = ["0.005", "0.01"]
    return NameList(
        id="vs-sft-faster-less-accurate",
        title=Message("category.faster-less-accurate"),
        code="faster-less-accurate",
        family="category",
        names=[Name(name, f"full {name}", "#m-sft-qfs"), Name(name)],
        reasons=[
            Reasons(metric=_author(name), deltas=["+0.0613"] * 2, verdicts=["better", "on-par"], tolerances=tolerances),
            Reasons(metric=Literally(name), deltas=[name] * 2, verdicts=["worse"] * 2, tolerances=tolerances),
        ],
    )
