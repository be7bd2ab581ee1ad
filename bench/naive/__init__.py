"""The way that most projects take first: a MkDocs hook that writes its tables as Markdown."""
