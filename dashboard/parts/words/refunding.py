from dashboard.parts.language import Words

REFUND = Words("환불", "Refund")
REFUND_SENTENCE = Words(
    "고른 결제에서 적은 금액을 포트원으로 바로 환불합니다. 되돌릴 수 없습니다.",
    "Refunds this amount of the payment through PortOne at once. This cannot be undone.",
)
REFUND_NOW = Words("환불합니다", "Refund now")
REFUNDING = Words("포트원에 환불을 요청하고 있습니다…", "Asking PortOne to refund…")
REFUNDED = Words("{won}을 환불했습니다.", "{won} refunded.")
