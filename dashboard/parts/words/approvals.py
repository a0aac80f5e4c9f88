from dashboard.parts.language import Words

# The checklist
CHECKING = Words(
    "포트원에서 예약 결제가 남았는지 다시 읽고 있습니다…",
    "Reading PortOne again for bookings that are left…",
)
