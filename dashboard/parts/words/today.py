from dashboard.parts.language import Words

PROBLEMS = Words("확인 필요", "To check")
PROBLEMS_HELP = Words(
    "사람이 정해야 하는 것입니다. 곧 결제될 것이 먼저, 그다음은 오래된 것부터 보입니다.",
    "What a person has to decide: what is charged soon first, then the longest open.",
)
MORE_PROBLEMS = Words("나머지 {n}건은 점검에서 보기", "{n} more on the health page")

# This month so far
COMPARED = Words(
    "지난달 같은 기간({from_day} ~ {to_day})과 비교한 값입니다. 이번 달 이탈에는 유예 기간 중인 회원이 아직 들어 있지 않습니다.",
    "Compared with the same days of last month ({from_day} to {to_day}). Of this month's churn, members still within the grace are not counted yet.",
)
BEFORE = Words("지난달 이맘때 {value}", "{value} last month")
WHY_MOVED = Words("차이: {parts}", "Difference: {parts}")
SPAN = Words("기간", "Period")
SPAN_MONTHS = Words("{n}개월", "{n} months")
SPAN_ALL = Words("전체", "All")
NO_MONTHS_NEXT = Words(
    "회원이 카드를 등록하거나 ‘가져오기’에서 과거 결제를 가져오면 여기에 그려집니다.",
    "It appears once a member registers a card or a payment history is imported.",
)
