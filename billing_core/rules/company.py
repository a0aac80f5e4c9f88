"""The company that sells: what the law wants on every page where somebody buys."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Company:
    """All texts as they are printed; an empty one is left out."""

    name: str = ""
    representative: str = ""
    registration_number: str = ""  # 사업자등록번호
    mail_order_number: str = ""  # 통신판매업 신고번호
    address: str = ""
    phone: str = ""
    email: str = ""
    terms_url: str = ""  # the company's own terms, https://
