from dashboard.parts.language import Words

OPEN = Words("열기", "Open")
OPEN_MEMBER = Words("회원 보기", "Member")
MEMBER = Words("회원", "Member")
MEMBER_ID = Words("회원 ID", "Member id")
AMOUNT = Words("금액", "Amount")
REFUNDED = Words("환불", "Refunded")
REASON = Words("사유", "Reason")
PAGE = Words("모두 {total} · {page}쪽", "{total} in all · page {page}")
FIRST_ONLY = Words(
    "많아서 앞의 {n}건만 보여 드립니다.", "There are more: only the first {n} are shown."
)
BEFORE = Words("이전", "Previous")
AFTER = Words("다음", "Next")
