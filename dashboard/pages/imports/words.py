from billing_core.history.file_kind import FileKind
from billing_core.rules.same_payment import SamePayments
from dashboard.parts.language import Words

NOTE = Words(
    "회사가 이미 가진 회원, 결제, 해지 신청을 장부에 넣습니다",
    "Take the company's own members, payments and cancellations into the book",
)
FROM = Words("어디에서 가져올까요", "Where from")
SOURCES = {
    "files": Words("파일", "Files"),
    "gateway": Words("포트원", "PortOne"),
}
UPLOAD = Words("CSV 또는 엑셀 파일", "CSV or Excel files")
UPLOAD_HINT = Words(
    "올려도 아직 아무것도 바뀌지 않습니다. 먼저 내용을 보고, 시험해 본 뒤에 가져옵니다. 한글 엑셀의 CSV(cp949)도 그대로 올리세요. {most}MB보다 큰 파일은 연도별로 나누어 올리세요.",
    "Uploading changes nothing yet: look first, try it, then import. CSV from Korean Excel (cp949) is fine. A file of more than {most} MB comes in parts, one a year.",
)
NO_FILE = Words("가져올 파일을 올려 주세요", "Upload the file to import")
NO_FILE_NEXT = Words(
    "회원(이름과 가입일), 카드(카드 등록 번호의 주인), 결제, 해지 신청 파일을 하나씩, 또는 한꺼번에 올릴 수 있습니다.",
    "Members, cards (whose registration number), payments or cancellations, one file or several at once.",
)
UNREADABLE = Words("이 파일은 읽을 수 없습니다", "This file cannot be read")
TOGETHER = Words(
    "파일 {n}개를 함께 읽습니다. 회원, 카드, 결제, 해지 신청 순으로 넣고, 모두 들어가거나 하나도 들어가지 않습니다.",
    "{n} files are read together: members, cards, payments, cancellations. All of them go in, or none.",
)
NOT_ALL_READABLE = Words(
    "아직 시험해 볼 수 없는 파일이 있습니다", "One of the files cannot be tried yet"
)
NOT_ALL_READABLE_NEXT = Words(
    "위에서 그 파일의 이유를 보고 고치거나 빼 주세요. 그 뒤에 시험해 볼 수 있습니다.",
    "See why above, mend the file or take it away; then all can be tried.",
)

LOOK = Words("1. 파일 보기", "1. Look at the file")
FOUND = Words(
    "{encoding}로 읽었고, {line}행이 머리글입니다. 처음 {rows}행을 보여 줍니다.",
    "Read as {encoding}; the heading is line {line}. The first {rows} rows are shown.",
)
ALL_ROWS = Words(
    "엑셀에서 숨기거나 걸러 둔 행도 모두 읽습니다. 수식은 저장된 결과를 읽습니다.",
    "Rows that are hidden or filtered out in Excel are read too. Of a formula its saved result is read.",
)
KIND = Words("무엇이 든 파일인가요", "What is in it")
KIND_OF = Words("종류", "Kind")
KINDS = {
    FileKind.MEMBERS: Words("회원", "members"),
    FileKind.CARDS: Words("카드(카드 등록 번호)", "cards (registration numbers)"),
    FileKind.PAYMENTS: Words("결제", "payments"),
    FileKind.CANCELLATIONS: Words("해지 신청", "cancellations"),
}
SHEET = Words("시트", "Sheet")
LINE = Words("행", "Line")

