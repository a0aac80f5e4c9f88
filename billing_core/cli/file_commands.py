"""`python -m billing_core import`, `import-gateway` and `export`: files in, and files out."""

from pathlib import Path
from typing import Annotated

import typer

from billing_core.home import BOOKS
from billing_core.rules.same_payment import SamePayments

SamePaymentsOption = Annotated[
    SamePayments | None,
    typer.Option(help="What unclear pairs are: one payment or two (같은 결제인지)."),
]


def import_(
    payments: Annotated[
        Path | None, typer.Argument(help="CSV or XLSX of payments (결제 내역).")
    ] = None,
    *,
    members: Annotated[Path | None, typer.Option(help="Of members (회원).")] = None,
    cards: Annotated[
        Path | None, typer.Option(help="Of cards, by their registration number (카드).")
    ] = None,
    cancellations: Annotated[
        Path | None, typer.Option(help="Of cancellation requests (해지 신청).")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="TOML that says whose columns are whose (매핑).")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="'상태=결제완료,승인': which rows are payments (결제인 행)."),
    ] = None,
    refunds: Annotated[
        list[str] | None, typer.Option(help="'구분=취소': which rows are refunds (환불인 행).")
    ] = None,
    every_row: Annotated[
        bool, typer.Option("--every-row", help="Every row is a payment (모든 행이 결제).")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing (미리 보기).")] = False,
    same_payments: SamePaymentsOption = None,
) -> None:
    """Take your own history into the book (과거 내역).

    All of it or nothing: every bad row is named with its reason. See docs/import.md.
    """
    from billing_core.cli.files import ChosenRows, import_files
    from billing_core.history.file_kind import FileKind

    files = {
        FileKind.MEMBERS: members,
        FileKind.CARDS: cards,
        FileKind.PAYMENTS: payments,
        FileKind.CANCELLATIONS: cancellations,
    }
    chosen = ChosenRows(tuple(only or ()), tuple(refunds or ()), every_row)
    if not import_files(
        files, mapping, chosen, dry_run=dry_run, same_payments=same_payments, say=typer.echo
    ):
        raise typer.Exit(1)


def import_gateway(
    since: Annotated[str, typer.Option(help="First day in Seoul, 2024-01-01.")],
    same_payments: SamePaymentsOption = None,
) -> None:
    """Read the gateway's own history from a day on (포트원의 과거 결제).

    Payments of known billing keys are counted; import those first with --cards.
    """
    from billing_core.cli.files import import_from_gateway

    import_from_gateway(since, typer.echo, same_payments)


def export(
    period: Annotated[str, typer.Argument(help="A year or a month: 2025 or 2025-06.")],
    to: Annotated[Path, typer.Option(help="Folder for the zip (저장할 폴더).")] = BOOKS,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="XLSX beside CSV.")] = False,
) -> None:
    """Write every file of a year or a month into one zip (내보내기)."""
    from billing_core.cli.files import export_files

    export_files(period, to, xlsx=xlsx, say=typer.echo)
