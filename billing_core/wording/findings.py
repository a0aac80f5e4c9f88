"""What a person has to look at, by kind: what it is called, and what to do, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.finding import FindingKind

FINDING_LABELS: Mapping[FindingKind, tuple[str, str]] = {
    FindingKind.QUARANTINED_PAYMENT: ("판단이 필요한 결제", "Payment to decide"),
    FindingKind.DOUBLE_CHARGE: ("이중 결제", "Double charge"),
    FindingKind.CHARGE_AFTER_CANCELLATION: ("해지 후 결제", "Charge after cancellation"),
    FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE: (
        "권한 변경 후 늦은 결제",
        "Late payment after downgrade",
    ),
    FindingKind.AMOUNT_MISMATCH: ("금액 불일치", "Amount mismatch"),
    FindingKind.UNEXPECTED_CHARGE: ("예정에 없던 결제", "Unexpected charge"),
    FindingKind.UNKNOWN_OUTCOME: ("결과를 알 수 없는 결제", "Outcome unknown"),
    FindingKind.NO_NEXT_BOOKING: ("다음 예약 결제 없음", "No next booking"),
    FindingKind.REVOKE_NOT_CONFIRMED: ("예약 해제 미확인", "Revocation not confirmed"),
    FindingKind.BOOKING_LOST: ("포트원 콘솔에서 없앤 예약", "Booking revoked in the console"),
    FindingKind.PERIOD_LEFT_OUT: ("결제되지 않은 기간", "Period not paid"),
    FindingKind.BOOKING_MOVED: ("포트원 콘솔에서 옮긴 예약", "Booking moved in the console"),
    FindingKind.BOOKING_ADDED: ("포트원 콘솔에서 더한 예약", "Booking added in the console"),
    FindingKind.BOOKING_AMOUNT_DIFFERS: ("예약 금액 다름", "Booked for other money"),
    FindingKind.BOOKING_DAY_DIFFERS: ("예약 날짜 다름", "Booked for another day"),
    FindingKind.DOUBLE_BOOKING: ("이중 예약", "Booked twice"),
    FindingKind.BOOKING_NOT_RUN: ("실행되지 않은 예약", "Booking that never ran"),
    FindingKind.LIVE_BOOKING_AFTER_CANCELLATION: (
        "해지했는데 예약 살아 있음",
        "Live booking after cancellation",
    ),
    FindingKind.LATE_REGISTRATION: ("뒤늦은 카드 등록", "Card registered late"),
    FindingKind.LATE_CAPTURE: ("기간이 지난 뒤의 결제", "Paid after its time was over"),
    FindingKind.UNASKED_REFUND: ("요청하지 않은 환불", "Refund nobody here asked for"),
    FindingKind.REFUNDED_PERIOD: ("이용 기간 전액 환불", "Running period refunded"),
    FindingKind.REFUND_UNCLEAR: ("결과를 모르는 환불", "Refund with no clear result"),
    FindingKind.REFUND_ONLY_IN_FILE: ("파일에만 있는 환불", "Refund only a file has"),
    FindingKind.FIRST_CHARGE_STUCK: ("멈춘 첫 결제", "First charge stuck"),
    FindingKind.PERMISSION_NOT_DELIVERED: ("전달 안 된 권한 변경", "Access change not delivered"),
    FindingKind.ENDED_BY_US: ("시스템 사정으로 끝난 정기결제", "Ended through our own failure"),
    FindingKind.KEY_NOT_DELETED: ("삭제하지 못한 카드 등록 정보", "Card registration not deleted"),
    FindingKind.UNREADABLE_PAYMENT: ("읽을 수 없는 결제", "Payment that cannot be read"),
    FindingKind.SAME_PAYMENT: ("같은 결제로 보이는 두 줄", "Two rows that may be one payment"),
    FindingKind.PAID_WITHOUT_ACCESS: ("결제했으나 무료 권한", "Paid, but free access"),
    FindingKind.ACCESS_WITHOUT_PAYMENT: (
        "결제하지 않았는데 유료 권한",
        "Paid access without a payment",
    ),
    FindingKind.EVENT_FAILED: ("처리하지 못한 포트원 알림", "PortOne notice not taken in"),
    FindingKind.CLOCKS_DIFFER: ("포트원과 시계 차이", "The two clocks differ"),
}
FINDING_ADVICE: Mapping[FindingKind, tuple[str, str]] = {
    FindingKind.QUARANTINED_PAYMENT: (
        "실제로 승인된 결제인지 카드사 전표로 확인한 뒤 결제로 인정하거나 제외해 주세요.",
        "Check the card slip: was it really approved? Then count it or leave it out.",
    ),
    FindingKind.DOUBLE_CHARGE: (
        "같은 기간이 두 번 결제되었으니 나중 결제를 환불해 주세요.",
        "One period was charged twice: refund the later payment.",
    ),
    FindingKind.CHARGE_AFTER_CANCELLATION: (
        "해지한 회원에게 결제되었으니 이 결제를 환불해 주세요.",
        "A member who had cancelled was charged: refund this payment.",
    ),
    FindingKind.LATE_PAYMENT_AFTER_DOWNGRADE: (
        "무료로 바꾼 뒤 결제가 확인되었으니 승인을 되돌리거나 환불해 주세요.",
        "Paid after the downgrade: undo the approval or refund.",
    ),
    FindingKind.AMOUNT_MISMATCH: (
        "청구한 금액과 승인된 금액이 다르니 결제 내역을 확인하고, 그대로 두거나 환불해 주세요.",
        "The approved amount is not what we asked for: check it, then leave it or refund.",
    ),
    FindingKind.UNEXPECTED_CHARGE: (
        "우리가 요청하지 않은 결제이니 포트원 콘솔에서 누가 결제했는지 확인하고, 환불하거나 그대로 두어 주세요.",
        "We did not ask for this charge: find out in the PortOne console who did, then refund or leave it.",
    ),
    FindingKind.UNKNOWN_OUTCOME: (
        "결제 결과를 확인하지 못했으니 포트원을 다시 읽어 주세요. 하루가 지나도 모르고 포트원 콘솔에도 결제가 없으면 결제되지 않은 것으로 처리해 주세요.",
        "The outcome is not known: ask PortOne again. If it stays unknown for a day and its console shows no payment, say that it was not paid.",
    ),
    FindingKind.NO_NEXT_BOOKING: (
        "다음 결제가 예약되지 않았으니 다시 예약하거나 해지로 처리해 주세요.",
        "No next charge is booked: book it again, or treat the member as cancelled.",
    ),
    FindingKind.REVOKE_NOT_CONFIRMED: (
        "해지한 회원의 예약이 모두 해제되었는지 확인되지 않았으니 지금 다시 해제해 주세요.",
        "It is not proved that every booking of this member is gone: revoke them now.",
    ),
    FindingKind.BOOKING_LOST: (
        "포트원 콘솔에서 예약이 없어졌으니 다시 예약하거나 해지로 처리해 주세요.",
        "The booking was revoked in the PortOne console: book it again, or treat as cancelled.",
    ),
    FindingKind.PERIOD_LEFT_OUT: (
        "이번 기간의 결제를 결제되지 않은 것으로 처리했으니 다시 예약하거나 해지로 처리해 주세요.",
        "The charge of this period was left out as not paid: book it again, or treat as cancelled.",
    ),
    FindingKind.BOOKING_MOVED: (
        "포트원 콘솔에서 결제일이 바뀌었으니 날짜를 되돌리거나 그날까지 무료로 연장해 주세요.",
        "The day was changed in the PortOne console: move it back, or give free access until then.",
    ),
    FindingKind.BOOKING_ADDED: (
        "우리가 하지 않은 예약이니 해제하거나 다른 용도로 인정해 주세요.",
        "We did not make this booking: revoke it, or say that it is meant.",
    ),
    FindingKind.BOOKING_AMOUNT_DIFFERS: (
        "예약된 금액이 요금과 다르니 다시 예약하거나 그 금액을 인정해 주세요.",
        "It is booked for other money than the price: book it again, or accept the amount.",
    ),
    FindingKind.BOOKING_DAY_DIFFERS: (
        "예약된 날이 회원의 결제일과 다르니 결제일로 되돌리거나 그날까지 무료로 연장해 주세요.",
        "It is booked for another day than the member's billing day: move it back, or give free access until then.",
    ),
    FindingKind.DOUBLE_BOOKING: (
        "이미 예약된 기간에 같은 금액이 또 예약되어 있으니 이 예약을 해제해 주세요. 우리 예약은 그대로 남습니다. 일부러 둔 것이면 인정해 주세요.",
        "The same money is booked again for a period that is booked already: revoke this one, ours stays. If it is meant, say so.",
    ),
    FindingKind.BOOKING_NOT_RUN: (
        "결제일이 하루 넘게 지났는데 실행되지 않았으니 예약을 해제해 주세요. 유예 기간 안이면 다시 예약됩니다.",
        "Its day passed more than a day ago and it has not run: revoke it. Within the grace it is booked again.",
    ),
    FindingKind.LIVE_BOOKING_AFTER_CANCELLATION: (
        "해지한 회원이 결제되지 않도록 지금 예약을 해제해 주세요.",
        "Revoke it now, so that a member who cancelled is not charged.",
    ),
    FindingKind.LATE_REGISTRATION: (
        "해지나 종료 전의, 또는 너무 늦은 카드 등록이니 회원에게 확인한 뒤 이 카드로 시작하거나 시작하지 않음을 골라 주세요.",
        "A card from before the cancellation or end, or far too late: ask the member, then begin with it or not.",
    ),
    FindingKind.LATE_CAPTURE: (
        "이용 기간과 유예가 모두 지난 뒤의 결제이니 오늘부터의 이용으로 받거나 환불해 주세요.",
        "Paid when its time and the grace were over: accept it for access from today, or refund it.",
    ),
    FindingKind.UNASKED_REFUND: (
        "여기서 요청하지 않은 환불이니 이용을 계속할지, 끝낼지, 해지로 처리할지 골라 주세요. 다음 결제 전날 저녁까지 정하지 않으면 그 예약을 해제합니다.",
        "Nobody here asked for this refund: keep access, end it, or treat as cancelled. Undecided by the evening before the next charge, that booking is revoked.",
    ),
    FindingKind.REFUNDED_PERIOD: (
        "이용 중인 기간이 전액 환불되었으니 이용을 계속할지 끝낼지 골라 주세요. 다음 결제 전날 저녁까지 정하지 않으면 그 예약을 해제합니다.",
        "The running period was refunded in full: keep access or end it. Undecided by the evening before the next charge, that booking is revoked.",
    ),
    FindingKind.REFUND_UNCLEAR: (
        "환불이 처리되었는지 확인되지 않았으니 포트원을 다시 읽어 주세요.",
        "It is not known whether the refund went through: ask PortOne again.",
    ),
    FindingKind.REFUND_ONLY_IN_FILE: (
        "가져온 파일에는 있지만 포트원에는 없는 환불이라 환불액에서 뺐으니, 계좌 이체로 돌려준 돈이면 인정하고 아니면 그대로 두어 주세요.",
        "The imported file has a refund that PortOne does not, so it is not counted: accept it if the money went back by transfer, otherwise leave it.",
    ),
    FindingKind.FIRST_CHARGE_STUCK: (
        "카드는 등록되었는데 첫 결제를 하지 못했으니 다시 결제하거나 가입을 끝내 주세요.",
        "A card is registered but was never charged: try again, or end the subscription.",
    ),
    FindingKind.PERMISSION_NOT_DELIVERED: (
        "권한 변경이 하루 넘게 회사 앱에 전달되지 않았으니 다시 전달하고, 계속되면 앱 담당자에게 알려 주세요.",
        "The company's app has not taken this change for a day: deliver it again, and tell its engineers if that fails.",
    ),
    FindingKind.ENDED_BY_US: (
        "회원의 해지나 카드 거절 없이 끝났으니 오늘부터 다시 이어 갈지 종료할지 골라 주세요.",
        "Nobody asked and no card was refused, yet they ended: resume them from today, or end them.",
    ),
    FindingKind.KEY_NOT_DELETED: (
        "포트원에서 카드 등록 정보를 삭제하지 못했으니 다시 삭제해 주세요.",
        "The card's registration could not be deleted at PortOne: delete it again.",
    ),
    FindingKind.UNREADABLE_PAYMENT: (
        "우리 주문의 결제인데 내용을 믿을 수 없으니 포트원 콘솔에서 확인하고 다시 읽거나 제외해 주세요.",
        "A payment of ours that cannot be believed: check it in the PortOne console, then read it again or leave it out.",
    ),
    FindingKind.SAME_PAYMENT: (
        "같은 결제가 두 이름으로 들어온 것 같으니 같은 결제인지 골라 주세요.",
        "One payment seems to have come under two names: say whether it is one.",
    ),
    FindingKind.PAID_WITHOUT_ACCESS: (
        "이용 기간이 남은 회원의 권한이 무료로 되어 있으니 유료로 바꾸어 주세요.",
        "This member has paid time left, but free access: give paid access.",
    ),
    FindingKind.ACCESS_WITHOUT_PAYMENT: (
        "이용 기간이 끝났는데 권한이 유료이고 권한 변경을 기다리는 것도 없으니 승인 목록에 올리거나 그대로 두어 주세요.",
        "Paid time is over, yet access is still paid and no change waits: put it on the approval list, or leave it.",
    ),
    FindingKind.EVENT_FAILED: (
        "포트원이 알려 온 것을 여러 번 처리하지 못했으니 다시 처리하고, 우리와 상관없는 알림이면 그대로 두어 주세요.",
        "What PortOne told us could not be taken in after several tries: try it again, or leave it if it is not ours.",
    ),
    FindingKind.CLOCKS_DIFFER: (
        "포트원과 우리 서버의 시계가 1분 넘게 다르니 서버 담당자에게 시계를 맞춰 달라고 한 뒤 다시 재어 주세요. 결제는 차이를 감안해 계속됩니다.",
        "PortOne's clock and ours are over a minute apart: have our server's clock set, then measure again. Charges go on with the difference taken into account.",
    ),
}
