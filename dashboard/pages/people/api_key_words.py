"""What the part about API keys says on the page of the team."""

from billing_core.rules.key_scope import KeyScope
from dashboard.parts.language import Words

TITLE = Words("API 키", "API keys")
NOTE = Words(
    "회사 앱 같은 프로그램이 결제 데스크에 연결할 때 쓰는 키입니다. 프로그램마다 따로 만들어 주세요.",
    "What the company's programs show when they call the desk. Make one for each of them.",
)
NONE = Words("아직 API 키가 없습니다", "No API keys yet")
NONE_NEXT = Words(
    "회사 앱이나 서버 감시 프로그램을 연결할 때 만들어 주세요.",
    "Make one when you connect the company's app or a monitoring program.",
)

ADD = Words("API 키 추가", "Make an API key")
ADD_SENTENCE = Words(
    "만들어진 키는 한 번만 보입니다. 그 프로그램의 비밀 설정에 바로 적어 두세요.",
    "The key is shown once. Put it into that program's secrets at once.",
)
ADDING = Words("키를 만드는 중입니다…", "Making the key…")
ADDED = Words("{name} 키를 만들었습니다.", "The key {name} is made.")
NAME = Words("어느 프로그램의 키인가요", "Which program is it for")
NAME_HINT = Words("예: 회사 앱, Prometheus", "For example: app, Prometheus")
MAY = Words("할 수 있는 일", "What it may do")
LAST_DAY = Words("만료일 (비워 두면 폐기할 때까지)", "Last day (empty: until it is revoked)")

SCOPES = {
    KeyScope.READ: Words("회원 상태 보기", "Read members"),
    KeyScope.CHECKOUT: Words("결제 시작", "Start checkouts"),
    KeyScope.CANCEL: Words("해지와 철회", "Cancel and withdraw"),
    KeyScope.CONTACT: Words("연락처와 고지 도착 여부", "Contacts, and whether notices arrived"),
    KeyScope.PORTAL: Words("회원 페이지 링크", "Links to members' pages"),
    KeyScope.METRICS: Words("서비스 지표", "Metrics"),
}

MADE = Words("{name} 키", "The key {name}")
MADE_NOTE = Words(
    "지금만 볼 수 있고, 닫으면 다시 볼 수 없습니다. 복사해서 그 프로그램의 비밀 설정에만 적어 두세요.",
    "It is shown now and never again. Copy it into that program's secrets, and nowhere else.",
)
MADE_CLOSE = Words("적어 두었습니다", "I have copied it")

OF_SETTINGS = Words("설정 파일의 키", "The key of the settings")
OF_SETTINGS_NOTE = Words(
    "BILLING_API_KEY · 프로그램마다 키를 만들어 옮긴 뒤 설정에서 지워 주세요",
    "BILLING_API_KEY · remove it from the settings once each program has a key of its own",
)
USED = Words("마지막 사용 {when}", "Last used {when}")
UNUSED = Words("아직 쓰지 않음", "Not used yet")
MADE_ON = Words("만든 날 {day}", "Made on {day}")
GOOD_TO = Words("{day}까지", "Good to {day}")
PAST = Words("지난 키 {n}개", "Past keys: {n}")
REVOKED_ON = Words("{day} 폐기", "Revoked on {day}")
EXPIRED_ON = Words("{day} 만료", "Expired on {day}")

REVOKE = Words("폐기", "Revoke")
REVOKE_SENTENCE = Words(
    "{name} 키를 쓰는 프로그램은 바로 다음 요청부터 거절됩니다. 되돌릴 수 없습니다.",
    "Whatever uses the key {name} is refused from its next call on. This cannot be undone.",
)
REVOKING = Words("키를 폐기하는 중입니다…", "Revoking the key…")
REVOKED = Words("{name} 키를 폐기했습니다.", "The key {name} is revoked.")
