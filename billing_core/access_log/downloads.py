"""Downloads: a reason buys a person one address, which works once within a minute for them alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from billing_core.access_log.note_access import note_access
from billing_core.lifecycle.record_act import require_working
from billing_core.models import Download
from billing_core.rules.access import DOWNLOAD_LASTS, AccessKind, DownloadKind
from billing_core.rules.actor import (
    Actor,
    Guarded,
    require_administrator,
    require_may_export,
)
from billing_core.rules.refusal import Refusal, RefusalCode

OF_ADMINISTRATORS = {
    DownloadKind.ACCESS_LOG: Guarded.READ_ACCESS_LOG,
    DownloadKind.MEMBER_DATA: Guarded.TAKE_OUT_DATA,
}
_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class DownloadFacts:
    """What the file is: its rows without the heading, its fingerprint."""

    kind: DownloadKind
    file_name: str
    media_type: str
    rows: int
    sha256: str


def offer_download(
    session: Session, key: str, file: DownloadFacts, *, actor: Actor, reason: str, now: datetime
) -> None:
    """`key` is the digest of the token in the address; `now` is of the real clock, here and below.

    Raises Refusal: "not_signed_in", "not_allowed", "no_reason".
    """
    require_working(session, actor)
    _require_may_take(actor, file.kind)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON)
    session.execute(delete(Download).where(Download.made_at < now - _KEPT_FOR))
    session.add(
        Download(
            token_hash=key,
            person_id=actor.number,
            kind=file.kind,
            file_name=file.file_name,
            media_type=file.media_type,
            rows=file.rows,
            sha256=file.sha256,
            reason=_kept(reason, file.kind),
            made_at=now,
        )
    )


def spend_download(
    session: Session, key: str, *, actor: Actor, now: datetime, remote: str
) -> Download:
    """The address is spent and the log says so, in one transaction, before the first byte leaves.
    Nobody else's click spends it.

    Raises Refusal: "not_signed_in", "not_allowed", "download_of_another", "download_over".
    """
    found = session.get(Download, key)
    if found is not None and found.person_id != actor.number:
        raise Refusal(RefusalCode.DOWNLOAD_OF_ANOTHER)
    require_working(session, actor)
    require_may_export(actor)
    if found is None:
        raise Refusal(RefusalCode.DOWNLOAD_OVER)
    _require_may_take(actor, found.kind)
    spent = session.scalar(
        update(Download)
        .where(
            Download.token_hash == key,
            Download.spent_at.is_(None),
            Download.made_at > now - DOWNLOAD_LASTS,
            Download.made_at < now + DOWNLOAD_LASTS,  # or a clock was set back
        )
        .values(spent_at=now)
        .returning(Download.token_hash)
    )
    if spent is None:
        raise Refusal(RefusalCode.DOWNLOAD_OVER)
    note_access(
        session,
        AccessKind.DOWNLOADED,
        at=now,
        actor=actor,
        remote=remote,
        subject=found.file_name,
        reason=found.reason,
        file=str(found.kind),
        rows=found.rows,
        sha256=found.sha256,
    )
    return found


def _kept(reason: str, kind: DownloadKind) -> str:
    """What is typed about one member stands in the audit log alone, where it can be taken out again
    with the member: a row of the access log is never changed."""
    of_one_member = kind in (DownloadKind.MEMBER_DATA, DownloadKind.CERTIFICATE)
    return str(kind) if of_one_member else reason.strip()


def _require_may_take(actor: Actor, kind: DownloadKind) -> None:
    """Who made it may have another role when the file leaves."""
    if kind in OF_ADMINISTRATORS:
        require_administrator(actor, OF_ADMINISTRATORS[kind])
    else:
        require_may_export(actor)
