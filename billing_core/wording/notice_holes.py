"""What the holes of a notice are called, and what stands there when nothing is known, in Korean.

Notices are Korean; the English word is for whoever reads the page in English.
"""

from collections.abc import Mapping

from billing_core.rules.notice import NoticeKind
from billing_core.rules.notice_text import HOLES_OF, Hole

HOLES: Mapping[Hole, tuple[str, str]] = {
    Hole.NAME: ("이름", "name"),
    Hole.COMPANY: ("회사", "company"),
    Hole.PLAN: ("상품", "plan"),
    Hole.AMOUNT: ("금액", "amount"),
    Hole.REASON: ("거절 사유", "reason"),
    Hole.ADVICE: ("해결 방법", "advice"),
    Hole.UNTIL: ("기한", "until"),
    Hole.NEXT_TRY: ("다음 결제", "next try"),
    Hole.ENDS: ("이용 만료일", "usable until"),
    Hole.STILL: ("이용 안내", "what can still be used"),
    Hole.HAPPENED: ("날짜", "day"),
    Hole.ANSWER: ("답변", "answer"),
    Hole.PAGE: ("결제 페이지", "payment page"),
    Hole.CONTACT: ("문의처", "contact"),
}
NAMED: Mapping[str, Hole] = {korean: hole for hole, (korean, _) in HOLES.items()}
# As they stand in a sentence: "{이용 만료일}까지" still is one without a date.
WITHOUT: Mapping[Hole, str] = {
    Hole.NAME: "회원님",
    Hole.COMPANY: "멤버십",
    Hole.PLAN: "정기 멤버십",
    Hole.AMOUNT: "결제 금액",
    Hole.REASON: "카드사가 사유를 알려 주지 않았습니다",
    Hole.ADVICE: "카드사에 확인하시거나 다른 카드를 등록해 주세요.",
    Hole.UNTIL: "이용 기간이 끝나기 전",
    Hole.NEXT_TRY: "예정된 자동 결제가 없습니다",
    Hole.ENDS: "결제하신 기간",
    Hole.STILL: "이용 기간은 서비스의 결제 정보에서 확인하실 수 있습니다.",
    Hole.HAPPENED: "최근",
    Hole.ANSWER: "처리 결과는 문의처로 확인해 주세요.",
    Hole.PAGE: "서비스의 결제 정보",
    Hole.CONTACT: "서비스의 고객센터",
}


def names_for(kind: NoticeKind) -> list[str]:
    """What may stand in braces in a text of this kind."""
    return [HOLES[hole][0] for hole in HOLES_OF[kind]]
