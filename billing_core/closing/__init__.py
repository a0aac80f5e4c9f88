"""Months that were closed: their frozen numbers and people, and what was learnt since."""
