"""What the results were in the revision before, and which runs have other numbers since."""
