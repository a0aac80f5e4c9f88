"""Refund claims and complaints, on their own page and on the member's."""

from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.refund_claim import ClaimState
from dashboard.parts.language import Words
from dashboard.parts.markup import Tone

CLAIM_TONES = {
    ClaimState.OPEN: Tone.WAITING,
    ClaimState.APPROVED: Tone.WAITING,
    ClaimState.REFUNDING: Tone.WAITING,
    ClaimState.WITHDRAWN: Tone.UNKNOWN,
    ClaimState.REFUSED: Tone.CANCELLED,
    ClaimState.DONE: Tone.HEALTHY,
}
CLAIMS = Words("환불 요청", "Claims for a refund")
CLAIMS_HELP = Words(
    "회원이 회원 페이지에서 보냈거나 담당자가 대신 접수한 환불 요청입니다.",
    "Sent from the member's page, or taken by one of us.",
)
OVERDUE = Words("3영업일 지남", "over 3 working days")
ASKED = Words("{when} 요청", "Asked on {when}")
BY_DESK = Words("{name} 접수", "taken by {name}")
PAYMENT = Words("{when} 결제 {won}", "{won} paid on {when}")
LEFT = Words("남은 금액 {won}", "{won} left")
SAID = Words("회원이 적은 사유: {text}", "The member wrote: {text}")
PROPOSED = Words("제안 {won}", "Proposed: {won}")
IF_UNUSED = Words("이용하지 않았다면 {won} · {how}", "If it was not used, {won}: {how}")
IF_USED = Words("이용했다면 {won} · {how}", "If it was used, {won}: {how}")
RULE = Words("회사 규칙 {version}판", "the company's rule, version {version}")
CHARGED_BACK = Words(
    "차지백이 기록된 결제입니다. 카드사가 이미 돌려준 돈이 아닌지 확인해 주세요.",
    "A chargeback of this payment is recorded: check that the card company has not paid already.",
)
NOT_AT_GATEWAY = Words(
    "포트원에 없는 결제라 회사 계좌에서 보낸 뒤 근거와 함께 기록합니다.",
    "PortOne does not have this payment: send the money yourself, then record it with its evidence.",
)
NOTHING_LEFT = Words(
    "그사이 모두 환불되었습니다. 이용을 어떻게 할지만 정하면 됩니다.",
    "All of it went back meanwhile. Only what becomes of access is left to decide.",
)
DECIDED = Words("{name} 결정 · {when}", "Decided by {name} on {when}")
REFUNDED = Words("환불 {won}", "{won} refunded")
TOLD = Words("회원에게 보인 답변: {text}", "Answer to the member: {text}")
NOTED = Words("금액을 다르게 정한 이유: {text}", "Why the sum is another: {text}")

APPROVE = Words("환불 승인", "Approve")
APPROVE_SENTENCE = Words(
    "정한 금액을 환불하고, 이용을 정한 대로 처리합니다. 되돌릴 수 없습니다.",
    "Refunds the sum and does with access what is decided. This cannot be undone.",
)
APPROVE_NOW = Words("환불합니다", "Refund now")
APPROVING = Words("환불하고 있습니다…", "Refunding…")
APPROVED = Words("{won}을 환불하고 환불 요청을 마쳤습니다.", "{won} refunded; the claim is done.")
APPROVED_NOTHING = Words("환불 요청을 마쳤습니다.", "The claim is done.")
USED = Words("회원이 이용했나요?", "Did the member use it?")
USED_YES = Words("이용함", "Used")
USED_NO = Words("이용하지 않음", "Not used")
WON = Words("환불할 금액 (원)", "Refund (won)")
ACCESS = Words("이용은 어떻게 하나요?", "What becomes of access?")
NOTE = Words("제안과 다른 금액이면 그 이유", "Why, where the sum is not the proposed one")
ANSWER = Words("회원에게 보일 답변 (적지 않아도 됩니다)", "Answer to the member (may be empty)")
EVIDENCE = Words("이체 근거", "Evidence of the transfer")
EVIDENCE_EXAMPLE = Words("예: 은행 이체 내역", "e.g. the line of the bank")

