"""What the confirmation of a cancellation (해지 확인서) and the page that verifies it say, each (ko, en)."""

from billing_core.wording.home_page import Pairs

CERTIFICATE: Pairs = {
    "HEADING": ("정기결제 해지 확인서", "Confirmation of cancellation"),
    "MEMBER": ("회원", "Member"),
    "PLAN": ("상품", "Plan"),
    "ASKED": ("해지 신청", "Cancelled on"),
    "LAST": ("마지막 결제", "Last payment"),
    "REFUNDED_OF_IT": ("{won} (환불 {refunded})", "{won} (refunded {refunded})"),
    "NONE": ("없음", "None"),
    "UNTIL": ("이용 만료일", "Usable until"),
    "STATUS": ("확인", "Confirmed"),
    "PROVED": (
        "결제대행사에 예약된 결제가 남아 있지 않음을 {at}에 확인했습니다. 이 정기결제로는 더 이상 결제되지 않습니다.",
        "On {at} the payment service was asked and holds no further payment. Nothing more is charged for this subscription.",
    ),
    "BEING_PROVED": (
        "해지를 접수했으며, 예약된 결제가 해제되었는지 확인하고 있습니다. 이 정기결제로는 더 이상 청구하지 않습니다. 확인이 끝나면 확인서를 다시 받으실 수 있습니다.",
        "The cancellation is received, and it is being confirmed that the planned payment is taken back. Nothing more is asked for this subscription. Take this paper again once that is confirmed.",
    ),
    "OF_FILE": (
        "회사의 기록에 남아 있는 해지 신청입니다.",
        "A cancellation as the company's records have it.",
    ),
    "NUMBER": ("확인 번호", "Number"),
    "VERIFY": (
        "이 확인서가 맞는지는 아래 주소에서 확인 번호로 확인할 수 있습니다.",
        "Whether this paper is genuine can be looked up by its number at this address.",
    ),
    "ISSUED": ("발급일", "Issued on"),
    "FILE": ("해지확인서", "cancellation"),
    "VERIFY_TITLE": ("해지 확인서 확인", "Verify a confirmation"),
    "GENUINE": ("발급된 확인서가 맞습니다.", "This confirmation is genuine."),
    "UNKNOWN": (
        "이 번호로 발급된 확인서가 없습니다. 번호를 다시 확인해 주세요.",
        "No confirmation has this number. Please check the number.",
    ),
    "TYPE_NUMBER": ("확인 번호", "Number of the confirmation"),
    "LOOK_UP": ("확인하기", "Look it up"),
    "STATE_CONFIRMED": ("해지 완료 확인됨", "Cancelled, and confirmed"),
    "STATE_REQUESTED": ("해지 접수됨", "Cancellation received"),
    "STATE_WITHDRAWN": ("회원이 해지를 철회함", "Withdrawn by the member"),
    "NOT_WHO": (
        "개인정보를 지키기 위해 이름과 금액은 보여 드리지 않습니다.",
        "To protect the member, no name and no amount is shown.",
    ),
}
