"""Who acts. Hiding a button is not authorisation: every step asks here."""

from dataclasses import dataclass
from enum import StrEnum

from billing_core.rules.refusal import Refusal, RefusalCode


class Role(StrEnum):
    VIEWER = "viewer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"  # of people; may do what an approver may
    TERMINAL = "terminal"  # whoever has the machine itself
    MEMBER = "member"  # through the company's app
    SYSTEM = "system"


class ActorKind(StrEnum):
    PERSON = "person"  # of the team
    MEMBER = "member"
    TERMINAL = "terminal"
    SYSTEM = "system"


_KINDS = {
    Role.MEMBER: ActorKind.MEMBER,
    Role.TERMINAL: ActorKind.TERMINAL,
    Role.SYSTEM: ActorKind.SYSTEM,
}


@dataclass(frozen=True)
class Actor:
    """`name` as the team reads it; of a member it is empty, for what they do names them. A name
    is never an identity: a person and a member are known by their number."""

    name: str
    role: Role
    number: int | None = None  # of a person or a member

    @property
    def kind(self) -> ActorKind:
        return _KINDS.get(self.role, ActorKind.PERSON)

    @property
    def may_approve(self) -> bool:
        return self.role in (Role.APPROVER, Role.ADMINISTRATOR)

    @property
    def id(self) -> str:
        """Among those of its kind."""
        return self.name if self.number is None else str(self.number)


SYSTEM = Actor("시스템", Role.SYSTEM)


def member_acting(number: int) -> Actor:
    """A member, on their own account."""
    return Actor("", Role.MEMBER, number)


def terminal_user(name: str) -> Actor:
    """Whoever types a command on the machine, by the name they have there."""
    return Actor(name, Role.TERMINAL)


class Guarded(StrEnum):
    """What not everybody may do. What each is called, `wording.guarded` says."""

    CLOSE_MONTH = "close_month"
    REFUND = "refund"
    APPROVE_DOWNGRADE = "approve_downgrade"
    RECORD_REFUND = "record_refund"
    HOLD_DOWNGRADE = "hold_downgrade"
    RELEASE_DOWNGRADE = "release_downgrade"
    ANSWER_SAME_PAYMENT = "answer_same_payment"
    CLOSE_FINDING = "close_finding"
    RECORD_TRANSFER = "record_transfer"
    REVERSE_RECORD = "reverse_record"
    REPLAY_EVENT = "replay_event"
    END_ACCESS = "end_access"
    EXTEND_ACCESS = "extend_access"
    RETRY_CHARGE = "retry_charge"
    DECIDE_PAYMENT = "decide_payment"
    CURE_FINDING = "cure_finding"
    DELETE_KEY = "delete_key"
    UNDO_DOWNGRADE = "undo_downgrade"
    ACCEPT_PAYMENT = "accept_payment"
    READ_GATEWAY = "read_gateway"
    IMPORT_HISTORY = "import_history"
    WITHDRAW_CANCELLATION = "withdraw_cancellation"
    REQUEST_CANCELLATION = "request_cancellation"
    MANAGE_PEOPLE = "manage_people"
    READ_ACCESS_LOG = "read_access_log"
    REVIEW_ACCESS = "review_access"
    EXPORT_MEMBERS = "export_members"
    MANAGE_API_KEYS = "manage_api_keys"
    FORGET_MEMBER = "forget_member"
    TAKE_OUT_DATA = "take_out_data"
    APPROVE_DISPOSAL = "approve_disposal"
    BEGIN_SEAL_CHAIN = "begin_seal_chain"
    SEND_MEMBER_LINK = "send_member_link"
    CERTIFY_CANCELLATION = "certify_cancellation"
    CLAIM_REFUND = "claim_refund"
    DECIDE_REFUND_CLAIM = "decide_refund_claim"
    RECORD_COMPLAINT = "record_complaint"
    CHANGE_NOTICE_TEXT = "change_notice_text"
    MARK_TOLD = "mark_told"
    SEND_NOTICE_AGAIN = "send_notice_again"
    TEST_NOTICES = "test_notices"


def refuse_viewer(actor: Actor, act: Guarded) -> None:
    """For what a member may do, and the team on a member's behalf. Raises Refusal("not_allowed")."""
    if actor.role is Role.VIEWER:
        require_approver(actor, act)


def require_approver_unless_member(actor: Actor, act: Guarded) -> None:
    """For what a member may do on their own account, and the team for them only with the right to
    approve. Raises Refusal("not_allowed")."""
    if actor.role is not Role.MEMBER:
        require_approver(actor, act)


def require_approver(actor: Actor, act: Guarded) -> None:
    """Raises Refusal("not_allowed")."""
    if not actor.may_approve:
        raise Refusal(RefusalCode.NOT_ALLOWED, act=act, actor=actor.name)


def require_may_export(actor: Actor) -> None:
    """For every file with members' data: it shows them whole, and has left the desk. Raises
    Refusal("not_allowed")."""
    if not actor.may_approve and actor.role is not Role.TERMINAL:
        raise Refusal(RefusalCode.NOT_ALLOWED, act=Guarded.EXPORT_MEMBERS, actor=actor.name)


def require_administrator(actor: Actor, act: Guarded) -> None:
    """Or whoever has the machine. Raises Refusal("not_allowed")."""
    if actor.role not in (Role.ADMINISTRATOR, Role.TERMINAL):
        raise Refusal(RefusalCode.NOT_ALLOWED, act=act, actor=actor.name)
