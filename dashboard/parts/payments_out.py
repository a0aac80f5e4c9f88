"""The payments that are filtered, as a file: the rows and the sum of the page, by our own route."""

from collections.abc import Iterator

import streamlit as st
from sqlalchemy.orm import Session

from billing_core.access_log.downloads import DownloadFacts
from billing_core.desk.payment_filter import PaymentFilter, Shown
from billing_core.desk.payments import PaymentRow, every_payment
from billing_core.export.manifest import FileFacts
from billing_core.export.monthly_file import FileFormat
from billing_core.export.payments_file import PaymentLine, write_payments_file
from billing_core.rules.access import DownloadKind
from billing_core.rules.actor import require_may_export
from billing_core.rules.calendar import kst_date
from billing_core.wording.declines import DECLINES
from billing_core.wording.exclusions import exclusion_said
from dashboard.gate.kept_files import KeptFile
from dashboard.parts import desk, downloading
from dashboard.parts.language import count, moment, won
from dashboard.parts.markup import facts
from dashboard.parts.words import payments as w
from dashboard.parts.words import states

_KEY, _MADE = "payments_out", "payments_out_made"


def payments_out(wanted: PaymentFilter, summed_up: str) -> None:
    """The format and the button. `summed_up` is what the page says of the same payments."""
    if not desk.may_approve():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        picked = st.segmented_control(
            w.FORMAT(),
            list(FileFormat),
            default=FileFormat.XLSX,
            required=True,
            key="payments_format",
            format_func=str.upper,
            label_visibility="collapsed",
        )
        file_format = FileFormat(picked or FileFormat.XLSX)
        what = w.FILE_OF(what=summed_up, form=file_format.upper())

        def make(_why: str) -> downloading.MadeDownload:
            made, kept = make_file(wanted, file_format)
            st.session_state[_MADE] = (wanted, file_format, made)
            file = DownloadFacts(
                DownloadKind.PAYMENTS, made.name, file_format.mime, made.rows, made.sha256
            )
            return downloading.MadeDownload(file, kept)

        downloading.file_button(w.EXPORT(), what, make, key=_KEY)
    _manifest(wanted, file_format)


def make_file(wanted: PaymentFilter, file_format: FileFormat) -> tuple[FileFacts, KeptFile]:
    require_may_export(desk.current_actor())
    kept, at = KeptFile(), desk.now()
    with desk.reading() as session:
        made = write_payments_file(
            kept.out,
            f"결제내역_{kst_date(at)}",
            _lines(session, wanted),
            file_format=file_format,
            made_at=at,
        )
    return made, kept


def _lines(session: Session, wanted: PaymentFilter) -> Iterator[PaymentLine]:
    return map(_line, every_payment(session, wanted))


def _line(row: PaymentRow) -> PaymentLine:
    """Korean alone, like every file."""
    why = DECLINES[row.decline][0] if row.decline else row.refused
    return PaymentLine(
        at=row.at,
        app_id=row.app_id or "",
        name=row.member_name,
        state=states.PAYMENTS[row.shown].ko,
        amount=row.amount,
        refunded=row.refunded,
        counted=row.shown in (Shown.PAID, Shown.REFUNDED),
        reason=why or (exclusion_said(row.excluded) if row.excluded else ""),
        plan=row.plan,
        card_name=row.card_name,
        apply_num=row.apply_num,
        number=row.number,
        merchant_uid=row.merchant_uid,
        source=row.source,
        receipt_url=row.receipt_url,
    )


def _manifest(wanted: PaymentFilter, file_format: FileFormat) -> None:
    """Of the file that was made for what is shown now."""
    kept = st.session_state.get(_MADE)
    if kept is None or kept[:2] != (wanted, file_format):
        return
    made: FileFacts = kept[2]
    told = [
        (w.FILE(), made.name),
        (w.FILE_ROWS(), count(made.rows)),
        (w.FILE_TOTAL(), won(made.total or 0)),
        (w.FILE_AS_OF(), moment(made.as_of)),
        ("sha256", made.sha256),
    ]
    st.html(facts(told))
