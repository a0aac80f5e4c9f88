from dashboard.parts.language import Words

NOTE = Words(
    "누가 누구의 정보를 보고 받아 갔는지, 지워지지 않는 기록",
    "Who saw or took whose data, in rows that nobody changes",
)
VIEW = Words("보기", "View")
ROWS = Words("기록", "Rows")
REVIEWS = Words("월별 점검", "Monthly review")

PERIOD = Words("기간", "Period")
LAST_WEEK = Words("최근 7일", "Last 7 days")
LAST_MONTH = Words("최근 30일", "Last 30 days")
WHO = Words("누가", "Who")
EVERYBODY = Words("모두", "Everybody")
TERMINAL = Words("서버에서", "At the terminal")
UNKNOWN = Words("알 수 없는 사람", "Unknown people")
KIND = Words("한 일", "Action")
EVERY_KIND = Words("모두", "Everything")
GROUPS = {
    "looked": Words("열람", "Looked"),
    "taken": Words("내려받기", "Downloads"),
    "signed_in": Words("로그인", "Sign-ins"),
    "refused": Words("거절과 실패", "Refused and failed"),
    "terminal": Words("서버 명령", "Terminal commands"),
}
WHOSE = Words("누구의 정보", "Whose data")
WHOSE_HINT = Words("회원 ID", "Member id")
AT = Words("언제", "When")
WHAT = Words("무엇을", "Of what")
REASON = Words("사유", "Why")
REMOTE = Words("접속 주소", "From")
AND_MORE = Words("{first} 외 {n}명", "{first} +{n}")
FILE_ROWS = Words("{n}행", "{n} rows")
TOTAL = Words("{n}건", "{n}")
CSV = Words("CSV로 내려받기", "Download as CSV")
FILE_NAME = Words("접속기록_{day:%Y-%m-%d}.csv", "")
NO_MEMBER = Words("그런 회원 ID가 없습니다", "There is no such member id")
NO_MEMBER_NEXT = Words(
    "회원 화면에서 ID를 확인해 그대로 적어 주세요.", "Copy the id from the member's page."
)
NOTHING = Words("이 조건의 기록이 없습니다", "Nothing is recorded here")
NOTHING_NEXT = Words(
    "기간이나 조건을 바꿔 보세요. 로그인, 열람, 내려받기, 거절된 일이 여기에 남습니다.",
    "Choose another period or filter. Sign-ins, looks, downloads and refusals are kept here.",
)

BACK = Words("모든 달", "All months")
OPEN = Words("열기", "Open")
NO_MONTHS = Words("아직 점검할 달이 없습니다", "There is no month to review yet")
NO_MONTHS_NEXT = Words(
    "달이 끝나면 그 달의 접속기록을 점검하고 서명할 수 있습니다.",
    "When a month is over, its access log is reviewed and signed here.",
)
LATE = Words(
    "끝난 지 {days}일이 지났는데 점검하지 않은 달이 있습니다: {months}. 열어 보고 점검해 주세요.",
    "Over for more than {days} days and not reviewed: {months}. Please open and review.",
)
REVIEWED = Words("점검함", "Reviewed")
TO_REVIEW = Words("점검 전", "To review")
SIGNED = Words("{who} 님이 {when}에 점검했습니다. {note}", "{who} reviewed it on {when}. {note}")
UNCHANGED = Words(
    "점검한 뒤로 이 달의 기록이 그대로입니다.", "The rows are what they were when reviewed."
)
CHANGED = Words(
    "점검한 뒤에 이 달의 기록이 바뀌었거나 없어졌습니다. 담당 개발자에게 바로 알려 주세요.",
    "Rows of this month have changed or gone since it was reviewed. Tell your engineer at once.",
)
ALL = Words("모두", "All")
OFF_HOURS = Words("밤·주말", "Night, weekend")
BY_PERSON = Words("누가 얼마나", "Who did how much")
BY_PERSON_HELP = Words(
    "밤은 22시부터 6시까지입니다. 하루에 회원 {many}명 이상을 본 사람은 아래에 따로 적습니다.",
    "Night is from 22 to 6. Whoever saw {many} members or more on one day is named below.",
)
MEMBERS = Words("본 회원", "Members seen")
IN_A_DAY = Words("하루 최대", "Most in a day")
DOWNLOADS = Words("내려받기", "Downloads")
REFUSED = Words("거절·실패", "Refused")
SAW_MANY = Words(
    "{who} 님이 하루에 회원 {n}명의 정보를 봤습니다. 무슨 일이었는지 확인해 주세요.",
    "{who} saw {n} members on one day. Please ask what for.",
)
TO_ASK = Words("내려받은 것과 거절된 일", "Downloads and refusals")
TO_ASK_HELP = Words(
    "사유가 맞는지, 누가 왜 거절됐는지 확인해 주세요. 최근 것부터 {n}건까지 보입니다.",
    "See whether the reasons hold, and who was refused what. The latest {n} are shown.",
)
OWN = Words("본인 접속 {n}건 포함", "Your own accesses among them: {n}")
SIGN = Words("점검했습니다", "I have reviewed it")
SIGN_TITLE = Words("{month} 접속기록 점검", "Review of {month}")
SIGN_WILL = Words(
    "이름과 시각, 의견이 이 달의 기록과 함께 남고 바꿀 수 없습니다.",
    "Your name, the time and the note stay with this month and cannot be changed.",
)
SIGNING = Words("서명하는 중입니다…", "Signing…")
SIGNED_NOW = Words("{month} 접속기록을 점검했습니다.", "{month} is reviewed.")
REVIEW_NOTE = Words("점검 의견", "What you found")
REVIEW_NOTE_HINT = Words(
    "예: 이상 없음. 3일 밤의 내려받기는 월 마감 작업으로 확인",
    "e.g. nothing unusual; the downloads on the 3rd were for the month close",
)
