"""What the page of the team says."""

from dashboard.parts.language import Words

NOTE = Words(
    "누가 결제 데스크에 들어와 무엇을 할 수 있는지 정합니다",
    "Who may enter the desk, and what they may do",
)
ADD = Words("담당자 추가", "Add a person")
ADD_SENTENCE = Words(
    "추가하면 로그인 방법(비밀번호나 회사 계정)을 정하는 링크가 만들어집니다. 그 링크를 본인에게만 전해 주세요.",
    "You get a link with which the person chooses how to sign in, by a password or the company account. Give it to that person alone.",
)
ADDING = Words("담당자를 추가하는 중입니다…", "Adding…")
ADDED = Words(
    "{name} 님을 추가했습니다. 아래 링크를 본인에게 전해 주세요.",
    "{name} is added. Hand over the link below.",
)
NAME = Words("이름", "Name")
LOGIN = Words("아이디", "Login")
LOGIN_HINT = Words(
    "영문 소문자와 숫자, 또는 이메일 주소", "Small letters and digits, or an e-mail address"
)
ROLE = Words("권한", "Role")
ROLES_EXPLAINED = Words(
    "조회는 보기만, 승인은 승인·환불·마감까지, 관리는 담당자 관리까지 할 수 있습니다.",
    "Viewers look; approvers approve, refund and close months; administrators manage people, too.",
)

ME = Words("나", "you")
NEVER = Words("로그인한 적 없음", "Never signed in")
LAST = Words("마지막 로그인 {when}", "Last signed in {when}")
HERE = Words("지금 {n}곳에서 로그인 중", "Sessions now: {n}")
DISABLED = Words("사용 중지", "Disabled")

CHANGE_ROLE = Words("권한 바꾸기", "Change role")
CHANGE_ROLE_SENTENCE = Words(
    "{name} 님의 권한을 바꿉니다. 다음 클릭부터 적용됩니다.",
    "{name} gets another role, from the next click on.",
)
CHANGING = Words("권한을 바꾸는 중입니다…", "Changing the role…")
CHANGED = Words("{name} 님의 권한을 바꿨습니다: {role}.", "{name} is now: {role}.")

NEW_LINK = Words("로그인 링크", "Sign-in link")
NEW_LINK_SENTENCE = Words(
    "{name} 님이 비밀번호를 다시 정하거나 회사 계정을 연결할 수 있는 링크를 만듭니다. 전에 만든 링크는 쓸 수 없게 됩니다. 2단계 인증은 그대로 있습니다.",
    "A link with which {name} chooses a new password or uses the company account. Earlier links stop working; two-step sign-in stays as it is.",
)
MAKING_LINK = Words("링크를 만드는 중입니다…", "Making the link…")
LINK_MADE = Words(
    "{name} 님의 링크를 만들었습니다. 본인에게만 전해 주세요.",
    "The link for {name} is made. Give it to that person alone.",
)
LINK_FOR = Words(
    "{name} 님의 링크입니다. 한 번만, 24시간 안에 쓸 수 있고, 다른 것을 누르면 다시 볼 수 없습니다.",
    "The link for {name}: it works once, within 24 hours, and is not shown again.",
)

CODE_OFF = Words("2단계 인증 해제", "Two-step off")
CODE_OFF_SENTENCE = Words(
    "{name} 님이 앞으로 비밀번호만으로 로그인합니다. 휴대전화를 잃어버린 본인의 요청인지 먼저 확인해 주세요.",
    "{name} signs in with the password alone from now on. First make sure that they have asked for it themselves.",
)
SWITCHING_CODE_OFF = Words("2단계 인증을 해제하는 중입니다…", "Switching it off…")
CODE_IS_OFF = Words(
    "{name} 님의 2단계 인증을 해제했습니다. 다시 켜도록 알려 주세요.",
    "Two-step sign-in of {name} is off. Ask them to switch it on again.",
)

SIGN_OUT = Words("모든 기기에서 로그아웃", "Sign out everywhere")
SIGN_OUT_SENTENCE = Words(
    "{name} 님이 로그인한 모든 곳에서 로그아웃됩니다.",
    "{name} is signed out wherever they are.",
)
SIGNING_OUT = Words("로그아웃하는 중입니다…", "Signing out…")
SIGNED_OUT = Words("{name} 님을 모든 곳에서 로그아웃했습니다.", "{name} is signed out everywhere.")

DISABLE = Words("사용 중지", "Disable")
DISABLE_SENTENCE = Words(
    "{name} 님은 바로 로그아웃되고 다시 들어올 수 없습니다. 지금까지 한 일의 기록은 남습니다.",
    "{name} is signed out at once and may not come back. What they did stays on record.",
)
DISABLING = Words("사용을 중지하는 중입니다…", "Disabling…")
DISABLED_NOW = Words("{name} 님의 사용을 중지했습니다.", "{name} is disabled.")

ENABLE = Words("다시 사용", "Enable")
ENABLE_SENTENCE = Words(
    "{name} 님이 전에 쓰던 방법으로 다시 들어올 수 있습니다.",
    "{name} may come back in the way they had.",
)
ENABLING = Words("다시 사용하게 하는 중입니다…", "Enabling…")
ENABLED_NOW = Words("{name} 님이 다시 사용할 수 있습니다.", "{name} may sign in again.")
