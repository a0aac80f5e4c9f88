from billing_core.desk.light import BookRead, Invariant
from dashboard.parts.language import Words

ALL_KEPT = Words("점검 {n}가지 모두 정상", "All {n} checks are fine")
SOME_BROKEN = Words("점검 {n}가지에 이상이 있습니다", "Checks that failed: {n}")
KEPT = Words("정상", "fine")
BROKEN = Words("이상 {n}건", "{n} to check")
NOT_SEEN = Words("확인하지 못했습니다", "could not be checked")
SOME_UNSEEN = Words(
    "점검 {n}가지를 확인하지 못했습니다",
    "Checks that could not be made: {n}",
)
CLOCK_AHEAD = Words(
    "포트원 시계가 {minutes}분 {seconds}초 빠릅니다", "PortOne is {minutes} min {seconds} s ahead"
)
CLOCK_BEHIND = Words(
    "포트원 시계가 {minutes}분 {seconds}초 느립니다", "PortOne is {minutes} min {seconds} s behind"
)
RECOVERY_ON = Words("켜져 있습니다", "on")
RECOVERY_OFF = Words("꺼져 있습니다", "off")
BOOKS = {
    BookRead.OURS: Words("우리 장부", "our book"),
    BookRead.BOTH: Words("우리 장부와 포트원", "our book and PortOne"),
    BookRead.SEALS: Words("우리 장부와 봉인", "our book and its seals"),
    BookRead.SETTING: Words("설정에 적은 대로", "as declared in the settings"),
}
READ_AT = Words("{when}({ago}) 읽음", "read on {when} ({ago})")
NEVER_READ = Words("아직 읽지 못함", "not read yet")
EXCEPTED = Words(
    "직접 기록한 결제·환불과 정정 {n}건은 포트원에 없어 빼고 비교했습니다.",
    "{n} entries recorded by hand or corrected are not at PortOne and were left out.",
)
_BY_ANOTHER_HAND = Words(
    "데이터베이스를 이 프로그램 밖에서 고친 흔적입니다. 아무것도 고치지 말고 billing verify 결과와 함께 담당 개발자에게 알려 주세요.",
    "Somebody changed the database past this program. Change nothing and tell your engineer, with what billing verify says.",
)
# What turns it green again.
WHAT_TO_DO = {
    Invariant.ONE_BOOKING: Words(
        "아래 ‘해지했는데 예약 살아 있음’에서 지금 예약을 해제해 주세요.",
        "Revoke the booking in the list below.",
    ),
    Invariant.BOOKINGS_AGREE: Words(
        "아래 목록에서 예약마다 어떻게 할지 정해 주세요.",
        "Decide about each booking in the list below.",
    ),
    Invariant.ISSUANCE_NEVER_COUNTS: Words(
        "아래 ‘판단이 필요한 결제’에서 정해 주세요. 목록에 없는데 빨갛다면 담당 개발자에게 알려 주세요.",
        "Decide the payments in the list below. If none is there, tell your engineer.",
    ),
    Invariant.LEDGER_COMPLETE: Words(
        "날짜별 대조에서 다른 날을 다시 읽어 주세요. 그래도 남으면 그 날의 결제를 포트원 콘솔과 비교해 주세요.",
        "Read the days that differ again, day by day. What is left, compare with the PortOne console.",
    ),
    Invariant.PERIOD_ONCE: Words(
        "아래 ‘이중 결제’에서 오늘 안에 환불하거나 인정해 주세요.",
        "Refund or accept the double payment in the list below, today.",
    ),
    Invariant.PERMISSION_BY_A_PERSON: _BY_ANOTHER_HAND,
    Invariant.EVERYTHING_AUDITED: _BY_ANOTHER_HAND,
    Invariant.NEXT_BOOKING_OR_ALERT: Words(
        "몇 분 안에 아래 ‘다음 예약 결제 없음’에 나타나면 다시 예약하거나 해지로 처리해 주세요. 나타나지 않으면 담당 개발자에게 작업자가 켜져 있는지 물어봐 주세요.",
        "Within minutes it stands in the list below: book again or take it as cancelled. If it does not, ask your engineer whether the worker runs.",
    ),
    Invariant.EVENTS_PROCESSED: Words(
        "포트원이 응답하면 밀린 알림은 저절로 처리됩니다. 포트원의 응답이 정상인데도 빨갛다면 담당 개발자에게 작업자가 켜져 있는지 물어봐 주세요.",
        "Once PortOne answers, notices that wait are processed by themselves. If it answers and this stays red, ask your engineer whether the worker runs.",
    ),
    Invariant.CLAIMS_ANSWERED: Words(
        "‘환불 요청과 민원’에서 3영업일이 지난 요청을 정해 주세요. 늦은 환불에는 지연 이자가 붙을 수 있습니다.",
        "Decide the claims older than three working days on the page of claims: the law may want interest.",
    ),
    Invariant.CLOCKS_AGREE: Words(
        "결제 시각은 포트원 시계를 기준으로 보냅니다. 담당 개발자에게 서버 시계를 맞춰 달라고 해 주세요.",
        "Charges are sent in PortOne's time. Ask your engineer to set the server's clock.",
    ),
    Invariant.RECORDS_UNCHANGED: Words(
        "데이터베이스를 이 프로그램 밖에서 고친 흔적입니다. 아무것도 고치지 말고 담당 개발자에게 알려 주세요. 전체는 billing verify로 확인합니다.",
        "Somebody changed the database past this program. Change nothing and tell your engineer; billing verify looks at everything.",
    ),
    Invariant.RECOVERY_OFF: Words(
        "포트원 콘솔에서 다시 결제 기능(recovery)을 끈 뒤, 담당 개발자에게 설정(BILLING_GATEWAY_RECOVERY)도 꺼 달라고 해 주세요. 그때까지 우리는 다시 결제하지 않습니다.",
        "Switch it off in the PortOne console, then have BILLING_GATEWAY_RECOVERY switched off, too. Until then we try nothing again.",
    ),
}
NEWEST_SEAL = Words(
    "마지막 봉인 {seal}번 {head} · 장부 밖에 적어 두면 봉인이 통째로 바뀌어도 알 수 있습니다.",
    "Newest seal no. {seal} {head} · noted outside the book, it tells where all seals were made anew.",
)
TAKE_NOTE = Words("봉인을 새로 시작한 것을 확인", "Take note of the new chain of seals")
TAKE_NOTE_SENTENCE = Words(
    "봉인 키를 잃기 전의 기록은 그대로인지 더는 확인할 수 없습니다. 확인하면 점검이 더 알리지 않습니다.",
    "What was sealed before the key was lost can be verified no more. Once you have taken note, this is told no more.",
)
TAKING_NOTE = Words("확인하는 중입니다…", "Taking note…")
NOTED = Words(
    "확인했습니다. 다음 봉인 점검부터 알리지 않습니다.",
    "Noted; the next look at the seals is green.",
)
MORE_SEALS = Words("그 밖에 {n}건", "and {n} more")
INVARIANTS = {
    Invariant.ONE_BOOKING: Words(
        "예약 결제는 구독마다 하나, 해지 확인 뒤에는 없음",
        "One booking per subscription, none after a confirmed cancellation",
    ),
    Invariant.BOOKINGS_AGREE: Words(
        "포트원의 예약이 우리 예약과 같음", "PortOne's bookings are the ones we made"
    ),
    Invariant.ISSUANCE_NEVER_COUNTS: Words(
        "카드 등록 확인은 매출이 아님", "An issuance payment is never revenue"
    ),
    Invariant.LEDGER_COMPLETE: Words(
        "받은 결제는 장부에 꼭 한 번, 금액도 일치",
        "Every payment is in the ledger once, to the won",
    ),
    Invariant.PERIOD_ONCE: Words("한 기간은 한 번만 결제", "One period is charged once"),
    Invariant.PERMISSION_BY_A_PERSON: Words(
        "권한은 만료 뒤에 사람이 승인해야 바뀜",
        "Permission is taken after paid-through, by a person",
    ),
    Invariant.NEXT_BOOKING_OR_ALERT: Words(
        "이용 중인 구독은 다음 예약이 있거나 알림이 있음",
        "An active subscription has a next booking or an alert",
    ),
    Invariant.EVENTS_PROCESSED: Words(
        "들어온 알림은 처리되었거나 실패 목록에 있음",
        "Every notice is processed or listed as failed",
    ),
    Invariant.CLAIMS_ANSWERED: Words(
        "환불 요청은 3영업일 안에 처리", "Claims for a refund are answered within 3 working days"
    ),
    Invariant.EVERYTHING_AUDITED: Words(
        "모든 권한 변경에 기록이 있음", "Every permission change is on record"
    ),
    Invariant.CLOCKS_AGREE: Words(
        "포트원 시계와 우리 시계의 차이가 1분 안", "PortOne's clock and ours within a minute"
    ),
    Invariant.RECOVERY_OFF: Words(
        "포트원의 다시 결제 기능(recovery)은 꺼 둠", "PortOne's own retries (recovery) are off"
    ),
    Invariant.RECORDS_UNCHANGED: Words(
        "장부와 처리 기록은 쓴 뒤에 바뀌지 않음",
        "Ledger and audit log are never changed once written",
    ),
}
LATELY = Words(
    "결제·장부·기간·권한 기록은 최근 {days}일을 살폈습니다. 전체는 ‘전체 다시 계산해 비교’를 눌러 주세요.",
    "Payments, periods and access changes of the last {days} days; compare every month for all.",
)
EVER = Words(
    "처음부터 지금까지 모든 기록을 살폈습니다.", "Everything since the beginning was read."
)
