"""What the page of one's own account says."""

from dashboard.parts.language import Words

NOTE = Words(
    "로그인 방법과 지금 로그인한 곳을 확인합니다", "How you sign in, and where you are signed in"
)
NAME = Words("이름", "Name")
LOGIN = Words("아이디", "Login")
ROLE = Words("권한", "Role")
WAY = Words("로그인 방법", "Signs in with")

PASSWORD = Words("비밀번호", "Password")
CHANGE = Words("비밀번호 바꾸기", "Change the password")
CHANGE_SENTENCE = Words(
    "새 비밀번호로 바꿉니다. 다른 곳에서는 모두 로그아웃됩니다.",
    "You get a new password and are signed out everywhere else.",
)
CHANGING = Words("비밀번호를 바꾸는 중입니다…", "Changing the password…")
CHANGED = Words("비밀번호를 바꿨습니다.", "Your password is changed.")
OLD = Words("지금 비밀번호", "Present password")
NEW = Words("새 비밀번호", "New password")
AGAIN = Words("새 비밀번호 한 번 더", "New password, once more")
RULE = Words(
    "{shortest}자 이상으로, 이름·아이디나 흔한 비밀번호를 피해 정해 주세요. 띄어쓰기도 됩니다.",
    "{shortest} signs or more, without your name or login, and not one that many people use. Spaces are welcome.",
)
NOT_ALIKE = Words(
    "두 비밀번호가 다릅니다. 같은 비밀번호를 두 번 입력해 주세요.",
    "The two passwords differ. Type the same one twice.",
)

CODES = Words("2단계 인증", "Two-step sign-in")
CODES_WHY = Words(
    "비밀번호를 남이 알아내도, 휴대전화의 인증 앱에 보이는 코드가 없으면 들어올 수 없습니다.",
    "Whoever learns your password still needs the code that the app on your phone shows.",
)
CODES_OFF = Words(
    "꺼져 있습니다. 비밀번호만으로 로그인합니다.", "Off: the password alone signs you in."
)
CODES_ON = Words(
    "{day}부터 켜져 있습니다. 남은 복구 코드 {n}개.", "On since {day}. Recovery codes left: {n}."
)
TURN_ON = Words("2단계 인증 켜기", "Switch it on")
TURN_ON_SENTENCE = Words(
    "인증 앱에 등록할 QR 코드를 보여 드립니다. 앱의 코드를 확인한 뒤에 켜집니다.",
    "You see a QR code for your authenticator app. It is on once a code of the app was right.",
)
TURNING_ON = Words("2단계 인증을 켜는 중입니다…", "Switching it on…")
BEGUN = Words(
    "QR 코드를 인증 앱으로 찍고 코드를 입력해 주세요.", "Scan the QR code and type the app's code."
)
SCAN = Words(
    "Google OTP, Microsoft Authenticator 같은 인증 앱으로 찍어 주세요.",
    "Scan it with an authenticator app, such as Google's or Microsoft's.",
)
QR = Words("인증 앱에 등록할 QR 코드", "QR code for the authenticator app")
SECRET_BY_HAND = Words(
    "찍을 수 없다면 이 키를 앱에 직접 입력해 주세요.",
    "If you cannot scan, type this key into the app.",
)
FIRST_CODE = Words("앱에 보이는 6자리 코드", "The 6 digits that the app shows")
CONFIRM = Words("코드 확인하고 켜기", "Check the code and switch on")
NOT_NOW = Words("나중에", "Not now")
TURNED_ON = Words(
    "2단계 인증을 켰습니다. 복구 코드를 꼭 보관해 주세요.", "It is on. Keep the recovery codes."
)
SPARE = Words(
    "휴대전화를 잃어버렸을 때 쓰는 복구 코드입니다. 한 번씩만 쓸 수 있고 다시 볼 수 없으니, 인쇄하거나 안전한 곳에 적어 두세요.",
    "Recovery codes for when your phone is lost. Each works once, and they are not shown again: print them, or write them down.",
)
TURN_OFF = Words("2단계 인증 끄기", "Switch it off")
TURN_OFF_SENTENCE = Words(
    "앞으로 비밀번호만으로 로그인합니다. 앱의 코드와 복구 코드는 쓸 수 없게 됩니다.",
    "The password alone signs you in again. The app's codes and the recovery codes stop working.",
)
TURNING_OFF = Words("2단계 인증을 끄는 중입니다…", "Switching it off…")
TURNED_OFF = Words("2단계 인증을 껐습니다.", "It is off.")

SESSIONS = Words("지금 로그인한 곳", "Where you are signed in")
HERE = Words("이 브라우저", "This browser")
ELSEWHERE = Words("다른 브라우저", "Another browser")
SINCE = Words("{when} 로그인", "signed in {when}")
ACTED = Words("마지막 사용 {when}", "last used {when}")
SIGN_OUT = Words("모든 기기에서 로그아웃", "Sign out everywhere")
SIGN_OUT_SENTENCE = Words(
    "이 브라우저를 포함해 로그인한 모든 곳에서 로그아웃됩니다.",
    "You are signed out wherever you are, here too.",
)
SIGNING_OUT = Words("로그아웃하는 중입니다…", "Signing out…")
SIGNED_OUT = Words("모든 곳에서 로그아웃했습니다.", "You are signed out everywhere.")