REFUSE = Words("환불하지 않음", "Refuse")
REFUSE_SENTENCE = Words(
    "환불하지 않고, 적은 사유를 회원 페이지에 보입니다.",
    "Nothing is refunded; the member reads the reason on their page.",
)
REFUSE_NOW = Words("이렇게 답합니다", "Answer so")
REFUSE_WHY = Words("회원에게 보일 사유", "Reason for the member")
REFUSE_EXAMPLE = Words(
    "예: 결제하신 기간을 모두 이용하셨습니다.", "e.g. All of the paid time was used."
)
REFUSED = Words("사유를 회원 페이지에 보였습니다.", "The member reads the reason on their page.")
WITHDRAW = Words("회원이 거둠", "The member takes it back")
WITHDRAW_SENTENCE = Words(
    "회원이 거두겠다고 한 요청을 닫습니다. 돈과 이용은 그대로이고, 함께 신청된 해지는 따로 철회합니다.",
    "Closes a claim that the member no longer wants. Money and access stay; a cancellation that came with it is taken back by itself.",
)
WITHDRAW_NOW = Words("요청을 닫습니다", "Close it")
WITHDRAWN = Words("요청을 닫았습니다.", "The claim is closed.")
CLAIM = Words("환불 요청 접수", "Take a claim for a refund")
CLAIM_SENTENCE = Words(
    "회원이 전화나 메일로 한 환불 요청을 적습니다. 환불은 담당자가 정한 뒤에 나가고, 청약철회와 중도해지는 정기결제 해지도 함께 신청합니다.",
    "Writes down what the member asked for. Nothing is refunded before somebody decides it; withdrawal and ending in the middle cancel the subscription, too.",
)
CLAIM_NOW = Words("접수합니다", "Take it")
CLAIMED = Words("환불 요청을 접수했습니다.", "The claim is taken.")
WHICH = Words("결제", "Payment")
KIND = Words("무엇을 요청하나요?", "What is asked for?")
MEMBERS_REASON = Words("회원이 말한 사유", "What the member said")

COMPLAINTS = Words("민원 · 분쟁", "Complaints and disputes")
COMPLAINTS_HELP = Words(
    "접수, 답변, 결과를 남깁니다. 결과를 적은 날부터 보관 기간 동안 보관합니다.",
    "Received, answered and their result; kept for the legal time from the result on.",
)
COMPLAINT_KINDS = {
    ComplaintKind.COMPLAINT: Words("민원", "Complaint"),
    ComplaintKind.DISPUTE: Words("분쟁", "Dispute"),
}
CHANNELS = {
    ComplaintChannel.PHONE: Words("전화", "Phone"),
    ComplaintChannel.EMAIL: Words("이메일", "E-mail"),
    ComplaintChannel.OTHER: Words("그 밖", "Other"),
}
COMPLAIN = Words("민원 기록", "Record a complaint")
COMPLAIN_SENTENCE = Words(
    "회원이 말한 민원이나 분쟁을 기록합니다.", "Records what the member complains of."
)
COMPLAIN_NOW = Words("기록합니다", "Record it")
COMPLAIN_KIND = Words("구분", "Kind")
COMPLAIN_CHANNEL = Words("어떻게 받았나요?", "How it came")
COMPLAIN_ON = Words("받은 날", "Received on")
COMPLAIN_SAID = Words("내용", "What it is about")
COMPLAINED = Words("민원을 기록했습니다.", "The complaint is recorded.")
ANSWER_IT = Words("답변 기록", "Record the answer")
ANSWER_IT_SENTENCE = Words(
    "회원에게 어떻게 답했는지 적습니다. 회원에게 보내지는 않습니다.",
    "Records what the member was told. Nothing is sent.",
)
ANSWER_IT_SAID = Words("답한 내용", "The answer")
CLOSE_IT = Words("결과 기록", "Record the result")
CLOSE_IT_SENTENCE = Words(
    "어떻게 끝났는지 적고 민원을 마칩니다.", "Records how it ended, and closes it."
)
CLOSE_IT_SAID = Words("결과", "Result")
RECORDED = Words("기록했습니다.", "Recorded.")
DAYS_OLD = Words("{n}일째", "day {n}")
ANSWERED = Words("답함", "answered")
NOT_ANSWERED = Words("답하지 않음", "not answered")
CLOSED = Words("끝남", "closed")
COMPLAINT_RECEIVED = Words("{when} {channel} 접수 · {name}", "{when}, {channel}, taken by {name}")
COMPLAINT_ANSWER = Words("답변: {text}", "Answer: {text}")
COMPLAINT_RESULT = Words("결과: {text}", "Result: {text}")
TO_MEMBER = Words("회원 보기", "Open the member")
