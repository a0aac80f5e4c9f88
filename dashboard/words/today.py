from dashboard.parts.language import Words

NOTE = Words("오늘 할 일과 이번 달 숫자", "Today's work and this month's numbers")

# Today's work
DUE = Words("승인을 기다리는 회원", "waiting for approval")
FAILING = Words("결제가 실패한 회원", "with a failed payment")
TO_CHECK = Words("확인 필요", "things to check")
LAST_WEBHOOK = Words("마지막 결제 알림", "last payment notice")
LAST_SWEEP = Words("마지막 포트원 내역 대조", "last sweep")
NEVER = Words("아직 없음", "none yet")

PROBLEMS = Words("확인 필요", "To check")
PROBLEMS_HELP = Words(
    "사람이 정해야 하는 것입니다. 곧 결제될 것이 먼저, 그다음은 오래된 것부터 보입니다.",
    "What a person has to decide: what is charged soon first, then the longest open.",
)
MORE_PROBLEMS = Words("나머지 {n}건은 점검에서 보기", "{n} more on the health page")
NO_PROBLEMS = Words("확인할 것을 모두 마쳤습니다", "Nothing is left to check")
ALL_DONE = Words("오늘 할 일을 마쳤습니다", "Today's work is done")

# This month so far
SO_FAR = Words("{month} 1일부터 지금까지", "{month} so far")
COMPARED = Words(
    "지난달 같은 기간({from_day} ~ {to_day})과 비교한 값입니다. 이번 달 이탈에는 유예 기간 중인 회원이 아직 들어 있지 않습니다.",
    "Compared with the same days of last month ({from_day} to {to_day}). Of this month's churn, members still within the grace are not counted yet.",
)
BEFORE = Words("지난달 이맘때 {value}", "{value} by then last month")
ACTIVE = Words("이용회원", "Active members")
NET = Words("순매출", "Net revenue")

# The chart
CHART_TITLE = Words("월별 결제회원과 취소신청", "Paid members and cancellations by month")
CHART_HINT = Words(
    "막대를 누르면 그 달의 회원 명단이 열립니다. 빗금이 있는 달은 아직 끝나지 않았고, 잠정인 달의 이탈은 끝난 뒤 {days}일까지 바뀔 수 있습니다.",
    "Click a bar to open that month's people. A hatched month is not over yet; churn of a provisional one may change until {days} days after its end.",
)
OPEN_PEOPLE = Words("그 달의 회원", "People of the month")
CHART_ALT = Words(
    "월별 결제회원 수와 취소신청회원 수",
    "Paid members and cancellation requests by month",
)
PAID_MEMBERS = Words("결제회원", "Paid members")
CANCEL_REQUESTED = Words("취소신청회원", "Cancellation requests")
SPAN = Words("기간", "Period")
SPAN_MONTHS = Words("{n}개월", "{n} months")
SPAN_ALL = Words("전체", "All")
NO_MONTHS = Words("아직 보여 드릴 결제가 없습니다", "There is nothing to chart yet")
NO_MONTHS_NEXT = Words(
    "회원이 카드를 등록하거나 ‘가져오기’에서 과거 결제를 가져오면 여기에 그려집니다.",
    "It appears once a member registers a card or a payment history is imported.",
)

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
TAB_CANCELLED = Words("취소신청 {n}", "Cancelled {n}")
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
# These metrics are named after the month's end; until then they are what is true now.
MRR_NOW = Words("MRR", "MRR")
CONFIRMED_MRR_NOW = Words("확정 MRR", "Confirmed MRR")
RECOVERY_OF = Words("회복률 ({month})", "Recovery, {month}")
MONTH_BEFORE = Words("그 전달 {value}", "month before {value}")
