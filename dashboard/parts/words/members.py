from dashboard.parts.language import Words

CANCELLED = Words(
    "{name} 님의 정기결제 해지를 신청했습니다. 예약된 결제를 해제하고 있습니다.",
    "{name} is cancelled; booked charges are being revoked.",
)
WITHDRAWN = Words(
    "{name} 님의 해지를 철회했습니다. 다음 결제를 다시 예약하고 있습니다.",
    "{name} stays; the next charge is being booked again.",
)
REVEALED = Words(
    "이 회원을 가리지 않고 표시합니다. 접속기록에 남았습니다.",
    "This member is shown in full. It stands in the access log.",
)
PROBLEMS = Words("확인 필요 {n}", "To check: {n}")
