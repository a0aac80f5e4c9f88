"""고지: members who were not told, what was sent, the texts, and the ways they go."""

from billing_core.desk.waiting import waiting
from dashboard.pages.notices import words as w
from dashboard.pages.notices.notice_rows import mailbox, told_rows, untold_rows
from dashboard.pages.notices.ways_and_texts import text_editor, ways
from dashboard.parts import address, desk
from dashboard.parts.language import count
from dashboard.parts.markup import heading
from dashboard.parts.words import frame

heading(frame.NOTICES(), w.NOTE(), desk.now())
with desk.reading() as session:
    untold = waiting(session).untold
labels = {
    "untold": w.UNTOLD(n=count(untold)),
    "told": w.TOLD(),
    "texts": w.TEXTS(),
    "ways": w.WAYS(),
    **({"mailbox": w.MAILBOX()} if desk.the_system().settings.demo else {}),
}
view = address.choose_view(w.VIEW(), labels, key="notices_view", first="untold")
match view:
    case "told":
        told_rows()
    case "texts":
        text_editor()
    case "ways":
        ways()
    case "mailbox":
        mailbox()
    case _:
        untold_rows()
