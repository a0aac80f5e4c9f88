from billing_core.rules.downgrade import CheckCode
from dashboard.parts.language import Words

NOTE = Words("유료에서 무료로 바꿀 회원을 확인하고 승인합니다", "Check and approve paid to free")

VIEW = Words("보기", "View")
VIEW_DUE = Words("승인할 것 {n}", "To approve {n}")
VIEW_HELD = Words("보류 {n}", "On hold {n}")
VIEW_UPCOMING = Words("곧 만료 {n}", "Ending soon {n}")
VIEW_HISTORY = Words("이력", "History")

# The five dates
REQUESTED = Words("신청", "asked")
CONFIRMED = Words("예약 해제 확인", "bookings revoked")
ENDED = Words("만료", "paid through")
APPROVED = Words("승인", "approved")
DELIVERED = Words("적용", "applied")
UNDONE_STATION = Words("{when} · 되돌림", "{when} · undone")

# A row as a sentence
ASKED_AND_ENDED = Words(
    "{asked}에 해지를 신청했고 {ended}에 이용 기간이 끝났습니다.",
    "Asked to stop on {asked}; paid time ended on {ended}.",
)
FAILED_AND_ENDED = Words(
    "결제가 실패한 뒤 회복되지 않았고 {ended}에 이용 기간이 끝났습니다.",
    "The payment failed and was not recovered; paid time ended on {ended}.",
)
LOST_AND_ENDED = Words(
    "해지 신청도 결제 실패도 없이 {ended}에 이용 기간이 끝났습니다. 먼저 원인을 확인해 주세요.",
    "Neither asked nor failed, yet paid time ended on {ended}. Find out why first.",
)
DAYS_PAST = Words("만료 {n}일째", "{n} days overdue")
ENDED_TODAY = Words("오늘 만료", "Ended today")
MEMBER_SAID = Words("회원이 남긴 사유: {reason}", "The member said: {reason}")
HELD_BECAUSE = Words("{who} 님이 보류했습니다: {reason}", "Held by {who}: {reason}")
UNDONE_BY = Words("{when}에 {who} 님이 되돌렸습니다.", "Undone by {who} on {when}.")
APPROVED_BY = Words("{who} 님이 승인했습니다.", "Approved by {who}.")
VOID_BECAUSE = Words(
    "승인할 필요가 없어졌습니다: {reason}", "No approval needed any more: {reason}"
)
ALL_GREEN = Words("점검 {n}개를 모두 통과했습니다", "All {n} checks passed")
NOT_GREEN = Words("지금은 승인할 수 없습니다", "Cannot be approved now")
EVIDENCE = Words("승인할 때 확인한 점검 {n}개", "{n} checks read at the approval")
CHECKED_AT = Words("포트원 확인 {when}", "PortOne read at {when}")
GATEWAY_AWAY = Words(
    "지금은 포트원에 물어볼 수 없어 우리 장부의 내용만 보여 드립니다. 승인하려면 잠시 뒤 ‘다시 점검’을 눌러 주세요.",
    "PortOne cannot be asked now, so this is what our own book knows. To approve, press “Check again” in a while.",
)
CHECK_AGAIN = Words("다시 점검", "Check again")
HELD_AFTER_UNDO = Words("승인을 되돌렸습니다", "The approval was undone")

# A line of the list
WHO = Words("회원", "Member")
KIND = Words("종류", "Kind")
CONFIRMED_SHORT = Words("예약 해제", "revoked")
CONFIRMED_ON_PHONE = Words("해제", "off")
ENDED_ON_PHONE = Words("만료", "until")
PAST = Words("경과", "Overdue")
VERDICT = Words("점검", "Checks")
DAYS_PAST_SHORT = Words("{n}일째", "{n} d")
TODAY = Words("오늘", "today")
AND_MORE = Words(" 외 {n}", " and {n} more")
UNREAD_SHORT = Words("포트원 못 읽음", "PortOne not read")
RED_SHORT = {
    CheckCode.LAST_CHARGE_KNOWN: Words("마지막 결제 모름", "Last charge unknown"),
    CheckCode.PAID_THROUGH_PASSED: Words("만료 전", "Not over yet"),
    CheckCode.NO_LIVE_BOOKING: Words("예약 결제 {n}건", "Bookings: {n}"),
    CheckCode.NO_RETRY_PENDING: Words("결제 진행·유예 중", "Charge or grace pending"),
    CheckCode.NO_NEWER_PAYMENT: Words("만료 뒤 결제 있음", "Paid after the end"),
    CheckCode.NOT_WITHDRAWN: Words("철회·재가입", "Came back"),
    CheckCode.STILL_PAID: Words("이미 무료", "Free already"),
}
PICK_ONE = Words("{name} 선택", "Select {name}")
APPROVE_ONE = Words("{name} 승인", "Approve {name}")
OPEN_ONE = Words("{name} 자세히", "Details of {name}")
CLOSE_ONE = Words("{name} 접기", "Close {name}")
HOLD_ONE = Words("{name} 보류", "Hold {name}")
RELEASE_ONE = Words("{name} 보류 해제", "Release {name}")
KEYS = Words(
    "↑ ↓ 이동 · 스페이스 선택 · 엔터 승인 · → 자세히",
    "↑ ↓ move · Space select · Enter approve · → details",
)

