"""What of this member waits for somebody, on top of their page: each line leads to its work."""

from collections.abc import Sequence

import streamlit as st

from billing_core.desk.complaints import ComplaintRow
from billing_core.desk.downgrades import DowngradeRow
from billing_core.desk.refund_claims import ClaimRow
from billing_core.rules.downgrade import DowngradeState
from dashboard.parts import address
from dashboard.parts.language import Words, day

_DUE = Words(
    "권한 변경 승인을 기다립니다 · {when}까지 이용", "Waits for approval · paid through {when}"
)
_HELD = Words(
    "권한 변경을 보류했습니다 · {when}까지 이용", "Approval is held · paid through {when}"
)
_CLAIM = Words("환불 요청이 진행 중입니다 · {when} 접수", "A refund claim is open · since {when}")
_COMPLAINT = Words(
    "끝나지 않은 민원이 있습니다 · {when} 접수", "A complaint is open · since {when}"
)


def open_work(
    downgrades: Sequence[DowngradeRow],
    claims: Sequence[ClaimRow],
    complaints: Sequence[ComplaintRow],
) -> None:
    """Only what is open is shown; nothing where nothing is."""
    for one in downgrades:
        if one.state.waiting:
            said = _HELD if one.state is DowngradeState.HELD else _DUE
            _line("approvals", said(when=day(one.paid_through)), "due")
    for claim in claims:
        if claim.state.waits:
            _line("refund_claims", _CLAIM(when=day(claim.asked_at)), "open")
    for complaint in complaints:
        if complaint.closed_at is None:
            _line("refund_claims", _COMPLAINT(when=day(complaint.received_at)), "complaints")


def _line(page: str, said: str, view: str) -> None:
    st.page_link(
        address.page_file(page),
        label=said,
        icon=":material/pending_actions:",
        query_params={address.VIEW: view},
    )
