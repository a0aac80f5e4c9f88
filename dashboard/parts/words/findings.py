from dashboard.parts.language import Words

TO_MEMBER = Words("회원 보기", "Member")
OPENED = Words("{when}에 발견", "found {when}")
AND_MORE = Words("{names} 외 {n}명", "{names} and {n} more")
BY_ITSELF = Words("시스템", "the system")
PUT_RIGHT = Words("저절로 해결되었습니다", "put right by itself")
CLOSED_BY = Words("{when} {who}: {what}", "{when} {who}: {what}")
NOTHING_CLOSED = Words("아직 처리한 항목이 없습니다", "Nothing was closed yet")
NOTHING_CLOSED_NEXT = Words("처리하면 누가 무엇을 했는지 여기에 남습니다.", "It will be kept here.")
REPLAYED = Words("알림을 다시 처리하도록 했습니다.", "The notice will be worked on again.")
RAW_AFTER_PROOF = Words(
    "포트원 원본은 왼쪽 메뉴에서 비밀번호를 확인한 뒤 볼 수 있습니다.",
    "PortOne records open once you have typed your password again, on the left.",
)
RAW = Words("포트원 원본 보기 (관리자용)", "PortOne record (for engineers)")
