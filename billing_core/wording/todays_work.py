"""What waits for the team, a line for each kind of work, each (ko, en): 현황 and the morning brief say
the same of the same book.
"""

WORK_LEFT = ("오늘 할 일 {n}", "Today's work: {n}")
DUE = ("권한 변경 승인을 기다리는 회원 {n}명", "Waiting for approval: {n}")
LONG_HELD = ("보류한 지 3일이 지난 회원 {n}명", "Held for more than 3 days: {n}")
FAILING = ("결제가 실패한 회원 {n}명", "Failed payments: {n}")
CLAIMS = ("답을 기다리는 환불 요청 {n}건", "Refund claims to answer: {n}")
CLAIMS_LATE = (
    "답을 기다리는 환불 요청 {n}건, 그중 {late}건은 3영업일이 지났습니다",
    "Refund claims to answer: {n}, of which over 3 working days: {late}",
)
COMPLAINTS = ("답을 기다리는 민원 {n}건", "Complaints to answer: {n}")
TO_CHECK = ("확인 필요 {n}건", "To check: {n}")
# Right after TO_CHECK, of which it is a part.
REFUNDS_OWED = ("그중 돌려줄 결제 {n}건, {won}", "Of these to give back: {n}, {won}")
UNTOLD = ("고지하지 못한 회원 {n}명", "Members not told: {n}")
CLOSABLE = ("{month}을 마감할 수 있습니다", "{month} can be closed")
