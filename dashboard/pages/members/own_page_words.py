"""What the desk says of a member's own page, and the message that it writes for them."""

from dashboard.parts.language import Words

HELP = Words(
    "회원이 결제 내역을 보고, 카드를 바꾸고, 다시 결제하거나 해지하는 페이지입니다.",
    "Where the member sees payments, changes the card, pays again or cancels.",
)
SEND = Words("회원 페이지 링크 만들기", "Make a link to their page")
WILL = Words(
    "24시간 동안 한 번 열리는 링크를 만듭니다. 문자나 메일은 보내지 않으니, 만든 문구를 복사해 회원에게 직접 보내 주세요.",
    "Makes a link that opens once within 24 hours. Nothing is sent: copy the message and send it to the member yourself.",
)
MAKE = Words("링크를 만듭니다", "Make the link")
WORKING = Words("링크를 만들고 있습니다…", "Making the link…")
MADE = Words(
    "링크를 만들었습니다. 문구를 복사해 보내 주세요.", "The link is made. Copy the message."
)
MESSAGE_FOR = Words(
    "회원에게 보낼 문구입니다. 이 화면을 벗어나면 다시 볼 수 없습니다. ({until}까지)",
    "The message for the member. It cannot be seen again once you leave this page. (until {until})",
)
MESSAGE = Words(
    "{company}결제 정보를 확인하고 카드 변경, 다시 결제, 해지를 하실 수 있는 링크입니다. {asks}{until}까지 한 번 열 수 있습니다.\n{address}",
    "{company}Here you can see your payments, change the card, pay again or cancel. {asks}It opens once, until {until}.\n{address}",
)
ASKS_CARD = Words(
    "등록하신 카드 번호 끝 네 자리를 입력해 주세요. ",
    "You are asked for the last four digits of your card. ",
)
CERTIFICATE = Words("해지 확인서 받기", "Take the confirmation of the cancellation")
