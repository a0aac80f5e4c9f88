from billing_core.numbers.ltv import NoEstimate
from billing_core.rules.cycle import CycleOutcome
from dashboard.parts.language import Words

# These metrics are named after the month's end; until then they are what is true now.
MRR_NOW = Words("월 환산 구독료(MRR)", "MRR")
CONFIRMED_MRR_NOW = Words("월 환산 구독료(MRR), 해지 예정 제외", "Confirmed MRR")
RECOVERY_OF = Words("회복률 ({month})", "Recovery, {month}")
MONTH_BEFORE = Words("그 전달 {value}", "month before {value}")
# Why they moved
MADE_OF = Words("{whole} 중 {part}", "{part} of {whole}")
MADE_OF_BEFORE = Words("{now} (이전 {before})", "{now} (before: {before})")
ASKED_TO_STOP = Words("해지 신청", "asked to stop")

NOTE = Words(
    "누가 왜 나가고, 돈이 어떻게 움직였는지", "Who leaves and why, and how the money moved"
)
VIEW = Words("보기", "View")
VIEW_CHURN = Words("이탈", "Churn")
VIEW_REASONS = Words("해지 이유", "Why they leave")
VIEW_MRR = Words("MRR", "MRR")
VIEW_FAILURES = Words("실패·회복", "Failures")
VIEW_COHORTS = Words("코호트·LTV", "Cohorts, LTV")
VIEW_FORECAST = Words("예측", "Forecast")
NOTHING_YET = Words("아직 분석할 결제가 없습니다", "There is nothing to analyse yet")
NOTHING_YET_NEXT = Words(
    "회원이 카드를 등록하거나 ‘가져오기’에서 과거 기록을 가져오면 여기에 그려집니다.",
    "It appears once a member registers a card or a history is imported.",
)
MONTH = Words("월", "Month")

# Churn
CHURN_TITLE = Words("구분별 이탈회원", "Churned members by kind")
CHURN_TABLE = Words("월별 이탈", "Churn by month")
ACTIVE_AT_START = Words("월초 이용회원", "Members at start")
CHURN_RATE = Words("이탈률", "Churn rate")
NO_MEMBERS = Words("이 기간에는 이용회원이 없습니다", "There were no members in this period")
NO_MEMBERS_NEXT = Words(
    "가져온 과거 결제는 이용 기간을 알 수 없어 이탈을 세지 않습니다. 첫 정기결제부터 그려집니다.",
    "Imported payments have no known period, so nobody churns there. It begins with the first charge.",
)
NO_CHURN = Words("이 기간에 이탈한 회원이 없습니다", "Nobody churned in this period")
NO_CHURN_NEXT = Words(
    "기간을 ‘전체’로 바꾸면 그 전의 달도 볼 수 있습니다.",
    "Choose “All” to see the months before.",
)

# Why members leave
REASONS_TITLE = Words("해지 이유", "Why members leave")
REASONS_TABLE = Words("월별 해지 이유", "Reasons by month")
NO_REASONS = Words("이 기간에 해지를 신청한 회원이 없습니다", "Nobody asked to stop in this period")
NO_REASONS_NEXT = Words(
    "회원이 해지하면서 고른 이유와 담당자가 해지할 때 고른 이유가 여기에 모입니다.",
    "What members choose when they cancel, and what the team chooses for them, is counted here.",
)

# MRR
MRR_TITLE = Words("월말 MRR", "MRR at month end")
MRR_ASKED = Words("해지 신청한 회원의 몫", "of members who asked to stop")
MRR_ASKED_MEANING = Words(
    "아직 이용 중이지만 해지를 신청해 다음 결제가 없는 회원의 한 달 몫입니다.",
    "What members pay for a month who still have access but have asked to stop.",
)
WATERFALL_TITLE = Words("{month}의 MRR 증감", "How MRR moved in {month}")
WATERFALL_ALT = Words(
    "월초 MRR에서 월말 MRR까지의 증감 폭포 그래프",
    "Waterfall from the MRR at the month's start to its end",
)
MRR_TABLE = Words("월별 MRR 증감", "MRR movement by month")
START = Words("월초", "Start")
START_MEANING = Words(
    "지난달 말의 MRR로, 이 달은 여기에서 시작합니다.",
    "The MRR at the end of the month before, where this month begins.",
)
END = Words("월말", "End")
SO_FAR = Words("지금", "Now")
NO_MRR = Words("아직 정기결제 매출이 없습니다", "There is no recurring revenue yet")
NO_MRR_NEXT = Words(
    "가져온 과거 결제는 이용 기간을 알 수 없어 MRR에 넣지 않습니다. 첫 정기결제부터 그려집니다.",
    "Imported payments have no known period, so they are not MRR. It begins with the first charge.",
)
WITH_VAT = Words("부가세를 포함한 금액입니다.", "With VAT.")

# Failure and recovery
FAILURES_TITLE = Words("실패한 정기결제와 그 결과", "Failed renewals and what became of them")
BY_COUNT = Words("건수", "Count")
BY_WON = Words("금액", "Won")
OUTCOMES = {
    CycleOutcome.RECOVERED: Words("회복", "Recovered"),
    CycleOutcome.WAITING: Words("기다리는 중", "Waiting"),
    CycleOutcome.LOST: Words("회복 못 함", "Lost"),
}
OUTCOME_MEANINGS = {
    CycleOutcome.RECOVERED: Words(
        "거절된 뒤 유예 기간 안에 결제되었습니다.", "Refused, then paid within the grace."
    ),
    CycleOutcome.WAITING: Words(
        "거절되었고 유예 기간이 남아 아직 결제될 수 있습니다.",
        "Refused; the grace is not over, so it may still be paid.",
    ),
    CycleOutcome.LOST: Words(
        "거절되었고 유예 기간 안에 결제되지 않았습니다.", "Refused and not paid within the grace."
    ),
}
BY_MONTH = Words("월별 실패와 회복", "Failure and recovery by month")
BY_REASON = Words("실패 사유별 (위 기간 전체)", "By reason, over the period above")
REASON = Words("사유", "Reason")
CHARGED = Words("청구", "Charged")
FAILED = Words("실패", "Failed")
FAILURE_RATE = Words("실패율", "Failure rate")
RECOVERY_RATE = Words("회복률", "Recovery rate")
FAILED_WON = Words("실패 금액", "Failed won")
NO_FAILURES = Words("이 기간에 실패한 정기결제가 없습니다", "No renewal failed in this period")
NO_FAILURES_NEXT = Words(
    "카드가 거절되면 여기에 사유와 함께 나타납니다.",
    "A refused card appears here with its reason.",
)

