"""Why a card was refused, and what the team can tell the member, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.decline import DeclineReason

DECLINES: Mapping[DeclineReason, tuple[str, str]] = {
    DeclineReason.INSUFFICIENT_FUNDS: ("잔액부족", "Insufficient funds"),
    DeclineReason.LIMIT_EXCEEDED: ("한도초과", "Limit exceeded"),
    DeclineReason.EXPIRED_CARD: ("유효기간 만료", "Expired card"),
    DeclineReason.SUSPENDED_CARD: ("정지된 카드", "Suspended card"),
    DeclineReason.LOST_OR_STOLEN: ("분실·도난 카드", "Lost or stolen"),
    DeclineReason.OTHER: ("기타", "Other"),
}
ADVICE: Mapping[DeclineReason, tuple[str, str]] = {
    DeclineReason.INSUFFICIENT_FUNDS: (
        "계좌 잔액을 채워 두시면 자동으로 다시 결제된다고 안내해 주세요.",
        "Please top up the account; we will try again on the next set day.",
    ),
    DeclineReason.LIMIT_EXCEEDED: (
        "카드 한도를 확인하시거나 다른 카드를 등록해 달라고 안내해 주세요.",
        "Please check the card's limit or register another card.",
    ),
    DeclineReason.EXPIRED_CARD: (
        "유효기간이 지난 카드이니 새 카드를 등록해 달라고 안내해 주세요.",
        "The card has expired; please register a new one.",
    ),
    DeclineReason.SUSPENDED_CARD: (
        "카드사에서 정지된 카드이니 카드사에 확인하시거나 다른 카드를 등록해 달라고 안내해 주세요.",
        "The card is suspended; please ask the card company or register another.",
    ),
    DeclineReason.LOST_OR_STOLEN: (
        "분실·도난 신고된 카드이니 다른 카드를 등록해 달라고 안내해 주세요.",
        "The card was reported lost or stolen; please register another.",
    ),
    DeclineReason.OTHER: (
        "카드사에 거절 사유를 확인하시거나 다른 카드를 등록해 달라고 안내해 주세요.",
        "Please ask the card company for the reason or register another card.",
    ),
}
