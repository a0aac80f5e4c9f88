"""The job queue: work that is to be done once, by whichever worker claims it first."""

from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.models.claim import Claimable


class JobKind(StrEnum):
    CHARGE_NOW = "charge_now"  # subject: subscription
    BOOK_NEXT = "book_next"  # subject: subscription
    REVOKE = "revoke"  # subject: subscription
    RESOLVE = "resolve"  # subject: merchant_uid
    SWEEP = "sweep"  # subject: "-"
    ROUND = "round"  # subject: "-"
    RECOUNT = "recount"  # subject: "-"
    COMPARE = "compare"  # subject: "-"
    BOOKINGS = "bookings"  # subject: "-"
    TAKE_BACK = "take_back"  # subject: merchant_uid
    LIGHTS = "lights"  # subject: "-"
    SEAL = "seal"  # subject: "-"
    SHORTEN_ACCESS_LOG = "shorten_access_log"  # subject: "-"
    DISPOSE = "dispose"  # subject: the disposal's number
    WIPE = "wipe"  # subject: "-"
    TELL_ENDING = "tell_ending"  # subject: "-"
    BRIEF = "brief"  # subject: "-"
    ALERT = "alert"  # subject: "-"
    AFTER_RESTORE = "after_restore"  # subject: "-"
    DELETE_KEY = "delete_key"  # subject: customer_uid


class Job(Claimable, Base):
    """A job, one row per kind and subject. `asked` grows each time it is asked for again, so that
    a request which arrives while the job runs is not lost."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("kind", "subject", name="one_job_per_subject"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[JobKind] = mapped_column(Word(JobKind))
    subject: Mapped[str] = mapped_column(String(60))
    asked: Mapped[int] = mapped_column(default=1)
