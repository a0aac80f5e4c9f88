"""What the page of keeping and forgetting says."""

from billing_core.rules.retention import ForgetReason, RetentionKind
from dashboard.parts.language import Words

NOTE = Words(
    "보관 기간이 지난 기록을 파기하고, 요청한 회원의 정보를 삭제합니다",
    "Dispose of what was kept long enough, and delete a member's data on request",
)

DUE = Words("파기 대상", "Kept long enough")
DUE_HINT = Words(
    "계약과 결제는 마지막 결제나 이용 만료부터, 나머지는 처리한 날부터 셉니다. 승인하기 전에는 아무것도 지워지지 않습니다.",
    "Contracts count from the last payment or end, the rest from when it was dealt with. Nothing goes before somebody approves.",
)
KIND = Words("기록", "Records")
PERIOD = Words("보관 기간", "Kept for")
PAST = Words("기간이 지난 것", "Past it")
YEARS = Words("{n}년", "{n} years")
MONTHS = Words("{n}개월", "{n} months")
PEOPLE = Words("{n}명", "{n}")
ROWS = Words("{n}건", "{n}")
KINDS = {
    RetentionKind.CONTRACTS: Words(
        "계약과 결제",
        "Contracts and payments",
    ),
    RetentionKind.DISPUTES: Words(
        "환불·해지·점검에 적은 글",
        "What was typed about refunds, cancellations and checks",
    ),
    RetentionKind.IMPORT_ROWS: Words(
        "가져오기에서 빠진 행", "Rows of files that were left out or unreadable"
    ),
    RetentionKind.NOTICES: Words("처리한 알림의 본문", "Bodies of notices that were dealt with"),
}
MEMBERS = Words("대상 회원 {n}명", "{n} members")
MEMBER_LINE = Words("마지막 결제나 등록 {when}", "last payment or registration {when}")
AND_MORE = Words("외 {n}명", "and {n} more")
NOTHING_DUE = Words("보관 기간이 지난 기록이 없습니다", "Nothing has been kept past its period")
NOTHING_DUE_NEXT = Words(
    "1년에 한 번, 이 화면을 다시 확인해 주세요.", "Look here again once a year."
)
APPROVE = Words("파기 승인", "Approve")
APPROVE_SENTENCE = Words(
    "회원 {members}명의 이름과 적은 글, 그리고 {rows}건의 내용을 지웁니다. 결제 금액과 날짜는 가명으로 남고, 되돌릴 수 없습니다.",
    "The names and texts of {members} members and the content of {rows} rows go. Won and dates stay under pseudonyms. This cannot be undone.",
)
APPROVING = Words("파기를 승인하는 중입니다…", "Approving…")
APPROVED = Words(
    "승인했습니다. 곧 파기를 시작하고, 끝나면 아래에 나타납니다.",
    "Approved. It begins shortly and shows below when it is done.",
)
PAST_ONES = Words("지난 파기", "Earlier disposals")
UNDER_WAY = Words("진행 중", "under way")
DONE = Words("완료", "done")
DISPOSAL_LINE = Words(
    "{when} 승인 · {who} · 회원 {members}명 · {rows}건",
    "{when} · {who} · {members} members · {rows} rows",
)
KEPT = Words(
    "남긴 회원 {n}명: 먼저 처리할 것이 있거나 그사이 다시 이용했습니다.",
    "{n} members stayed: something of theirs is open, or they came back.",
)
TERMINAL = Words("서버", "terminal")

DELETE = Words("회원 정보 삭제", "Delete a member's data")
DELETE_HINT = Words(
    "회원이 요청하면 이름과 아이디, 적은 글을 모두 지웁니다. 법이 정한 결제 기록은 가명으로 남습니다.",
    "On a member's request: name, id and every text go. Payments stay under a pseudonym, as the law wants.",
)
DELETE_SENTENCE = Words(
    "지운 내용은 되돌릴 수 없습니다. 먼저 처리할 것이 있으면 여기서 알려 드립니다.",
    "What is deleted cannot be brought back. If something has to be done first, you are told here.",
)
DELETING = Words("회원 정보를 삭제하는 중입니다…", "Deleting…")
DELETED = Words(
    "회원 정보를 삭제했습니다. 이제 {pseudonym}(으)로 보입니다.",
    "The member's data is deleted. They are {pseudonym} now.",
)
MEMBER_ID = Words("회원 ID", "Member id")
REASON = Words("삭제하는 까닭", "Why")
REASONS = {
    ForgetReason.ASKED: Words("본인이 요청함", "They asked for it"),
    ForgetReason.WRONG_PERSON: Words("잘못 들어온 정보", "Should never have been here"),
}
WHO = Words("삭제할 회원: {name} ({app_id})", "Deleted is: {name} ({app_id})")
WILL_GO = Words(
    "지워집니다: 이름, 회원 ID, 카드 이름, 적은 글, 포트원 원본, 알림 본문",
    "Goes: name, id, card names, texts, PortOne's answers, bodies of notices",
)
WILL_STAY = Words(
    "남습니다: 결제 번호, 날짜, 금액 (가명으로)",
    "Stays: payment numbers, days, won (under a pseudonym)",
)
BACKUPS = Words(
    "백업에는 남아 있습니다. 백업을 지우는 때는 운영 안내의 ‘보관 기간과 파기’를 보세요.",
    "Backups still have it: see the operating guide on how long they are kept.",
)
