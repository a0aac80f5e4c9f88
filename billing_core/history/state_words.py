"""Words by which a column of states is known, Korean and English, as shops and gateways write."""

import re

# Money that went back, or never came.
_WENT_BACK = (
    "취소|환불|반품|철회|회수|차지백|무효|cancel|refund|revers|charge.?back|(?<![a-z])void|return"
    "|取消|取り消し|キャンセル|返金|払い?戻|返品|退款|退货"
)
_NEVER_CAME = (
    "실패|대기|거절|거부|부결|반려|보류|미결제|미납|미입금|미승인|미완료|미처리|입금 ?전|결제 ?전|승인 ?전"
    "|오류|에러|중단|만료|불가|부도|진행 ?중|처리 ?중|요청|접수|예약|포기|이탈|테스트|삭제|비정상"
    # as card companies give their reasons
    "|초과|부족|분실|도난|정지|불일치|오입력|미등록|미가입|통신 ?장애|시간 ?초과|한도"
    "|insufficient|exceed|stolen|not.?honou?r|restricted|mismatch"
    "|fail|pending|abandon|declin|reject|disput|expir|unpaid|not.?paid|error|abort|incomplete"
    "|timed?.?out|denied|invalid|uncaptured|processing|in.?progress|initiated|requires|hold"
    "|(?<![a-z])(?:open|draft|test|new|created|fraud|blocked|unknown)(?![a-z])"
    "|失敗|失败|未払|未入金|未決済|保留|エラー|待ち|拒否|待付款|未付|拒绝|关闭|超时"
)
_OTHER_MONEY = "(?:usd|jpy|eur|cny|gbp|hkd|twd|sgd|달러|엔|유로|위안)"
NEVER_CAME = re.compile(f"{_NEVER_CAME}|^{_OTHER_MONEY}$", re.IGNORECASE)
TELLING = re.compile(f"{_WENT_BACK}|{_NEVER_CAME}|^{_OTHER_MONEY}$", re.IGNORECASE)
WENT_BACK = re.compile(_WENT_BACK, re.IGNORECASE)
# Of a column: its name says that it holds states, or that what stands in it went wrong.
NAME_OF_STATES = re.compile(
    "상태|결과|구분|状態|状态|区分|結果|结果|ステータス|여부|코드|유형|종류|단계|통화|화폐|처리|확인|완료|승인$|결제$|입금$"
    "|status|state|result|outcome|type|code|flag|response|currency"
    "|^(?:is|was|has)[_ ]?|^(?:paid|captured|approved|settled|valid|ok|success|succeeded|done)$",
    re.IGNORECASE,
)
NAME_TELLS = re.compile(
    "취소|환불|실패|반품|거절|오류|cancel|refund|fail|void|declin|error", re.IGNORECASE
)
NAME_TELLS_NOTHING = re.compile(
    "가능|able", re.IGNORECASE
)  # 취소가능금액 is there for every payment
SAYS_NO = frozenset(
    (
        "",
        "-",
        "0",
        "0원",
        "0.0",
        "0.00",
        "n",
        "no",
        "f",
        "false",
        "x",
        "none",
        "null",
        "nan",
        "아니오",
        "없음",
        "해당없음",
        "정상",
    )
)
PAID = (
    "결제완료", "결제", "결제성공", "승인", "승인완료", "승인성공", "정상승인", "정상", "완료", "성공", "입금완료",
    "매입완료", "정산완료", "paid", "succeeded", "success", "successful", "captured", "completed", "complete",
    "settled", "approved", "ok",
)  # fmt: skip
