"""Runs: what makes one evaluation of one model the same run, which run counts, and what of it is private."""
