from dashboard.parts.language import Words

NOTE = Words(
    "회원의 환불 요청에 답하고, 민원과 분쟁을 어떻게 마쳤는지 남깁니다",
    "Decide what members want back, and keep complaints and disputes to their end",
)
VIEW = Words("보기", "View")
VIEW_OPEN = Words("답할 요청 {n}", "To decide {n}")
VIEW_DECIDED = Words("답한 요청", "Decided")
VIEW_COMPLAINTS = Words("민원 · 분쟁 {n}", "Complaints {n}")
VIEW_CLOSED = Words("끝난 민원", "Closed complaints")
NONE_OPEN = Words("답할 환불 요청이 없습니다", "No claim waits for a decision")
NONE_OPEN_NEXT = Words(
    "회원이 회원 페이지에서 보내거나, 회원 화면의 ‘환불 요청 접수’로 적으면 여기에 나타납니다.",
    "Members send them from their own page; you take one on the member's page.",
)
NONE_DECIDED = Words("아직 답한 요청이 없습니다", "Nothing was decided yet")
NONE_DECIDED_NEXT = Words(
    "요청을 승인하거나 환불하지 않기로 하면 여기에 남습니다.",
    "What was approved, refused or taken back stays here.",
)
NO_COMPLAINTS = Words("끝나지 않은 민원이 없습니다", "No complaint is open")
NO_COMPLAINTS_NEXT = Words(
    "회원 화면의 ‘민원 기록’으로 접수하면 여기에 나타납니다.",
    "Record one on the member's page, and it stands here.",
)
NONE_CLOSED = Words("결과까지 적은 민원이 없습니다", "No complaint has a result yet")
NONE_CLOSED_NEXT = Words(
    "‘결과 기록’으로 마친 민원이 여기에 남습니다.", "Closed complaints stay here."
)
TOTAL = Words("모두 {n}건", "{n} in all")
BEGINNING = Words(
    "전체 {total} 중 먼저 볼 {n}을 보여 드립니다.", "The first {n} of {total} are shown."
)
