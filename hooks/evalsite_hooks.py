"""MkDocs calls evalsite here. A file named evalsite.py would shadow the package."""

from evalsite.adapters.hooks import handlers

globals().update(handlers())