MAP = Words("2. 열 맞추기", "2. Match the columns")
MAP_HINT = Words(
    "알아본 열은 골라 두었습니다. 다르면 바꿔 주세요. *은 꼭 필요합니다.",
    "What was recognised is chosen already; change what is wrong. * is needed.",
)
MISSING = Words("꼭 필요한 열을 골라 주세요: {columns}", "Choose the needed columns: {columns}")
MISSING_NEXT = Words(
    "위에서 이 파일의 어느 열인지 고르면 시험해 볼 수 있습니다. 그런 열이 없으면 파일에 넣어 주세요.",
    "Choose above which column of the file it is; then it can be tried. If there is none, add it to the file.",
)
NONE = Words("없음", "none")
COLUMNS = {
    "member_id": Words("회원 ID", "member id"),
    "name": Words("이름", "name"),
    "joined_at": Words("가입일", "joined at"),
    "customer_uid": Words(
        "카드 등록 번호(customer_uid)", "card registration number (customer_uid)"
    ),
    "card_name": Words("카드사", "card company"),
    "card_number": Words("카드번호(가린 것)", "card number (masked)"),
    "imp_uid": Words("거래번호(imp_uid)", "payment number (imp_uid)"),
    "merchant_uid": Words("주문번호", "order number"),
    "paid_at": Words("결제 시각", "paid at"),
    "amount": Words("금액", "amount"),
    "apply_num": Words("승인번호", "approval number"),
    "receipt_url": Words("전표", "receipt"),
    "cancellation_id": Words("신청 번호", "request number"),
    "requested_at": Words("신청 시각", "requested at"),
    "reason": Words("사유", "reason"),
    "refund_of": Words("원거래번호(환불 행)", "refunded payment's number"),
    "refunded": Words("환불금액", "refunded"),
    "refunded_at": Words("환불 시각", "refunded at"),
}
TIME_ZONE = Words("적힌 시각은 어느 곳의 시각인가요", "Whose clock the times show")
ZONES = {"Asia/Seoul": Words("한국 시각", "Korea"), "UTC": Words("세계 표준시(UTC)", "UTC")}
DATE_FORMAT = Words("날짜를 어떻게 적었나요", "How days are written")
DATE_FORMATS = {
    "": Words("알아서 읽기", "Find out"),
    "yy": Words("연도 두 자리(26-03-02)", "Two-digit years (26-03-02)"),
    "dmy": Words("일/월/연(02/03/2026)", "Day/month/year (02/03/2026)"),
    "mdy": Words("월/일/연(03/02/2026)", "Month/day/year (03/02/2026)"),
    "seconds": Words("1970년부터 센 초(1772380800)", "Seconds since 1970 (1772380800)"),
}
TIME_COLUMN = Words("{column}: 시간이 다른 열이면", "{column}: its time, if in another column")
SEPARATED = Words("{by}로 나뉜 파일입니다.", "Separated by {by}.")
SEPARATORS = {
    ",": Words("쉼표(,)", "commas (,)"),
    "\t": Words("탭", "tabs"),
    ";": Words("세미콜론(;)", "semicolons (;)"),
    "|": Words("세로줄(|)", "upright lines (|)"),
    "｜": Words("전각 세로줄(｜)", "wide upright lines (｜)"),
    "¦": Words("끊긴 세로줄(¦)", "broken upright lines (¦)"),
    "^": Words("^ 글자", "carets (^)"),
    "~": Words("물결(~)", "tildes (~)"),
}
NO_SEPARATOR = Words(
    "칸을 나누는 글자를 찾지 못했습니다. 쉼표(,), 탭, 세미콜론(;), 세로줄(|)로 나누어 다시 저장해 주세요.",
    "No separator was found. Save the file again, separated by commas (,), tabs, semicolons (;) or upright lines (|).",
)
ZONE_OF_HEADING = Words(
    "‘{column}’ 열은 머리글에 적힌 시간대({zone})로 읽습니다.",
    "‘{column}’ is read by the zone that its heading names ({zone}).",
)
UNREAD = Words("읽지 않는 열: {columns}", "Columns that are not read: {columns}")
ROWS = Words("어느 행이 결제인가요", "Which rows are payments")
ROWS_HINT = Words(
    "상태로 보이는 열이 있습니다: {columns}. 실패하거나 취소된 결제에도 금액이 적혀 있으니, 결제인 값을 골라 주세요.",
    "These columns look like states: {columns}. Failed and cancelled payments have an amount too: choose the values that are payments.",
)
STILL_ASKED = Words(
    "고른 행에도 아직 상태로 보이는 값이 있습니다: {columns}. 이 열에서도 골라 주세요.",
    "The chosen rows still have values that look like states: {columns}. Choose by this column too.",
)
EVERY_ROW = Words("모든 행이 결제입니다", "Every row is a payment")
EMPTY_CELL = Words("(빈칸)", "(empty)")
ONLY = Words("이 열로 거르기", "Choose by this column")
ONLY_VALUES = Words("결제인 값", "Values that are payments")
REFUND_VALUES = Words("환불인 값(있으면)", "Values that are refunds (if any)")
ONLY_HINT = Words("예: 결제완료", "e.g. paid")
REFUND_HINT = Words("예: 환불완료", "e.g. refunded")
NO_STATES = Words(
    "상태로 보이는 열이 없습니다. 결제가 아닌 행이 있으면 거를 열을 골라 주세요. 금액이 음수인 행은 환불로 봅니다.",
    "No column looks like states. If some rows are no payments, choose the column that tells. Rows of negative money are refunds.",
)
CHOOSE_ROWS = Words("고르기 전에는 시험할 수 없습니다", "It can be tried once you have chosen")
CHOOSE_ROWS_NEXT = Words(
    "위에서 어느 값이 결제인지 고르거나, 모든 행이 결제라고 알려 주세요.",
    "Choose above which values are payments, or say that every row is one.",
)
ALIKE = Words("같은 회원인가요? {n}쌍", "The same member? {n} pairs")
ALIKE_HINT = Words(
    "눈으로 구별되지 않거나 앞의 0만 다른 회원 ID입니다. 모두 답한 뒤 다시 시험해 주세요.",
    "These member ids cannot be told apart by looking, or differ by their zeros alone. Answer all of them, then try again.",
)
ALIKE_PAIR = Words(
    "{file} {line}행의 {given}, 그리고 {known}", "{given} in {file}, line {line}, and {known}"
)
ALIKE_ANSWERS = {
    "same": Words("같은 회원으로", "The same member"),
    "other": Words("다른 회원으로", "Two members"),
}
SAME = Words("같은 결제로 보입니다 · {n}건", "May be the same payments · {n}")
SAME_HINT = Words(
    "장부에 다른 이름으로 있는 결제일 수 있습니다. 같은 결제면 한 번만 세고, 다른 결제면 둘 다 셉니다. 골라서 다시 시험하기 전에는 아무것도 가져오지 않습니다.",
    "The book may have these under another name. The same payment is counted once, two payments both count. Choose and try again: nothing is imported before.",
)
SAME_HINT_GATEWAY = Words(
    "파일에서 가져온 결제와 같은 것일 수 있습니다. 같은 결제면 한 번만 세고, 다른 결제면 둘 다 셉니다. 고르기 전에는 아무것도 가져오지 않습니다.",
    "These may be payments that came from a file. The same payment is counted once, two payments both count. Nothing is imported before you choose.",
)
SAME_CHOICE = Words("위의 결제는 모두", "All of the above are")
SAME_ANSWERS = {
    SamePayments.SAME: Words("같은 결제", "The same payment"),
    SamePayments.TWO: Words("다른 결제", "Two payments"),
}
SAME_NEW = Words("가져올 것", "To import")
SAME_KNOWN = Words("장부", "In the book")
SAME_COLUMN = Words("{whose} · {what}", "{whose} · {what}")
MEMBER = Words("회원", "Member")
WON_OF = Words("금액", "Won")
AS_TOML = Words("명령으로 가져올 때 쓰는 매핑 파일", "The same as a mapping file for the terminal")

