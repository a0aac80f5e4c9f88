"""The first text of each notice to a member; the company may write others on 고지 > 문구."""

from collections.abc import Mapping

from billing_core.rules.notice import NoticeKind

_END = "\n\n문의: {문의처}\n{회사}"
# Kind -> (subject, body).
FIRST_TEXTS: Mapping[NoticeKind, tuple[str, str]] = {
    NoticeKind.PAYMENT_FAILED: (
        "[{회사}] 정기결제가 되지 않았습니다",
        "{이름}, 안녕하세요.\n"
        "{상품} 정기결제 {금액}이 결제되지 않았습니다.\n\n"
        "사유: {거절 사유}\n"
        "{해결 방법}\n"
        "다음 자동 결제: {다음 결제}\n\n"
        "{기한}까지 결제되지 않으면 이용이 끝납니다. 그때까지는 그대로 이용하실 수 있습니다.\n"
        "카드 변경과 다시 결제: {결제 페이지}" + _END,
    ),
    NoticeKind.CHARGED_AFTER_RETRY: (
        "[{회사}] 정기결제가 완료되었습니다",
        "{이름}, 안녕하세요.\n"
        "지난번에 되지 않았던 {상품} 정기결제 {금액}이 {날짜} 결제되었습니다.\n"
        "{이용 만료일}까지 이용하실 수 있습니다." + _END,
    ),
    NoticeKind.CANCELLATION_CONFIRMED: (
        "[{회사}] 정기결제 해지가 완료되었습니다",
        "{이름}, 안녕하세요.\n"
        "{상품} 정기결제가 해지되었고, 앞으로 결제되지 않습니다.\n"
        "{이용 안내}\n"
        "청약철회나 환불을 원하시면 문의처로 알려 주세요." + _END,
    ),
    NoticeKind.ACCESS_ENDING: (
        "[{회사}] 이용 기간이 곧 끝납니다",
        "{이름}, 안녕하세요.\n"
        "{상품} 이용은 {이용 만료일}까지입니다. 그 뒤에는 결제되지 않고 무료 이용으로 바뀝니다.\n"
        "계속 이용하시려면 여기에서 확인해 주세요: {결제 페이지}" + _END,
    ),
    NoticeKind.REFUND_DONE: (
        "[{회사}] 환불이 처리되었습니다",
        "{이름}, 안녕하세요.\n"
        "{날짜} {금액}을 환불했습니다.\n"
        "카드사에 따라 명세서에는 며칠 뒤에 표시될 수 있습니다." + _END,
    ),
    NoticeKind.REFUND_ANSWERED: (
        "[{회사}] 환불 요청에 답변드립니다",
        "{이름}, 안녕하세요.\n요청하신 환불에 대한 답변입니다.\n{답변}" + _END,
    ),
}
