"""A member asks what the book holds of them: an administrator takes it out and hands it over."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

import httpx

from billing_core.models import AccessRow
from billing_core.rules.access import AccessKind
from tests.dashboard.company import joins
from tests.dashboard.knocking import cookie
from tests.dashboard.signing_in import token_of
from tests.dashboard.visits import file_links, keys, press, shown, visit
from tests.parts.members import number_in
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.parts.world import World

BUTTON = "members_data_out"


def test_an_administrator_takes_out_all_of_one_member_and_nothing_of_another(
    world: World, address: str
) -> None:
    joins(world, hana="김하나", duri="이두리")
    with world.system.database.reading() as session:
        number = number_in(session, "hana")
    page = press(visit("members", ADMINISTRATOR, number=str(number)), BUTTON)
    press(page, f"{BUTTON}_do")
    assert "사유를 적어 주세요." in shown(page)

    press(page, BUTTON)
    page.text_input(key=f"{BUTTON}_reason").set_value("김하나 님 본인 요청")
    press(page, f"{BUTTON}_do")

    (link,) = file_links(page)
    with world.system.database.reading() as session:
        page.query_params["number"] = str(number_in(session, "duri"))
    assert file_links(page.run()) == [], "what was taken out of one is not handed to another"
    came = httpx.get(address + link, headers=cookie(address, token_of(world.system, ADMINISTRATOR)))
    with ZipFile(BytesIO(came.content)) as packed:
        files = {name: packed.read(name).decode() for name in packed.namelist()}
    assert set(files) == {f"member-{number}.json", f"member-{number}.html"}
    assert json.loads(files[f"member-{number}.json"])["member_id"] == "hana"
    rows = world.rows(AccessRow, AccessRow.kind == AccessKind.DOWNLOADED)
    assert {row.reason for row in rows} == {"member_data"}, "a row cannot forget what was typed"
    assert all("김하나" in said and "이두리" not in said for said in files.values())


def test_nobody_else_is_offered_it(world: World) -> None:
    joins(world, hana="김하나")
    with world.system.database.reading() as session:
        number = number_in(session, "hana")
    assert keys(visit("members", APPROVER, number=str(number)), BUTTON) == []
