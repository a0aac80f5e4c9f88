"""가져오기 with files in it, as somebody has chosen them."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from billing_core.rules.actor import Actor
from tests.dashboard.visits import shown, visit
from tests.parts.people import APPROVER

GOOD = """결제 내역 (2025년),,,,
거래번호,주문번호,회원번호,결제일시,결제금액
imp_1,order-1,hana,2025.1.3 오전 9:00,"29,000원"
imp_2,order-2,duri,2025-02-03 09:00,0
"""
BAD = GOOD + "imp_3,order-3,duri,2025-13-01,29000\nimp_4,order-4,duri,2025-02-03 09:00,$1\n"


def uploaded(text: str, who: Actor = APPROVER, name: str = "결제내역.csv") -> AppTest:
    """The page after somebody gave it a file that Korean Excel wrote."""
    return uploaded_together({name: text}, who)


def uploaded_together(files: dict[str, str], who: Actor = APPROVER) -> AppTest:
    page = visit("imports", who)
    given = [(name, text.encode("cp949"), "text/csv") for name, text in files.items()]
    return page.file_uploader[0].set_value(given).run()


def words(page: AppTest) -> str:
    return " ".join(shown(page).split())
