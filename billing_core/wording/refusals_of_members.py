"""Why a step on members, bookings, approvals and months says no, and what to do, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_MEMBERS: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.ALREADY_CANCELLING: (
        "해지 신청 중인 회원입니다. 다시 이용하려면 해지를 철회해 주세요.",
        "The member has asked to stop. To go on, withdraw the cancellation.",
    ),
    RefusalCode.ALREADY_CLOSED: (
        "이미 처리된 항목입니다. 화면을 새로 고쳐 확인해 주세요.",
        "Somebody has dealt with this already. Reload to see what became of it.",
    ),
    RefusalCode.ALREADY_CLOSED_MONTH: (
        "{by} 님이 {day:%Y-%m-%d}에 이미 마감한 달입니다. 이후에 바뀐 것은 정정으로 표시됩니다.",
        "{by} closed this month on {day:%Y-%m-%d}. What changed since is shown as corrections.",
    ),
    RefusalCode.ALREADY_COMING: (
        "{day} 결제의 결과를 기다리고 있습니다. 결과가 나온 뒤 다시 시도해 주세요.",
        "The outcome of the charge of {day} is waited for. Try again once it is known.",
    ),
    RefusalCode.CAME_BACK: (
        "이미 다시 유료 권한인 회원이라 되돌릴 것이 없습니다.",
        "The member has paid access again, so there is nothing to undo.",
    ),
    RefusalCode.CARD_CANNOT_PAY: (
        "'{decline}'(으)로 거절된 카드라 다시 결제할 수 없습니다. {advice}",
        "The card was refused ({decline}), so it cannot be tried again. {advice}",
    ),
    RefusalCode.CARD_GONE: (
        "이 카드의 등록 정보가 삭제되었습니다. 회원에게 카드를 다시 등록해 달라고 안내해 주세요.",
        "This card's registration was deleted. Ask the member to register a card again.",
    ),
    RefusalCode.HAS_RUN: (
        "예약이 이미 실행되었습니다. 결제 내역에 나타나면 그 결제를 환불해 주세요.",
        "The booking has run already. Refund the payment once it shows.",
    ),
    RefusalCode.KEY_NEEDED: (
        "이 카드로 이어지는 정기결제가 있어 삭제할 수 없습니다. 먼저 해지하거나 카드를 바꿔 주세요.",
        "A subscription goes on with this card. Cancel it or change the card first.",
    ),
    RefusalCode.LEFT_TO_GATEWAY: (
        "포트원이 이 예약 결제를 스스로 다시 시도하고 있어 여기서 결제하면 두 번 결제될 수 있습니다. 결과를 기다리거나 회원에게 다른 카드를 등록해 달라고 해 주세요.",
        "PortOne tries this booking again by itself, so charging here could charge twice. Wait for the outcome, or ask the member for another card.",
    ),
    RefusalCode.NO_NOTE: (
        "어떻게 처리했는지 적어 주세요.",
        "Please write what was done.",
    ),
    RefusalCode.NO_REASON: (
        "사유를 적어 주세요.",
        "Please write the reason.",
    ),
    RefusalCode.NO_REASON_CURE: (
        "어떻게 처리하는지 사유를 적어 주세요.",
        "Please write the reason of how this is dealt with.",
    ),
    RefusalCode.NO_REASON_HOLD: (
        "보류 사유를 적어 주세요.",
        "Please write why it is held.",
    ),
    RefusalCode.NO_REASON_RETRY: (
        "다시 결제하는 사유를 적어 주세요.",
        "Please write why it is charged again.",
    ),
    RefusalCode.NO_SUBSCRIPTION: (
        "해지할 정기결제가 없습니다. 회원의 이용 상태를 확인해 주세요.",
        "There is no subscription to cancel. Check the member's state.",
    ),
    RefusalCode.NO_SUCH_CURE: (
        "이 항목에는 쓸 수 없는 처리입니다.",
        "This cannot be done about this. Choose another way.",
    ),
    RefusalCode.NOT_ALLOWED: (
        "{act} 권한이 없습니다. 권한이 있는 담당자에게 요청해 주세요.",
        "You may not {act}. Ask somebody who may.",
    ),
    RefusalCode.NOT_APPROVED: (
        "승인된 상태가 아니어서 되돌릴 수 없습니다. 화면을 새로 고쳐 확인해 주세요.",
        "This is not approved, so there is nothing to undo. Reload to check.",
    ),
    RefusalCode.NOT_APPROVED_ANEW: (
        "그 뒤에 다시 승인된 건이라 되돌리지 않았습니다. 승인 이력에서 확인해 주세요.",
        "It was approved anew since and stands. Look at it in the history.",
    ),
    RefusalCode.NOT_APPROVED_LATE_PAYMENT: (
        "되돌릴 승인이 없습니다. 이 결제는 환불해 주세요.",
        "There is no approval to undo. Refund this payment.",
    ),
    RefusalCode.NOT_BILLABLE: (
        "해지했거나 끝난 정기결제라 다시 예약할 수 없습니다. 해지로 처리해 주세요.",
        "It was cancelled or has ended, so nothing is booked again. Treat it as cancelled.",
    ),
    RefusalCode.NOT_FAILED: (
        "이미 다시 처리한 알림입니다. 화면을 새로 고쳐 확인해 주세요.",
        "Somebody has replayed this already. Reload to see what became of it.",
    ),
    RefusalCode.NOT_LATER: (
        "이용 만료일보다 앞선 날로는 연장할 수 없습니다. 날짜를 되돌려 주세요.",
        "Access cannot be extended to a day before it ends. Move the booking back.",
    ),
    RefusalCode.NOT_MOVED: (
        "포트원의 결제일이 아직 바뀌지 않았습니다. 잠시 뒤 다시 시도해 주세요.",
        "PortOne has not changed the day yet. Try again shortly, or revoke the booking.",
    ),
    RefusalCode.NOT_MOVED_NOT_OURS: (
        "우리 예약이 아닙니다. 예약을 해제해 주세요.",
        "This booking is not ours. Revoke it.",
    ),
    RefusalCode.NOT_OVER: (
        "{number}월이 아직 끝나지 않아 마감할 수 없습니다. {day:%Y}년 {day.month}월 {day.day}일부터 마감할 수 있습니다.",
        "Month {number} is not over yet, so it cannot be closed. From {day:%Y-%m-%d} on it can.",
    ),
    RefusalCode.NOT_WAITING: (
        "이미 다른 사람이 처리한 건입니다. 화면을 새로 고쳐 확인해 주세요.",
        "Somebody else has dealt with this already. Reload to see what became of it.",
    ),
    RefusalCode.NOTHING_FAILED: (
        "다시 결제할 것이 없습니다. 회원의 결제 상태를 확인해 주세요.",
        "There is no failed payment to try again. Check the member's payments.",
    ),
    RefusalCode.NOTHING_PAID: (
        "이용 기간이 없는 회원이라 연장할 수 없습니다.",
        "The member has no paid time to extend. Move the booking back.",
    ),
    RefusalCode.NOTHING_TO_APPROVE: (
        "이 이용 기간의 권한 변경은 올릴 수 없습니다. 회원 화면에서 지난 승인을 확인해 주세요.",
        "The change for this paid time cannot be listed. Look at the past approval on the member's page.",
    ),
    RefusalCode.NOTHING_TO_WITHDRAW: (
        "철회할 해지 신청이 없습니다. 회원의 이용 상태를 확인해 주세요.",
        "There is no cancellation to withdraw. Check the member's state.",
    ),
    RefusalCode.PROVISIONAL: (
        "{number}월은 결제를 기다리는 유예 기간이 남아 아직 잠정입니다. {day:%Y}년 {day.month}월 {day.day}일부터 마감할 수 있습니다.",
        "The grace of month {number} is not over: it is still provisional. From {day:%Y-%m-%d} on it can be closed.",
    ),
    RefusalCode.ROLL_UP_DIFFERS: (
        "집계가 결제 원장과 달라 마감하지 않았습니다. {difference}",
        "The roll-ups differ from the ledger, so the month was not closed. {difference}",
    ),
    RefusalCode.ROLL_UPS_MISSING: (
        "집계가 아직 만들어지지 않았습니다. 잠시 뒤 다시 열고, 계속되면 담당자에게 알려 주세요.",
        "The roll-ups are not made yet. Open this again shortly; if it stays, tell your engineer.",
    ),
    RefusalCode.STILL_APART_AHEAD: (
        "포트원의 시계가 아직 {apart:,}초 빠릅니다. 서버 담당자에게 우리 서버의 시계를 확인해 달라고 해 주세요.",
        "PortOne's clock is still {apart:,} seconds ahead. Ask whoever runs the server to check its clock.",
    ),
    RefusalCode.STILL_APART_BEHIND: (
        "포트원의 시계가 아직 {apart:,}초 느립니다. 서버 담당자에게 우리 서버의 시계를 확인해 달라고 해 주세요.",
        "PortOne's clock is still {apart:,} seconds behind. Ask whoever runs the server to check its clock.",
    ),
    RefusalCode.STILL_BOOKED: (
        "포트원에 예약이 아직 남아 있습니다. 잠시 뒤 다시 해제해 주세요.",
        "PortOne still holds a booking. Revoke it again shortly.",
    ),
    RefusalCode.STILL_BOOKED_OTHERS: (
        "포트원에 예약이 아직 남아 있습니다. 남은 예약을 확인하고 잠시 뒤 다시 해제해 주세요.",
        "PortOne still holds a booking. See which are left and revoke again shortly.",
    ),
    RefusalCode.TIME_OVER: (
        "이 기간은 유예까지 지나, 날짜를 되돌리면 돈을 받고도 이용 기간이 생기지 않습니다. 그날까지 무료로 연장해 주세요.",
        "The grace of this period is over, so money taken now would buy nothing. Extend access until that day.",
    ),
    RefusalCode.TOO_LATE: (
        "이용 만료일이 지나 철회할 수 없습니다. 회원에게 다시 가입해 달라고 안내해 주세요.",
        "Paid time is over, so it cannot be withdrawn; the member would have to subscribe again.",
    ),
    RefusalCode.TOO_LATE_UNDO: (
        "승인한 지 7일이 지나 되돌릴 수 없습니다. 회원에게 다시 가입해 달라고 안내해 주세요.",
        "It was approved more than 7 days ago, so it cannot be undone; the member would have to subscribe again.",
    ),
    RefusalCode.UNKNOWN_NUMBER: (
        "없는 숫자입니다. 화면을 새로 열어 다시 눌러 주세요.",
        "There is no such number. Choose one from the list of all numbers.",
    ),
}
