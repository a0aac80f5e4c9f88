"""What the pages to sign in say, each (ko, en): Streamlit's own words need a session."""

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "DESK": ("결제 데스크", "Billing Desk"),
    "SIGN_IN": ("로그인", "Sign in"),
    "LOGIN": ("아이디", "Login"),
    "PASSWORD": ("비밀번호", "Password"),
    "FORGOTTEN": (
        "비밀번호를 잊었다면 관리자에게 새 링크를 요청해 주세요.",
        "Forgot your password? Ask an administrator for a new link.",
    ),
    "NOBODY": (
        "아직 담당자가 없습니다. 서버에서 billing people add 명령으로 첫 관리자를 추가해 주세요.",
        "Nobody has been added yet: make the first administrator on the server, with billing people add.",
    ),
    "CROWDED": (
        "지금 로그인 요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요.",
        "Too many are signing in at this moment. Please try again shortly.",
    ),
    "OTHER_ACCOUNT": ("비밀번호가 있는 계정으로 로그인", "Sign in with a password"),
    "PASSWORD_SET": (
        "비밀번호를 정했습니다. 이제 로그인해 주세요.",
        "Your password is set. Sign in with it.",
    ),
    "TEAM": ("누구로 들어갈까요?", "Who would you like to be?"),
    "TEAM_WHY": (
        "가상의 회사라 비밀번호가 없습니다. 이름을 누르면 바로 들어갑니다.",
        "A made-up company without passwords: press a name to enter.",
    ),
    "viewer": ("조회", "may look"),
    "approver": ("승인", "approves"),
    "administrator": ("관리", "administrator"),
    "NEW_PASSWORD": ("비밀번호 정하기", "Choose a password"),
    "HELLO": (
        "{name} 님, 결제 데스크에서 쓸 비밀번호를 정해 주세요.",
        "{name}, choose a password for the desk.",
    ),
    "RULE": (
        "{shortest}자 이상으로, 이름·아이디나 흔한 비밀번호를 피해 정해 주세요. 띄어쓰기도 됩니다.",
        "{shortest} signs or more, without your name or login, and not one that many people use. Spaces are welcome.",
    ),
    "AGAIN": ("비밀번호 한 번 더", "Password, once more"),
    "SET": ("비밀번호 정하기", "Set the password"),
    "NOT_ALIKE": (
        "두 비밀번호가 다릅니다. 같은 비밀번호를 두 번 입력해 주세요.",
        "The two passwords differ. Type the same one twice.",
    ),
    "COMPANY": ("회사 계정", "your company account"),
    "BY_COMPANY": ("{company} 로그인", "Sign in with {company}"),
    "OR": ("또는 비밀번호로", "or with a password"),
    "BIND": ("{company} 연결하기", "Use {company}"),
    "BIND_WHY": (
        "연결하면 비밀번호를 정하지 않고, 앞으로 그 계정으로만 로그인합니다.",
        "Then there is no password to choose: you sign in with that account alone.",
    ),
    "CODE_TITLE": ("2단계 인증", "Two-step sign-in"),
    "CODE": ("인증 코드", "Code"),
    "CODE_WHY": (
        "인증 앱에 지금 보이는 6자리 코드를 입력해 주세요. 휴대전화가 없으면 복구 코드도 됩니다.",
        "Type the 6 digits that your authenticator app shows now, or a recovery code if you do not have it.",
    ),
    "CODE_LOST": (
        "앱과 복구 코드를 모두 잃어버렸다면 관리자에게 2단계 인증 해제를 요청해 주세요.",
        "Lost the app and the codes? Ask an administrator to switch two-step sign-in off.",
    ),
    "GO_ON": ("계속", "Go on"),
    "NEW_WAY": ("로그인 방법 정하기", "Choose how to sign in"),
    "HELLO_WAY": (
        "{name} 님, 결제 데스크에 어떻게 로그인할지 정해 주세요.",
        "{name}, choose how you sign in to the desk.",
    ),
    "BACK_INSIDE": ("보던 화면으로", "Back to your page"),
    "BACK": ("로그인 화면으로", "To the sign-in page"),
    "NOT_DOWNLOADED": ("파일을 내려받지 못했습니다", "The file was not downloaded"),
    "GO_BACK": ("돌아가기", "Go back"),
    "OTHER": ("English", "한국어"),
}
