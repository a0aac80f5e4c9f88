from dashboard.parts.language import Words

NOTE = Words(
    "앞으로 결제될 금액과, 결제 전에 바로잡을 것", "What will be charged, and what to mend before"
)
TOMORROW = Words("내일", "tomorrow")
NOTHING_BOOKED = Words(
    "이 달에 앞으로 예약된 결제가 없습니다", "No charge is booked for the rest of this month"
)
NOTHING_BOOKED_NEXT = Words(
    "다음 달도 넘겨 보세요. 회원이 첫 결제를 하면 다음 결제가 예약되고, 그 날짜에 나타납니다.",
    "Look at the month after. The first payment of a member books the next one, which then shows on its day.",
)

SHEET = Words("결제 전날 점검표", "Before the charges")
SHEET_HELP = Words(
    "내일부터 8일 동안의 결제를 포트원의 예약과 비교합니다. 날짜를 누르면 무엇이 잘못되었는지와 처리 버튼이 나옵니다.",
    "Compares the charges of the next eight days with PortOne's bookings. A day opens what is wrong, with its buttons.",
)
SHEET_FINE = Words("이상 없음 · {n}건 · {won}", "in order · {n} · {won}")
SHEET_WRONG = Words("확인 필요 {n}건", "to check: {n}")
SHEET_UNSEEN = Words(
    "포트원의 예약을 읽지 못해 맞는지 알 수 없습니다",
    "PortOne's bookings could not be read, so this is not known to be in order",
)
DAY_FINE = Words("이상 없음", "in order")
DAY_WRONG = Words("확인 {n}건", "check {n}")
DAY_UNSEEN = Words("알 수 없음", "unknown")
READ_AT = Words("포트원 예약: {when}({ago}) 읽음", "PortOne's bookings read on {when} ({ago})")
NEVER_READ = Words("포트원 예약을 아직 읽지 못함", "PortOne's bookings were not read yet")
READ_AGAIN = Words("지금 다시 읽기", "Read again now")
READING = Words("포트원의 예약을 모두 읽고 있습니다…", "Reading PortOne's bookings…")
READ = Words(
    "포트원의 예약을 다시 읽었습니다. 달라진 것은 1분 안에 그 날짜에 나타납니다.",
    "PortOne's bookings were read again; what differs shows on its day within a minute.",
)

PREFLIGHT = Words("{day} 사전 점검", "Preflight for {day}")
PREFLIGHT_HELP = Words(
    "이 날의 결제가 실행되기 전에 잘못될 것을 미리 찾습니다. 돈이 잘못 나갈 것이 먼저 나옵니다.",
    "Finds what would go wrong before this day's charges run; wrong money comes first.",
)
ALL_FINE = Words(
    "이 날의 결제는 모두 정상입니다", "Everything about this day's charges is in order"
)
UNSEEN_NEXT = Words(
    "위의 ‘지금 다시 읽기’를 눌러 주세요. 계속 읽지 못하면 현황의 안내를 따라 주세요.",
    "Choose “Read again now” above. If it cannot be read, see what the first page says.",
)
ALL_FINE_NEXT = Words(
    "할 일이 없습니다. 결제는 정해진 시각에 자동으로 실행됩니다.",
    "Nothing to do: the charges run by themselves.",
)
MENDS = Words("{name} 회원의 결제 예정을 바로잡습니다.", "Puts {name}'s coming charge right.")
MENDED = Words("{name} 회원의 결제 예정을 바로잡았습니다.", "{name}'s coming charge was put right.")
DUE_AT = Words("{when} 결제 예정 · {won}", "due {when} · {won}")
TO_MEMBER = Words("회원 보기", "Member")
LIST = Words("{day} 결제 예정 명단", "Charges due on {day}")
NOTHING_THAT_DAY = Words("이 날에 예약된 결제가 없습니다", "Nothing is booked on this day")
NOTHING_THAT_DAY_NEXT = Words(
    "달력에서 숫자가 있는 날을 눌러 보세요.", "Choose a day with a number in the calendar."
)
TIME = Words("시각", "Time")
PLAN = Words("상품", "Plan")
CARD = Words("카드", "Card")
KIND = Words("구분", "Kind")
RENEWAL = Words("정기결제", "renewal")
RETRY = Words("다시 결제", "retry")
BOOKED = Words("예약", "Booking")
CONFIRMED = Words("확인됨", "confirmed")
UNCONFIRMED = Words("확인 전", "not confirmed")
IN_QUESTION = Words("확인 필요", "to check")
COUNTED = Words("{what} {n}건", "{what}: {n}")
