"""From files to tidy rows: one module a format, one registry in plain sight.

Content decides what a file is, not its name. A reader gets a :class:`Document` and gives a
:class:`~evalsite.results.Reading`; it never raises for what a file holds, it reports.
"""
