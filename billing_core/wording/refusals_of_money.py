"""Why a step about payments, refunds and imports says no, and what to do, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_MONEY: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.ALREADY_REVERSED: (
        "이미 되돌린 기록입니다.",
        "This record was reversed already.",
    ),
    RefusalCode.AMOUNT: (
        "환불할 수 있는 금액은 {left:,}원입니다. 금액을 확인해 주세요.",
        "At most {left:,} won can be refunded. Check the amount.",
    ),
    RefusalCode.AMOUNT_BY_HAND: (
        "남은 금액은 {left:,}원입니다. 환불한 금액을 확인해 주세요.",
        "{left:,} won of it are left. Check the amount that was refunded.",
    ),
    RefusalCode.ANSWER_FIRST: (
        "이 회원의 확인 필요 항목을 먼저 처리한 뒤 되돌려 주세요.",
        "Answer what is open about this member first, then reverse it.",
    ),
    RefusalCode.BAD_MAPPING: (
        "매핑 파일을 고쳐 주세요: {flaw}",
        "The mapping cannot be used: {flaw}",
    ),
    RefusalCode.BEING_ENDED: (
        "유예가 끝나 정리되는 정기결제입니다. 몇 분 뒤 재가입으로 기록해 주세요.",
        "The grace is over and the subscription is being ended. Record it as coming back in a few minutes.",
    ),
    RefusalCode.CARD_GONE_ACCEPT: (
        "이 카드의 등록 정보가 삭제되어 다음 결제를 예약할 수 없습니다. 환불하고 다시 가입해 달라고 안내해 주세요.",
        "This card's registration was deleted, so no next charge can be booked. Refund this and ask the member to subscribe again.",
    ),
    RefusalCode.EMPTY_WINDOW: (
        "마지막 날이 시작일보다 앞섭니다. 날짜를 다시 골라 주세요.",
        "The last day is before the first. Choose the days again.",
    ),
    RefusalCode.GIVEN_BACK: (
        "이미 전액 환불된 결제입니다.",
        "This payment was refunded in full already.",
    ),
    RefusalCode.GOES_ON: (
        "이미 다른 정기결제를 이용 중인 회원입니다. 이 결제는 환불해 주세요.",
        "The member has another subscription that goes on. Refund this payment.",
    ),
    RefusalCode.IMPORT_INTERRUPTED: (
        "다른 작업이 같은 회원이나 결제를 쓰고 있어 멈췄습니다. 아무것도 가져오지 않았습니다. 잠시 뒤 다시 가져와 주세요.",
        "Something else is using these members or payments, so nothing was imported. Import again shortly.",
    ),
    RefusalCode.IMPORT_INTERRUPTED_ALIKE: (
        "파일을 읽는 사이에 ID가 눈으로 구별되지 않는 회원이 가입해 멈췄습니다. 아무것도 가져오지 않았습니다. 다시 가져와 주세요.",
        "While the file was read somebody joined whose id looks like one of it. Nothing was imported: import again.",
    ),
    RefusalCode.IMPORT_INTERRUPTED_SAME_PAYMENT: (
        "파일을 읽는 사이에 같은 결제가 포트원에서 들어와 멈췄습니다. 아무것도 가져오지 않았습니다. 다시 가져와 주세요.",
        "While the file was read PortOne told of one of its payments. Nothing was imported: import again.",
    ),
    RefusalCode.TRIAL_NO_ROOM: (
        "디스크에 빈 곳이 모자라 시험해 볼 수 없습니다. 장부만큼의 빈 곳을 만든 뒤 다시 시험해 주세요.",
        "There is not enough free disk to try it. Free as much as the book takes, then try again.",
    ),
    RefusalCode.IMPORT_REFUSED: (
        "가져오지 않았습니다. 고쳐야 할 행이 {count:,}개 있습니다.\n{rows}",
        "Nothing was imported. {count:,} rows have to be put right.\n{rows}",
    ),
    RefusalCode.IMPORT_REFUSED_OTHERS: (
        "가져오지 않았습니다. 고쳐야 할 행이 {count:,}개 있습니다.\n{rows}\n그 밖에 {others:,}개",
        "Nothing was imported. {count:,} rows have to be put right.\n{rows}\n{others:,} more",
    ),
    RefusalCode.IN_FUTURE: (
        "기록하려는 날이 지금보다 나중입니다. 날짜를 확인해 주세요.",
        "The day lies in the future. Check the day.",
    ),
    RefusalCode.LATER_PAID: (
        "그 뒤의 기간이 이미 결제되어 기록을 되돌릴 수 없습니다. 받지 않은 돈이면 ‘계좌 이체 환불’로 기록해 주세요.",
        "The next period was paid since, so the record cannot be reversed. Record a refund by transfer instead.",
    ),
    RefusalCode.MOVED_SINCE: (
        "그 뒤에 결제일이 바뀌어 되돌릴 수 없습니다. 받지 않은 돈이면 ‘계좌 이체 환불’로 기록해 주세요.",
        "The billing day has moved since, so it cannot be reversed. If the money never came, record a refund by transfer.",
    ),
    RefusalCode.NEVER_SUBSCRIBED: (
        "가입한 적이 없는 회원이라 어떤 상품의 결제인지 알 수 없습니다. 먼저 카드로 가입해 달라고 안내해 주세요.",
        "This member never subscribed, so it is not known what was bought. Ask them to subscribe with a card.",
    ),
    RefusalCode.NO_CHARGE: (
        "어느 결제인지 찾지 못했습니다. 환불해 주세요.",
        "It is not known which charge this paid. Refund it.",
    ),
    RefusalCode.NO_EVIDENCE: (
        "전표 번호나 이체 내역 같은 근거를 적어 주세요.",
        "Please write where it can be seen: a slip number or a bank line.",
    ),
    RefusalCode.NO_MEMBER: (
        "어느 회원의 결제인지 알 수 없어 인정할 수 없습니다. 포트원 콘솔에서 확인해 주세요.",
        "It is not known whose payment this is, so it cannot be counted.",
    ),
    RefusalCode.NO_REASON_REFUND: (
        "환불 사유를 적어 주세요.",
        "Please write the reason of the refund.",
    ),
    RefusalCode.NOT_BY_HAND: (
        "포트원에 나타나는 환불은 직접 기록하지 않습니다.",
        "A refund that PortOne shows is not recorded by hand.",
    ),
    RefusalCode.NOT_BY_TRANSFER: (
        "직접 기록한 계좌 이체만 되돌릴 수 있습니다.",
        "Only a transfer that was recorded by hand can be reversed.",
    ),
    RefusalCode.NOT_COUNTED: (
        "결제 원장에 없는 결제라 환불을 기록할 수 없습니다.",
        "This payment is not counted, so no refund of it can be recorded.",
    ),
    RefusalCode.NOT_OPEN: (
        "이미 답한 항목입니다. 화면을 새로 고쳐 확인해 주세요.",
        "This has been answered already. Reload to see what was said.",
    ),
    RefusalCode.NOT_QUARANTINED: (
        "판단을 기다리는 결제가 아닙니다. 화면을 새로 고쳐 확인해 주세요.",
        "This payment is not waiting for a decision. Reload to check.",
    ),
    RefusalCode.NOT_THE_PRICE: (
        "이 회원의 요금은 {price:,}원입니다. 한 기간의 요금만 기록할 수 있습니다.",
        "This member's price is {price:,} won. Only the price of one period can be recorded.",
    ),
    RefusalCode.OUTCOME_OPEN: (
        "이 기간의 카드 결제가 진행 중이라 두 번 받을 수 있습니다. 결과가 나온 뒤 다시 해 주세요.",
        "A card charge of this period is under way and could be taken twice. Try again once its outcome is known.",
    ),
    RefusalCode.OUTCOME_WAITED_FOR: (
        "아직 포트원이 답할 수 있는 결제입니다. 하루가 지나도 결과를 모르면 다시 처리해 주세요.",
        "PortOne may still answer for this charge. If the outcome is unknown after a day, try again.",
    ),
    RefusalCode.PERIOD_PAID: (
        "이 기간은 카드로도 결제되어 있습니다. 카드 결제를 환불한 뒤 되돌려 주세요.",
        "A card paid for this period as well. Refund that payment, then reverse this.",
    ),
    RefusalCode.RECORDED_BEFORE: (
        "같은 날 같은 금액의 계좌 이체가 이미 기록되어 있습니다. 잘못된 기록이면 먼저 되돌려 주세요.",
        "A transfer of the same won on the same day is recorded already. Reverse it first if it is wrong.",
    ),
    RefusalCode.REFUND_REFUSED: (
        "포트원이 이 환불을 받아들이지 않아 돌려준 돈이 없습니다. 그사이 다른 환불이 있었는지 확인해 주세요(남은 금액 {left:,}원).",
        "PortOne refused the refund, so nothing went back. Check whether there was another refund meanwhile ({left:,} won left).",
    ),
    RefusalCode.REFUND_UNCLEAR: (
        "환불이 처리되었는지 확인되지 않았습니다. 잠시 뒤 결제 내역을 다시 확인해 주세요.",
        "It is not clear yet whether the refund went through. Check again shortly.",
    ),
    RefusalCode.SAME_PAYMENTS: (
        "가져오지 않았습니다. 장부의 결제와 같은 결제로 보입니다({count:,}건). 같은 결제인지 서로 "
        "다른 결제인지 골라 주세요(--same-payments same 또는 two).\n{pairs}",
        "Nothing was imported. {count:,} payments may be in the book under another name. Say first "
        "whether they are the same (--same-payments same or two).\n{pairs}",
    ),
    RefusalCode.SAME_PAYMENTS_OTHERS: (
        "가져오지 않았습니다. 장부의 결제와 같은 결제로 보입니다({count:,}건). 같은 결제인지 서로 "
        "다른 결제인지 골라 주세요(--same-payments same 또는 two).\n{pairs}\n그 밖에 {others:,}건",
        "Nothing was imported. {count:,} payments may be in the book under another name. Say first "
        "whether they are the same (--same-payments same or two).\n{pairs}\n{others:,} more",
    ),
    RefusalCode.SAY_REJOIN: (
        "이용이 끝난 회원입니다. 다시 이용하기로 했다면 ‘재가입’을 골라 주세요.",
        "This member's time is over. Choose that they come back, if they do.",
    ),
    RefusalCode.SINCE_IN_FUTURE: (
        "시작일이 지금보다 나중입니다. 과거의 날짜를 적어 주세요.",
        "The first day lies in the future. Choose a day of the past.",
    ),
    RefusalCode.STILL_UNKNOWN: (
        "포트원에서도 아직 결과를 알 수 없습니다. 포트원 콘솔에서 확인하고 잠시 뒤 다시 읽어 주세요.",
        "PortOne does not know the outcome either. Look in its console, then read again shortly.",
    ),
    RefusalCode.UNBELIEVABLE: (
        "포트원이 알려 준 내용을 믿을 수 없어 결제로 인정할 수 없습니다. 포트원 콘솔에서 확인하고 다시 눌러 주세요.",
        "What PortOne says of it cannot be believed, so it cannot be counted. Look in its console, then press again.",
    ),
    RefusalCode.TRANSFER_TOO_OLD: (
        "이 입금으로 살 기간이 이미 지났습니다. 지금 가입을 끝낸 뒤 재가입으로 기록해 주세요.",
        "The period this money would buy is over. End the subscription, then record it as a return.",
    ),
    RefusalCode.TWO_NUMBERS: (
        "두 결제의 포트원 거래번호가 서로 다릅니다. ‘서로 다른 결제’를 골라 주세요.",
        "The two payments have different numbers at PortOne. Choose “Two payments”.",
    ),
    RefusalCode.UNKNOWN_PAYMENT: (
        "결제 원장에 없는 결제입니다. 포트원 내역 대조가 끝난 뒤 다시 시도해 주세요.",
        "This payment is not in the ledger yet. Try again after the next check of PortOne's payments.",
    ),
    RefusalCode.UNKNOWN_PAYMENT_NUMBER: (
        "포트원의 결제 번호를 모르는 결제입니다. 포트원 내역 대조가 끝난 뒤 다시 시도하거나, 다른 방법으로 환불한 뒤 직접 기록해 주세요.",
        "PortOne's number of this payment is not known. Try again after the next check of PortOne's payments, or refund it another way and record that.",
    ),
}
