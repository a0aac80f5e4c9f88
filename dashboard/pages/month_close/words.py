from dashboard.parts.language import Words

NOTE = Words(
    "끝난 달의 숫자를 고정하고, 나중에 바뀐 것은 정정으로 남깁니다",
    "Freeze a month; what changes later is a correction",
)
TITLE_OF = Words("{month} 마감", "Close of {month}")  # of the browser's tab and its history
NO_MONTHS = Words("아직 마감할 달이 없습니다", "There is no month to close yet")
NO_MONTHS_NEXT = Words(
    "첫 결제가 있은 달부터 여기에 나타납니다.", "The month of the first payment appears here."
)
OLDER_CAN_BE_CLOSED = Words(
    "마감하지 않은 지난달이 {n}개 있습니다.", "{n} past months are not closed."
)
MORE_CAN_BE_CLOSED = Words(
    "이 밖에 마감하지 않은 지난달이 {n}개 있습니다.", "Besides it, {n} past months are not closed."
)
CAN_BE_CLOSED = Words(
    "{month}을 마감할 수 있습니다. 숫자를 확인하고 ‘마감’을 눌러 주세요.",
    "{month} can be closed. Look at the numbers, then choose Close.",
)
RUNNING = Words("진행 중", "running")
PROVISIONAL = Words("잠정", "provisional")
CLOSABLE = Words("마감 가능", "can be closed")
CLOSED = Words("마감됨", "closed")
RUNNING_UNTIL = Words("{day}부터 마감할 수 있습니다.", "It can be closed from {day} on.")
CLOSED_BY = Words("{who} 님이 {when}에 마감했습니다.", "{who} closed it on {when}.")
CORRECTIONS_SINCE = Words("그 뒤 정정 {n}건", "Corrections since: {n}.")
NUMBERS_OF = Words(
    "결제회원 {paid} · 순매출 {net} · 이탈 {churned}",
    "{paid} paid members · {net} net · {churned} churned",
)
DETAIL = Words("자세히", "Details")
BACK = Words("모든 달", "All months")

CLOSE = Words("마감", "Close")
CLOSE_SENTENCE = Words(
    "**{month}**의 숫자와 명단을 지금 그대로 고정합니다(결제회원 {people}, 순매출 {net}). 이후에 알게 된 것은 정정으로만 더해지고, 마감은 되돌릴 수 없습니다.",
    "Freezes the numbers and people of **{month}** as they are ({people} paid members, {net} net). What is learnt later is added as a correction; closing cannot be undone.",
)
CLOSE_NOW = Words("이대로 마감합니다", "Close it now")
CLOSING = Words(
    "집계를 장부와 비교하고 마감하고 있습니다…", "Checking against the ledger and closing…"
)
DONE = Words("{month}을 마감했습니다.", "{month} is closed.")

NUMBERS = Words("마감한 숫자", "The frozen numbers")
NUMBER = Words("숫자", "Number")
FROZEN = Words("마감 당시", "When closed")
CORRECTED = Words("정정", "Corrections")
NOW = Words("지금", "Now")
SEAL = Words("마감 지문(sha256)", "Fingerprint (sha256)")
SEAL_KEPT = Words("마감한 뒤로 바뀌지 않았습니다", "Untouched since it was closed")
SEAL_BROKEN = Words(
    "마감한 기록이 지문과 다릅니다. 담당 개발자에게 바로 알려 주세요",
    "The frozen rows do not match the fingerprint. Tell your engineer at once",
)
RECORD = Words("마감 기록 내려받기", "Download the frozen record")
RECORD_HELP = Words(
    "내려받은 파일의 sha256이 곧 이 지문이라서, 받은 사람이 직접 확인할 수 있습니다. Windows: certutil -hashfile 파일이름 SHA256 · Mac·Linux: shasum -a 256 파일이름",
    "The file's own sha256 is this fingerprint, so whoever has it can check it. Windows: certutil -hashfile FILE SHA256 · Mac, Linux: shasum -a 256 FILE",
)
CORRECTIONS = Words("마감 뒤의 정정", "Corrections since")
CORRECTIONS_HELP = Words(
    "결제와 환불은 알게 된 즉시, 나머지 숫자는 하루에 한 번 다시 세어 정정합니다.",
    "Payments and refunds are corrected as soon as they are known; the other numbers are counted again once a day.",
)
NO_CORRECTIONS = Words("정정이 없습니다", "There is no correction")
NO_CORRECTIONS_NEXT = Words(
    "마감 뒤에 확인된 결제나 환불이 있으면 날짜와 사유가 여기에 남습니다.",
    "A payment or refund learnt of after the close is kept here with its date and reason.",
)
ON = Words("날짜", "Date")
WHAT = Words("정정", "Correction")
CORRECTION = Words("{month}월 정정 {change}, 사유 {reason}", "Month {month} {change}: {reason}")
PEOPLE = Words("마감한 결제회원 명단", "The frozen paid members")
CHARGES = Words("결제 건수", "Charges")

THEN = Words("그때 화면", "As it looked then")
THEN_HELP = Words(
    "고른 날이 끝날 때까지 알려진 것만으로 이 달을 다시 보여 줍니다.",
    "This month from nothing but what was known at the end of the chosen day.",
)
THEN_DAY = Words("어느 날의 화면을 볼까요", "Which day")
THEN_AT = Words("{day} 끝", "End of {day}")
EARLIER = Words("그때와 지금의 차이", "Difference")
