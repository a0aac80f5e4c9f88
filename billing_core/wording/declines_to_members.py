"""Why a member's card was refused and what they can do, as their own page says it, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.decline import DeclineReason

REFUSED_BECAUSE: Mapping[DeclineReason, tuple[str, str]] = {
    DeclineReason.INSUFFICIENT_FUNDS: (
        "카드에 연결된 계좌의 잔액이 부족합니다. 잔액을 채우거나 다른 카드로 결제해 주세요.",
        "The account behind the card does not have enough. Please top it up or pay with another card.",
    ),
    DeclineReason.LIMIT_EXCEEDED: (
        "카드의 이용 한도를 넘었습니다. 한도를 확인하거나 다른 카드로 결제해 주세요.",
        "The card's limit is reached. Please check it or pay with another card.",
    ),
    DeclineReason.EXPIRED_CARD: (
        "카드의 유효기간이 지났습니다. 새로 받은 카드나 다른 카드로 결제해 주세요.",
        "The card has expired. Please pay with the new one or with another card.",
    ),
    DeclineReason.SUSPENDED_CARD: (
        "카드사에서 사용을 정지한 카드입니다. 카드사에 확인하거나 다른 카드로 결제해 주세요.",
        "The card company has suspended this card. Please ask them or pay with another card.",
    ),
    DeclineReason.LOST_OR_STOLEN: (
        "분실 또는 도난 신고된 카드입니다. 다른 카드로 결제해 주세요.",
        "This card was reported lost or stolen. Please pay with another card.",
    ),
    DeclineReason.OTHER: (
        "카드사가 승인하지 않았습니다. 카드사에 이유를 확인하거나 다른 카드로 결제해 주세요.",
        "The card company did not approve it. Please ask them why or pay with another card.",
    ),
}
