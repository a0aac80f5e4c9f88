from dashboard.parts.language import Words

UNEXPECTED = Words(
    "화면을 보여 드리지 못했습니다. 새로 고쳐도 같으면 오류 번호 {id}를 담당 개발자에게 알려 주세요.",
    "This could not be shown. If reloading does not help, tell your engineer error id {id}.",
)
STORAGE = Words(
    "데이터베이스에 접근할 수 없습니다. 디스크 공간과 연결을 확인한 뒤 다시 시도해 주세요.",
    "The database cannot be reached. Check disk space and connection, then try again.",
)
GATEWAY = Words(
    "포트원과 주고받는 중에 문제가 생겼습니다. 잠시 뒤 다시 시도해 주세요.",
    "PortOne did not answer as expected. Please try again in a while.",
)
REFUSED = Words(
    "처리하지 않았습니다({code}).",
    "Nothing was changed ({code}).",
)
# English for the core's refusals, by their stable code.
REFUSALS = {
    "not_allowed": "Only an approver may do this. Pick an approver, then try again.",
    "not_over": "This month is not over yet, so it cannot be closed.",
    "provisional": "The grace of this month is not over: it is still provisional.",
    "already_closed": "Somebody has dealt with this already. Reload to see what became of it.",
    "roll_ups_missing": "The roll-ups are not made yet. Open this again shortly; if it stays, tell your engineer.",
    "roll_up_differs": "The roll-ups differ from the ledger, so the month was not closed.",
    "import_interrupted": "Something else is using these members or payments, so nothing was imported. Import again shortly.",
    "import_refused": "Nothing was imported: some rows have to be put right. Try it to see which.",
    "since_in_future": "The first day lies in the future. Choose a day of the past.",
    "empty_window": "The last day is before the first. Choose the days again.",
    "bad_mapping": "The mapping cannot be used. Check the columns.",
    "unknown_number": "There is no such number. Choose one from the list of all numbers.",
    "not_a_demo": "Time can only be moved in the demo.",
    "sandbox_away": "The demo's gateway does not answer. Please start the demo again.",
    "gateway_address": "BILLING_GATEWAY_URL is not a web address. Write it like https://api.iamport.kr, or remove it.",
    "demo_with_real_gateway": "The demo never speaks to a real gateway. Remove BILLING_GATEWAY_URL.",
    "no_reason": "Please write the reason.",
    "no_such_cure": "This cannot be done about this. Choose another way.",
    "already_cancelling": "The member has asked to stop. To go on, withdraw the cancellation.",
    "not_billable": "It was cancelled or has ended, so nothing is booked again. Treat it as cancelled.",
    "still_booked": "PortOne still holds a booking. Revoke it again shortly.",
    "has_run": "The booking has run already. Refund the payment once it shows.",
    "not_moved": "PortOne has not changed the day yet. Try again shortly, or revoke the booking.",
    "not_later": "Access cannot be extended to a day before it ends. Move the booking back.",
    "nothing_paid": "The member has no paid time to extend. Move the booking back.",
    "still_unknown": "PortOne does not know the outcome either. Look in its console, then read again shortly.",
    "refund_refused": "PortOne refused the refund. Check in its console what can still be refunded.",
    "given_back": "This payment was refunded in full already.",
    "goes_on": "The member has another subscription that goes on. Refund this payment.",
    "no_charge": "It is not known which charge this paid. Refund it.",
    "card_gone": "This card's registration was deleted. Ask the member to register a card again.",
    "card_cannot_pay": "This card cannot pay, however often it is asked. Ask the member to register another.",
    "key_needed": "A subscription goes on with this card. Cancel it or change the card first.",
    "no_note": "Please write what was done.",
    "not_failed": "Somebody has replayed this already. Reload to see what became of it.",
    "not_waiting": "Somebody else has dealt with this already. Reload to see what became of it.",
    "not_approved": "This is not approved, so there is nothing to undo. Reload to check.",
    "too_late": "The time for this has passed; the member would have to subscribe again.",
    "came_back": "The member has paid access again, so there is nothing to undo.",
    "no_subscription": "There is no subscription to cancel. Check the member's state.",
    "nothing_to_withdraw": "There is no cancellation to withdraw. Check the member's state.",
    "nothing_failed": "There is no failed payment to try again. Check the member's payments.",
    "already_coming": "A charge is booked already. Please wait for its outcome.",
    "amount": "That is more than can still be refunded. Check the amount.",
    "unknown_payment": "This payment is not in the ledger yet. Try again after the next sweep.",
    "refund_unclear": "It is not clear yet whether the refund went through. Check again shortly.",
    "not_quarantined": "This payment is not waiting for a decision. Reload to check.",
    "no_member": "It is not known whose payment this is, so it cannot be counted.",
}
