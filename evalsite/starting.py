"""How modules are loaded, which takes half the time that a small site does."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_UNUSED = "pyarrow"
"""pandas loads it wherever it is installed (0.15 s, 40 MiB), for columns of text such as no frame of ours has."""

_SELDOM = 50_000
"""The collector of garbage looks once so many more objects are there than before, not after each 700: what is made for
a page is freed without it, and next to nothing of it is left in cycles."""


@contextmanager
def loading() -> Iterator[None]:
    """Load pandas and what stands on it inside this block: without pyarrow, and taking nothing for garbage.

    What wants pyarrow itself still loads it later, but pandas keeps no columns in it. Where the folder has Python of
    its own, which may ask for that, pandas finds it; where pandas is loaded already, nothing is different.
    """
    if "pandas" in sys.modules:
        yield
        return
    hidden = _UNUSED not in sys.modules and not any(Path.cwd().glob("*.py"))
    if hidden:
        sys.modules[_UNUSED] = None  # type: ignore[assignment]  # as the language has it, this is not to be found
    gc.disable()
    try:
        yield
    finally:
        if hidden:
            del sys.modules[_UNUSED]
        gc.freeze()
        gc.set_threshold(_SELDOM, *gc.get_threshold()[1:])
        gc.enable()
