"""현황: today's work first, then this month's numbers, then the months before."""

from billing_core.desk.findings import open_findings
from billing_core.desk.loops import loops_now
from billing_core.desk.set_up import set_up
from billing_core.desk.todays_work import todays_work
from billing_core.desk.waiting import waiting
from billing_core.numbers.days_read import unread_in_months
from billing_core.numbers.month_to_date import month_to_date
from billing_core.numbers.overview import first_and_last_month, monthly_overview
from billing_core.numbers.why_moved import why_moved
from dashboard.pages.today import words as today
from dashboard.pages.today.month_chart import growth_and_revenue, month_chart, month_table
from dashboard.pages.today.month_numbers import month_numbers, month_people_if_asked
from dashboard.pages.today.work_list import set_up_list, work_list
from dashboard.parts import chart_links, chart_months, desk
from dashboard.parts.alarms import say_loops_standing
from dashboard.parts.chart_first import first_chart_stands
from dashboard.parts.findings.finding_rows import open_problems
from dashboard.parts.markup import heading
from dashboard.parts.unread_days import unread_note
from dashboard.parts.words import frame

chart_links.open_what_was_clicked()
at = desk.as_of()
with desk.reading() as session:
    work, problems = waiting(session), open_findings(session, at.now)
    numbers = month_to_date(session, at)
    why, left = why_moved(session, numbers, at), todays_work(session, work, at)
    begun = set_up(session, work)
    months = chart_months.shown_months(first_and_last_month(session), at)
    rows = monthly_overview(session, months[0], months[-1], at) if months else []
    unread = unread_in_months(session, months, at.now)
    loops = loops_now(session, desk.real_now())

heading(frame.TODAY(), today.NOTE(), at.now)
say_loops_standing(loops)
unread_note(unread, at.now)
if not begun.done:
    set_up_list(begun)
if begun.members or left.left:
    work_list(left, at.now)
open_problems(problems, work, at.now)
month_numbers(numbers, why)
month_chart(rows, at)
if rows and first_chart_stands():
    growth_and_revenue(rows, at)
    month_table(rows)
month_people_if_asked()
