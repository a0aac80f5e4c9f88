"""담당자: who may enter the desk, their roles, sessions and links; and the keys of programs."""

from billing_core.sign_in.api_keys import api_keys
from billing_core.sign_in.people import people
from dashboard.pages.people import words as w
from dashboard.pages.people.api_keys import api_key_part
from dashboard.pages.people.person_rows import add_button, person_row, show_link
from dashboard.parts import desk
from dashboard.parts.markup import heading
from dashboard.parts.only_administrators import only_administrators
from dashboard.parts.words import frame

heading(frame.PEOPLE(), w.NOTE(), desk.the_system().wall_clock.now())
only_administrators("people")
with desk.reading() as session:
    team = people(session, desk.the_system().wall_clock.now())
    keys = api_keys(session, desk.the_system().wall_clock.now())
add_button()
show_link()
for row in team:
    person_row(row)
api_key_part(keys)
