"""From samples to items: an engine counts them where they are, and what comes back is one row an item.

One sample is one attempt of one model at one item. :mod:`evalsite.samples.items` has the one expression that
every engine runs; :func:`read_samples` gives a reading for each source, as files give them.
"""

from evalsite.samples.reading import read_samples

__all__ = ["read_samples"]
