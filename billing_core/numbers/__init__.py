"""The metrics: every number once, with its definition, its people and what it left out.

Money and paid members are added up by the database over the ledger. Members, churn and MRR
are folded from the periods that were paid (`rules/coverage.py`), one member at a time, so
memory stays flat. Imported history has payments but no periods: it counts as money, as paid
members, refunds and cancellation requests, and never as active, churned or MRR.
"""
