"""The access log in words, each (ko, en): what was done, and to which page, file or command."""

from collections.abc import Mapping

from billing_core.rules.access import AccessKind, DownloadKind
from billing_core.rules.actor import ActorKind, Guarded
from billing_core.rules.refusal import RefusalCode
from billing_core.wording.guarded import GUARDED
from billing_core.wording.languages import KOREAN

ACCESS_KINDS: Mapping[AccessKind, tuple[str, str]] = {
    AccessKind.VIEWED: ("봄", "viewed"),
    AccessKind.REVEALED: ("가린 값을 봄", "revealed"),
    AccessKind.RAW_RECORD_READ: ("원본을 봄", "raw record"),
    AccessKind.DOWNLOADED: ("내려받음", "downloaded"),
    AccessKind.SIGNED_IN: ("로그인", "signed in"),
    AccessKind.SIGN_IN_FAILED: ("로그인 실패", "sign-in failed"),
    AccessKind.ACT_REFUSED: ("거절됨", "refused"),
    AccessKind.API_KEY_REFUSED: ("API 키 거절", "API key refused"),
    AccessKind.TERMINAL_COMMAND: ("서버 명령", "terminal command"),
}
ACTOR_KINDS: Mapping[ActorKind | None, tuple[str, str]] = {
    ActorKind.PERSON: ("담당자", "person"),
    ActorKind.MEMBER: ("회원", "member"),
    ActorKind.TERMINAL: ("서버", "terminal"),
    ActorKind.SYSTEM: ("시스템", "system"),
    None: ("알 수 없음", "unknown"),
}


def actor_said(kind: ActorKind | None, name: str, language: int = KOREAN) -> str:
    """Who did something: a person by name, the system by what it is, others by both."""
    if kind is ActorKind.PERSON:
        return name
    said = ACTOR_KINDS[kind][language]
    return f"{said} {name}".strip() if kind is not ActorKind.SYSTEM else said


_PLACES: Mapping[str, tuple[str, str]] = {
    "today": ("현황", "Overview"),
    "approvals": ("권한 변경 승인", "Approvals"),
    "members": ("회원", "Members"),
    "payments": ("결제", "Payments"),
    "upcoming": ("예정", "Upcoming"),
    "analysis": ("분석", "Analysis"),
    "number": ("숫자 설명서", "Numbers explained"),
    "month_close": ("월 마감", "Month close"),
    "exports": ("내보내기", "Exports"),
    "imports": ("가져오기", "Imports"),
    "refund_claims": ("환불 요청", "Refund claims"),
    "notices": ("고지", "Notices"),
    "retention": ("보관과 삭제", "Retention"),
    "account": ("내 계정", "My account"),
    "health": ("점검", "Health"),
    "people": ("담당자", "People"),
    "access": ("접속기록", "Access log"),
    "member-data": ("회원 정보 열람", "a member's data out"),
    "download": ("파일 내려받기", "Download"),
    "findings": ("확인 필요", "findings"),
    "events": ("실패한 알림", "failed notices"),
}
_WHY: Mapping[str, tuple[str, str]] = {
    RefusalCode.NOT_ALLOWED: ("권한이 없음", "not allowed"),
    RefusalCode.NOT_SIGNED_IN: ("로그인이 끝남", "signed out"),
    RefusalCode.PASSWORD_NEEDED: ("비밀번호를 다시 입력하지 않음", "no password"),
    RefusalCode.WRONG_PASSWORD: ("비밀번호가 틀림", "wrong password"),
    RefusalCode.WRONG_CODE: ("인증 코드가 틀림", "wrong code"),
    RefusalCode.COMPANY_PROOF_NEEDED: (
        "회사 계정으로 다시 로그인하지 않음",
        "no fresh sign-in at the company",
    ),
    RefusalCode.COMPANY_PROOF_FAILED: (
        "회사 계정으로 다시 로그인한 것이 확인되지 않음",
        "the fresh sign-in at the company failed",
    ),
    RefusalCode.COMPANY_SIGN_IN_FAILED: (
        "회사 계정 로그인이 확인되지 않음",
        "the company's sign-in failed",
    ),
    RefusalCode.COMPANY_ACCOUNT_UNKNOWN: (
        "연결되지 않은 회사 계정",
        "a company account of nobody here",
    ),
    RefusalCode.COMPANY_ACCOUNT_TAKEN: (
        "다른 담당자에게 연결된 회사 계정",
        "somebody else's company account",
    ),
    RefusalCode.NO_COMPANY_SIGN_IN: ("회사 계정 로그인을 쓰지 않음", "no company sign-in here"),
    RefusalCode.LINK_OVER: ("이미 쓴 링크", "link over"),
    RefusalCode.TOO_MANY_TRIES: ("너무 여러 번 틀림", "too many tries"),
    RefusalCode.DOWNLOAD_OF_ANOTHER: ("다른 사람의 주소", "somebody else's link"),
    RefusalCode.DOWNLOAD_OVER: ("이미 쓴 주소", "link over"),
    RefusalCode.DOWNLOAD_OVER_GONE: ("파일이 없음", "file gone"),
}


_CERTIFICATE = ("해지 확인서", "confirmation of a cancellation")


def access_place_said(subject: str, language: int = KOREAN) -> str:
    """A page, `page.part` of it, an act that was refused; file names and commands as they are."""
    if subject in set(Guarded):
        said = GUARDED[Guarded(subject)][language]
        return f"{said} 권한" if language == KOREAN else said
    page, _, part = subject.partition(".")
    if page in _PLACES and (not part or part in _PLACES):
        return " · ".join(_PLACES[each][language] for each in (page, part) if each)
    return subject


def access_reason_said(reason: str, language: int = KOREAN) -> str:
    """As it was typed; for what is about one member, where the log keeps no words, what it was."""
    if reason == DownloadKind.CERTIFICATE:
        return _CERTIFICATE[language]
    return _PLACES["member-data"][language] if reason == DownloadKind.MEMBER_DATA else reason


def refused_why_said(code: str, language: int = KOREAN) -> str:
    return _WHY[code][language] if code in _WHY else code
