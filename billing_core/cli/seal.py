"""`python -m billing_core seal …`: what to do where the seals' key is lost for good."""

from typing import Annotated

import typer

from billing_core.cli.typist import typist

seal = typer.Typer(
    help="The seals of ledger and audit log (봉인): begin a new chain after a lost key.",
    no_args_is_help=True,
)


@seal.callback()
def begin() -> None:
    """One command, and room for another."""


@seal.command(name="new-chain")
def new_chain(
    reason: Annotated[str, typer.Option(help="How the key was lost; it is written down (사유).")],
) -> None:
    """Begin a new chain with a new key (봉인 새로 시작). Only where the old key is lost for good:
    what it sealed can be verified by nobody any more, and 점검 says so."""
    from billing_core.cli.answers import opened
    from billing_core.seals.new_chain import begin_new_chain

    with opened(None) as system:
        last = begin_new_chain(system, reason, typist())
    typer.echo(
        f"봉인 {last:,}번까지는 더 확인할 수 없습니다. 다음 봉인부터 새 키로 봉인합니다. · "
        f"Seals up to no. {last:,} can be verified no more; the next ones have the new key."
    )
