"""How long evalsite takes, against other ways to the same pages: ``python -m bench``. See docs/performance.md."""
