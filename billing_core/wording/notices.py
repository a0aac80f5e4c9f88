"""What notices to members are called, what became of them, and what members are told, by code."""

from collections.abc import Mapping

from billing_core.rules.decline import DeclineReason
from billing_core.rules.notice import NoticeChannel, NoticeKind, NoticeReason, NoticeState

Both = tuple[str, str]
KINDS: Mapping[NoticeKind, Both] = {
    NoticeKind.PAYMENT_FAILED: ("결제 실패", "Payment failed"),
    NoticeKind.CHARGED_AFTER_RETRY: ("다시 결제됨", "Charged after a retry"),
    NoticeKind.CANCELLATION_CONFIRMED: ("해지 완료", "Cancellation confirmed"),
    NoticeKind.ACCESS_ENDING: ("이용 종료 3일 전", "Access ends in 3 days"),
    NoticeKind.REFUND_DONE: ("환불 완료", "Refund done"),
    NoticeKind.REFUND_ANSWERED: ("환불 요청 답변", "Refund request answered"),
}
STATES: Mapping[NoticeState, Both] = {
    NoticeState.QUEUED: ("보낼 차례를 기다림", "Waiting to be sent"),
    NoticeState.SENT: ("보냄", "Sent"),
    NoticeState.DELIVERED: ("전달됨", "Delivered"),
    NoticeState.FAILED: ("보내지 못함", "Not sent"),
    NoticeState.UNDELIVERABLE: ("연락처 없음", "No contact"),
    NoticeState.UNCLEAR: ("보냈는지 알 수 없음", "May have been sent"),
    NoticeState.OVERTAKEN: ("보낼 필요 없어짐", "No longer needed"),
}
CHANNELS: Mapping[NoticeChannel, Both] = {
    NoticeChannel.SENDER: ("알림톡·문자", "Messages"),
    NoticeChannel.EMAIL: ("이메일", "E-mail"),
    NoticeChannel.SLACK: ("Slack", "Slack"),
    NoticeChannel.DEMO_MAILBOX: ("데모 우편함", "Demo mailbox"),
}
# What was wrong, and what to do.
REASONS: Mapping[NoticeReason, Both] = {
    NoticeReason.NO_CONTACT: (
        "이메일도 전화번호도 없습니다. 다른 방법으로 알린 뒤 표시해 주세요.",
        "There is neither e-mail nor phone. Tell the member another way and mark it.",
    ),
    NoticeReason.ADDRESS_REFUSED: (
        "메일 서버가 이 주소를 받지 않습니다. 회원의 연락처를 확인한 뒤 다시 보내 주세요.",
        "The mail server refuses this address. Check the member's contact and send it again.",
    ),
    NoticeReason.SENDER_REFUSED: (
        "회사 알림 발송기가 보낼 수 없다고 답했습니다. 회원의 연락처를 확인해 주세요.",
        "The company's sender cannot send it. Check the member's contact.",
    ),
    NoticeReason.TOO_OLD: (
        "보낼 수 있게 되기 전에 시간이 지났습니다. 아직 필요하면 전화로 알려 주세요.",
        "It could not be sent in time. If it still matters, call the member.",
    ),
    NoticeReason.MAYBE_SENT: (
        "보내는 중에 끊겨 도착했는지 알 수 없습니다. 확인한 뒤 다시 보내거나 표시해 주세요.",
        "The connection broke while sending. Find out, then send it again or mark it.",
    ),
    NoticeReason.NO_LONGER_TRUE: (
        "보내기 전에 사정이 바뀌어 보내지 않았습니다.",
        "Things changed before it was sent.",
    ),
    NoticeReason.FORGOTTEN: ("삭제한 회원입니다.", "The member was forgotten."),
}
DECLINED: Mapping[DeclineReason, str] = {
    DeclineReason.INSUFFICIENT_FUNDS: "계좌 잔액이 부족합니다",
    DeclineReason.LIMIT_EXCEEDED: "카드 한도를 넘었습니다",
    DeclineReason.EXPIRED_CARD: "카드의 유효기간이 지났습니다",
    DeclineReason.SUSPENDED_CARD: "카드사에서 사용이 정지된 카드입니다",
    DeclineReason.LOST_OR_STOLEN: "분실·도난 신고된 카드입니다",
    DeclineReason.OTHER: "카드사에서 승인되지 않았습니다",
}
# What the member can do.
WHAT_TO_DO: Mapping[DeclineReason, str] = {
    DeclineReason.INSUFFICIENT_FUNDS: "계좌 잔액을 채우신 뒤 다시 결제해 주세요.",
    DeclineReason.LIMIT_EXCEEDED: "카드 한도를 확인하시거나 다른 카드를 등록해 주세요.",
    DeclineReason.EXPIRED_CARD: "새 카드를 등록해 주세요.",
    DeclineReason.SUSPENDED_CARD: "카드사에 확인하시거나 다른 카드를 등록해 주세요.",
    DeclineReason.LOST_OR_STOLEN: "다른 카드를 등록해 주세요.",
    DeclineReason.OTHER: "카드사에 사유를 확인하시거나 다른 카드를 등록해 주세요.",
}
# Of a cancellation: what the member can still use, as things stood when it was proved.
STILL_USABLE = "{ends}까지 이용하실 수 있으며, 그 전에는 해지를 철회하실 수 있습니다."
USED_UP = "결제하신 이용 기간은 {ends}에 끝났습니다."
NEVER_PAID = "결제된 금액은 없습니다."
GRANTED = "요청하신 대로 {amount}을 환불하겠습니다."
GONE_BACK = "요청하신 결제는 이미 환불되어 더 환불할 금액이 없습니다."
DENIED = "요청하신 환불을 해 드리지 못하게 되었습니다. 자세한 이유는 서비스의 결제 정보에서 보시거나 문의처로 확인해 주세요."
