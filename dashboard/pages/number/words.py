from dashboard.parts.language import Words

NOTE = Words("숫자의 뜻과 해당하는 명단", "What a number means, and who is behind it")
ALL_NUMBERS = Words("모든 숫자", "All numbers")
INDEX_HINT = Words(
    "숫자를 누르면 뜻, 포함한 명단, 제외한 명단과 그 이유가 열립니다.",
    "Choose a number to see what it means, whom it counts and what it leaves out and why.",
)
SEARCH = Words("숫자 찾기 (예: 환불, 이탈)", "Find a number (refund, churn…)")
NOT_FOUND = Words("그 말이 들어간 숫자가 없습니다", "No number has these words")
NOT_FOUND_NEXT = Words("더 짧은 말로 찾아보세요.", "Try a shorter word.")
GROUP_MONEY = Words("결제와 매출", "Payments and revenue")
GROUP_MEMBERS = Words("회원", "Members")
GROUP_CHURN = Words("이탈과 권한 변경", "Churn and permissions")
GROUP_MRR = Words("월 환산 구독료(MRR)", "MRR")
GROUP_CYCLES = Words("결제 시도와 회복", "Charges and recovery")
GROUP_OTHER = Words("그 밖의 차트와 표", "Parts of charts and tables")
MONTH = Words("월", "Month")
AS_OF = Words("기준시각 {when}", "As of {when}")
PROVISIONAL = Words("잠정", "provisional")
SETTLED = Words("확정", "settled")
SHARE = Words("{part} / {whole}", "{part} of {whole}")
NO_SHARE = Words("산출 불가: 나눌 것이 없습니다", "no rate: there is nothing to take a share of")
OUT_OF = Words("분모: {label}", "Out of: {label}")
PART = Words("분자: {label}", "Counted: {label}")
LIST = Words("명단", "List")
INCLUDED = Words("포함한 것", "Counted")
EXCLUDED = Words("제외한 것과 이유", "Left out, and why")
NOBODY = Words("이 달에 포함한 것이 없습니다", "Nothing was counted in this month")
NOBODY_NEXT = Words("다른 달을 골라 보세요.", "Try another month.")
NOTHING_LEFT_OUT = Words("제외한 것이 없습니다", "Nothing was left out")
NOTHING_LEFT_OUT_NEXT = Words(
    "이 숫자에서 뺀 결제나 회원이 없습니다.", "No payment and nobody was left out of this number."
)
ROWS = Words("{first}~{last}번째 행", "rows {first} to {last}")
BEFORE = Words("이전", "Previous")
AFTER = Words("다음", "Next")
