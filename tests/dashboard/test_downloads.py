"""Files leave by one route alone, over real HTTP: who, when and how often; and no other way out."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from sqlalchemy import select

from billing_core.access_log.downloads import DownloadFacts, offer_download
from billing_core.clock import HeldClock
from billing_core.models import AccessRow
from billing_core.rules.access import AccessKind, DownloadKind
from billing_core.rules.actor import Actor, Role
from billing_core.rules.refusal import Refusal
from billing_core.sign_in.people import add_person, change_role
from billing_core.tokens import digest
from dashboard.gate.doors import CLIENT_HEADER
from dashboard.gate.kept_files import KeptFile, keep_offered
from tests.dashboard.knocking import PAGE, cookie
from tests.dashboard.signing_in import token_of
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World

DASHBOARD = Path(__file__).parents[2] / "dashboard"
TOKEN, OTHER_TOKEN = "t" * 43, "o" * 43
CONTENT = "﻿회원 ID,이름\r\nhana,김하나\r\n".encode()
NAME = "결제회원_2026-09.csv"


@pytest.fixture
def offered(world: World) -> KeptFile:
    """A file for the approver, who has just given the reason."""
    kept = KeptFile()
    kept.out.write(CONTENT)
    facts = DownloadFacts(
        DownloadKind.MONTHLY_FILE, NAME, "text/csv", 1, sha256(CONTENT).hexdigest()
    )
    with world.system.database.writing() as session:
        now = world.system.wall_clock.now()
        offer_download(session, digest(TOKEN), facts, actor=APPROVER, reason="9월 보고", now=now)
    keep_offered(digest(TOKEN), kept)
    return kept


def asks(
    world: World, address: str, who: Actor, token: str = TOKEN, method: str = "GET"
) -> httpx.Response:
    """With an address of its own making, which the gate takes away."""
    headers = cookie(address, token_of(world.system, who)) | {CLIENT_HEADER: "203.0.113.6"}
    return httpx.request(method, f"{address}/download/{token}", headers=headers)


def later(world: World, by: timedelta) -> None:
    assert isinstance(world.system.wall_clock, HeldClock)
    world.system.wall_clock.set(world.system.wall_clock.now() + by)


def log(world: World, kind: AccessKind) -> list[AccessRow]:
    with world.system.database.reading() as session:
        wanted = select(AccessRow).where(AccessRow.kind == kind).order_by(AccessRow.id)
        return list(session.scalars(wanted))


def test_the_person_gets_the_file_once_and_the_log_says_what_and_why(
    world: World, address: str, offered: KeptFile
) -> None:
    came = asks(world, address, APPROVER)

    assert (came.status_code, came.content) == (200, CONTENT)
    assert came.headers["cache-control"] == "no-store"
    assert came.headers["content-type"] == "text/csv"
    disposition = came.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="download.csv"; ')
    assert unquote(disposition.partition("filename*=UTF-8''")[2]) == NAME
    (row,) = log(world, AccessKind.DOWNLOADED)
    assert (row.actor, row.remote) == (APPROVER.id, "127.0.0.1")
    assert (row.subject, row.reason) == (NAME, "9월 보고")
    assert row.detail == {
        "file": "monthly_file",
        "rows": 1,
        "sha256": sha256(CONTENT).hexdigest(),
    }

    again = asks(world, address, APPROVER)
    assert again.status_code == 410
    assert "이미 받았거나 60초가 지난 주소입니다." in again.text
    assert len(log(world, AccessKind.DOWNLOADED)) == 1


def test_another_persons_click_gets_nothing_and_spends_nothing(
    world: World, address: str, offered: KeptFile
) -> None:
    for who in (VIEWER, ADMINISTRATOR):
        refused = asks(world, address, who)
        assert refused.status_code == 403
        assert "다른 담당자가 만든 내려받기 주소입니다." in refused.text
        assert "김하나" not in refused.text
    assert [(row.actor, row.detail["code"]) for row in log(world, AccessKind.ACT_REFUSED)] == [
        (VIEWER.id, "download_of_another"),
        (ADMINISTRATOR.id, "download_of_another"),
    ]
    assert asks(world, address, APPROVER).content == CONTENT


def test_without_a_session_it_leads_to_the_sign_in_page(
    world: World, address: str, visitor: httpx.Client, offered: KeptFile
) -> None:
    assert visitor.get(f"/download/{TOKEN}", headers=PAGE).status_code == 303
    assert visitor.get(f"/download/{TOKEN}").status_code == 401
    assert asks(world, address, APPROVER).content == CONTENT, "and nothing was spent"


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (60, 410), (-59, 200), (-61, 410)])
def test_after_a_minute_it_is_over(
    world: World, address: str, offered: KeptFile, seconds: int, status: int
) -> None:
    """Also for a clock that was set back."""
    later(world, timedelta(seconds=seconds))

    assert asks(world, address, APPROVER).status_code == status

    assert len(log(world, AccessKind.ACT_REFUSED)) == (status == 410)
    assert len(log(world, AccessKind.DOWNLOADED)) == (status == 200)


def test_an_invented_address_is_refused_and_in_the_log(
    world: World, address: str, offered: KeptFile
) -> None:
    refused = asks(world, address, APPROVER, OTHER_TOKEN)
    assert (refused.status_code, refused.headers["cache-control"]) == (410, "no-store")
    (row,) = log(world, AccessKind.ACT_REFUSED)
    assert (row.actor, row.subject, row.detail) == (
        APPROVER.id,
        "download",
        {"code": "download_over"},
    )
    assert OTHER_TOKEN not in str(vars(row))


def test_looking_spends_nothing(world: World, address: str, offered: KeptFile) -> None:
    assert asks(world, address, APPROVER, method="HEAD").status_code == 405
    assert asks(world, address, APPROVER).content == CONTENT


def test_a_file_that_went_with_its_page_says_so(
    world: World, address: str, offered: KeptFile
) -> None:
    keep_offered(digest(TOKEN), KeptFile())  # nobody holds this one

    gone = asks(world, address, APPROVER)

    assert gone.status_code == 410
    assert "파일을 다시 만들어 주세요." in gone.text
    assert not log(world, AccessKind.DOWNLOADED), "what did not leave is not said to have left"


@pytest.mark.parametrize("kind", [DownloadKind.ACCESS_LOG, DownloadKind.MEMBER_DATA])
def test_who_is_no_administrator_any_more_takes_no_file_of_theirs(
    world: World, address: str, kind: DownloadKind
) -> None:
    facts = DownloadFacts(kind, "접속기록.csv", "text/csv", 1, "")
    now, kept = world.system.wall_clock.now(), KeptFile()
    with pytest.raises(Refusal, match="not_allowed"), world.system.database.writing() as session:
        offer_download(session, "k", facts, actor=APPROVER, reason="점검", now=now)
    with world.system.database.writing() as session:
        second = add_person(
            session, "hana", "김하나", Role.ADMINISTRATOR, actor=ADMINISTRATOR, now=now
        )
        key = digest(TOKEN)
        offer_download(session, key, facts, actor=second.actor, reason="점검", now=now)
    keep_offered(key, kept)
    with world.system.database.writing() as session:
        change_role(session, second.id, Role.APPROVER, actor=ADMINISTRATOR, now=now)

    assert asks(world, address, second.actor).status_code == 403

    assert not log(world, AccessKind.DOWNLOADED)
    assert log(world, AccessKind.ACT_REFUSED)[-1].detail == {"code": "not_allowed"}


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_there_is_no_address(world: World, reason: str) -> None:
    facts = DownloadFacts(DownloadKind.MONTHLY_FILE, NAME, "text/csv", 1, "")
    now = world.system.wall_clock.now()
    with (
        pytest.raises(Refusal, match="no_reason"),
        world.system.database.writing() as session,
    ):
        offer_download(session, "k", facts, actor=APPROVER, reason=reason, now=now)


def test_what_is_kept_is_on_the_disk_and_gone_with_its_owner() -> None:
    kept = KeptFile()
    kept.out.write("일시".encode())
    out = kept.out

    assert b"".join(kept.pieces()) == b"".join(kept.pieces()) == "일시".encode()
    assert (kept.size, kept.sha256()) == (6, sha256("일시".encode()).hexdigest())
    del kept
    assert out.closed


def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in DASHBOARD.rglob("*.py"))


def test_no_page_lets_a_file_out_by_another_way() -> None:
    """Streamlit's button serves its bytes to whoever has the address; a table's and a chart's own
    buttons ask for no reason."""
    text = source()
    assert not re.search(r"\bst\.download_button\b|\.download_button\(", text)
    assert not re.search(r"\bst\.(audio|video|pdf|image)\(", text), "served at /media/, too"
    charts = re.findall(r"st\.plotly_chart\((?:[^()]|\([^()]*\))*\)", text)
    assert charts
    assert [chart for chart in charts if "config=" not in chart] == []
    style = (DASHBOARD / "frame" / "theme.css").read_text(encoding="utf-8")
    assert re.search(
        r'\[data-testid="stElementToolbar"\],[^{}]*\{ display: none !important; \}', style
    )
