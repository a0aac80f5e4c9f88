"""What members do on their own pages, and what is told and sent to them, on their timeline."""

from billing_core.rules.act import Act
from dashboard.parts.language import Words
from dashboard.parts.tones import Tone

MATTERS, MINOR = True, False
ON_THEIR_PAGES: dict[str, tuple[Words, Tone, bool]] = {
    Act.CONSENT_GIVEN: (
        Words("결제와 자동 갱신에 동의했습니다", "Agreed to the charge and its renewal"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.MEMBER_LINK_MADE: (
        Words("회원 페이지 링크를 만들었습니다", "Made a link to the member's page"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.MEMBER_PAGE_OPENED: (
        Words("회원 페이지를 열었습니다", "Opened their own page"),
        Tone.UNKNOWN,
        MINOR,
    ),
}
