"""Comparing and judging: frames in, findings out, pure. Knows no files, no pages and no words."""
