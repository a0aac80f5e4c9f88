from billing_core.numbers.why_moved import Cause
from billing_core.wording import todays_work
from dashboard.parts.language import Words

NOTE = Words("오늘 할 일과 이번 달 숫자", "Today's work and this month's numbers")

# Today's work
WORK = Words("오늘 할 일", "Today's work")
WORK_LEFT = Words(*todays_work.WORK_LEFT)
ALL_DONE = Words("오늘 할 일을 마쳤습니다", "Today's work is done")
DUE = Words(*todays_work.DUE)
LONG_HELD = Words(*todays_work.LONG_HELD)
FAILING = Words(*todays_work.FAILING)
CLAIMS = Words(*todays_work.CLAIMS)
CLAIMS_LATE = Words(*todays_work.CLAIMS_LATE)
COMPLAINTS = Words(*todays_work.COMPLAINTS)
TO_CHECK = Words(*todays_work.TO_CHECK)
REFUNDS_OWED = Words(*todays_work.REFUNDS_OWED)
UNTOLD = Words(*todays_work.UNTOLD)
CLOSABLE = Words(*todays_work.CLOSABLE)
NOTHING_IN = Words("할 일 없음: {what}", "Nothing to do: {what}")
# What has nothing to do, by its short name.
QUIET = {
    "due": Words("승인", "approvals"),
    "held": Words("오래된 보류", "long held"),
    "failing": Words("결제 실패", "failed payments"),
    "check": Words("확인 필요", "to check"),
    "owed": Words("돌려줄 결제", "to give back"),
    "claims": Words("환불 요청", "refund claims"),
    "complaints": Words("민원", "complaints"),
    "untold": Words("고지", "notices"),
    "close": Words("월 마감", "month close"),
}
COMING = Words("오늘 남은 결제 {n}건 {won}", "Charges left today: {n}, {won}")
NOTHING_COMING = Words("오늘 남은 결제가 없습니다", "No charge is left for today")
YESTERDAY = Words(
    "어제 결제 {paid}건 {won}, 실패 {failed}건", "Yesterday: {paid} paid, {won}, {failed} failed"
)
LAST_WEBHOOK = Words("마지막 결제 알림 {ago} ({when})", "Last payment notice {ago} ({when})")
LAST_SWEEP = Words(
    "마지막 포트원 내역 대조 {ago} ({when})", "Last check of PortOne's payments {ago} ({when})"
)
UNHEARD = Words(", 그 뒤의 결제는 알림이 오지 않았습니다", "; none came for the payments since")
NO_WEBHOOK = Words("결제 알림이 아직 온 적이 없습니다", "No payment notice has come yet")
NO_SWEEP = Words(
    "포트원 내역을 아직 대조하지 않았습니다", "PortOne's payments were not checked yet"
)

# Before the first member
SET_UP = Words("처음 준비", "Setting up")
SET_UP_HELP = Words(
    "처음에 한 번 할 일이며, 다 되면 사라집니다. 실제로 확인된 것만 초록으로 보입니다.",
    "Done once, and gone when all is set. Green is only what has really been seen.",
)
READ = Words("포트원 내역을 읽었습니다 ({when})", "PortOne's list was read ({when})")
NOT_READ = Words(
    "포트원 키(BILLING_IMP_KEY, BILLING_IMP_SECRET)를 넣고 billing serve를 켜 주세요. 처음 읽으면 초록이 됩니다.",
    "Set PortOne's keys (BILLING_IMP_KEY, BILLING_IMP_SECRET) and start billing serve. It turns green once PortOne has answered.",
)
HEARD = Words("결제 알림이 옵니다 ({when})", "Payment notices arrive ({when})")
NOT_HEARD = Words(
    "포트원 콘솔의 알림 주소를 https://회사 주소/webhooks/iamport 로 정해 주세요. 첫 알림이 오면 초록이 됩니다.",
    "Set the notice address in PortOne's console to https://your address/webhooks/iamport. It turns green with the first notice.",
)
PLANS = Words("요금제: {plans}", "Plans: {plans}")
NO_PLANS = Words(
    "요금제가 아직 예시입니다({plans}). 회사의 요금제를 .env의 BILLING_PLANS에 적고 다시 켜 주세요.",
    "The plans are still the example ({plans}). Set BILLING_PLANS in .env to your own and start again.",
)
ASKED = Words("회사 앱이 연결되었습니다 ({when})", "Your app is connected ({when})")
NOT_ASKED = Words(
    "담당자 화면에서 회사 앱의 API 키를 만들어 개발자에게 전해 주세요. 앱이 처음 물어 오면 초록이 됩니다.",
    "Make an API key for your app on People and hand it to its developer. It turns green when the app first calls.",
)
PEOPLE = Words("담당자 {n}명이 로그인했습니다", "{n} people have signed in")
NO_PEOPLE = Words(
    "함께 일할 담당자를 추가해 주세요. 자리를 비워도 승인이 밀리지 않습니다.",
    "Add the people you work with, so that nothing waits while somebody is away.",
)
HAS_MEMBERS = Words("회원 {n}명이 있습니다", "Members: {n}")
NO_MEMBERS = Words(
    "쓰던 결제 기록이 있으면 가져오기에서 넣고, 없으면 회사 앱에서 첫 회원이 카드를 등록하면 됩니다.",
    "Import your payment history if there is one; otherwise the first member registers a card in your app.",
)

