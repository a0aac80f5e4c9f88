"""Supply price and value-added tax (공급가액 · 부가세) of an amount that contains the tax.

The tax is 10 % of the supply price, so a taxed amount contains 1/11 of tax. Neither the law
nor the gateway's document says what happens to a fraction of a won; invoices in Korea drop
it from the tax (원 미만 절사), and so do we: the tax is rounded towards zero, and the supply
price is whatever is left. So the two always add up to the amount, and a refund of the whole
is the exact mirror of its payment.

Each ledger line is split by itself. Parts of one payment refunded in several goes may
therefore differ from the split of their sum by less than one won per line.
"""

from dataclasses import dataclass

ELEVEN = 11  # ten parts supply, one part tax


@dataclass(frozen=True)
class VatSplit:
    """Whole won; both negative for a refund. `supply + vat` is the amount."""

    supply: int
    vat: int


def split_vat(amount: int) -> VatSplit:
    """`amount` in whole won, tax included: 29,000 → 26,364 + 2,636."""
    tax = abs(amount) // ELEVEN
    vat = tax if amount >= 0 else -tax
    return VatSplit(amount - vat, vat)
