"""The kinds of history files and the columns of their plain form."""

from enum import StrEnum


class FileKind(StrEnum):
    """The kinds in the order they are imported: a payment may be of a member of the first file."""

    MEMBERS = "members"
    CARDS = "cards"
    PAYMENTS = "payments"
    CANCELLATIONS = "cancellations"

    @property
    def needed(self) -> tuple[str, ...]:
        return _NEEDED[self]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns: the needed ones, the first of which is the row's own number, and those that
        may be left out."""
        return self.needed + _MAY_BE_LEFT_OUT.get(self, ())

    @property
    def instants(self) -> tuple[str, ...]:
        """The columns of days and times, which may stand in two columns of theirs."""
        return tuple(column for column in self.columns if column.endswith("_at"))

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns of free text and of cards: neither ids, nor times, nor money."""
        others = (*_NUMBERS, *_MONEY, *self.instants)
        return tuple(column for column in self.columns if column not in others)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns of ids that somebody's system gave."""
        return tuple(column for column in self.columns if column in _NUMBERS)


_NEEDED = {
    FileKind.MEMBERS: ("member_id", "name", "joined_at"),
    FileKind.CARDS: ("customer_uid", "member_id"),
    FileKind.PAYMENTS: ("imp_uid", "merchant_uid", "member_id", "paid_at", "amount"),
    FileKind.CANCELLATIONS: ("cancellation_id", "member_id", "requested_at", "reason"),
}
_MAY_BE_LEFT_OUT = {
    FileKind.CARDS: ("card_name", "card_number"),
    FileKind.PAYMENTS: (
        "card_name",
        "apply_num",
        "receipt_url",
        "refund_of",
        "refunded",
        "refunded_at",
    ),
}
_MONEY = ("amount", "refunded")
_NUMBERS = (
    "member_id",
    "customer_uid",
    "imp_uid",
    "merchant_uid",
    "apply_num",
    "refund_of",
    "cancellation_id",
)
