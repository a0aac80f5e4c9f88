from dashboard.parts.language import Words

VIEW_ALL = Words("결제 내역", "Payments")

MONTH = Words("월", "Month")
ALL_MONTHS = Words("모든 달", "All months")
DAYS_OF_ONES_OWN = Words("날짜로 고르기", "By days")
FROM = Words("시작일", "From")
TO = Words("끝나는 날", "To")
MORE_FILTERS = Words("조건 더 보기", "More filters")
MORE_FILTERS_SET = Words("조건 더 보기 ({n}개 적용)", "More filters ({n} set)")
NO_FILTERS = Words("이 조건 지우기", "Clear these")
AT_LEAST = Words("최소 금액(원)", "At least, won")
AT_MOST = Words("최대 금액(원)", "At most, won")
PLAN = Words("상품", "Plan")
DECLINE = Words("실패 사유", "Decline reason")
SOURCE = Words("출처", "Source")
ANY = Words("전체", "Any")
EXPORT = Words("이 조건 그대로 내보내기", "Export what is filtered")
FORMAT = Words("파일 형식", "Format")
FILE_OF = Words("결제 내역 {form} · {what}", "Payments as {form} · {what}")
FILE = Words("파일", "File")
FILE_ROWS = Words("행 수", "Rows")
FILE_TOTAL = Words("합계(결제 − 환불)", "Total, paid less refunded")
FILE_AS_OF = Words("기준시각", "As of")
SLIP = Words("전표", "Slip")
SEE_SLIP = Words("전표 보기", "Slip")
TO_REFUND = Words("환불하기", "Give back")
REFUND = Words("환불", "Refund")
TELL = Words("회원 안내", "What to tell")
STATUS = Words("상태", "Status")
ALL_STATES = Words("전체", "All")
SEARCH = Words("찾기", "Find")
SEARCH_HINT = Words("회원, 결제 번호, 승인번호", "Member or number")
SUMS = Words(
    "{n}건 · 결제 {paid} · 그중 환불 {refunded} · 남은 금액 {net}",
    "{n} payments · paid {paid} · of that refunded {refunded} · left {net}",
)
ROWS = Words("{first}–{last}번째", "rows {first}–{last}")
TOO_MANY = Words(
    "맞는 회원이 많아 합계를 내지 않았습니다. 찾는 말을 더 적어 주세요.",
    "Too many members match to add their payments up; type more.",
)
NEWER = Words("더 최근", "Newer")
OLDER = Words("더 이전", "Older")
AT = Words("일시", "When")
CARD = Words("카드", "Card")
APPROVAL = Words("승인번호", "Approval")
IMP_UID = Words("결제 번호", "Payment")
NOTHING = Words("조건에 맞는 결제가 없습니다", "No payment matches")
NOTHING_NEXT = Words("달이나 상태를 바꾸거나 찾는 말을 지워 보세요.", "Try another month or state.")
NO_PAYMENTS = Words("아직 결제가 없습니다", "There are no payments yet")
NO_PAYMENTS_NEXT = Words(
    "첫 결제가 이루어지면 여기에 보입니다. 과거 기록은 가져오기에서 파일로 넣을 수 있습니다.",
    "The first payment shows here; a history can be added from files on the import page.",
)
RETRY = Words("다시 결제", "Try again")
RETRY_SENTENCE = Words(
    "{name} 님의 카드로 {won}을 몇 분 안에 다시 결제합니다.",
    "Charges {name} {won} again within minutes, with the card on file.",
)
MOVES_TRY = Words(
    "{when}로 예정된 결제를 지금으로 옮깁니다.",
    "The try that is booked for {when} is moved to now.",
)
TELL_SHORT = Words("회원 안내: {advice}", "Tell the member: {advice}")
UNDER_WAY = Words("결제 결과를 기다리는 중입니다", "Waiting for the outcome of a try")
RETRY_NOW = Words("결제를 요청합니다", "Charge now")
RETRY_ASKED = Words(
    "{name} 님의 다시 결제를 요청했습니다. 몇 분 뒤 결과가 보입니다.",
    "{name} will be charged again within minutes.",
)
WORKING = Words("처리하고 있습니다…", "Working…")