# Cohorts
COHORT_TITLE = Words("코호트", "Cohorts")
COHORT_MEASURE = Words("무엇을 볼까요", "What to show")
COHORT = Words("첫 결제한 달", "First paid in")
COHORT_MEMBERS = Words("회원", "Members")
COHORT_LEGEND = Words(
    "줄은 처음 결제한 달이 같은 회원이고, 칸은 그 뒤 몇 번째 달인지입니다. 빗금 친 회색 칸은 잠정입니다. 칸을 누르면 그 회원들의 명단이 열립니다.",
    "A row is everybody who first paid in that month; a column is how many months later. Hatched grey cells are provisional. Choose a cell to open its members.",
)
COHORT_CELL = Words(
    "{cohort} 가입 {members}명 중 {month}에 {value}",
    "{value} in {month}, of {members} who first paid in {cohort}",
)
UNFINISHED = Words("잠정: 아직 확정되지 않음", "provisional: not settled yet")
SINCE = Words("{n}개월", "+{n}")
NO_COHORTS = Words("이 기간에 처음 결제한 회원이 없습니다", "Nobody first paid in this period")

# LTV
LTV_TITLE = Words("회원 한 명이 가져온 금액(LTV)", "What one member brings (LTV)")
LTV_ALL = Words("표시한 코호트 전체", "All cohorts shown")
LTV_MEMBERS = Words("회원", "Members")
LTV_TOTAL = Words("지금까지 순매출", "Net so far")
LTV_REALISED = Words("실현 LTV", "Realised LTV")
LTV_ESTIMATE = Words("추정 LTV", "Estimated LTV")
LTV_BASIS = Words("근거", "Basis")
LTV_SETTLED = Words("확정된 달 {n}개", "{n} settled months")
LTV_NOT_ESTIMATED = {
    NoEstimate.FEW_MEMBERS: Words(
        "아직 계산할 수 없음 ({least_months}개월, {least_members}명부터): 지금 {members}명",
        "Too early ({least_months} months and {least_members} members needed): {members} members now",
    ),
    NoEstimate.FEW_MONTHS: Words(
        "아직 계산할 수 없음 ({least_months}개월, {least_members}명부터): 지금 {months}개월",
        "Too early ({least_months} months and {least_members} members needed): {months} months now",
    ),
    NoEstimate.NOBODY_KNOWN: Words(
        "산출 불가: 이용 기간을 아는 회원이 없습니다",
        "Cannot be estimated: of nobody is it known how long they stayed",
    ),
    NoEstimate.NOBODY_LEFT: Words(
        "산출 불가: 아직 이탈이 없어 이용 기간을 추정할 수 없습니다",
        "Cannot be estimated: nobody has left yet, so how long they stay is unknown",
    ),
}

# Forecast
FORECAST_TITLE = Words("예약된 결제와 예상 결제액", "Booked charges and what to expect")
FORECAST_BOOKED = Words("예약된 금액", "Booked")
FORECAST_BOOKED_MEANING = Words(
    "그 달에 결제되도록 예약되어 있는 금액입니다.", "What is booked to be charged in that month."
)
FORECAST_EXPECTED = Words("예상 결제액", "Expected")
FORECAST_REST = Words("들어오지 않을 것으로 보는 금액", "Not expected to come in")
FORECAST_REST_MEANING = Words(
    "예약되어 있지만 최근 성공률로 보아 결제되지 않을 금액입니다.",
    "Booked, but by the recent success rates not going to be paid.",
)
FORECAST_RENEWALS = Words("정기결제", "Renewals")
FORECAST_RETRIES = Words("다시 결제", "Retries")
FORECAST_COUNT = Words("예약 건수", "Charges")
FORECAST_BASIS = Words(
    "최근 확정된 3개월({first} ~ {last})의 성공률: 정기결제 {renewals} ({part}/{whole}건), 다시 결제 {retries} ({retry_part}/{retry_whole}건)",
    "Success rates of the last three settled months ({first} to {last}): renewals {renewals} ({part} of {whole}), retries {retries} ({retry_part} of {retry_whole})",
)
FORECAST_CARE = Words(
    "이미 예약된 결제만 셉니다. 결제할 때마다 다음 한 번이 예약되므로, 먼 달은 적게 보이는 것이 정상입니다.",
    "Only what is booked: each payment books just the next one, so later months look small.",
)
FORECAST_DAYS = Words("날짜별로 보기", "Day by day")
FORECAST_OF = Words("{month} {n}건", "{month}: {n}")
NO_BOOKINGS = Words("앞으로 예약된 결제가 없습니다", "No charge is booked")
NO_BOOKINGS_NEXT = Words(
    "회원이 첫 결제를 하면 다음 결제가 예약되고, 여기에 나타납니다.",
    "The first payment of a member books the next one, which then shows here.",
)
REST_OF_MONTH = Words("{month} (남은 날)", "{month} (days left)")
