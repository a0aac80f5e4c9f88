"""접속기록: who saw or took whose data, and the monthly review with its signature."""

from dashboard.pages.access import words as w
from dashboard.pages.access.access_list import access_list
from dashboard.pages.access.month_reviews import month_reviews
from dashboard.parts import address, desk
from dashboard.parts.markup import heading
from dashboard.parts.only_administrators import only_administrators
from dashboard.parts.words import frame

system = desk.the_system()
heading(frame.ACCESS(), w.NOTE(), system.wall_clock.now())
only_administrators("access")
views = {"rows": w.ROWS(), "reviews": w.REVIEWS()}
view = address.choose_view(w.VIEW(), views, key="access_view", first="rows")
if view == "reviews":
    month_reviews(system)
else:
    access_list(system)
