"""Why something was left out of a number. The core writes these sentences in Korean, some of them
into the book; here is what each is in English."""

from billing_core.wording.payments import EXCLUSIONS

EXCLUDED_EN = {
    # Payments, by what they are; a sentence with something filled in is a pattern below
    **{ko: en for ko, en in EXCLUSIONS.values() if "{" not in ko},
    "그 달의 결제가 모두 환불되었습니다": "Everything paid in that month was refunded",
    # Renewals no card has answered
    "예약되어 있고 아직 결제 전입니다": "Booked and not charged yet",
    "예약이 취소되어 청구하지 않았습니다": "The booking was revoked, so nothing was charged",
    "산 기간이 없는 결제라 환불 대상입니다": "A payment that bought no period: to be refunded",
    "결제 결과를 확인하는 중입니다": "The outcome is still being looked up",
    # Members
    "해지를 신청해 다음 결제가 없습니다": "Has asked to stop, so no charge follows",
    "이 기간에 가입해 이 기간에 나가서 이탈률의 분모에 없습니다": "Came and left within this month, so not among the members at its start",
    "유예 기간 안이라 아직 이탈로 세지 않았습니다": "Still within the grace, so not counted as churned yet",
    "그 달 안에 철회했습니다": "Withdrawn within that month",
    "같은 달에 다시 신청했습니다": "Asked again in the same month",
    "그 달 말에 이용회원이 아닙니다": "Not a member at the end of that month",
    "그 달에 결제하지 않았습니다": "Did not pay in that month",
    "그 달에 결제도 환불도 없습니다": "Neither paid nor got anything back in that month",
}
# Sentences with something of the payment's own inside, as patterns.
EXCLUDED_PATTERNS_EN = {
    r"원화가 아닌 결제입니다\((.*)\)": r"Not paid in won (\1)",
    r"파일로 들어온 (.*)와 같은 결제일 수 있어 확인이 필요합니다": r"May be the same payment as \1 of a file: a person has to say",
    r"(.*)와 같은 결제라 한 번만 셉니다": r"The same payment as \1: counted once",
    r"포트원이 알려 준 내용이 서로 맞지 않아 제외했습니다": r"What the gateway says of it does not fit together",
    r"담당자 판단: 실제 결제로 인정 \((.*)\)": r"Decided by a person: a real payment (\1)",
    r"담당자 판단: 발급 결제로 보고 제외 \((.*)\)": r"Decided by a person: a card registration (\1)",
}
