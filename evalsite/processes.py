"""Other processes: doubles of this one, each on a processor of its own, which know all that it knows."""

import os
import sys
import threading
import warnings
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

MOST = 4
"""More processes than these would wait for the first one, which hands on what all of them make."""


def processors() -> int:
    """How many processes may work at once: 1 where a process cannot safely be doubled."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


def double(work: Callable[..., None], *args: Any) -> BaseProcess:
    """A process of its own that does ``work``, where :func:`processors` are more than one; it ends with this one."""
    process = get_context("fork").Process(target=work, args=args, daemon=True)
    with warnings.catch_warnings():
        # Python 3.12 warns of other threads; those that there are belong to numerical libraries, and are idle.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    return process
