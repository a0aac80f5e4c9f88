"""What signing in and the page of people say no to, each (ko, en)."""

from __future__ import annotations

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

AT_SIGN_IN: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.BAD_LOGIN: (
        "아이디는 영문 소문자, 숫자, 점, 밑줄로 2자에서 60자까지 적어 주세요. 이메일 주소도 됩니다.",
        "Write the login in small letters, digits, dots and underscores, 2 to 60 of them; an e-mail address will do.",
    ),
    RefusalCode.BAD_ROLE: (
        "권한은 조회(viewer), 승인(approver), 관리(administrator) 중에서 골라 주세요.",
        "Choose one of the roles viewer, approver and administrator.",
    ),
    RefusalCode.LAST_ADMINISTRATOR: (
        "관리 권한이 있는 사람이 한 명뿐입니다. 먼저 다른 사람에게 관리 권한을 주세요.",
        "This is the only administrator. Make somebody else one first.",
    ),
    RefusalCode.LINK_OVER: (
        "이미 사용했거나 기간이 지난 링크입니다. 관리자에게 새 링크를 요청해 주세요.",
        "This link was used or is over. Ask an administrator for a new one.",
    ),
    RefusalCode.LOGIN_TAKEN: (
        "이미 있는 아이디입니다: {login}. 다른 아이디를 적어 주세요.",
        "The login {login} is taken. Write another one.",
    ),
    RefusalCode.NO_NAME: (
        "이름을 1자에서 60자까지 적어 주세요.",
        "Write a name of 1 to 60 letters.",
    ),
    RefusalCode.NO_PERSON: (
        "그런 담당자가 없습니다. 담당자 화면에서 아이디를 확인해 주세요.",
        "There is no such person. Look up the login on the page of people.",
    ),
    RefusalCode.NOT_SIGNED_IN: (
        "로그인이 끝났거나 권한이 바뀌어 처리하지 않았습니다. 다시 로그인해 주세요.",
        "Nothing was done: your session is over or your role has changed. Sign in again.",
    ),
    RefusalCode.OPEN_DOOR: (
        "다른 컴퓨터에서 들어오게 하려면(BILLING_DASHBOARD_HOST={host}) BILLING_DASHBOARD_URL에 https:// 주소를 적어 주세요.",
        "To let other machines in (BILLING_DASHBOARD_HOST={host}), set BILLING_DASHBOARD_URL to an https:// address.",
    ),
    RefusalCode.PASSWORD_NEEDED: (
        "중요한 작업이라 비밀번호를 한 번 더 확인합니다. 비밀번호를 입력해 주세요.",
        "This is a grave act: type your password once more.",
    ),
    RefusalCode.TOO_MANY_TRIES: (
        "비밀번호를 여러 번 잘못 입력했습니다. {minutes}분 뒤에 다시 시도하거나, 관리자에게 새 링크를 요청해 주세요.",
        "Too many wrong passwords. Try again in {minutes} minutes, or ask an administrator for a new link.",
    ),
    RefusalCode.WEAK_PASSWORD: (
        "비밀번호는 {shortest}자 이상으로, 같은 글자나 숫자만 쓰거나 이름·아이디를 넣지 말고 정해 주세요.",
        "Choose a password of {shortest} signs or more, not of digits or few signs alone, and without your name or login.",
    ),
    RefusalCode.WRONG_PASSWORD: (
        "아이디나 비밀번호가 올바르지 않습니다. 다시 입력해 주세요.",
        "The login or the password is wrong. Type them again.",
    ),
}
