from dashboard.parts.language import Words

WINDOW = Words("1. 기간 고르기", "1. Choose the days")
WINDOW_HINT = Words(
    "포트원이 가진 결제와 환불을 이 기간만큼 읽습니다. 카드의 주인을 알아야 회원의 결제로 셉니다. 카드 파일을 먼저 가져와 주세요.",
    "Reads the payments and refunds PortOne has of these days. A payment is a member's when its card is: import the cards first.",
)
FIRST_DAY = Words("첫날", "First day")
LAST_DAY = Words("마지막 날", "Last day")
LOOK = Words("2. 먼저 보기", "2. Look first")
LOOK_HINT = Words(
    "포트원에서 읽어 보기만 하고 아무것도 바꾸지 않습니다.",
    "Reads from PortOne and changes nothing.",
)
LOOK_NOW = Words("먼저 보기", "Look")
READING = Words("{until}까지 결제 {n}건을 읽었습니다…", "{n} payments read, up to {until}…")
BEGINNING = Words("포트원에서 읽고 있습니다…", "Reading from PortOne…")
READ = Words("읽은 결제", "Payments read")
NEWS = Words("새 결제", "New")
COUNTED = Words("회원의 결제", "Charges of members")
WON = Words("장부에 더해질 금액", "Added to the ledger")
STRANGERS = Words("주인을 모르는 결제", "Of unknown cards")
STRANGERS_HINT = Words(
    "주인을 모르는 결제 {n}건은 '다른 상품'으로 보관만 합니다. 그 카드가 든 카드 파일을 가져온 뒤 다시 읽으면 그때 셉니다.",
    "{n} payments of unknown cards are kept as other products. Import a file of those cards and read again to count them.",
)
NOTHING_NEW = Words("이 기간에는 새로 가져올 것이 없습니다", "Nothing new in these days")
NOTHING_NEW_NEXT = Words(
    "이 기간의 결제는 이미 모두 장부에 있습니다. 기간을 바꿔 보세요.",
    "Every payment of these days is in the book already. Try other days.",
)
IMPORT_SENTENCE = Words(
    "**{first} ~ {last}**의 새 결제 **{n}건**을 포트원에서 읽어 장부에 넣습니다({won}). 이 이름으로 기록되며, 넣은 결제는 지울 수 없습니다.",
    "Reads **{n} new payments** of **{first} ~ {last}** from PortOne into the book ({won}). It is recorded under your name, and payments in the book cannot be deleted.",
)
IMPORTED = Words(
    "포트원에서 결제 {n}건을 새로 가져왔습니다.", "{n} new payments came from PortOne."
)
STOPPED = Words(
    "포트원이 답하지 않아 {until}까지만 가져왔습니다. 가져온 {n}건은 장부에 있고, 다시 해도 두 번 들어가지 않습니다.",
    "PortOne stopped answering: only the days up to {until} were read. Their {n} payments are in the book; reading again does not double them.",
)
