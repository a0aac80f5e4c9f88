"""codes: why a payment is not counted, what has answered a finding and why nobody has to approve
a downgrade are no longer sentences

A sentence that nobody knows stays and is read as it is.

Revision ID: 0014
Revises: 0013
"""

import json
import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

UNREADABLE = "읽을 수 없는 결제입니다: "
SENTENCES = {
    "PG 테스트 채널의 결제라 돈이 움직이지 않았습니다": "test_channel",
    "빌링키 발급 결제라 돈이 움직이지 않았습니다": "issuance",
    "빌링키 발급 번호인데 실제 결제로 표시되어 확인이 필요합니다": "issuance_marked_payment",
    "빌링키 발급인데 승인번호가 있어 실제 결제인지 확인이 필요합니다": "issuance_approved",
    "결제 번호인데 빌링키 발급으로 표시되어 확인이 필요합니다": "charge_marked_issuance",
    "금액이 0원입니다": "zero",
    "우리 회원의 결제가 아닙니다(다른 상품)": "other_product",
    f"{UNREADABLE}금액이 원 단위의 숫자가 아닙니다": "not_whole_won",
    f"{UNREADABLE}금액이 0원보다 작습니다": "negative",
    f"{UNREADABLE}처음 보는 결제 상태입니다": "unknown_status",
    f"{UNREADABLE}처음 보는 결제 종류입니다": "unknown_usage",
    f"{UNREADABLE}시각이 있을 수 없는 값입니다": "unreadable_time",
    f"{UNREADABLE}결제되었다는데 결제 시각이 없습니다": "paid_without_instant",
    f"{UNREADABLE}환불액이 결제액보다 큽니다": "refunded_more_than_paid",
    f"{UNREADABLE}결제되지 않았는데 환불이 있습니다": "refunded_unpaid",
    f"{UNREADABLE}환불 내역의 합이 환불액과 다릅니다": "refunds_do_not_add_up",
    f"{UNREADABLE}환불에 시각이 없습니다": "refund_without_time",
    f"{UNREADABLE}환불 시각이 결제보다 앞섭니다": "refund_before_payment",
    f"{UNREADABLE}환불 내역을 읽을 수 없습니다": "unreadable_refunds",
}
# Sentences with something of the payment's own inside: as LIKE finds them, and as they are read.
FILLED = (
    ("원화가 아닌 결제입니다(%)", r"원화가 아닌 결제입니다\((.*)\)", "foreign_currency"),
    (
        "파일로 들어온 %와 같은 결제일 수 있어 확인이 필요합니다",
        r"파일로 들어온 (.*)와 같은 결제일 수 있어 확인이 필요합니다",
        "same_payment",
    ),
    ("%와 같은 결제라 한 번만 셉니다", r"(.*)와 같은 결제라 한 번만 셉니다", "counted_once"),
    (
        "담당자 판단: 실제 결제로 인정 (%)",
        r"담당자 판단: 실제 결제로 인정 \((.*)\)",
        "decided_charge",
    ),
    (
        "담당자 판단: 발급 결제로 보고 제외 (%)",
        r"담당자 판단: 발급 결제로 보고 제외 \((.*)\)",
        "decided_issuance",
    ),
)
VOID_REASONS = {
    "새 결제가 확인되었습니다": "new_payment",
    "늦은 결제가 확인되었습니다": "late_payment",
}
ASKED = ("quarantined_payment", "unreadable_payment")

payments = sa.table("payments", sa.column("imp_uid"), sa.column("reason"))
downgrades = sa.table("downgrades", sa.column("void_reason"))
findings = sa.table(
    "findings",
    sa.column("id"),
    sa.column("kind"),
    sa.column("detail", sa.JSON()),
    sa.column("resolved_at"),
)


def code_of(sentence: str) -> str:
    """As it is kept from now on; unknown ones stay."""
    for _, pattern, code in FILLED:
        if found := re.fullmatch(pattern, sentence, re.DOTALL):
            return f"{code}:{found[1]}"
    return SENTENCES.get(sentence, sentence)


def upgrade() -> None:
    op.add_column("findings", sa.Column("answer", sa.String(40)))
    book = op.get_bind()
    reason = payments.c.reason
    book.execute(
        payments.update()
        .where(reason.in_(list(SENTENCES)))
        .values(reason=sa.case(SENTENCES, value=reason))
    )
    _exchange(book, VOID_REASONS)
    filled = sa.or_(*(reason.like(like) for like, _, _ in FILLED))
    rows = book.execute(sa.select(payments.c.imp_uid, reason).where(filled)).all()
    _rewrite(book, {row.imp_uid: code_of(row.reason) for row in rows})
    asked = sa.select(findings.c.id, findings.c.detail).where(
        findings.c.kind.in_(ASKED), findings.c.resolved_at.is_(None)
    )
    for row in book.execute(asked).all():
        detail = row.detail if isinstance(row.detail, dict) else json.loads(row.detail)
        if "reason" in detail:
            detail["exclusion"] = code_of(detail.pop("reason"))
            book.execute(findings.update().where(findings.c.id == row.id).values(detail=detail))


def downgrade() -> None:
    book = op.get_bind()
    back = {code: sentence for sentence, code in SENTENCES.items()}
    reason = payments.c.reason
    book.execute(
        payments.update().where(reason.in_(list(back))).values(reason=sa.case(back, value=reason))
    )
    filled = sa.or_(*(reason.like(f"{code}:%") for _, _, code in FILLED))
    rows = book.execute(sa.select(payments.c.imp_uid, reason).where(filled)).all()
    _rewrite(book, {row.imp_uid: _sentence_of(row.reason) for row in rows})
    _exchange(book, {code: sentence for sentence, code in VOID_REASONS.items()})
    op.drop_column("findings", "answer")


def _sentence_of(kept: str) -> str:
    code, _, detail = kept.partition(":")
    return next(like for like, _, known in FILLED if known == code).replace("%", detail)


def _exchange(book: sa.Connection, words: dict[str, str]) -> None:
    void = downgrades.c.void_reason
    book.execute(
        downgrades.update()
        .where(void.in_(list(words)))
        .values(void_reason=sa.case(words, value=void))
    )


def _rewrite(book: sa.Connection, reasons: dict[str, str]) -> None:
    if reasons:
        book.execute(
            payments.update()
            .where(payments.c.imp_uid == sa.bindparam("key"))
            .values(reason=sa.bindparam("now")),
            [{"key": key, "now": now} for key, now in reasons.items()],
        )
