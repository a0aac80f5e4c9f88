from billing_core.models import JobKind
from dashboard.parts.language import Words

NOTE = Words("잘못된 것이 있는지 살피고 바로잡습니다", "See whether anything is wrong, and mend it")
VIEW = Words("보기", "View")
VIEW_OPEN = Words("확인할 것 {n}", "To check {n}")
VIEW_OWED = Words("돌려줄 결제 {n}", "To give back {n}")
NOTHING_OWED = Words("돌려줄 결제가 없습니다.", "Nothing is to be given back.")
ALL_OF_HEALTH = Words("점검 모두 보기", "All checks and findings")
VIEW_TRAFFIC = Words("알림과 작업", "Notices and jobs")
VIEW_DAYS = Words("날짜별 대조", "Day by day")
VIEW_CLOSED = Words("처리한 것", "Done")

LOOPS_TURN = Words("자동 작업 {n}가지 모두 돌고 있습니다", "All {n} background tasks are running")
LOOPS_STAND = Words("자동 작업 {n}가지가 멈춰 있습니다", "Background tasks that stand still: {n}")
LOOP_TURNS = Words("정상", "running")
LOOP_STANDS = Words("멈춤", "standing still")
LOOP_LAST = Words("마지막 실행 {when}({ago})", "last run on {when} ({ago})")
LOOP_NEVER = Words("아직 한 번도 실행하지 않음", "has not run yet")

NOT_COMPARED = Words(
    "화면 숫자를 아직 장부와 비교하지 않았습니다",
    "The numbers shown have not been compared with the ledger yet",
)
ALL_MONTHS_EQUAL = Words(
    "모든 달의 화면 숫자가 장부와 같습니다",
    "The numbers shown for every month equal the ledger",
)
NOT_EQUAL = Words("화면 숫자 {n}개가 장부와 다릅니다", "{n} numbers shown differ from the ledger")
EQUAL_MEANS = Words(
    "화면을 빠르게 보여 주려고 미리 더해 둔 집계를 장부에서 다시 더해 비교했습니다.",
    "The sums kept for fast pages were added up again from the ledger and compared.",
)
COMPARE_ALL = Words("전체 다시 계산해 비교", "Compare every month")
COMPARING = Words("장부 전체를 다시 더하고 있습니다…", "Adding up the whole ledger again…")
NEVER_COMPARED = Words(
    "회원·코호트·결제 주기까지 모든 집계는 한 주에 한 번 저절로 비교합니다. 아직 한 번도 비교하지 않았습니다.",
    "Every sum, of members, cohorts and cycles too, is compared once a week. Not yet the first time.",
)
COMPARED_EQUAL = Words(
    "마지막으로 {when}({ago})에 모든 집계를 비교했고 모두 같았습니다. 누르지 않아도 한 주에 한 번 비교합니다.",
    "Every sum was last compared on {when} ({ago}) and all were equal. Done once a week by itself.",
)
COMPARED_DIFFERENT = Words(
    "마지막으로 {when}({ago})에 모든 집계를 비교했고 {n}개가 달랐습니다. ‘전체 다시 계산해 비교’를 눌러 확인해 주세요.",
    "Every sum was last compared on {when} ({ago}) and {n} differed. Compare every month to see which.",
)
COMPARED_LISTED = Words(
    "마지막으로 {when}({ago})에 모든 집계를 비교했고, 달랐던 {n}개는 위에 있습니다.",
    "Every sum was last compared on {when} ({ago}); the {n} that differed stand above.",
)

WORKING = Words("처리하고 있습니다…", "Working…")

ALL_WELL = Words("확인할 것이 없습니다", "Nothing to check")
ALL_WELL_NEXT = Words(
    "이중 결제, 해지 후 결제, 포트원 콘솔에서 바뀐 예약처럼 사람이 정할 것이 생기면 여기에 나타납니다.",
    "Double charges, charges after a cancellation, bookings changed by other hands would show here.",
)

EVENTS = Words("처리하지 못한 결제 알림", "Notices that failed")
EVENTS_HELP = Words(
    "포트원이 보낸 알림 가운데 여러 번 시도해도 처리하지 못한 것입니다. 원인을 없앤 뒤 다시 처리해 주세요.",
    "Deliveries that could not be settled after several tries. Replay them once mended.",
)
NO_EVENTS = Words("처리하지 못한 알림이 없습니다", "No notice failed")
NO_EVENTS_NEXT = Words("들어온 알림은 모두 처리되었습니다.", "Everything that came was settled.")
STRANGERS = Words(
    "우리 장부에도 포트원에도 없는 결제를 말한 알림 {n}건은 한 번 읽어 보고 따로 두었습니다. 하루 뒤 저절로 지워지니 하실 일은 없습니다.",
    "{n} notices about payments that neither our book nor PortOne knows were read once and put aside. They are deleted after a day: there is nothing to do.",
)
REPLAY = Words("다시 처리", "Replay")
RECEIVED = Words("{when} 받음", "received {when}")

