"""What members do on their own pages, and what is told and sent to them, on their timeline."""

from billing_core.rules.act import Act
from dashboard.parts.language import Words
from dashboard.parts.markup import Tone

MATTERS, MINOR = True, False
ON_THEIR_PAGES: dict[str, tuple[Words, Tone, bool]] = {
    Act.CONSENT_GIVEN: (
        Words("결제와 자동 갱신에 동의했습니다", "Agreed to the charge and its renewal"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.MEMBER_CONTACT_CHANGED: (
        Words("연락처를 바꿨습니다", "Changed how they can be reached"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.MEMBER_LINK_MADE: (
        Words("회원 페이지 링크를 만들었습니다", "Made a link to the member's page"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.CANCELLATION_CERTIFIED: (
        Words("해지 확인서를 받았습니다", "Took the confirmation of the cancellation"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.MEMBER_PAGE_OPENED: (
        Words("회원 페이지를 열었습니다", "Opened their own page"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.NOTICE_SENT: (Words("회원에게 알렸습니다", "The member was told"), Tone.HEALTHY, MATTERS),
    Act.NOTICE_NOT_SENT: (
        Words("회원에게 알리지 못했습니다", "The member was not told"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.NOTICE_NOT_NEEDED: (
        Words("알릴 필요가 없어졌습니다", "Nobody needed to hear it any more"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.NOTICE_TOLD: (
        Words("다른 방법으로 알렸다고 표시했습니다", "Marked as told another way"),
        Tone.HEALTHY,
        MATTERS,
    ),
    Act.NOTICE_SEND_AGAIN_ASKED: (
        Words("고지를 다시 보내게 했습니다", "Asked for a notice to be sent again"),
        Tone.UNKNOWN,
        MINOR,
    ),
}

MAKE_LINK = Words("결제 링크 만들기", "Make a payment link")
MAKE_LINK_HELP = Words(
    "회원이 다른 카드를 등록해 이번 결제만 바로 낼 수 있는 링크입니다. 한 번만 쓸 수 있고, 결제되거나 해지되면 쓸 수 없습니다.",
    "A link by which the member registers another card and pays this charge alone. It is used once, and void when the charge is paid or the subscription cancelled.",
)
MAKING_LINK = Words("링크를 만들고 있습니다…", "Making the link…")
LINK_MADE = Words("결제 링크를 만들었습니다.", "The payment link is made.")
LINK_IS_HERE = Words(
    "이 링크를 회원에게 보내 주세요. {until}까지 한 번 쓸 수 있고, 다시 볼 수 없습니다.",
    "Send this link to the member. It can be used once until {until}, and is not shown again.",
)
