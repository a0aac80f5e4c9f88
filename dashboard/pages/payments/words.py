from dashboard.parts.language import Words

NOTE = Words("모든 결제와 실패한 결제", "Every payment, and what failed")
VIEW = Words("보기", "View")
VIEW_FAILED = Words("실패한 결제 {n}", "Failed {n}")

NO_FAILURES = Words("지금 실패한 결제가 없습니다", "No failed payment waits")
NO_FAILURES_NEXT = Words(
    "카드가 거절되면 사유와 안내할 말이 여기에 보입니다.",
    "When a card is refused, its reason and what to say show here.",
)
TELL = Words("회원에게 안내할 말", "What to tell the member")
PEOPLE_AND_WON = Words("{people} · {won}", "{people} · {won}")
MORE = Words("{n}명 더 보기", "{n} more")
HARD = Words("같은 카드로는 다시 시도하지 않습니다", "The same card is not tried again")
SOFT = Words(
    "정해진 날에 세 번까지 자동으로 다시 시도합니다",
    "Tried again by itself, up to three times on set days",
)
FAILED_ON = Words("{when} 실패 · {n}번째 시도", "failed {when} · try {n}")
NEXT_TRY = Words("{when}에 다시 결제", "next try {when}")
NO_NEXT_TRY = Words("다시 결제 예정 없음", "no try ahead")
GONE_AFTER = Words("{when}까지 결제되지 않으면 이탈", "gone if not paid by {when}")
FIRST_CHARGE = Words("첫 결제", "first charge")
CARD_CHANGED = Words("새 카드를 등록했습니다", "registered a new card")
TO_MEMBER = Words("회원 보기", "Member")
