from dashboard.parts.language import Words

CANCELLED = Words(
    "{name} 님의 정기결제 해지를 신청했습니다. 예약된 결제를 해제하고 있습니다.",
    "{name} is cancelled; booked charges are being revoked.",
)
WITHDRAWN = Words(
    "{name} 님의 해지를 철회했습니다. 다음 결제를 다시 예약하고 있습니다.",
    "{name} stays; the next charge is being booked again.",
)
PROBLEMS = Words("확인 필요 {n}", "To check: {n}")
