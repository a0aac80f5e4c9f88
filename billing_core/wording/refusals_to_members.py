"""Why a step says no, to the member who took it on their own page, each (ko, en).

The team's own sentences speak of the member; these speak to them.
"""

from collections.abc import Mapping

from billing_core.rules.decline import DeclineReason
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.wording.declines_to_members import REFUSED_BECAUSE
from billing_core.wording.languages import KOREAN
from billing_core.wording.refusals import refusal_said

TO_MEMBERS: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.ALREADY_CANCELLING: (
        "이미 해지를 신청하셨습니다. 계속 이용하시려면 먼저 해지를 철회해 주세요.",
        "You have cancelled already. To go on, withdraw the cancellation first.",
    ),
    RefusalCode.ALREADY_COMING: (
        "결제가 이미 진행되고 있습니다. 몇 분 뒤에 결과를 확인해 주세요.",
        "The payment is under way already. Please look for the outcome in a few minutes.",
    ),
    RefusalCode.BEING_LOOKED_INTO: (
        "담당자가 이 결제를 확인하고 있습니다. 확인이 끝난 뒤 다시 시도해 주세요.",
        "Our team is looking into this payment. Please try again once they are done.",
    ),
    RefusalCode.CARD_NUMBER: (
        "카드번호로 보이는 숫자가 있어 저장하지 않았습니다. 카드번호를 빼고 다시 보내 주세요.",
        "This has what looks like a card number, so nothing was kept. Leave it out and send it again.",
    ),
    RefusalCode.CHARGE_UNCLEAR: (
        "진행 중인 결제의 결과를 확인하고 있습니다. 결과가 나온 뒤 다시 시도해 주세요.",
        "The outcome of a payment is being looked up. Please try again once it is known.",
    ),
    RefusalCode.CLAIM_DECIDED: (
        "담당자가 이미 답했거나 거두신 요청입니다. 아래에서 지금 상태를 확인해 주세요.",
        "This request was answered or taken back already. See below how it stands now.",
    ),
    RefusalCode.CLAIM_NOTHING_LEFT: (
        "이미 모두 환불된 결제입니다. 결제 내역에서 환불일을 확인해 주세요.",
        "All of this payment was refunded already. See the day of it in your payments.",
    ),
    RefusalCode.CLAIM_UNKNOWN: (
        "그런 환불 요청이 없습니다. 아래에서 요청하신 환불을 확인해 주세요.",
        "There is no such request. Please see below what you have asked for.",
    ),
    RefusalCode.LEFT_TO_GATEWAY: (
        "같은 카드의 결제가 자동으로 다시 시도되고 있어, 지금 결제하면 두 번 결제될 수 있습니다. 결과를 기다리시거나 다른 카드로 결제해 주세요.",
        "This card is being tried again by itself, so paying now could charge you twice. Wait for the outcome, or pay with another card.",
    ),
    RefusalCode.MEMBER_FORGOTTEN: (
        "삭제된 회원 정보입니다. 서비스에서 다시 가입해 주세요.",
        "This member's data was deleted. Please join again in the service.",
    ),
    RefusalCode.NO_CERTIFICATE: (
        "해지 신청이 없거나 철회되어 해지 확인서를 만들 수 없습니다. 결제 정보를 다시 확인해 주세요.",
        "No cancellation of yours stands, so there is nothing to confirm. Please look at your payments again.",
    ),
    RefusalCode.NO_SUBSCRIPTION: (
        "해지할 정기결제가 없습니다. 더 이상 결제되지 않습니다.",
        "You have no subscription to cancel. Nothing more is charged.",
    ),
    RefusalCode.NOT_SIGNED_IN: (
        "다른 회원의 정보라 열 수 없습니다. 서비스에서 결제 정보를 다시 열어 주세요.",
        "This belongs to another member. Please open your payments in the service again.",
    ),
    RefusalCode.NOTHING_FAILED: (
        "다시 결제할 것이 없습니다. 결제 내역을 확인해 주세요.",
        "There is nothing to pay again. Please look at your payments.",
    ),
    RefusalCode.NOTHING_TO_WITHDRAW: (
        "철회할 해지 신청이 없습니다. 결제 정보를 다시 확인해 주세요.",
        "There is no cancellation to withdraw. Please look at your payments again.",
    ),
    RefusalCode.OTHER_PLAN: (
        "지금 이용 중인 상품과 다릅니다. 서비스에서 다시 시도해 주세요.",
        "This is another plan than yours. Please try again in the service.",
    ),
    RefusalCode.RETRIES_USED: (
        "다시 결제는 하루에 {most}번까지 할 수 있습니다. 다른 카드로 결제하시거나 내일 다시 시도해 주세요.",
        "You can pay again {most} times a day. Use another card, or try again tomorrow.",
    ),
    RefusalCode.TOO_LATE: (
        "이용 만료일이 지나 해지를 철회할 수 없습니다. 서비스에서 다시 가입해 주세요.",
        "The paid time is over, so the cancellation cannot be withdrawn. Please subscribe again in the service.",
    ),
    RefusalCode.UNKNOWN_PAYMENT: (
        "환불을 요청할 수 있는 결제가 아닙니다. 아래에서 다시 골라 주세요.",
        "No refund can be asked of this payment. Please choose again below.",
    ),
    RefusalCode.UNKNOWN_PLAN: (
        "지금은 판매하지 않는 상품입니다. 서비스에서 다시 골라 주세요.",
        "This plan is no longer sold. Please choose again in the service.",
    ),
}


def refusal_said_to_member(refusal: Refusal, language: int = KOREAN) -> str:
    decline = refusal.facts.get("decline")
    if refusal.says is RefusalCode.CARD_CANNOT_PAY and isinstance(decline, DeclineReason):
        return REFUSED_BECAUSE[decline][language]
    if refusal.says in TO_MEMBERS:
        return TO_MEMBERS[refusal.says][language].format(**refusal.facts)
    return refusal_said(refusal, language)
