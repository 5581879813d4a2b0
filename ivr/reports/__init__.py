"""What was done and how well, in figures: read from the rows, never kept a second time.

    report = tally.report(session, hours, scope, span, by="desk", now=now)

Every figure is a function whose docstring is its definition; the console says the same words. Calls and tasks of
pretended time are in no figure, and a rehearsal leaves no rows. A share of nothing is None, never 0 %.
"""
