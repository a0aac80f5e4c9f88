"""`python -m billing_core rollup …`: make the roll-ups anew, or ask whether they are right."""

import typer

rollup = typer.Typer(
    help="The sums that are kept beside the ledger (집계): make them anew, or compare them.",
    no_args_is_help=True,
)


@rollup.command()
def rebuild() -> None:
    """Make every sum anew from the ledger (집계 다시 만들기). Safe at any time, also while serving."""
    from billing_core.bootstrap import assemble
    from billing_core.roll_ups.rebuild import rebuild as rebuild_roll_ups

    system = assemble()
    try:
        with system.database.writing() as session:
            rebuild_roll_ups(session, system.settings.grace_days)
    finally:
        system.close()
    typer.echo("집계를 원장에서 다시 만들었습니다. · The roll-ups were made anew from the ledger.")


@rollup.command()
def check() -> None:
    """Compare every sum with the ledger (집계 확인). Exits with 1 when one differs."""
    from billing_core.bootstrap import assemble
    from billing_core.roll_ups.check import check as check_roll_ups
    from billing_core.roll_ups.state import say_checked
    from billing_core.wording.roll_ups import difference_said

    system = assemble()
    try:
        with system.database.reading() as session:
            differences = check_roll_ups(session)
        with system.database.writing() as session:
            say_checked(session, system.clock.now(), len(differences))
    finally:
        system.close()
    for difference in differences:
        typer.echo(difference_said(difference))
    if differences:
        raise typer.Exit(1)
    typer.echo("집계가 장부와 같습니다. · The roll-ups say what the ledger says.")