# Why a number moved: the parts of the difference to the same days of last month
CAUSES = {
    Cause.FIRST_PAYMENT: Words("처음 결제 {by}", "first payments {by}"),
    Cause.CAME_BACK: Words("재가입 {by}", "returned {by}"),
    Cause.PAID_ON: Words("이어서 결제 {by}", "paid again {by}"),
    Cause.JOINED: Words("한 달 새 신규 {by}", "new in a month {by}"),
    Cause.LEFT: Words("이탈 {by}", "churned {by}"),
    Cause.VOLUNTARY: Words("스스로 해지 {by}", "by their own wish {by}"),
    Cause.INVOLUNTARY: Words("결제 실패 {by}", "failed payments {by}"),
    Cause.SYSTEM: Words("결제가 끊김 {by}", "billing gap {by}"),
    Cause.YEARLY: Words("연 결제 {n}건 {by}", "yearly payments {n}, {by}"),
    Cause.OTHER_PAYMENTS: Words("그 밖의 결제 {by}", "other payments {by}"),
    Cause.REFUNDS: Words("환불 {by}", "refunds {by}"),
    Cause.OTHER: Words("그 밖 {by}", "others {by}"),
}
ACTIVE = Words("이용회원", "Active members")
NET = Words("순매출", "Net revenue")

# The chart
CHART_TITLE = Words("월별 결제회원과 해지 신청", "Paid members and cancellations by month")
CHART_HINT = Words(
    "막대를 누르면 그 달의 회원 명단이 열립니다. 빗금이 있는 달은 아직 끝나지 않았고, 잠정인 달의 이탈은 끝난 뒤 {days}일까지 바뀔 수 있습니다.",
    "Click a bar to open that month's people. A hatched month is not over yet; churn of a provisional one may change until {days} days after its end.",
)
OPEN_PEOPLE = Words("그 달의 회원", "People of the month")
CHART_ALT = Words(
    "월별 결제회원 수와 해지신청회원 수",
    "Paid members and cancellation requests by month",
)
PAID_MEMBERS = Words("결제회원", "Paid members")
CANCEL_REQUESTED = Words("해지신청회원", "Cancellation requests")
NO_MONTHS = Words("아직 보여 드릴 결제가 없습니다", "There is nothing to chart yet")

GROWTH_TITLE = Words("월별 순증", "Net growth by month")
GROWTH_HELP = Words(
    "들어온 회원(신규와 재가입)에서 이탈한 회원을 뺀 수입니다. 이탈은 이용 만료일에 셉니다.",
    "Members gained (new and returning) less those who churned, dated paid-through.",
)
GAINED = Words("신규·재가입", "New and returning")
GAINED_MEANING = Words(
    "이 달에 처음 결제했거나, 이탈했다가 다시 결제한 회원 수입니다.",
    "Members who first paid in this month, or paid again after having churned.",
)
LOST = Words("이탈", "Churned")
REVENUE_TITLE = Words("월별 매출", "Revenue by month")
REVENUE_HELP = Words(
    "그 달에 결제된 금액과 그 달에 환불된 금액입니다. 환불은 환불한 날에 셉니다.",
    "Won paid and won refunded in the month; a refund counts on its own day.",
)
PAID_WON = Words("결제액", "Paid")
REFUNDED_WON = Words("환불액", "Refunded")

TABLE_TITLE = Words("월별 숫자", "Month by month")
MONTH = Words("월", "Month")
NEW = Words("신규", "New")
RETURNING = Words("재가입", "Returning")
PROVISIONAL = Words("잠정", "provisional")

# The people of a month
PEOPLE_TITLE = Words("{month}의 회원", "People of {month}")
TAB_PAID = Words("결제회원 {n}", "Paid {n}")
TAB_CANCELLED = Words("해지 신청 {n}", "Cancelled {n}")
TAB_CHURNED = Words("이탈 {n}", "Churned {n}")
TAB_EXCLUDED = Words("제외 {n}", "Left out {n}")
PAID_AT = Words("결제일", "Paid on")
ASKED_AT = Words("신청일", "Asked on")
ENDS_AT = Words("이용 만료일", "Paid through")
WHY = Words("이유", "Why")
KIND = Words("구분", "Kind")
NOBODY = Words("이 달에는 해당하는 회원이 없습니다", "Nobody in this month")
NOBODY_NEXT = Words("다른 달의 막대를 눌러 보세요.", "Try the bar of another month.")
NOTHING_LEFT_OUT = Words("제외한 결제가 없습니다", "Nothing was left out")
NOTHING_LEFT_OUT_NEXT = Words(
    "이 달의 결제는 모두 숫자에 들어갔습니다.", "Every payment of this month is in the numbers."
)
