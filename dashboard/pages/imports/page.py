"""가져오기: the company's own history, from its files or from the gateway's books."""

from billing_core.desk.imported_files import imported_files
from dashboard.pages.imports import words as w
from dashboard.pages.imports.import_files import import_files_section
from dashboard.pages.imports.import_gateway import import_gateway_section
from dashboard.pages.imports.imported_list import MOST, imported_list
from dashboard.parts import acting, address, desk
from dashboard.parts.markup import heading
from dashboard.parts.words import frame

with desk.reading() as session:
    past = imported_files(session, MOST + 1)
heading(frame.IMPORTS(), w.NOTE(), desk.now())
desk.say_only_looking()
sources = {code: words() for code, words in w.SOURCES.items()}
chosen = address.choose_view(w.FROM(), sources, key="imports_from", first="files")
if chosen == "gateway":
    import_gateway_section()
else:
    import_files_section()
acting.told_at("imports")
imported_list(past)
