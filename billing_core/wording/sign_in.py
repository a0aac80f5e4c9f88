"""How a person signs in, by code, each (ko, en); and words that make a password weak here."""

from collections.abc import Mapping

from billing_core.rules.sign_in import Way
from billing_core.wording.languages import KOREAN

WAYS: Mapping[Way, tuple[str, str]] = {
    Way.NONE: ("로그인 방법을 아직 정하지 않음", "no way to sign in yet"),
    Way.DEMO: ("데모의 담당자라 비밀번호 없음", "of the demo, without a password"),
    Way.PASSWORD: ("비밀번호", "password"),
    Way.PASSWORD_AND_CODE: ("비밀번호 + 2단계 인증", "password and a code"),
    Way.COMPANY: ("회사 계정", "company account"),
}


def way_said(way: Way, language: int = KOREAN) -> str:
    return WAYS[way][language]


# Whoever guesses here begins with these, beside the person's own names.
WORDS_OF_THE_DESK = (
    *("결제데스크", "결제", "데스크", "정기결제", "행정팀", "관리자", "아임포트", "포트원"),
    *("billing", "desk", "payment", "iamport", "portone", "inicis", "admin", "administrator"),
)
