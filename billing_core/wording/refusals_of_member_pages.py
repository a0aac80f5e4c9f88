"""Why a member's own page, or a step on it, says no, and what to do, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_MEMBER_PAGES: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.LINK_OVER_MEMBER: (
        "이미 사용했거나 시간이 지난 링크입니다. 서비스에서 결제 정보를 다시 열어 주세요.",
        "This link was used or is over. Please open your payments in the service again.",
    ),
    RefusalCode.SESSION_OVER_MEMBER: (
        "안전을 위해 연결이 끝났습니다. 서비스에서 결제 정보를 다시 열어 주세요.",
        "For your safety this visit is over. Please open your payments in the service again.",
    ),
    RefusalCode.LINK_OVER_PAYMENT: (
        "이미 사용했거나 시간이 지난 결제 링크입니다. 결제를 마치지 못했다면 고객센터에 새 링크를 요청해 주세요.",
        "This payment link was used or is over. If you could not finish, please ask for a new one.",
    ),
    RefusalCode.CHECKOUT_OVER: (
        "시간이 지났거나 없는 결제 페이지입니다. 서비스에서 다시 시작해 주세요.",
        "This payment page is over or does not exist. Please start again in the service.",
    ),
    RefusalCode.CHECKOUT_LAPSED: (
        "안전을 위해 30분이 지나 닫혔습니다. 결제된 금액은 없으니 서비스에서 다시 시작해 주세요.",
        "For your safety this page closed after 30 minutes. Nothing was charged; please start again in the service.",
    ),
    RefusalCode.CHECKOUT_SUBSCRIBED: (
        "이미 이용 중이라 다시 결제하지 않습니다. 서비스에서 결제 정보를 확인해 주세요.",
        "You are subscribed already, so nothing more is charged. Please look at your payments in the service.",
    ),
    RefusalCode.CHECKOUT_UNDER_WAY: (
        "앞서 등록한 카드로 결제하고 있습니다. 두 번 결제되지 않도록 잠시 뒤 다시 열어 주세요.",
        "The card registered before is being charged. So that you are not charged twice, please open this page again in a moment.",
    ),
    RefusalCode.CHECKOUT_STOPPED: (
        "정기결제 해지를 신청하셨습니다. 카드를 바꾸려면 먼저 해지를 철회해 주세요.",
        "You have cancelled. To change the card, please withdraw the cancellation first.",
    ),
    RefusalCode.CHECKOUT_CHANGED: (
        "그사이 결제 내용이 바뀌었습니다. 페이지를 새로 고쳐 다시 확인해 주세요.",
        "What is to be paid has changed meanwhile. Please reload the page and look at it again.",
    ),
    RefusalCode.CHECKOUT_TOO_OFTEN: (
        "카드 등록을 여러 번 시도해 이 페이지는 닫혔습니다. 서비스에서 다시 시작해 주세요.",
        "There were too many tries on this page. Please start again in the service.",
    ),
    RefusalCode.CONSENT_MISSING: (
        "결제 내용에 동의해야 진행할 수 있습니다. 내용을 읽고 동의란을 눌러 주세요.",
        "You have to agree before you can go on. Please read the text and tick the box.",
    ),
    RefusalCode.CYCLE_PAID: (
        "이 결제는 이미 완료되었습니다. 다시 결제하지 않으셔도 됩니다.",
        "This payment is done already. You need not pay again.",
    ),
    RefusalCode.CYCLE_STOPPED: (
        "정기결제가 해지되어 이 결제는 하지 않으셔도 됩니다.",
        "The subscription was cancelled, so this payment is no longer needed.",
    ),
    RefusalCode.CYCLE_ENDED: (
        "이용이 끝나 이 결제는 할 수 없습니다. 계속 이용하려면 서비스에서 다시 시작해 주세요.",
        "The subscription has ended, so this payment cannot be made. To go on, please start again in the service.",
    ),
    RefusalCode.BEING_LOOKED_INTO: (
        "이 회원의 결제에 답하지 않은 확인 필요가 있습니다. 먼저 확인 필요에 답해 주세요.",
        "There is an open question about this member's payment. Answer it first.",
    ),
    RefusalCode.NO_CERTIFICATE: (
        "해지 신청이 없거나 철회되어 해지 확인서를 만들 수 없습니다. 회원의 이용 상태를 확인해 주세요.",
        "There is no cancellation that stands, so nothing can be confirmed. Check the member's state.",
    ),
    RefusalCode.RETRIES_USED: (
        "회원이 하루에 다시 결제할 수 있는 {most}번을 모두 썼습니다. 다른 카드를 등록하거나 내일 다시 시도해 달라고 안내해 주세요.",
        "The member has used the {most} tries of a day. Ask them to register another card, or to try again tomorrow.",
    ),
}
