"""The frame around every page: navigation, who is here, the demo's clock."""

from dashboard.parts.language import Words

DESK = Words("결제 데스크", "Billing Desk")

GROUP_TODAY = Words("오늘", "Today")
GROUP_MEMBERS = Words("회원과 결제", "Billing")
GROUP_ANALYSIS = Words("분석", "Analysis")
GROUP_OPERATIONS = Words("운영", "Operations")

TODAY = Words("현황", "Overview")
APPROVALS = Words("권한 변경 승인", "Approvals")
MEMBERS = Words("회원", "Members")
PAYMENTS = Words("결제", "Payments")
REFUND_CLAIMS = Words("환불 요청", "Refund claims")
UPCOMING = Words("예정", "Upcoming")
ANALYSIS = Words("분석", "Analysis")
NUMBERS = Words("숫자 설명서", "Numbers explained")
CLOSING = Words("월 마감", "Month close")
EXPORTS = Words("내보내기", "Exports")
IMPORTS = Words("가져오기", "Imports")
HEALTH = Words("점검", "Health")
NOTICES = Words("고지", "Notices")
PEOPLE = Words("담당자", "People")
ACCOUNT = Words("내 계정", "My account")
ACCESS = Words("접속기록", "Access log")
RETENTION = Words("보관과 삭제", "Retention")

NOWHERE = Words("없는 화면", "No such page")
NO_SUCH_PAGE = Words("이 주소에는 화면이 없습니다.", "There is no page at this address.")
NO_SUCH_PAGE_NEXT = Words(
    "주소를 확인하거나 메뉴에서 화면을 골라 주세요.",
    "Check the address, or choose a page from the menu.",
)
TO_TODAY = Words("현황으로 가기", "Go to the overview")

PERSON = Words("{name} 님", "{name}")
ADMINISTRATOR = Words("관리", "admin")
APPROVER = Words("승인", "approver")
VIEWER = Words("조회", "viewer")
SIGN_IN = Words("로그인", "Sign in")
SIGN_OUT = Words("로그아웃", "Sign out")
SIGNED_OUT = Words(
    "로그인이 끝났습니다. 다시 로그인해 주세요.",
    "Your session is over. Sign in again.",
)
ONLY_LOOKING = Words(
    "조회 권한이라 보기만 할 수 있습니다. 처리는 승인 권한이 있는 담당자에게 요청해 주세요.",
    "You may look at this page; ask somebody who approves to act on it.",
)

ONLY_ADMINISTRATORS = Words(
    "관리 권한이 있는 담당자만 볼 수 있습니다",
    "For administrators only",
)
ONLY_ADMINISTRATORS_NEXT = Words(
    "필요하면 관리 권한이 있는 담당자에게 요청해 주세요.",
    "Ask an administrator if you need something here.",
)

AS_OF = Words("기준 {when}", "As of {when}")

DEMO_CLOCK = Words("데모 시계", "Demo clock")
DEMO_EXPLAINED = Words(
    "가상의 회사입니다. 시간을 보내면 예약된 결제만 실행됩니다(가입·해지 없음).",
    "Made up. Let time pass: booked charges run; nobody joins or cancels.",
)
DEMO_IN_SHORT = Words("가상의 회사 · 예약된 결제만 실행됩니다", "Made up · only booked charges run")
DEMO_DAY = Words("하루 보내기", "Pass a day")
DEMO_MONTH = Words("한 달 보내기", "Pass a month")
DEMO_PASSING = Words(
    "시간을 보내고 있습니다. 그동안의 결제와 알림을 처리합니다…",
    "Time is passing; its charges and notices are being worked through…",
)
DEMO_PASSED = Words(
    "{day}이 되었습니다. 새 결제 {paid}건, 실패 {failed}건, 승인 대기 {due}건입니다.",
    "It is now {day}: {paid} new payments, {failed} failed, {due} waiting for approval.",
)
LOOPS_STOPPED = Words(
    "자동 작업 {n}가지가 멈춰 있어 결제와 알림이 처리되지 않을 수 있습니다. ‘점검’에서 무엇을 할지 확인해 주세요.",
    "{n} background tasks stand still, so charges and notices may wait. See Health for what to do.",
)
