"""보관과 삭제: what was kept long enough, its approval, and deleting a member's data on request."""

from billing_core.forgetting.due import disposal_list
from dashboard.pages.retention import words as w
from dashboard.pages.retention.deleting import deleting_section
from dashboard.pages.retention.due_list import disposals, due_section, past_section
from dashboard.parts import desk
from dashboard.parts.markup import heading
from dashboard.parts.only_administrators import only_administrators
from dashboard.parts.words import frame

at = desk.now()
heading(frame.RETENTION(), w.NOTE(), at)
only_administrators("retention")
periods = desk.the_system().settings.keep_periods
with desk.reading() as session:
    due, past = disposal_list(session, periods, at), disposals(session)
due_section(due, periods)
deleting_section()
past_section(past)
