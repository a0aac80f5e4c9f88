from dashboard.parts.language import Words

NOTE = Words("회원과 담당자에게 보내는 알림", "What members and the team are told")
VIEW = Words("보기", "View")
UNTOLD = Words("고지하지 못한 회원 {n}", "Not told {n}")
TOLD = Words("보낸 고지", "Sent")
TEXTS = Words("문구", "Texts")
WAYS = Words("보내는 방법", "Ways")
MAILBOX = Words("데모 우편함", "Demo mailbox")

# Not told
UNTOLD_HINT = Words(
    "전화 등 다른 방법으로 알린 뒤 ‘알렸음’을 누르거나, 연락처를 고친 뒤 다시 보내 주세요.",
    "Tell them another way and press Told, or send it again once the contact is right.",
)
ALL_TOLD = Words("고지하지 못한 회원이 없습니다", "Every member was told")
ALL_TOLD_NEXT = Words(
    "보내지 못한 고지가 생기면 이유와 함께 여기에 보입니다.",
    "A notice that could not be sent will be here with its reason.",
)
CONTACT = Words("연락처 {contact}", "Contact {contact}")
NO_CONTACT = Words("연락처 없음", "No contact")
OPEN_MEMBER = Words("회원 보기", "Open member")
MARK = Words("알렸음", "Told")
MARK_SENTENCE = Words(
    "회원에게 다른 방법으로 알렸다고 기록하고 이 목록에서 뺍니다.",
    "This records that the member was told another way, and takes the row off this list.",
)
MARK_EXAMPLE = Words("예: 11월 27일 전화로 알림", "For example: called on 27 November")
MARKING = Words("기록하는 중입니다…", "Recording…")
MARKED = Words("{name} 회원에게 알렸다고 기록했습니다.", "{name} is recorded as told.")
AGAIN = Words("다시 보내기", "Send again")
AGAIN_SENTENCE = Words(
    "지금 연락처로 한 번 더 보냅니다. 이미 도착했다면 같은 내용을 두 번 받게 됩니다.",
    "It is sent once more, to the contact as it is now. If it had arrived, they get it twice.",
)
SENDING = Words("보낼 차례에 넣는 중입니다…", "Queueing…")
SENT_AGAIN = Words(
    "{name} 회원에게 다시 보냅니다. 결과는 보낸 고지에 나타납니다.",
    "It is being sent to {name} again; see Sent for the result.",
)

# Sent
NOTHING_SENT = Words("아직 보낸 고지가 없습니다", "Nothing was sent yet")
NOTHING_SENT_NEXT = Words(
    "결제 실패나 해지 완료처럼 알릴 일이 생기면 자동으로 보냅니다.",
    "A failed payment or a confirmed cancellation is told by itself.",
)
TOTAL = Words("모두 {n}건", "{n} in all")
TOLD_BY = Words("{who} 님이 {when}에 알림: {how}", "Told by {who}, {when}: {how}")
WENT_TO = Words("{channel} {to}", "{channel} {to}")
VERSION = Words("문구 {n}판", "text version {n}")
LETTER = Words("{subject} · 내용 보기", "{subject} · read")

# Texts
KIND = Words("고지", "Notice")
TEXTS_HINT = Words(
    "고지는 한국어로 나갑니다. 중괄호 칸은 보낼 때 회원의 내용으로 채워지고, 모르는 내용은 알맞은 말로 바뀝니다. 이름 칸은 ‘님’까지 들어갑니다.",
    "Notices go out in Korean. Blanks in braces are filled when it is sent; what is not known is said another way.",
)
HOLES = Words("쓸 수 있는 칸: {holes}", "Blanks: {holes}")
SUBJECT = Words("제목", "Subject")
BODY = Words("내용", "Text")
PREVIEW = Words("미리 보기 (가상의 회원)", "Preview (a made-up member)")
SAVE = Words("새 판으로 저장", "Save as a new version")
SAVING = Words("저장하는 중입니다…", "Saving…")
SAVED = Words(
    "{n}판으로 저장했습니다. 지금부터 이 문구로 보냅니다.",
    "Saved as version {n}, used from now on.",
)
VERSIONS = Words("지난 판 {n}개", "{n} earlier versions")
MADE = Words("{n}판 · {when} · {who}", "Version {n} · {when} · {who}")
CAME_WITH = Words("기본 문구", "came with the program")
ONLY_ADMINISTRATORS_CHANGE = Words(
    "문구는 관리 권한이 있는 담당자만 바꿀 수 있습니다.", "Administrators change the texts."
)
NO_EXPIRY = Words(
    "카드 만료 예정은 알릴 수 없습니다. 포트원이 유효기간을 알려 주지 않아서이며, 만료로 결제가 거절되면 결제 실패 고지에 그 이유가 들어갑니다.",
    "Cards about to expire cannot be told: PortOne does not tell the expiry date. When a card is refused for it, the notice says so.",
)

