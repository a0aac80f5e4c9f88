"""`python -m billing_core`: runs the command line (`billing_core/cli`)."""

from billing_core.cli import app

app(prog_name="python -m billing_core")
