from dashboard.parts.language import Words

NOTE = Words("오늘 할 일과 이번 달 숫자", "Today's work and this month's numbers")

# Today's work
DUE = Words("승인을 기다리는 회원", "waiting for approval")
FAILING = Words("결제가 실패한 회원", "with a failed payment")
CLAIMS = Words("환불 요청과 민원", "claims and complaints")
CLAIMS_LATE = Words("환불 요청 3영업일 지남", "a claim is over 3 working days")
TO_CHECK = Words("확인 필요", "things to check")
LAST_WEBHOOK = Words("마지막 결제 알림", "last payment notice")
LAST_SWEEP = Words("마지막 내역 대조", "last sweep")
NEVER = Words("아직 없음", "none yet")
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