MESSAGES = Words("회사 앱에 전달 중인 권한 변경", "Changes on their way to the app")
NO_MESSAGES = Words("전달을 기다리는 것이 없습니다", "Nothing waits to be delivered")
NO_MESSAGES_NEXT = Words("권한 변경은 모두 회사 앱이 확인했습니다.", "The app acknowledged all.")
CREATED = Words("만든 시각", "Made")
NEXT_TRY = Words("다음 시도", "Next try")
TRIES = Words("시도", "Tries")
ERROR = Words("마지막 오류", "Last error")

JOBS = Words("되풀이해 실패하는 작업", "Retrying jobs")
NO_JOBS = Words("실패하는 작업이 없습니다", "No job fails")
NO_JOBS_NEXT = Words("작업은 저절로 다시 시도됩니다.", "Jobs try again by themselves.")
JOB = Words("작업", "Job")
JOB_KINDS = {
    JobKind.CHARGE_NOW: Words("첫 결제", "first charge"),
    JobKind.BOOK_NEXT: Words("다음 결제 예약", "book the next charge"),
    JobKind.REVOKE: Words("예약 해제", "revoke bookings"),
    JobKind.RESOLVE: Words("결과 확인", "resolve an outcome"),
    JobKind.SWEEP: Words("포트원 내역 대조", "check PortOne's payments"),
    JobKind.COMPARE: Words("전체 다시 계산해 비교", "compare every month"),
    JobKind.BOOKINGS: Words("포트원 예약 대조", "read the bookings"),
    JobKind.LIGHTS: Words("점검 항목 확인", "make the checks"),
    JobKind.SEAL: Words("장부와 처리 기록 봉인", "seal ledger and audit log"),
    JobKind.SHORTEN_ACCESS_LOG: Words("오래된 접속기록 정리", "shorten the access log"),
    JobKind.TAKE_BACK: Words(
        "정해지지 않은 환불의 예약 해제", "revoke while a refund is undecided"
    ),
    JobKind.DISPOSE: Words("보관 기간이 지난 기록 파기", "dispose of what was kept long enough"),
    JobKind.WIPE: Words("삭제한 정보를 파일에서도 지우기", "wipe what was deleted from the file"),
    JobKind.AFTER_RESTORE: Words("복구한 장부 비교", "compare a restored book"),
    JobKind.DELETE_KEY: Words("카드 등록 정보 삭제", "delete a card registration"),
    JobKind.TELL_ENDING: Words("이용 종료 3일 전 고지", "tell whose access ends in 3 days"),
    JobKind.BRIEF: Words("아침 알림", "the morning brief"),
    JobKind.ALERT: Words("돈에 관한 알림", "alerts about money"),
    JobKind.ROUND: Words("정기 점검", "round"),
    JobKind.RECOUNT: Words("마감한 달 다시 세기", "recount closed months"),
}
SUBJECT_COLUMN = Words("대상", "Subject")

SWEEPS = Words("최근 포트원 내역 대조", "Latest checks of PortOne's payments")
SWEEPS_HELP = Words(
    "포트원 내역을 시간 구간으로 다시 읽어, 알림이 오지 않은 결제도 찾아냅니다.",
    "PortOne's payments are read again, so that a payment is found even if its notice was lost.",
)
NO_SWEEPS = Words(
    "아직 포트원 내역 대조를 하지 않았습니다", "PortOne's payments were not checked yet"
)
NO_SWEEPS_NEXT = Words(
    "작업 프로세스가 켜져 있으면 곧 시작합니다. 계속 없으면 서버 상태를 확인해 주세요.",
    "It begins by itself while the worker runs; if it does not, check the server.",
)
STARTED = Words("시작", "Began")
WINDOW = Words("읽은 구간", "Window")
READ = Words("읽은 결제", "Read")
NEWS = Words("새로 찾은 결제", "New")
RESULT = Words("결과", "Result")
FINISHED = Words("완료", "done")
FAILED = Words("실패", "failed")

SET_UP_WELL = Words("설치 진단 {n}가지 모두 정상", "All {n} checks of the set-up are fine")
SET_UP_FLAWED = Words(
    "설치 진단 {n}가지 가운데 {failed}가지를 고쳐야 합니다",
    "{failed} of {n} checks of the set-up want mending",
)
SET_UP_FINE = Words("정상", "fine")
SET_UP_FAILS = Words("고쳐야 함", "to mend")
BACKUP_MADE = Words("마지막 백업 {when}({ago})", "Last backup {when} ({ago})")
