"""권한 변경 승인: who is due or on hold, who is next, and what was decided."""

from billing_core.desk.downgrades import count_waiting, downgrades_waiting
from billing_core.desk.ending_soon import count_upcoming
from billing_core.rules.downgrade import DowngradeState
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.downgrade_due import beginning_of, due_rows, held_rows
from dashboard.pages.approvals.ending_and_decided import decided_rows, upcoming_table
from dashboard.parts import address, desk
from dashboard.parts.language import count
from dashboard.parts.markup import empty, heading
from dashboard.parts.words import frame

# Of a long list its beginning: whoever waits longest.
WAITING_ROWS, HELD_ROWS = 200, 50

at = desk.now()
with desk.reading() as session:
    due = count_waiting(session, DowngradeState.DUE)
    all_held = count_waiting(session, DowngradeState.HELD)
    held = downgrades_waiting(session, DowngradeState.HELD, HELD_ROWS)
    upcoming = count_upcoming(session)

heading(frame.APPROVALS(), w.NOTE(), at)
desk.say_only_looking()
labels = {
    "due": w.VIEW_DUE(n=count(due)),
    "held": w.VIEW_HELD(n=count(all_held)),
    "upcoming": w.VIEW_UPCOMING(n=count(upcoming)),
    "history": w.VIEW_HISTORY(),
}
view = address.choose_view(w.VIEW(), labels, key="approvals_view", first="due")
match view:
    case "held":
        held_rows(held, all_held, at)
        if not held:
            empty(w.NOTHING_HELD(), w.NOTHING_HELD_NEXT())
    case "upcoming":
        upcoming_table(upcoming, at)
    case "history":
        decided_rows(at)
    case _:
        with desk.reading() as session:
            waiting = downgrades_waiting(session, DowngradeState.DUE, WAITING_ROWS)
        beginning_of(due, len(waiting))
        due_rows(waiting, at, held=held)
        held_rows(held, all_held, at)
