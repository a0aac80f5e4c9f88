"""Send a test message to oneself: is this way set up? Asked and answered while somebody waits."""

from billing_core.lifecycle.record_act import record_act
from billing_core.notices.channel import (
    AddressRefused,
    ChannelDown,
    Letter,
    OutcomeUnclear,
    TryLater,
)
from billing_core.notices.channels import member_channels, team_channel
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_administrator
from billing_core.rules.notice import NoticeChannel
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System
from billing_core.wording.team_notices import TEST, TEST_TITLE


def try_channel(system: System, kind: NoticeChannel, to: str, actor: Actor) -> None:
    """`to`: an own address or phone number, which is kept nowhere; of Slack it is not needed.

    Raises Refusal: "not_allowed", "test_failed".
    """
    require_administrator(actor, Guarded.TEST_NOTICES)
    channel = team_channel(system.settings, kind)
    for one in member_channels(system.settings, system.wall_clock):
        if one.kind is kind:
            channel = one
    now = system.clock.now()
    letter = Letter(
        number=f"test-{system.new_id()}",
        subject=TEST_TITLE,
        text=TEST,
        at=now,
        kind="test",
        app_id="test",
        email=to.strip() if "@" in to else "",
        phone="" if "@" in to else to.strip(),
    )
    if channel is None or not channel.reaches(letter):
        raise Refusal(RefusalCode.TEST_FAILED, why=kind)
    try:
        channel.send(letter)
    except (AddressRefused, TryLater, ChannelDown, OutcomeUnclear) as why:
        raise Refusal(RefusalCode.TEST_FAILED, why=str(why)) from why
    with system.database.writing() as session:
        record_act(
            session, Act.NOTICE_TESTED, at=now, actor=actor, member_id=None, channel=str(kind)
        )
