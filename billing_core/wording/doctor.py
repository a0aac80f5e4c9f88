"""The doctor's checks, and what to do about what they find: (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.doctor import DoctorCheck, FlawFound, SetUpFlaw
from billing_core.wording.languages import KOREAN

Said = tuple[str, str]
CHECKS: Mapping[DoctorCheck, Said] = {
    DoctorCheck.KEYS: ("포트원 API 키", "PortOne API keys"),
    DoctorCheck.CHANNEL: ("식별코드와 정기결제 채널", "Merchant code and channel"),
    DoctorCheck.GATEWAY: ("포트원의 응답", "PortOne answers"),
    DoctorCheck.NOTICES_HEARD: ("포트원의 결제 알림이 밖에서 들어옴", "PortOne's calls reach us"),
    DoctorCheck.RECOVERY: ("포트원의 다시 결제 기능", "PortOne's own retries"),
    DoctorCheck.CLOCKS: ("서버 시계와 포트원 시계", "Our clock and PortOne's"),
    DoctorCheck.WORKERS: ("자동 작업을 하는 프로그램", "Workers at work"),
    DoctorCheck.DATABASE: ("데이터베이스 설정", "Database settings"),
    DoctorCheck.FILE_MODES: ("파일을 볼 수 있는 사람", "Who may read the files"),
    DoctorCheck.DISK: ("디스크의 빈 곳", "Room on the disk"),
    DoctorCheck.MIGRATIONS: ("데이터베이스 구조", "Schema of the database"),
    DoctorCheck.STREAMLIT: ("Streamlit 설정", "Streamlit's flags"),
    DoctorCheck.SIGN_IN: ("로그인할 관리자", "An administrator who can sign in"),
    DoctorCheck.HOSTS: ("다른 컴퓨터에 여는 주소", "Addresses open to other machines"),
    DoctorCheck.MAIL: ("회원과 담당자에게 알리는 방법", "Ways to tell members and the team"),
    DoctorCheck.APP: ("회사 앱의 주소와 서명 키", "The company's app"),
    DoctorCheck.BACKUP: ("마지막 백업", "The last backup"),
    DoctorCheck.RESTORED: ("복구한 장부의 비교", "A restored book, compared"),
    DoctorCheck.FONTS: ("확인서의 글꼴", "The font of confirmations"),
}
FLAWS: Mapping[SetUpFlaw, Said] = {
    SetUpFlaw.KEYS_MISSING: (
        "키가 없습니다. 포트원 콘솔의 API Keys에서 BILLING_IMP_KEY와 BILLING_IMP_SECRET을 옮겨 적어 주세요.",
        "There are no keys. Copy BILLING_IMP_KEY and BILLING_IMP_SECRET from the PortOne console.",
    ),
    SetUpFlaw.KEYS_OF_A_SANDBOX: (
        "이 컴퓨터의 연습용 포트원을 쓰고 있습니다. 실제로 결제하려면 BILLING_GATEWAY_URL을 지워 주세요.",
        "It speaks to a sandbox on this machine. To charge for real, remove BILLING_GATEWAY_URL.",
    ),
    SetUpFlaw.CHANNEL_MISSING: (
        "{missing} 값이 없어 회원이 카드를 등록할 수 없습니다. 포트원 콘솔의 연동 정보에서 옮겨 적어 주세요.",
        "{missing}: empty, so no member can register a card. Copy them from the PortOne console.",
    ),
    SetUpFlaw.GATEWAY_NEVER: (
        "아직 한 번도 답을 받지 못했습니다. 작업자를 켜고 키를 확인해 주세요.",
        "It has never answered. Start the worker and check the keys.",
    ),
    SetUpFlaw.GATEWAY_SILENT: (
        "{since}부터 답하지 않습니다. 인터넷 연결과 포트원의 장애 공지를 확인해 주세요. 돌아오면 밀린 일은 자동으로 이어집니다.",
        "Silent since {since}. Check the network and PortOne's status; what waits goes on by itself.",
    ),
    SetUpFlaw.NOTICES_NEVER: (
        "결제 알림이 한 번도 오지 않았습니다. 포트원 콘솔의 알림 주소가 https://…/webhooks/iamport 이고 밖에서 열리는지 확인해 주세요.",
        "PortOne has never called. Check that the console has https://…/webhooks/iamport and that it is reached from outside.",
    ),
    SetUpFlaw.NOTICES_LATE: (
        "마지막 결제 알림은 {heard}인데 그 뒤 {paid}까지 결제가 있었습니다. 알림 주소가 밖에서 열리는지 확인해 주세요.",
        "PortOne last called at {heard}, and payments went on until {paid}. Check that the address is reached from outside.",
    ),
    SetUpFlaw.RECOVERY_ON: (
        "켜져 있다고 적혀 있습니다. 포트원 콘솔에서 끄고 BILLING_GATEWAY_RECOVERY도 꺼 주세요.",
        "Declared on. Switch it off in the PortOne console, then BILLING_GATEWAY_RECOVERY, too.",
    ),
    SetUpFlaw.CLOCKS_UNKNOWN: (
        "아직 비교하지 못했습니다. 작업자를 켜 주세요.",
        "Not compared yet. Start the worker.",
    ),
    SetUpFlaw.CLOCKS_APART: (
        "{seconds}초 차이가 납니다. 서버의 시각 자동 설정(NTP)을 켜 주세요.",
        "{seconds} seconds apart. Let the server's clock be set by NTP.",
    ),
    SetUpFlaw.TWO_WORKERS: (
        "같은 장부에서 자동 작업을 {count}개가 하고 있습니다. SQLite에서는 하나만 켜 주세요. 방금 다시 켰다면 1분 뒤에 다시 확인해 주세요.",
        "{count} workers share this book. On SQLite run one alone; if it was just restarted, look again in a minute.",
    ),
    SetUpFlaw.WORKERS_APART: (
        "자동 작업을 하는 컴퓨터의 시계가 이 컴퓨터보다 {seconds}초 빠릅니다. 두 컴퓨터 모두 시각 자동 설정(NTP)을 켜 주세요.",
        "A worker's clock is {seconds} seconds ahead of this machine's. Let NTP set both.",
    ),
    SetUpFlaw.SQLITE_SETTINGS: (
        "SQLite의 {names} 값이 다릅니다. 장부를 이 컴퓨터의 디스크에 두고 다시 켜 주세요.",
        "SQLite has other values of {names}. Keep the book on a disk of this machine and restart.",
    ),
    SetUpFlaw.POSTGRESQL_PLAIN: (
        "다른 컴퓨터의 PostgreSQL과 암호화해 확인하지 않습니다. 주소 끝에 ?sslmode=verify-full을 붙여 주세요.",
        "PostgreSQL is on another machine and not verified. End its address with ?sslmode=verify-full.",
    ),
    SetUpFlaw.FILES_OPEN: (
        "이 컴퓨터의 다른 사용자도 읽을 수 있습니다. chmod go-rwx {paths}",
        "Others on this machine may read them: chmod go-rwx {paths}",
    ),
    SetUpFlaw.DISK_FULL: (
        "{folder}에 {megabytes} MB만 남았습니다. 오래된 파일을 옮기거나 디스크를 늘려 주세요.",
        "{megabytes} MB are left in {folder}. Move old files away or enlarge the disk.",
    ),
    SetUpFlaw.MIGRATIONS_BEHIND: (
        "구조가 {found}인데 프로그램은 {newest}입니다. 백업한 뒤 billing migrate를 실행해 주세요.",
        "The schema is {found}, the program's {newest}. Back up, then run billing migrate.",
    ),
    SetUpFlaw.STREAMLIT_FLAGS: (
        "환경 변수 {names} 값이 안전하지 않습니다. 지우고 다시 켜 주세요.",
        "{names} in the environment is not safe. Remove it and restart.",
    ),
    SetUpFlaw.NO_ADMINISTRATOR: (
        "비밀번호가 있는 관리자가 없습니다. billing people add 아이디 이름 --role administrator로 추가해 주세요.",
        "No administrator has a password. billing people add LOGIN NAME --role administrator",
    ),
    SetUpFlaw.HOST_NOT_TLS: (
        "다른 컴퓨터에 열려 있는데 {names}에 https:// 주소가 없습니다. 앞에 TLS 프록시를 두고 그 주소를 적어 주세요.",
        "Open to other machines, and {names} has no https:// address. Put a TLS proxy in front and name it.",
    ),
    SetUpFlaw.MEMBERS_NOT_TOLD: (
        "결제 실패나 해지를 회원에게 알릴 방법이 없습니다. BILLING_SMTP_HOST나 BILLING_NOTICE_SENDER_URL을 적어 주세요.",
        "Members are told nothing. Set BILLING_SMTP_HOST or BILLING_NOTICE_SENDER_URL.",
    ),
    SetUpFlaw.TEAM_NOT_TOLD: (
        "담당자가 아침 알림을 받지 못합니다. BILLING_TEAM_MAIL_TO나 BILLING_SLACK_WEBHOOK_URL을 적어 주세요.",
        "The team gets no morning brief. Set BILLING_TEAM_MAIL_TO or BILLING_SLACK_WEBHOOK_URL.",
    ),
    SetUpFlaw.APP_MISSING: (
        "{missing} 값이 없어 권한 변경을 회사 앱에 전하지 못합니다. 앱 개발자와 정해 적어 주세요.",
        "{missing}: empty, so the app learns of no permission change. Agree on them with its engineers.",
    ),
    SetUpFlaw.BACKUP_NEVER: (
        "백업이 한 번도 없습니다. billing backup을 하루에 한 번 실행하도록 해 주세요.",
        "There is no backup. Run billing backup once a day.",
    ),
    SetUpFlaw.BACKUP_OLD: (
        "마지막으로 온전한 백업은 {at}입니다. billing backup을 실행하고, 매일 실행되는지 확인해 주세요.",
        "The last good one is of {at}. Run billing backup, and see that it runs every day.",
    ),
    SetUpFlaw.NOT_COMPARED: (
        "{at}의 백업에서 복구한 뒤 포트원과 비교하는 중입니다. 그때까지 결제하지 않습니다. 작업자가 켜져 있는지 확인해 주세요.",
        "Restored from a backup of {at} and being compared with PortOne; nothing is charged until then. See that the worker runs.",
    ),
    SetUpFlaw.UNKNOWN_SINCE: (
        "{at}의 백업 뒤에 가입한 회원의 결제 {payments}건({won}원)이 누구의 것인지 모릅니다. 회원 목록과 카드 목록을 가져온 뒤 같은 기간의 포트원 결제를 다시 읽어 주세요.",
        "Of members who joined after the backup of {at}, {payments} payments ({won} won) belong to nobody in this book. Import the lists of members and cards, then read the PortOne payments of that time again.",
    ),
    SetUpFlaw.FONT_MISSING: (
        "글꼴 파일이 없어 해지 확인서를 만들 수 없습니다. 프로그램을 다시 설치해 주세요.",
        "The font is missing, so no confirmation can be printed. Install the program again.",
    ),
}


def check_said(code: DoctorCheck, language: int = KOREAN) -> str:
    return CHECKS[code][language]


def flaw_of_set_up_said(found: FlawFound, language: int = KOREAN) -> str:
    return FLAWS[found.flaw][language].format(**found.facts)
