"""All ways from samples to items give the same, and the benchmark says so."""

from bench import samples


def test_every_way_gives_the_same_items() -> None:
    lines = list(samples.told(20_000, rounds=1))
    assert lines[0].startswith("\n20,000 samples to items (")
    assert "  all ways give the same items" in lines
    assert sum("reached" in line.lower() for line in lines) == 3
