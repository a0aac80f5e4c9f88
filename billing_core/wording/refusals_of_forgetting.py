"""Why a member is not forgotten, nothing disposed of, and no seal begun anew: each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_FORGETTING: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.DISPOSAL_CHANGED: (
        "목록이 그사이 바뀌었습니다. 화면을 새로 고쳐 다시 확인한 뒤 승인해 주세요.",
        "The list has changed meanwhile. Reload, look again, and approve then.",
    ),
    RefusalCode.DISPOSAL_NOTHING: (
        "보관 기간이 지난 기록이 없습니다. 승인할 것이 없습니다.",
        "Nothing has been kept past its period, so there is nothing to approve.",
    ),
    RefusalCode.DISPOSAL_RUNNING: (
        "승인한 파기가 아직 진행 중입니다. 끝난 뒤 다시 승인해 주세요.",
        "An approved disposal is still under way. Approve again when it is done.",
    ),
    RefusalCode.FORGET_BEING_TOLD: (
        "회사 앱에 권한 변경을 전달하는 중이라 아직 삭제할 수 없습니다. 전달이 끝난 뒤 다시 해 주세요.",
        "A change of access is still being delivered to the app. Delete after it has arrived.",
    ),
    RefusalCode.FORGET_CANCELLATION_OPEN: (
        "해지 신청이 아직 처리되지 않았습니다. 예약이 해제된 것을 확인한 뒤 삭제해 주세요.",
        "A cancellation is not confirmed yet. Delete after its bookings are revoked.",
    ),
    RefusalCode.FORGET_CARD_REGISTERED: (
        "카드 등록 정보가 포트원에 남아 있습니다. 회원 화면의 카드에서 먼저 삭제해 주세요.",
        "A card is still registered at PortOne. Delete it on the member's page first.",
    ),
    RefusalCode.FORGET_CLAIM_OPEN: (
        "정하지 않은 환불 요청이나 결과를 적지 않은 민원이 있습니다. 먼저 마친 뒤 삭제해 주세요.",
        "A claim for a refund or a complaint is open. Finish it before the member is deleted.",
    ),
    RefusalCode.FORGET_COMPLAINT_KEPT: (
        "민원과 분쟁 기록은 결과를 적은 날부터 {years}년 동안 남겨야 합니다. 그 뒤에 삭제하거나, 잘못 들어온 정보라면 그 이유를 골라 주세요.",
        "Complaints and disputes have to be kept for {years} years from their result. Delete after that, or give as the reason that the person should never have been here.",
    ),
    RefusalCode.FORGET_CHECKOUT_OPEN: (
        "하루 안에 카드 등록을 시작한 회원입니다. 등록하지 않은 채 하루가 지난 뒤 삭제해 주세요.",
        "The member began to register a card within the last day. Delete when the day is over.",
    ),
    RefusalCode.FORGET_FINDINGS_OPEN: (
        "이 회원의 확인 필요 항목이 남아 있습니다. 먼저 점검에서 처리해 주세요.",
        "Something about this member is still to check. Deal with it on the Health page first.",
    ),
    RefusalCode.FORGET_KEY_MISSING: (
        "봉인 키가 없어 삭제한 회원을 다시 알아볼 수 없습니다. 서버 담당자에게 봉인 키를 되돌려 달라고 해 주세요.",
        "Without the seals' key a deleted member cannot be known again. Have the key put back first.",
    ),
    RefusalCode.FORGET_MONEY_UNSETTLED: (
        "결과를 모르거나 끝나지 않은 결제나 환불이 있습니다. 결과가 나온 뒤 삭제해 주세요.",
        "A charge or refund has no outcome yet. Delete after it is settled.",
    ),
    RefusalCode.FORGET_MONTH_CHANGED: (
        "마감한 {month}의 기록이 마감할 때와 달라 삭제하지 않았습니다. 먼저 점검에서 원인을 확인해 주세요.",
        "The closed month {month} is not what it was when it was closed, so nothing was deleted. Find out why first.",
    ),
    RefusalCode.FORGET_PERMISSION_OPEN: (
        "권한이 아직 유료이거나 권한 변경이 승인을 기다립니다. 먼저 권한 변경을 승인해 주세요.",
        "Access is still paid, or its change waits for approval. Approve the change first.",
    ),
    RefusalCode.FORGET_SUBSCRIPTION_LIVE: (
        "정기결제가 이어지고 있는 회원입니다. 먼저 해지하고, 이용 기간이 끝난 뒤 삭제해 주세요.",
        "The member's subscription goes on. Cancel it, and delete after the paid time is over.",
    ),
    RefusalCode.SEAL_KEY_WORKS: (
        "봉인 키로 지금까지의 봉인을 확인할 수 있어 새로 시작하지 않았습니다. 그대로 쓰시면 됩니다.",
        "The key can verify the seals there are, so no new chain is begun. Go on with it.",
    ),
    RefusalCode.MEMBER_FORGOTTEN: (
        "정보를 삭제한 회원의 아이디입니다. 다시 가입한 분이라면 앱에서 새 아이디로 요청해 주세요.",
        "The person with this id was deleted. Whoever comes back needs a new id in your app.",
    ),
}
