"""Runs of which files tell no more than a model and a benchmark: with ``pages: all`` they have pages, too."""

from typing import Any

from evalsite.runs.identity import untold_id

FILES = {
    "results/sums.csv": "model,pass@1,avg_time\nant,0.5,3\nbee,0.25,4\n",
    "results/words.csv": "model,pass@1,run,date\nant,0.5,,\nant,0.75,late,2024-05-01\nbee,0.5,,\nbee,0.5,,\n",
}
ANT = f"runs/{untold_id('ant', 'sums')}/"


def site(read_site: Any, **runs: str) -> Any:
    said = ", ".join(f"{key}: {value}" for key, value in runs.items())
    return read_site({**FILES, "evalsite.yml": f"runs: {{{said}}}\nbaselines: {{plain: {{model: bee}}}}\n"})


def test_by_default_they_have_none_and_nothing_leads_there(read_site: Any) -> None:
    bodies = site(read_site, pages="told").bodies()
    assert len([address for address in bodies if address.startswith("runs/")]) == 1
    assert not any(ANT in body for body in bodies.values())


def test_with_all_each_model_has_a_run_on_each_benchmark(read_site: Any) -> None:
    trees = site(read_site, pages="all").trees()
    assert len([address for address in trees if address.startswith("runs/")]) == 5
    page = trees[ANT]
    assert [cell.text_content() for cell in page.xpath("//table[@id='numbers']/tbody/tr[2]/*")] == [
        "sums", "pass@1", "0.5", "counts", "better", ":2",
    ]  # fmt: skip
    [digest] = [value.text_content() for value in page.xpath("//dl//dd") if len(value.text_content()) == 64]
    assert digest == digest.lower()
    assert page.xpath("//table[@id='model-runs']//a[contains(@href, '/runs/')]")


def test_pages_change_nothing_that_is_judged(read_site: Any) -> None:
    told, every = (site(read_site, pages=pages).inputs for pages in ("told", "all"))
    assert told.results.digest() == every.results.digest()
    assert [str(problem) for problem in told.problems] == [str(problem) for problem in every.problems]


def test_a_mean_is_of_its_runs(read_site: Any) -> None:
    trees = site(read_site, pages="all", policy="mean").trees()
    run = trees[f"runs/{untold_id('ant', 'words')}/"]
    assert "On words, the mean of 2 runs counts." in run.text_content()
    assert "in a mean" in run.xpath("string(//table[@id='numbers'])")


def test_links_stay_when_models_are_joined(read_site: Any) -> None:
    files = {"results/sums.csv": "model,acc\nAnt,0.5\n", "results/words.csv": "model,acc\nant,0.25\nbee,1\n"}
    apart = read_site({**files, "evalsite.yml": "runs: {pages: all}\n"}).trees()
    joined = read_site({**files, "evalsite.yml": "runs: {pages: all}\nsame_as: {ant: [Ant]}\n"}).trees()
    runs = [address for address in apart if address.startswith("runs/")]
    assert [address for address in joined if address.startswith("runs/")] == runs
    run = joined[f"runs/{untold_id('Ant', 'sums')}/"]
    assert "A run of ant on sums." in run.text_content()
    assert len(run.xpath("//table[@id='model-runs']//a[contains(@href, '/runs/')]")) == 1


def test_names_of_one_model_that_tell_of_one_benchmark_are_two_runs(read_site: Any) -> None:
    files = {"results/sums.csv": "model,acc\nAnt,0.5\nant,0.25\nbee,1\n"}
    small = read_site({**files, "evalsite.yml": "runs: {pages: all}\nsame_as: {ant: [Ant]}\n"})
    for name in ("ant", "Ant"):
        page = small.trees()[f"runs/{untold_id(name, 'sums')}/"]
        assert "On sums, none of 2 runs counts: it is not known which one should." in page.text_content()
