"""What a member's own data is called on the page that is handed to them: Korean, by table.

In Korean alone, like the files: it goes to the company's members.
"""

from collections.abc import Mapping

from billing_core.wording.cancel_reasons import CANCEL_REASONS

TITLE = "회원 정보 열람"
MADE = "{when} 기준으로 결제 데스크가 보관하고 있는 내용입니다."
IN_JSON = "처리 기록 {n:,}건을 비롯한 나머지 항목은 함께 드린 JSON 파일에 그대로 있습니다."
NOTHING = "없음"
# Table -> its heading, and its columns by name.
TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "members": (
        "회원",
        {"app_id": "회원 아이디", "name": "이름", "permission": "권한", "created_at": "등록일"},
    ),
    "member_contacts": (
        "연락처",
        {"email": "이메일", "phone": "전화번호", "given_at": "등록일"},
    ),
    "cards": (
        "카드",
        {
            "card_name": "카드",
            "card_number": "번호(가림)",
            "registered_at": "등록일",
            "deleted_at": "삭제일",
        },
    ),
    "subscriptions": (
        "정기결제",
        {
            "plan_name": "상품",
            "price": "금액(원)",
            "months": "개월",
            "status": "상태",
            "created_at": "시작일",
            "paid_through": "이용 만료일",
            "ended_at": "종료일",
        },
    ),
    "consents": (
        "결제와 자동 갱신에 동의",
        {"at": "동의한 때", "version": "동의문 버전", "sha256": "동의한 글의 지문(SHA-256)"},
    ),
    "payments": (
        "결제",
        {
            "imp_uid": "결제 번호",
            "paid_at": "결제일",
            "failed_at": "실패일",
            "status": "상태",
            "amount": "금액(원)",
            "cancel_amount": "환불(원)",
            "card_name": "카드",
            "card_number": "번호(가림)",
            "apply_num": "승인 번호",
        },
    ),
    "ledger": (
        "결제 원장",
        {"occurred_at": "일시", "kind": "구분", "amount": "금액(원)", "imp_uid": "결제 번호"},
    ),
    "refund_claims": (
        "환불 요청",
        {
            "asked_at": "요청일",
            "reason": "사유",
            "state": "상태",
            "won": "환불액(원)",
            "answer": "답변",
            "decided_at": "결정일",
        },
    ),
    "complaints": (
        "민원·분쟁",
        {
            "received_at": "접수일",
            "said": "내용",
            "answer": "답변",
            "result": "결과",
            "closed_at": "종료일",
        },
    ),
    "refund_requests": (
        "환불 처리",
        {"requested_at": "요청일", "amount": "금액(원)", "reason": "사유", "state": "상태"},
    ),
    "cancellations": (
        "해지 신청",
        {
            "requested_at": "신청일",
            "reason_code": "해지 이유",
            "reason": "사유",
            "paid_through": "이용 만료일",
            "withdrawn_at": "철회일",
        },
    ),
    "permission_changes": (
        "권한 변경",
        {"changed_at": "변경일", "before": "이전", "after": "이후"},
    ),
    "outbox_messages": (
        "회사 앱에 전달한 알림",
        {"created_at": "작성일", "delivered_at": "전달일"},
    ),
    "member_notices": (
        "보낸 고지",
        {"at": "일시", "kind": "고지", "state": "상태", "sent_to": "받는 곳(가림)"},
    ),
    "access_log": ("접속 기록", {"at": "일시", "kind": "구분"}),
}
VALUES: Mapping[str, str] = {
    "paid": "결제됨",
    "failed": "실패",
    "cancelled": "환불됨",
    "ready": "진행 중",
    "active": "이용 중",
    "past_due": "연체",
    "cancelling": "해지 신청",
    "pending": "시작 전",
    "ended": "종료",
    "payment": "결제",
    "refund": "환불",
    "correction": "정정",
    "transfer_payment": "계좌 이체 결제",
    "chargeback": "카드사 지급거절",
    "pg_refund": "PG 환불",
    "transfer_refund": "계좌 환불",
    "requesting": "요청함",
    "unknown": "확인 중",
    "done": "완료",
    "refused": "거절됨",
    "open": "검토 중",
    "approved": "승인됨",
    "refunding": "확인 중",
    "withdrawn": "거둠",
    "viewed": "화면에서 봄",
    "revealed": "가린 값을 봄",
    "raw_record_read": "원본 기록을 봄",
    "downloaded": "내려받음",
    **{str(code): said for code, (said, _english) in CANCEL_REASONS.items()},
}
PERMISSIONS: Mapping[str, str] = {"paid": "유료", "free": "무료"}