TRY = Words("3. 시험해 보기", "3. Try it")
TRY_HINT = Words(
    "모든 행을 읽어 보지만 아무것도 바꾸지 않습니다.", "Reads every row and changes nothing."
)
TRY_NOW = Words("시험해 보기", "Try it")
READING = Words("{file} {rows}행을 읽었습니다…", "{file}: {rows} rows read…")
ROWS_READ = Words("읽은 행", "Rows read")
ROWS_NEW = Words("새로 들어갈 행", "New")
ROWS_KNOWN = Words("이미 있는 행", "Known already")
MEMBERS_NEW = Words("새 회원", "New members")
WON = Words("장부에 더해질 금액", "Added to the ledger")
REFUNDED = Words("환불", "Refunds")
LEFT_OUT = Words("보관만 하고 세지 않을 행", "Kept, never counted")
CARDS_MASKED = Words(
    "카드번호로 보이는 숫자가 있는 {n}칸은 앞 6자리와 끝 4자리만 남기고 가려서 가져옵니다.",
    "{n} cells have what looks like a card number: only its first 6 and last 4 digits are taken.",
)
SKIPPED = Words("건너뛴 {n}행: {value}", "{n} rows skipped: {value}")
BAD = Words("고쳐야 할 행 {n}개", "{n} rows to put right")
BAD_HINT = Words(
    "한 행이라도 잘못되면 아무것도 가져오지 않습니다. 파일에서 고친 뒤 다시 올려 주세요.",
    "With one wrong row nothing is imported. Mend the file and upload it again.",
)
BAD_NAMED = Words("처음 {n}개를 보여 줍니다.", "The first {n} are shown.")
WHY = Words("이유", "Why")
NUMBER = Words("번호", "Number")
EXCLUDED = Words("세지 않을 행과 그 이유", "Rows not counted, and why")
NO_ROWS = Words("이 파일에서 읽을 행이 없습니다", "There is no row to read")
NO_ROWS_NEXT = Words(
    "머리글 아래가 비어 있거나, 고른 값이 모든 행을 건너뛰었습니다.",
    "Nothing stands below the heading, or the chosen values left all of them out.",
)
NOTHING_NEW = Words("새로 가져올 것이 없습니다", "There is nothing new to import")
NOTHING_NEW_NEXT = Words(
    "올린 행은 이미 모두 장부에 있습니다. 다시 가져와도 아무것도 바뀌지 않습니다.",
    "Every row is in the book already; importing it again changes nothing.",
)

