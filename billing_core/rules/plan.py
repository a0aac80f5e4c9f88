"""What can be subscribed to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """`price` whole won with VAT, for `months` at a time."""

    id: str
    name: str
    price: int
    months: int = 1

    def __post_init__(self) -> None:
        if not self.id or self.price <= 0 or self.months < 1:
            raise ValueError(f"not a plan that can be billed: {self!r}")
