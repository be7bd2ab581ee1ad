"""evalsite: a static site from the results that evaluation tools wrote.

See :mod:`evalsite.site` for the way from a results folder to pages.
"""

__version__ = "0.1.0"