IMPORT = Words("가져오기", "Import")
IMPORT_SENTENCE = Words(
    "**{rows}행**을 장부에 넣습니다({won}, 새 회원 {members}). 이 이름으로 기록되며, 넣은 행은 지울 수 없습니다.",
    "Takes **{rows} rows** into the book ({won}, {members} new members). It is recorded under your name, and rows in the book cannot be deleted.",
)
IMPORT_SENTENCE_OF_FILES = Words(
    "파일 {n}개의 **{rows}행**을 한 번에 장부에 넣습니다({won}, 새 회원 {members}). 이 이름으로 기록되며, 넣은 행은 지울 수 없습니다.",
    "Takes **{rows} rows** of {n} files into the book at once ({won}, {members} new members). It is recorded under your name, and rows in the book cannot be deleted.",
)
IMPORT_REFUNDS = Words(
    "환불 **{won}**도 각각 환불한 날로 들어갑니다.",
    "Refunds of **{won}** go in too, each on its own day.",
)
IMPORT_NOW = Words("이대로 가져옵니다", "Import now")
IMPORTING = Words("장부에 넣고 있습니다…", "Importing…")
IMPORTED = Words("{file}에서 {rows}행을 가져왔습니다.", "{rows} rows of {file} were imported.")
IMPORTED_FILES = Words(
    "파일 {n}개에서 {rows}행을 가져왔습니다.", "{rows} rows of {n} files were imported."
)

PAST = Words("가져온 내역", "What was imported")
FILE = Words("파일", "File")
ROWS_NEW_THEN = Words("새로 들어간 행", "New")
LEFT_OUT_THEN = Words("세지 않은 행", "Not counted")
WHENCE = Words("어디에서", "From")
GATEWAY_WINDOW = Words("포트원 {window}", "PortOne {window}")
WHEN = Words("언제", "When")
WHO = Words("누가", "Who")
