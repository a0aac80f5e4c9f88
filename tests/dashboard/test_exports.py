from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import httpx
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from billing_core.clock import HeldClock
from billing_core.models import AccessRow, Person
from billing_core.rules.access import AccessKind
from billing_core.sign_in.passwords import hashed
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.exports.export_rows import MadeFile, row_bar
from tests.dashboard.company import joins, live
from tests.dashboard.knocking import cookie
from tests.dashboard.signing_in import token_of
from tests.dashboard.visits import file_links, keys, press, shown, visit
from tests.parts.people import APPROVER
from tests.parts.world import World


def made(page: AppTest) -> list[MadeFile]:
    files: dict[object, MadeFile] = page.session_state["exports_made"]
    return list(files.values())


def content_of(kept: KeptFile) -> bytes:
    return b"".join(kept.pieces())


def test_nothing_is_made_until_somebody_asks(world: World) -> None:
    joins(world, hana="김하나")

    page = visit("exports")

    assert keys(page, "exports_download_") == []


def test_a_file_comes_with_its_rows_sum_moment_and_fingerprint(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")

    page = press(visit("exports"), "exports_make_paid_members")

    (file,) = made(page)
    told, content = file.facts, content_of(file.kept)
    assert told.name == "결제회원_2026-09.xlsx"
    assert (told.rows, told.total) == (2, 58_000)
    for words in ("결제회원_2026-09.xlsx", "58,000원", "2026-09-21 (월) 09:00"):
        assert words in shown(page)
    assert page.code[0].value == sha256(content).hexdigest()
    assert keys(page, "exports_download_") == ["exports_download_paid_members"]


def test_a_file_of_another_month_is_forgotten(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 31)
    page = press(visit("exports"), "exports_make_ledger")
    assert keys(page, "exports_download_") == ["exports_download_ledger"]

    page.selectbox(key="exports_month").set_value("2026-10").run()

    assert keys(page, "exports_download_") == []


def test_it_opens_on_the_month_that_is_over_and_keeps_the_zeros_of_a_number(
    world: World,
) -> None:
    joins(world, hana="김하나")
    live(world, 31)

    page = visit("exports")

    assert page.selectbox(key="exports_month").value == "2026-09"  # it is October
    assert page.segmented_control(key="exports_format").value == "xlsx"


def test_a_long_file_shows_how_far_it_is() -> None:
    heard: list[tuple[float, str]] = []

    def bar(share: float, words: str) -> None:
        heard.append((share, words))

    for rows in (20_000, None, 0):
        row_bar(bar, rows)(5_000)
    row_bar(bar, 4_000)(5_000)  # somebody paid since the rows were counted

    assert heard == [(0.25, "20,000행 중 5,000행"), (1.0, "5,000행 중 5,000행")]


def test_an_empty_book_has_nothing_to_export(world: World) -> None:
    assert "아직 내보낼 것이 없습니다" in shown(visit("exports"))


def test_the_same_file_as_csv_is_another_file(world: World) -> None:
    joins(world, hana="김하나")
    page = press(visit("exports"), "exports_make_ledger")

    page.segmented_control(key="exports_format").set_value("csv").run()
    assert keys(page, "exports_download_") == []

    page = press(page, "exports_make_ledger")
    (file,) = made(page)
    assert file.facts.name == "원장_2026-09.csv"
    assert content_of(file.kept).startswith(b"\xef\xbb\xbf")


def test_a_year_comes_in_one_zip_with_its_manifest(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    live(world, 31)

    page = press(visit("exports"), "exports_make_year")

    with ZipFile(BytesIO(content_of(page.session_state["exports_year_made"].kept))) as archive:
        names = archive.namelist()
    assert {"2026-09/결제회원_2026-09.xlsx", "목록.csv", "manifest.json"} <= set(names)
    manifest = page.dataframe[0].value.set_index("파일")
    assert manifest.loc["2026-09/결제회원_2026-09.xlsx"]["합계"] == 58_000
    assert manifest.loc["2026-10/결제회원_2026-10.xlsx"]["상태"] == "잠정"
    assert len(manifest) == len(names) - 2


def test_a_year_of_everybody_asks_for_the_password_again(world: World) -> None:
    joins(world, hana="김하나")
    with world.system.database.writing() as session:
        session.get_one(Person, APPROVER.number).password_hash = hashed("푸른 하늘 은하수 17")
    page = visit("exports", APPROVER)
    assert isinstance(world.system.wall_clock, HeldClock)
    world.system.wall_clock.set(world.system.wall_clock.now() + timedelta(minutes=16))

    page = press(page, "exports_make_year")
    assert "비밀번호를 한 번 더 확인합니다." in shown(page)
    assert "exports_year_made" not in page.session_state
    page.text_input(key="exports_year_password").set_value("푸른 하늘 은하수 17")
    page = press(page, "exports_make_year")

    assert page.session_state["exports_year_made"].files


def test_a_reason_buys_a_link_that_brings_the_very_file_of_the_manifest(
    world: World, address: str
) -> None:
    joins(world, hana="김하나")
    page = press(visit("exports", APPROVER), "exports_make_paid_members")
    download = "exports_download_paid_members"

    press(page, download)
    press(page, f"{download}_do")
    assert "사유를 적어 주세요." in shown(page)
    assert file_links(page) == []
    press(page, download)
    page.text_input(key=f"{download}_reason").set_value("9월 보고")
    press(page, f"{download}_do")

    assert "60초 안에 받아 주세요." in shown(page)
    (link,) = file_links(page)
    came = httpx.get(address + link, headers=cookie(address, token_of(world.system, APPROVER)))
    assert came.status_code == 200
    assert sha256(came.content).hexdigest() == page.code[0].value
    with world.system.database.reading() as session:
        (row,) = session.scalars(
            select(AccessRow).where(AccessRow.kind == AccessKind.DOWNLOADED)
        ).all()
    assert (row.subject, row.reason, row.detail["rows"]) == ("결제회원_2026-09.xlsx", "9월 보고", 1)


def test_the_link_to_a_year_asks_for_the_password_as_well(world: World) -> None:
    joins(world, hana="김하나")
    page = press(visit("exports", APPROVER), "exports_make_year")
    with world.system.database.writing() as session:
        session.get_one(Person, APPROVER.number).password_hash = hashed("푸른 하늘 은하수 17")
    assert isinstance(world.system.wall_clock, HeldClock)
    world.system.wall_clock.set(world.system.wall_clock.now() + timedelta(minutes=16))

    press(page, "exports_download_year")
    page.text_input(key="exports_download_year_reason").set_value("세무 조사")
    press(page, "exports_download_year_do")

    assert "비밀번호를 한 번 더 확인합니다." in shown(page)
    assert file_links(page) == []
    with world.system.database.reading() as session:
        refused = session.scalars(
            select(AccessRow).where(AccessRow.kind == AccessKind.ACT_REFUSED)
        ).one()
    assert (refused.actor, refused.detail) == (APPROVER.id, {"code": "password_needed"})
