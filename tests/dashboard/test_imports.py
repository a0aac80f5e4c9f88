from __future__ import annotations

from streamlit.testing.v1 import AppTest

from billing_core.models import ImportBatch, LedgerEntry
from billing_core.rules.actor import Actor
from tests.dashboard.visits import keys, press, shown, visit
from tests.parts.world import APPROVER, VIEWER, World

GOOD = """결제 내역 (2025년),,,,
거래번호,주문번호,회원번호,결제일시,결제금액
imp_1,order-1,hana,2025.1.3 오전 9:00,"29,000원"
imp_2,order-2,duri,2025-02-03 09:00,0
"""
BAD = GOOD + "imp_3,order-3,duri,2025-13-01,29000\nimp_4,order-4,duri,2025-02-03 09:00,-1\n"


def uploaded(text: str, who: Actor = APPROVER, name: str = "결제내역.csv") -> AppTest:
    """The page after somebody gave it a file that Korean Excel wrote."""
    page = visit("imports", who)
    return page.file_uploader[0].set_value((name, text.encode("cp949"), "text/csv")).run()


def words(page: AppTest) -> str:
    return " ".join(shown(page).split())


def test_a_file_is_shown_as_it_was_understood_before_anything_happens(world: World) -> None:
    page = uploaded(GOOD)

    assert "CP949(한글 엑셀)로 읽었고, 2행이 머리글입니다." in words(page)
    assert list(page.dataframe[0].value["회원번호"]) == ["hana", "duri"]
    chosen = {box.label: box.value for box in page.selectbox}
    assert chosen["거래번호(imp_uid) *"] == "거래번호"
    assert chosen["금액 *"] == "결제금액"
    assert not world.rows(LedgerEntry)


def test_a_trial_lists_every_row_it_would_refuse_and_offers_no_import(world: World) -> None:
    page = press(uploaded(BAD), "imports_try")

    assert "고쳐야 할 행 2개" in words(page)
    refused = page.dataframe[-1].value
    assert list(refused["행"]) == [5, 6]
    assert "음수" in refused["이유"][1]
    assert "imports_import" not in keys(page, "imports_")
    assert not world.rows(LedgerEntry)


def test_an_approver_imports_what_was_tried_and_it_is_recorded(world: World) -> None:
    page = press(uploaded(GOOD), "imports_try")
    assert "읽은 행 2 새로 들어갈 행 2" in words(page)

    page = press(page, "imports_import")

    assert "결제내역.csv에서 2행을 가져왔습니다." in words(page)
    (entry,) = world.rows(LedgerEntry)
    assert (entry.member_id, entry.amount, entry.source) == ("hana", 29_000, "import")
    (batch,) = world.rows(ImportBatch)
    assert batch.imported_by == APPROVER.name
    assert list(page.dataframe[-1].value["누가"]) == [APPROVER.name]


def test_the_same_file_again_brings_nothing_new(world: World) -> None:
    press(press(uploaded(GOOD), "imports_try"), "imports_import")

    page = press(uploaded(GOOD), "imports_try")

    assert "새로 가져올 것이 없습니다" in words(page)
    assert "imports_import" not in keys(page, "imports_")


def test_a_column_of_another_name_is_matched_by_hand(world: World) -> None:
    page = uploaded(GOOD.replace("결제금액", "받은 돈"))
    assert page.selectbox(key=column(page, "amount")).value == ""
    page = press(page, "imports_try")
    assert "열이 없습니다: amount" in page.dataframe[-1].value["이유"][0]

    page.selectbox(key=column(page, "amount")).set_value("받은 돈")
    page = press(page, "imports_try")

    assert "새로 들어갈 행 2" in words(page)


def column(page: AppTest, ours: str) -> str:
    (key,) = [
        str(box.key) for box in page.selectbox if str(box.key).startswith(f"imports_column_{ours}_")
    ]
    return key


def test_somebody_who_may_only_look_may_try_but_not_import(world: World) -> None:
    page = press(uploaded(GOOD, VIEWER), "imports_try")
    assert "새로 들어갈 행 2" in words(page)

    page = press(page, "imports_import")

    assert not world.rows(LedgerEntry)


def test_what_is_not_a_table_is_refused_in_a_sentence(world: World) -> None:
    page = visit("imports", APPROVER)
    broken = ("내역.xlsx", b"PK\x03\x04 not a workbook", "application/zip")

    page = page.file_uploader[0].set_value(broken).run()

    assert "이 파일은 읽을 수 없습니다" in words(page)
    assert page.dataframe[0].value["이유"][0]
