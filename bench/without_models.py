"""The hook of evalsite, without a page for each model: what the naive hook makes, too."""

from importlib import import_module
from typing import Any

from mkdocs.plugins import CombinedEvent, event_priority
from msgspec.structs import replace

from evalsite.adapters.hooks import FIRST, handlers


@event_priority(FIRST + 1)
def _without_models(*_: Any, **__: Any) -> None:
    """By now evalsite is loaded, when it is by its own hook."""
    job = import_module("evalsite.adapters.job")
    plan = job.plan

    def some(inputs: Any) -> Any:
        site = plan(inputs)
        return replace(site, pages=tuple(page for page in site.pages if page.section != "models" or page.index))

    setattr(job, "plan", some)  # noqa: B010 (that module does not offer it)


answers = handlers()
answers["on_pre_build"] = CombinedEvent(_without_models, *answers["on_pre_build"].methods)
globals().update(answers)
