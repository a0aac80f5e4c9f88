"""What only an approver may do, as it stands in "… 권한이 없습니다", each (ko, en)."""

from __future__ import annotations

from collections.abc import Mapping

from billing_core.rules.actor import Guarded

GUARDED: Mapping[Guarded, tuple[str, str]] = {
    Guarded.CLOSE_MONTH: ("월을 마감할", "close a month"),
    Guarded.REFUND: ("환불할", "refund"),
    Guarded.APPROVE_DOWNGRADE: ("권한 변경을 승인할", "approve a change of access"),
    Guarded.RECORD_REFUND: ("환불을 기록할", "record a refund"),
    Guarded.HOLD_DOWNGRADE: ("권한 변경을 보류할", "hold a change of access"),
    Guarded.RELEASE_DOWNGRADE: ("보류를 해제할", "release a change of access"),
    Guarded.ANSWER_SAME_PAYMENT: ("같은 결제인지 판단할", "say whether two payments are one"),
    Guarded.CLOSE_FINDING: ("점검 항목을 닫을", "close what is to check"),
    Guarded.RECORD_TRANSFER: ("계좌 이체 결제를 기록할", "record a transfer"),
    Guarded.REVERSE_RECORD: ("기록을 되돌릴", "reverse a record"),
    Guarded.REPLAY_EVENT: ("알림을 다시 처리할", "take in a notice again"),
    Guarded.END_ACCESS: ("이용을 끝낼", "end access"),
    Guarded.EXTEND_ACCESS: ("이용 기간을 연장할", "extend access"),
    Guarded.RETRY_CHARGE: ("다시 결제할", "charge again"),
    Guarded.DECIDE_PAYMENT: ("결제를 판단할", "decide about a payment"),
    Guarded.CURE_FINDING: ("확인 필요 항목을 처리할", "deal with what is to check"),
    Guarded.DELETE_KEY: ("카드 등록 정보를 삭제할", "delete a card's registration"),
    Guarded.UNDO_DOWNGRADE: ("승인을 되돌릴", "undo an approval"),
    Guarded.ACCEPT_PAYMENT: ("결제를 받아들일", "accept a payment"),
    Guarded.READ_GATEWAY: ("포트원 내역을 다시 읽을", "read PortOne again"),
    Guarded.MANAGE_PEOPLE: ("담당자를 관리할", "manage people"),
    Guarded.READ_ACCESS_LOG: ("접속기록을 볼", "read the access log"),
    Guarded.REVIEW_ACCESS: ("접속기록을 점검할", "review the access log"),
    Guarded.EXPORT_MEMBERS: ("회원 정보가 든 파일을 받을", "take files with members' data"),
    Guarded.MANAGE_API_KEYS: ("API 키를 관리할", "manage API keys"),
    Guarded.SEND_MEMBER_LINK: ("회원에게 링크를 보낼", "send a member a link"),
    Guarded.CERTIFY_CANCELLATION: ("해지 확인서를 받을", "take the confirmation of a cancellation"),
    Guarded.CLAIM_REFUND: ("환불 요청을 접수할", "take a request for a refund"),
    Guarded.DECIDE_REFUND_CLAIM: ("환불 요청을 정할", "decide about a request for a refund"),
    Guarded.RECORD_COMPLAINT: ("민원을 기록할", "record a complaint"),
    Guarded.CHANGE_NOTICE_TEXT: ("고지 문구를 바꿀", "change the text of a notice"),
    Guarded.MARK_TOLD: ("회원에게 알렸다고 표시할", "mark a member as told"),
    Guarded.SEND_NOTICE_AGAIN: ("고지를 다시 보낼", "send a notice again"),
    Guarded.TEST_NOTICES: ("시험 메시지를 보낼", "send a test message"),
    Guarded.FORGET_MEMBER: ("회원 정보를 삭제할", "delete a member's data"),
    Guarded.TAKE_OUT_DATA: ("회원 정보를 내보낼", "take a member's data out"),
    Guarded.APPROVE_DISPOSAL: ("보관 기간이 지난 기록의 파기를 승인할", "approve a disposal"),
    Guarded.BEGIN_SEAL_CHAIN: ("봉인을 새로 시작할", "begin a new chain of seals"),
    Guarded.IMPORT_HISTORY: ("과거 내역을 가져올", "import a history"),
    Guarded.WITHDRAW_CANCELLATION: ("해지를 철회할", "withdraw a cancellation"),
    Guarded.REQUEST_CANCELLATION: ("정기결제를 해지할", "cancel a subscription"),
}