# Acting
APPROVE = Words("승인", "Approve")
APPROVE_TITLE = Words("{n}명 승인", "Approve {n}")
PICK_ALL_UNREAD = Words("통과한 회원 모두 선택", "Select all that pass")
APPROVE_SENTENCE = Words(
    "{name} 님의 권한을 유료에서 무료로 바꾸고 회사 앱에 알립니다. 7일 안에 되돌릴 수 있습니다.",
    "Changes {name} from paid to free and tells the company's app. Can be undone for 7 days.",
)
APPROVE_NOW = Words("승인합니다", "Approve now")
APPROVING = Words("포트원을 확인하고 승인하고 있습니다…", "Reading PortOne and approving…")
PICK_ALL = Words("통과한 {n}명 모두 선택", "Select all {n} that pass")
PICK_NONE = Words("선택 해제", "Select none")
PICK = Words("선택", "Select")
APPROVE_PICKED = Words("선택한 {n}명 승인", "Approve {n} selected")
APPROVE_PICKED_SENTENCE = Words(
    "선택한 {n}명의 권한을 유료에서 무료로 바꾸고 회사 앱에 알립니다. 그사이 점검을 통과하지 못하게 된 회원은 바꾸지 않습니다.",
    "Changes {n} selected members from paid to free and tells the company's app. Whoever no longer passes is left alone.",
)
DONE = Words("{n}명의 권한을 무료로 바꿨습니다.", "{n} changed to free.")
ALREADY = Words("{n}명은 이미 처리되어 있었습니다.", "{n} had been dealt with already.")
LEFT_ALONE = Words(
    "{n}명은 점검을 통과하지 못해 바꾸지 않았습니다: {why}.",
    "{n} did not pass and were left: {why}.",
)
HOLD_SENTENCE = Words(
    "보류하면 해제할 때까지 승인할 수 없습니다. 사유는 기록에 남습니다.",
    "Held rows cannot be approved until released. The reason is recorded.",
)
HOLD_REASON = Words("보류 사유", "Reason")
HOLD_EXAMPLE = Words("예: 회원이 다시 이용하겠다고 문의함", "e.g. the member asked to stay")
HOLD_NOW = Words("보류합니다", "Hold now")
HELD = Words("{name} 님의 권한 변경을 보류했습니다.", "{name} is on hold.")
RELEASED = Words("{name} 님의 보류를 해제했습니다.", "{name} is released.")
UNDO = Words("되돌리기", "Undo")
UNDO_SENTENCE = Words(
    "{name} 님의 권한을 다시 유료로 바꾸고 회사 앱에 알립니다. 되돌린 기록은 남고, 다시 승인하려면 보류를 해제해야 합니다.",
    "Gives {name} paid access back and tells the company's app. The undo stays on record; to approve again, release it first.",
)
UNDO_NOW = Words("되돌립니다", "Undo now")
UNDONE = Words("{name} 님의 권한을 유료로 되돌렸습니다.", "{name} has paid access again.")
UNDONE_SEVERAL = Words(
    "{names}의 권한을 유료로 되돌렸고, 다시 승인하려면 보류를 해제해 주세요.",
    "Paid access again: {names}. Release them first to approve again.",
)
NAMED = Words("{names} 님", "{names}")
AND_OTHERS = Words("{names} 님 외 {n}명", "{names} and {n} more")
NOT_UNDONE = Words("{n}명은 되돌리지 못했습니다.", "{n} could not be undone.")
WORKING = Words("처리하고 있습니다…", "Working…")
TO_MEMBER = Words("회원 보기", "Member")

# States of a decided one
STATE_DELIVERING = Words("앱에 전달 중", "being delivered")
STATE_DELIVERED = Words("적용됨", "applied")
STATE_UNDONE = Words("되돌림", "undone")
STATE_VOID = Words("필요 없음", "not needed")
STATE_HELD = Words("보류", "on hold")
HELD_LONG = Words("보류 {n}일째", "on hold for {n} days")
STATE_GREEN = Words("승인 가능", "ready")
STATE_RED = Words("승인 불가", "not ready")
STATE_UNKNOWN = Words("점검 전", "not checked")

HELD_TITLE = Words("보류 중", "On hold")
PEOPLE = Words("{n}명", "{n}")
BEGINNING = Words("{total}명 중 앞선 {n}명을 보여 드립니다.", "The first {n} of {total}.")
NOTHING_DUE = Words("지금 승인할 회원이 없습니다", "Nobody waits for approval")
NOTHING_DUE_NEXT = Words(
    "해지한 회원의 이용 만료일이 지나면 여기에 나타납니다. ‘곧 만료’에서 미리 볼 수 있습니다.",
    "Members appear here once their paid time is over. See “Ending soon” for who is next.",
)
NOTHING_HELD = Words("보류한 회원이 없습니다", "Nobody is on hold")
NOTHING_HELD_NEXT = Words(
    "‘승인할 것’에서 보류하면 사유와 함께 여기에 나타납니다.",
    "Whoever is put on hold from “To approve” shows here with the reason.",
)
NOTHING_UPCOMING = Words("만료를 앞둔 해지 회원이 없습니다", "No cancelled member has time left")
NOTHING_UPCOMING_NEXT = Words(
    "회원이 해지를 신청하면 만료일까지 여기에 보입니다.",
    "Whoever asks to stop shows here until the paid time is over.",
)
NOTHING_DECIDED = Words("아직 승인한 이력이 없습니다", "Nothing was decided yet")
NOTHING_DECIDED_NEXT = Words(
    "승인하면 누가 언제 했는지 여기에 남습니다.", "Approvals are kept here."
)
DAYS_LEFT = Words("남은 일수", "Days left")
DAYS = Words("{n}일", "{n}")
REVOKED = Words("확인됨", "revoked")
NOT_REVOKED = Words("확인 중", "not yet")