# Ways
TO_MEMBERS = Words("회원에게", "To members")
TO_TEAM = Words("담당자에게", "To the team")
READY = Words("설정됨", "Set up")
NOT_READY = Words("설정 안 됨", "Not set up")
MAIL = Words("이메일", "E-mail")
MAIL_IS = Words("{host}에서 {sender} 주소로 보냅니다.", "From {sender} by {host}.")
MAIL_HOW = Words(
    ".env에 BILLING_SMTP_HOST와 BILLING_MAIL_FROM을 적으면 이메일로 보냅니다.",
    "Set BILLING_SMTP_HOST and BILLING_MAIL_FROM in .env to send e-mail.",
)
SENDER = Words("회사 알림 발송기 (알림톡·문자)", "The company's sender (messages)")
SENDER_IS = Words("{host}에 보낼 내용을 서명해서 넘깁니다.", "{host} is told what to send, signed.")
SENDER_HOW = Words(
    "회사의 알림톡·문자 프로그램이 있으면 .env에 BILLING_NOTICE_SENDER_URL을 적어 주세요.",
    "Set BILLING_NOTICE_SENDER_URL in .env to use the company's own sender of messages.",
)
TEAM_MAIL = Words("아침 알림 이메일", "The morning brief by e-mail")
TEAM_MAIL_IS = Words("매일 {at}에 {n}명에게 보냅니다.", "Every day at {at}, to {n} addresses.")
TEAM_MAIL_HOW = Words(
    "BILLING_TEAM_MAIL_TO에 받을 주소를 적어 주세요.", "Set BILLING_TEAM_MAIL_TO to who gets it."
)
SLACK = Words("Slack", "Slack")
SLACK_IS = Words(
    "매일 {at}에 아침 알림을, 돈에 관한 일은 바로 보냅니다.",
    "The brief every day at {at}, and at once what costs money.",
)
SLACK_HOW = Words(
    "BILLING_SLACK_WEBHOOK_URL에 Slack의 Incoming Webhook 주소를 적어 주세요.",
    "Set BILLING_SLACK_WEBHOOK_URL to an incoming webhook of Slack.",
)
DEMO_IS = Words(
    "데모에서는 아무것도 밖으로 나가지 않고 데모 우편함에만 쌓입니다.",
    "Nothing leaves the demo; it is all in the demo mailbox.",
)
NOTHING_WAITS = Words(
    "회원에게 보내는 방법이 하나도 없으면 고지를 만들지 않습니다. 나중에 설정해도 지난 일은 보내지 않습니다.",
    "Without any way to tell members no notice is made, and setting one up later sends nothing of the past.",
)
TRY = Words("나에게 시험 메시지", "Send myself a test")
TRY_SENTENCE = Words(
    "아래에 적은 곳으로 시험 메시지 하나를 지금 보냅니다. 적은 주소는 남지 않습니다.",
    "One test message is sent now to what you type below, which is kept nowhere.",
)
TRY_SLACK = Words("Slack에 시험 메시지 하나를 지금 보냅니다.", "One test message is sent to Slack.")
TRY_TO = Words("내 이메일 또는 휴대전화 번호", "My e-mail or phone number")
TRYING = Words("보내는 중입니다…", "Sending…")
TRIED = Words("보냈습니다. 도착했는지 확인해 주세요.", "Sent. See whether it has arrived.")

# Mailbox
MAILBOX_HINT = Words(
    "데모가 보냈을 메일입니다. 실제로는 아무에게도 가지 않았습니다.",
    "What the demo would have sent. Nobody has received any of it.",
)
MAILBOX_EMPTY = Words("아직 온 것이 없습니다", "Nothing has come yet")
MAILBOX_EMPTY_NEXT = Words(
    "데모 시계로 시간을 보내면 결제 실패, 해지 완료 같은 고지가 쌓입니다.",
    "Let time pass with the demo clock, and notices will come.",
)
TEAM_BOX = Words("담당자에게 온 것", "To the team")
MEMBER_BOX = Words("회원에게 간 것", "To members")
