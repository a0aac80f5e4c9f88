"""What an act will do, one line of its dry run by code, each (ko, en).

The blanks are the facts of the effect: won, a day or a moment, a card, a number, as the page
writes them.
"""

from collections.abc import Mapping

from billing_core.rules.effect import EffectCode

EFFECTS: Mapping[EffectCode, tuple[str, str]] = {
    EffectCode.REFUNDS: (
        "{won}을 환불합니다 · 환불 뒤 남는 금액 {left}",
        "Refunds {won}; {left} of the payment stays",
    ),
    EffectCode.COUNTS: ("결제액에 {won}을 더합니다", "Adds {won} to what was paid"),
    EffectCode.COUNTS_REFUNDED: ("환불액에 {won}을 더합니다", "Adds {won} to what was refunded"),
    EffectCode.LEAVES_OUT: (
        "{won}을 어떤 숫자에도 넣지 않습니다",
        "Leaves {won} out of every number",
    ),
    EffectCode.NOT_PAID: (
        "{due_at} {won} 결제를 결제되지 않은 것으로 처리합니다 · 자동으로 다시 결제하지 않습니다",
        "The charge of {won} on {due_at} counts as not paid; it is not tried again by itself",
    ),
    EffectCode.ASKS_WHAT_FOLLOWS: (
        "이 기간을 다시 예약할지 해지로 처리할지 확인 필요에 올립니다",
        "Asks whether this period is booked again or the member treated as cancelled",
    ),
    EffectCode.CORRECTS: (
        "두 번 더해진 {won}을 정정합니다 (환불액은 그대로)",
        "Corrects {won} that was added twice; no refund",
    ),
    EffectCode.REVERSES: (
        "{won} 기록을 정정합니다 (환불액은 그대로)",
        "Corrects the record of {won}; no refund",
    ),
    EffectCode.RECORDS_REFUND: (
        "{at} 계좌 이체 환불 {won}을 기록합니다",
        "Records a refund of {won} by transfer on {at}",
    ),
    EffectCode.JOINS: ("두 줄이 한 결제가 됩니다", "The two rows become one payment"),
    EffectCode.READS: (
        "포트원에 지금 물어보고 그대로 반영합니다",
        "Asks PortOne now and takes over what it says",
    ),
    EffectCode.BOOKS: (
        "{due_at} {won} 예약을 만듭니다 · {card}",
        "Books {won} for {due_at} on {card}",
    ),
    EffectCode.CHARGES: (
        "몇 분 안에 {won}을 결제합니다 · {card}",
        "Charges {won} within minutes on {card}",
    ),
    EffectCode.CHARGES_EACH: (
        "{n}명의 카드로 모두 {won}을 몇 분 안에 결제합니다",
        "Charges {n} members {won} in all within minutes",
    ),
    EffectCode.RUNS: (
        "{due_at} {won} 예약은 그대로 결제됩니다",
        "The booking of {won} on {due_at} stands and will run",
    ),
    EffectCode.WAITS_FOR_OTHERS: (
        "이 회원에게 정할 것이 {n}건 더 있어, 그때까지 예약하지 않습니다",
        "Nothing is booked until {n} more about this member is decided",
    ),
    EffectCode.GRACE_OVER: (
        "더 시도할 결제가 없거나 유예가 끝나, 예약하지 않습니다",
        "No try is left or the grace is over: nothing is booked",
    ),
    EffectCode.LADDER: (
        "연체로 돌아가고, 남은 다시 결제만 이어집니다",
        "Past due again; only the retries that are left go on",
    ),
    EffectCode.NO_CARD: (
        "등록된 카드가 없어 다음 결제를 예약하지 않습니다",
        "Nothing is booked next: there is no card",
    ),
    EffectCode.REVOKES: (
        "{due_at} {won} 예약을 해제합니다 · {number}",
        "Revokes the booking of {won} on {due_at}: {number}",
    ),
    EffectCode.REVOKES_EVERY: (
        "카드 {n}장의 예약을 모두 읽어, 남은 것을 해제합니다",
        "Reads the bookings of {n} card(s) and revokes what is left",
    ),
    EffectCode.MOVES: (
        "예약 날짜 {before} → {after} · {number}",
        "Booking moves {before} → {after}: {number}",
    ),
    EffectCode.PAID_THROUGH: (
        "이용 만료일 {before} → {after}",
        "Paid through {before} → {after}",
    ),
    EffectCode.FIRST_PERIOD: (
        "이용 기간 {since}부터 {until} 전까지",
        "Access from {since} until {until}",
    ),
    EffectCode.CANCELS: (
        "정기결제가 해지로 처리되고, {until} 전까지 이용합니다",
        "Treated as cancelled; access until {until}",
    ),
    EffectCode.CANCELS_UNPAID: (
        "정기결제가 해지로 처리됩니다 · 결제한 기간이 없습니다",
        "Treated as cancelled; no period was paid",
    ),
    EffectCode.ENDS_UNPAID: (
        "결제 없이 가입이 끝납니다",
        "The subscription ends without a charge",
    ),
    EffectCode.BEGINS: (
        "{plan} {won} 정기결제를 새로 시작합니다",
        "Begins a new subscription: {plan}, {won}",
    ),
    EffectCode.USES_CARD: (
        "다음 결제부터 이 카드를 씁니다 · {card}",
        "This card is charged from now on: {card}",
    ),
    EffectCode.GIVES_ACCESS: ("권한이 유료가 됩니다", "Access becomes paid"),
    EffectCode.DUE_DOWNGRADES: (
        "{n}명의 권한 변경이 승인을 기다리게 됩니다",
        "{n} downgrade(s) will wait for an approval",
    ),
    EffectCode.ASKS_ABOUT_ACCESS: (
        "이용 중인 기간이라, 이용을 계속할지 새 항목으로 묻습니다",
        "The period is running: whether access goes on is asked next",
    ),
    EffectCode.DELIVERS: (
        "권한 변경을 회사 앱에 다시 보냅니다",
        "Sends the change to the company's app again",
    ),
    EffectCode.DELETES_KEY: (
        "포트원에서 카드 등록 정보를 지웁니다 · {card}",
        "Deletes the registration at PortOne: {card}",
    ),
    EffectCode.CHANGES_NOTHING: (
        "돈·예약·권한은 바뀌지 않고, 정한 내용만 남습니다",
        "Money, bookings and access stay; only the decision is recorded",
    ),
    EffectCode.CLOSES: ("이 항목은 목록에서 내려갑니다", "This leaves the list"),
    EffectCode.CLOSES_LATER: (
        "이 항목은 결과가 확인되면 내려갑니다",
        "This leaves the list when the result is known",
    ),
    EffectCode.STAYS_OPEN: (
        "이 항목은 남은 {left}에 대해 계속 열려 있습니다",
        "This stays open for the other {left}",
    ),
}
