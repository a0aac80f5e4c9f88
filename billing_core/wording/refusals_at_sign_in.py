"""What signing in and the page of people say no to, each (ko, en)."""

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
    RefusalCode.COMPANY_ACCOUNT_TAKEN: (
        "다른 담당자와 이미 연결된 회사 계정입니다. 본인의 회사 계정인지 확인하고, 맞다면 관리자에게 알려 주세요.",
        "This company account already belongs to somebody else here. Check that it is your own, and tell an administrator if it is.",
    ),
    RefusalCode.COMPANY_ACCOUNT_UNKNOWN: (
        "결제 데스크에 연결되지 않은 회사 계정입니다. 관리자에게 담당자 추가와 링크를 요청해 주세요.",
        "This company account does not open the desk. Ask an administrator to add you and for a link.",
    ),
    RefusalCode.COMPANY_PROOF_FAILED: (
        "회사 계정으로 방금 다시 로그인했는지 확인하지 못했습니다. 지금 쓰는 회사 계정으로 다시 확인하거나, 계속되면 관리자에게 비밀번호 링크를 요청해 주세요.",
        "It could not be seen that you have just signed in again with your company account. Try again with that account; if it goes on, ask an administrator for a password link.",
    ),
    RefusalCode.COMPANY_PROOF_NEEDED: (
        "중요한 작업이라 회사 계정으로 한 번 더 로그인해야 합니다. 회사 계정으로 다시 확인을 눌러 주세요.",
        "This is a grave act: sign in with your company account once more, by the link beside it.",
    ),
    RefusalCode.COMPANY_SIGN_IN_FAILED: (
        "회사 계정 로그인을 확인하지 못했습니다. 처음부터 다시 로그인해 주세요.",
        "The sign-in with your company account could not be verified. Start again.",
    ),
    RefusalCode.EXPIRED: (
        "만료일이 이미 지났습니다. 오늘보다 뒤의 날짜를 적어 주세요.",
        "That day is over. Write a later one.",
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
    RefusalCode.NO_COMPANY_SIGN_IN: (
        "회사 계정 로그인이 켜져 있지 않습니다. 비밀번호로 로그인해 주세요.",
        "Company accounts are not switched on here. Sign in with a password.",
    ),
    RefusalCode.NAME_TAKEN: (
        "{name} 키가 이미 있습니다. 다른 이름을 적어 주세요.",
        "There is a key called {name} already. Write another name.",
    ),
    RefusalCode.NO_KEY: (
        "쓸 수 있는 키 가운데 {name} 키가 없습니다. 목록에서 이름을 확인해 주세요.",
        "None of the valid keys is called {name}. Look up its name in the list.",
    ),
    RefusalCode.NO_NAME: (
        "이름을 1자에서 60자까지 적어 주세요.",
        "Write a name of 1 to 60 letters.",
    ),
    RefusalCode.NO_PASSWORD: (
        "비밀번호로 로그인하는 계정에서만 쓸 수 있습니다. 비밀번호가 필요하면 관리자에게 링크를 요청해 주세요.",
        "This is for accounts with a password. Ask an administrator for a link if you need one.",
    ),
    RefusalCode.NO_PERSON: (
        "그런 담당자가 없습니다. 담당자 화면에서 아이디를 확인해 주세요.",
        "There is no such person. Look up the login on the page of people.",
    ),
    RefusalCode.NO_SCOPE: (
        "이 키로 할 수 있는 일을 하나 이상 골라 주세요.",
        "Choose at least one thing that the key may do.",
    ),
    RefusalCode.NOT_SIGNED_IN: (
        "로그인이 끝났거나 권한이 바뀌어 처리하지 않았습니다. 다시 로그인해 주세요.",
        "Nothing was done: your session is over or your role has changed. Sign in again.",
    ),
    RefusalCode.OIDC_INCOMPLETE: (
        "회사 계정 로그인에 {name} 설정이 빠졌습니다. .env에 적거나 BILLING_OIDC_ISSUER를 지워 주세요.",
        "{name} is missing for sign-in with company accounts. Set it in .env, or remove BILLING_OIDC_ISSUER.",
    ),
    RefusalCode.OPEN_DOOR: (
        "다른 컴퓨터에서 들어오게 하려면(BILLING_DASHBOARD_HOST={host}) BILLING_DASHBOARD_URL에 https:// 주소를 적어 주세요.",
        "To let other machines in (BILLING_DASHBOARD_HOST={host}), set BILLING_DASHBOARD_URL to an https:// address.",
    ),
    RefusalCode.PASSWORD_NEEDED: (
        "중요한 작업이라 비밀번호를 한 번 더 확인합니다. 비밀번호를 입력해 주세요.",
        "This is a grave act: type your password once more.",
    ),
    RefusalCode.PROVIDER_AWAY: (
        "회사 계정 서버가 답하지 않습니다. 잠시 뒤 다시 시도하거나, 비밀번호가 있는 계정으로 로그인해 주세요.",
        "The company's sign-in does not answer. Try again shortly, or use an account with a password.",
    ),
    RefusalCode.SIGN_IN_OVER: (
        "시간이 지났거나 이 브라우저에서 시작하지 않은 로그인입니다. 처음부터 다시 로그인해 주세요.",
        "This sign-in took too long or was not begun in this browser. Start again.",
    ),
    RefusalCode.TOO_MANY_TRIES: (
        "비밀번호나 인증 코드를 여러 번 잘못 입력했습니다. {minutes}분 뒤에 다시 시도하거나, 관리자에게 새 링크를 요청해 주세요.",
        "Too many wrong passwords or codes. Try again in {minutes} minutes, or ask an administrator for a new link.",
    ),
    RefusalCode.WEAK_PASSWORD: (
        "짐작하기 쉬운 비밀번호입니다. 이름·아이디, 숫자나 같은 글자만, 흔한 비밀번호를 피해 낱말 여러 개로 {shortest}자 이상 정해 주세요.",
        "This password is easily guessed. Choose several words of {shortest} signs or more in all, without your name or login, and no common password, digits or few signs alone.",
    ),
    RefusalCode.WRONG_CODE: (
        "인증 코드가 올바르지 않습니다. 앱에 지금 보이는 코드를 입력해 주세요. 한 번 쓴 코드는 다시 쓸 수 없습니다.",
        "This code is not right. Type the one that the app shows now; a code works once.",
    ),
    RefusalCode.WRONG_PASSWORD: (
        "아이디나 비밀번호가 올바르지 않습니다. 다시 입력해 주세요.",
        "The login or the password is wrong. Type them again.",
    ),
}
