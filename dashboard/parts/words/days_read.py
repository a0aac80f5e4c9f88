"""The gateway's days: how far they were read, and what a difference means."""

from billing_core.rules.day_read import DayState
from billing_core.rules.payment import PaymentStatus
from dashboard.parts.language import Words

TITLE = Words("날짜별 포트원 대조", "PortOne day by day")
HELP = Words(
    "하루가 끝난 뒤 결제·실패·환불 목록을 모두 읽고 건수가 우리 장부와 같으면 그날은 다 맞춘 것입니다.",
    "A day is settled once all three lists were read after its end and the counts equal our book's.",
)
LATEST = Words("최근 {days}일", "Latest {days} days")
WHICH_DAYS = Words("기간", "Days")
READ_NOW = Words("지금 포트원 읽기", "Read PortOne now")
READ_NOW_HELP = Words(
    "결제 내역과 예약을 지금 다시 읽습니다. 돈은 움직이지 않습니다.",
    "Reads payments and bookings again. No money moves.",
)
ASKED = Words(
    "포트원을 지금 다시 읽습니다. 잠시 뒤 새로 고치면 결과가 보입니다.",
    "PortOne is being read now. Reload in a moment to see the result.",
)
NOTHING = Words("아직 대조할 날이 없습니다", "No day to compare yet")
NOTHING_NEXT = Words(
    "첫 결제가 들어오거나 과거 내역을 가져오면 그날부터 나타납니다.",
    "Days appear from the first payment, or the first imported one.",
)

DAY = Words("날짜", "Day")
STATE = Words("대조", "Compared")
READ_AT = Words("읽은 때", "Read")
STATES = {
    DayState.COVERED: Words("다 맞춤", "settled"),
    DayState.SO_FAR: Words("지금까지 맞음", "equal so far"),
    DayState.DIFFERS: Words("건수 다름", "differs"),
    DayState.UNREAD: Words("다 읽지 않음", "not read whole"),
}
LISTS = {
    PaymentStatus.PAID: Words("결제", "Paid"),
    PaymentStatus.FAILED: Words("실패", "Failed"),
    PaymentStatus.CANCELLED: Words("환불", "Refunded"),
}
BOTH_COUNTS = Words("포트원 {gateway} · 우리 {ours}", "PortOne {gateway} · ours {ours}")
SHOW = Words("결제 보기", "Payments")

MISSING = Words(
    "{day} {list}: 포트원에 있는 {n}건이 우리 장부에 없습니다. 한 시간 안에 다시 읽습니다. 계속 남으면 담당 개발자에게 알려 주세요.",
    "{day}, {list}: {n} at PortOne are not in our book. They are read again within an hour; tell your engineer if they stay.",
)
TOO_MANY = Words(
    "{day} {list}: 우리 장부의 {n}건이 포트원 목록에 없습니다. 상태가 바뀌었으면 다시 읽을 때 저절로 맞습니다. 계속 남으면 포트원 콘솔에서 확인해 주세요.",
    "{day}, {list}: {n} of our book are not on PortOne's list. A changed state is put right by the next reading; if it stays, look in the console.",
)
LEFT_OUT = Words(
    "{day} {list}: 포트원의 {n}건은 내용을 읽을 수 없어 빼고 그대로 보관했습니다.",
    "{day}, {list}: {n} at PortOne cannot be read; they are kept as they came and left out.",
)
OF_DAY = Words("{day} 우리 장부의 결제·실패·환불", "Payments of {day} in our book")
NONE_OF_DAY = Words("우리 장부에 이 날의 결제가 없습니다", "Our book has no payment of this day")
NONE_OF_DAY_NEXT = Words("다른 날을 골라 주세요.", "Pick another day.")

ONE_DAY = Words("{month}월 {day}일", "{month}/{day}")
DAYS = Words("{first}~{last}", "{first}–{last}")
LAST_IN_MONTH = Words("{day}일", "{day}")
IN_YEAR = Words("{year}년 {days}", "{days} {year}")
AND_MORE = Words("{days} 외 {n}일", "{days} and {n} more days")
UNREAD = Words(
    "{days}은 포트원 내역을 아직 다 읽지 않았습니다",
    "PortOne has not been fully read for {days}",
)
UNREAD_MEANS = Words(
    "이 날들의 숫자는 늘거나 줄 수 있습니다.", "The numbers of these days may still change."
)
TO_DAYS = Words("날짜별 대조 보기", "Day by day")
