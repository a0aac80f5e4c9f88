"""What the team can tell a member, as they would write it to them: polite, and about them alone."""

from dashboard.parts.language import Words

TITLE = Words("전할 말", "What to say")
HELP = Words(
    "이 회원의 지금 상태로 만든 문구입니다. 복사해 문자나 카톡으로 보내거나 그대로 읽어 주세요.",
    "Written from how this member stands. Copy it into a message, or read it out.",
)
FROM = Words("[{company}] ", "[{company}] ")

ACTIVE = Words("{plan} 이용 중이십니다.", "You are subscribed to {plan}.")
NEXT = Words("다음 결제는 {when}, {won}입니다.", "The next payment is {won} on {when}.")
NO_NEXT = Words(
    "다음 결제일은 확인한 뒤 안내해 드리겠습니다.", "We will check when the next payment is."
)
NO_CARD = Words(
    "등록된 카드가 없어 다음 결제를 할 수 없습니다. 회원 페이지에서 카드를 등록해 주세요.",
    "There is no card for the next payment. Please register one on your page.",
)
UNTIL = Words("결제하신 기간은 {when}까지입니다.", "You have paid until {when}.")
NOT_PAID_YET = Words(
    "첫 결제가 아직 이루어지지 않았습니다. 결제되면 바로 이용하실 수 있습니다.",
    "The first payment has not been made yet. You can begin as soon as it is.",
)
NOT_PAID = Words(
    "결제일이 지났으나 아직 결제되지 않았습니다. 확인한 뒤 안내해 드리겠습니다.",
    "The payment is due and has not been made yet. We will look into it and tell you.",
)

FAILED = Words(
    "{when} {won} 결제가 승인되지 않았습니다.", "The payment of {won} on {when} was not approved."
)
NEW_CARD = Words(
    "새로 등록하신 카드로 결제합니다.", "We will charge the card you registered since."
)
UNDER_WAY = Words(
    "지금 다시 결제하고 있으니 결과를 확인해 안내해 드리겠습니다.",
    "It is being tried again now; we will tell you the result.",
)
TRIED_AGAIN = Words("{when}에 자동으로 다시 결제합니다.", "We will try again on {when}.")
NOT_TRIED_AGAIN = Words(
    "자동으로 다시 결제하지는 않으니, 보내 드리는 결제 링크로 결제해 주세요.",
    "We will not try again by ourselves: please pay by the link that we send you.",
)
ENDS_UNPAID = Words(
    "{when}까지 결제되지 않으면 이용이 종료됩니다.", "Your access ends if it is not paid by {when}."
)

CANCELLED = Words(
    "해지 신청은 {when}에 접수되었고, 앞으로 더 결제하지 않습니다.",
    "Your cancellation arrived on {when}; nothing more will be charged.",
)
USABLE = Words(
    "{when}까지 그대로 이용하시고, 그 뒤에 이용이 종료됩니다.",
    "You keep your access until {when}; then it ends.",
)
CAN_STAY = Words(
    "그 전에 말씀해 주시면 해지를 철회해 드립니다.", "Until then we can take the cancellation back."
)
NO_REFUND = Words(
    "해지만으로는 환불되지 않으니, 환불을 원하시면 말씀해 주세요.",
    "Cancelling alone gives nothing back: please tell us if you want a refund.",
)
ENDED = Words(
    "정기결제가 종료되어 더 결제하지 않습니다.",
    "Your subscription has ended; nothing more will be charged.",
)
WAS_UNTIL = Words("이용 기간은 {when}까지였습니다.", "It was paid until {when}.")
COME_BACK = Words(
    "다시 이용하시려면 앱에서 카드를 등록해 주세요.",
    "To come back, please register a card in the app.",
)
NEVER = Words("정기결제를 이용하신 기록이 없습니다.", "We have no subscription of yours on record.")
CLAIMED = Words(
    "{when}에 접수하신 환불 요청은 확인하고 있으며, 결과를 안내해 드리겠습니다.",
    "We are looking into the refund that you asked for on {when} and will tell you the result.",
)
