"""How sure a difference is: numbers in, intervals and words of judgement out. Pure NumPy; scipy.special alone.

The way through: what is known of the models on one metric of one benchmark is a `Measured` (`measured`);
`checks.checked` drops the standard errors that cannot be; `comparison.against` and `comparison.best_of` make
`Evidence` of candidates and a baseline, by the best method that both sides allow; `words.decide` turns it into
verdicts, `words.corrected` allows for many comparisons; `ranks` gives each rank its interval, `power` the
smallest difference that can be seen, `items` the views by item.

``scipy.stats`` would take a second to import at every build; it is the tests' second opinion.
"""
