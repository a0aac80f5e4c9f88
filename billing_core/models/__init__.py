"""What is remembered: SQLAlchemy tables, one concept per file."""

from billing_core.models.access import AccessReview, AccessRow, Download
from billing_core.models.api_key import ApiKey
from billing_core.models.audit import AuditRow
from billing_core.models.backup import BackupMade, Restoration
from billing_core.models.base import Base
from billing_core.models.cancellation import Cancellation
from billing_core.models.card import Card
from billing_core.models.charge import Charge
from billing_core.models.checkout import Checkout
from billing_core.models.cohort import CohortMember, CohortMonth
from billing_core.models.complaint import Complaint
from billing_core.models.consent import Consent, ConsentText
from billing_core.models.cycle_day import CycleDay, OpenRefusal
from billing_core.models.day_read import DayRead
from billing_core.models.demo_clock import DemoClockRow
from billing_core.models.disposal import Disposal
from billing_core.models.downgrade import Downgrade
from billing_core.models.finding import Finding
from billing_core.models.gateway_state import GatewayState
from billing_core.models.heartbeat import Heartbeat
from billing_core.models.idempotent_request import IdempotentRequest
from billing_core.models.import_batch import ImportBatch
from billing_core.models.inbox_event import InboxEvent, InboxState
from billing_core.models.job import Job, JobKind
from billing_core.models.kept_light import KeptLight
from billing_core.models.ledger import EntryKind, LedgerEntry, gives_back, standing_payment
from billing_core.models.member import Member
from billing_core.models.member_contact import MemberContact
from billing_core.models.member_link import MemberLink, MemberSession
from billing_core.models.member_month import MemberMonth
from billing_core.models.member_notice import MemberNotice
from billing_core.models.member_stay import MemberStay, StayChange, StayTurn
from billing_core.models.month_close import ClosedMember, MonthClose, MonthCorrection
from billing_core.models.month_total import MonthTotal
from billing_core.models.movement_month import MovementMonth, OpenEnd
from billing_core.models.notice_text import NoticeText
from billing_core.models.outbox_message import OutboxMessage
from billing_core.models.payment import PaymentRecord
from billing_core.models.payment_name import NameKind, PaymentName
from billing_core.models.permission_change import PermissionChange
from billing_core.models.person import (
    CompanyAccount,
    CompanyJourney,
    HalfSignIn,
    KnownBrowser,
    PasswordTries,
    Person,
    PersonSession,
    RecoveryCode,
    SignInLink,
    TotpSecret,
)
from billing_core.models.refund_claim import RefundClaim
from billing_core.models.refund_request import RefundRequest
from billing_core.models.request_month import RequestMonth
from billing_core.models.roll_up_state import RollUpState
from billing_core.models.seal import Seal, SealState
from billing_core.models.subscription import Subscription
from billing_core.models.sweep import Sweep
from billing_core.models.team_notice import TeamNotice
from billing_core.models.unreadable_row import UnreadableRow

__all__ = [
    "AccessReview",
    "AccessRow",
    "ApiKey",
    "AuditRow",
    "BackupMade",
    "Base",
    "Cancellation",
    "Card",
    "Charge",
    "Checkout",
    "ClosedMember",
    "CohortMember",
    "CohortMonth",
    "CompanyAccount",
    "CompanyJourney",
    "Complaint",
    "Consent",
    "ConsentText",
    "CycleDay",
    "DayRead",
    "DemoClockRow",
    "Disposal",
    "Downgrade",
    "Download",
    "EntryKind",
    "Finding",
    "GatewayState",
    "HalfSignIn",
    "Heartbeat",
    "IdempotentRequest",
    "ImportBatch",
    "InboxEvent",
    "InboxState",
    "Job",
    "JobKind",
    "KeptLight",
    "KnownBrowser",
    "LedgerEntry",
    "Member",
    "MemberContact",
    "MemberLink",
    "MemberMonth",
    "MemberNotice",
    "MemberSession",
    "MemberStay",
    "MonthClose",
    "MonthCorrection",
    "MonthTotal",
    "MovementMonth",
    "NameKind",
    "NoticeText",
    "OpenEnd",
    "OpenRefusal",
    "OutboxMessage",
    "PasswordTries",
    "PaymentName",
    "PaymentRecord",
    "PermissionChange",
    "Person",
    "PersonSession",
    "RecoveryCode",
    "RefundClaim",
    "RefundRequest",
    "RequestMonth",
    "Restoration",
    "RollUpState",
    "Seal",
    "SealState",
    "SignInLink",
    "StayChange",
    "StayTurn",
    "Subscription",
    "Sweep",
    "TeamNotice",
    "TotpSecret",
    "UnreadableRow",
    "gives_back",
    "standing_payment",
]
