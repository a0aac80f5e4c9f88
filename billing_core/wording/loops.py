"""The loops in the background: what each does, and what to do when it stands still, (ko, en)."""

from collections.abc import Mapping
from datetime import datetime

from billing_core.rules.loop import LoopName, StandingLoop, Stillness
from billing_core.wording.languages import KOREAN

LOOPS: Mapping[LoopName, tuple[str, str]] = {
    LoopName.WORK: (
        "결제와 예약, 포트원 알림 처리",
        "charges, bookings and PortOne's notices",
    ),
    LoopName.READINGS: ("포트원 내역 대조와 점검", "reading PortOne's books, and the checks"),
    LoopName.DELIVERY: ("회사 앱에 권한 변경 전달", "telling the app of access changes"),
    LoopName.NOTICES: ("회원 고지와 담당자 알림", "notices to members and the team"),
}
STANDING: Mapping[Stillness, tuple[str, str]] = {
    Stillness.GONE: (
        "‘{loop}’ 작업에서 소식이 없습니다. 서버의 디스크에 빈 공간이 있는지, 프로그램이 "
        "켜져 있는지 담당 개발자에게 확인해 달라고 해 주세요.",
        "Nothing is heard from ‘{loop}’. Ask your engineer whether the server's disk has room and "
        "the program is running.",
    ),
    Stillness.STUCK: (
        "‘{loop}’ 작업이 {minutes:,}분째 나아가지 않습니다. 담당 개발자에게 data/logs/sidecar.log를 보고 "
        "프로그램을 다시 시작해 달라고 해 주세요. 다시 시작해도 두 번 결제되지 않습니다.",
        "‘{loop}’ has not moved for {minutes:,} minutes. Ask your engineer to look into "
        "data/logs/sidecar.log and to start the program again; nothing is charged twice by that.",
    ),
}


def loop_said(standing: StandingLoop, now: datetime, language: int = KOREAN) -> str:
    """One sentence: which loop stands still, and what to do."""
    since = standing.since or now
    return STANDING[standing.stillness][language].format(
        loop=LOOPS[standing.loop][language], minutes=int((now - since).total_seconds() // 60)
    )
