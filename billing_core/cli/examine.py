"""`python -m billing_core doctor`: is everything set as it must be, and what to do where not?"""

import typer


def doctor() -> None:
    """Check keys, webhooks, clocks, disk, backups and the rest (진단). Exits with 1 if one failed."""
    from billing_core.cli.answers import opened
    from billing_core.desk.doctor import examine
    from billing_core.wording.doctor import check_said, flaw_of_set_up_said
    from billing_core.wording.languages import ENGLISH

    with opened(None) as system:
        checked = examine(system)
    for one in checked:
        sign = "✗" if one.failed else "✓"
        typer.echo(f"{sign} {check_said(one.code)} · {check_said(one.code, ENGLISH)}")
        if one.found is not None:
            typer.echo(f"    {flaw_of_set_up_said(one.found)}")
            typer.echo(f"    {flaw_of_set_up_said(one.found, ENGLISH)}")
    failed = sum(one.failed for one in checked)
    typer.echo(
        f"진단 {len(checked)}가지, 이상 {failed}가지 · {len(checked)} checks, {failed} failed"
    )
    if failed:
        raise typer.Exit(1)
