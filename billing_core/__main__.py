"""`python -m billing_core`: the terminal door."""

from billing_core.cli import app

app(prog_name="python -m billing_core")
