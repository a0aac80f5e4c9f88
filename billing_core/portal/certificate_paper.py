"""The confirmation of a cancellation drawn as one page of PDF, the same bytes for the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from billing_core.portal.printed import day_said
from billing_core.rules.calendar import kst_instant
from billing_core.rules.company import Company
from billing_core.wording.languages import ENGLISH
from billing_core.wording.member_pages import FRAME

if TYPE_CHECKING:
    from fpdf import FPDF

_FONT = Path(__file__).parent / "fonts" / "SlipGothic.ttf"
_LETTERS = "slip"
_MARGIN, _LABEL, _LINE = 22, 38, 8  # millimetres
_INK, _QUIET, _RULE = (28, 36, 48), (86, 96, 112), (213, 220, 229)
_NOT_IN_FONT = "○"


@dataclass(frozen=True)
class PaperLine:
    label: str
    text: str


def certificate_paper(
    words: Mapping[str, str],
    lines: Sequence[PaperLine],
    *,
    number: str,
    address: str,
    company: Company,
    issued: date,
    place: int,
) -> bytes:
    pdf = _blank(words["HEADING"], company, issued, place)
    _heading(pdf, words["HEADING"])
    for line in lines:
        _row(pdf, line)
    pdf.ln(10)
    _row(pdf, PaperLine(words["ISSUED"], day_said(issued, place)))
    _row(pdf, PaperLine(words["NUMBER"], number))
    pdf.ln(6)
    _small(pdf, words["VERIFY"])
    _small(pdf, address)
    pdf.ln(14)
    _company(pdf, company, place)
    return bytes(pdf.output())


def _blank(title: str, company: Company, issued: date, place: int) -> FPDF:
    from fpdf import FPDF  # most of a second to load, and most processes never draw one

    pdf = FPDF(format="A4")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, _MARGIN)
    pdf.add_font(_LETTERS, fname=_FONT)
    pdf.set_title(title)
    pdf.set_lang("en" if place == ENGLISH else "ko")
    pdf.set_creator(_drawable(pdf, company.name))
    pdf.set_creation_date(kst_instant(issued))
    pdf.add_page()
    return pdf


def _heading(pdf: FPDF, text: str) -> None:
    pdf.set_y(34)
    pdf.set_font(_LETTERS, size=24)
    pdf.set_text_color(*_INK)
    pdf.multi_cell(0, 12, text, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(14)


def _row(pdf: FPDF, line: PaperLine) -> None:
    """A label and its text, which may take several lines, above a thin rule."""
    top = pdf.get_y()
    pdf.set_font(_LETTERS, size=11)
    pdf.set_text_color(*_QUIET)
    pdf.cell(_LABEL, _LINE, line.label)
    pdf.set_text_color(*_INK)
    pdf.set_xy(_MARGIN + _LABEL, top)
    pdf.multi_cell(0, _LINE, _drawable(pdf, line.text), align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_draw_color(*_RULE)
    below = pdf.get_y() + 1.5
    pdf.line(_MARGIN, below, pdf.w - _MARGIN, below)
    pdf.set_y(below + 1.5)


def _small(pdf: FPDF, text: str) -> None:
    pdf.set_font(_LETTERS, size=9)
    pdf.set_text_color(*_QUIET)
    pdf.multi_cell(0, 5.5, _drawable(pdf, text), align="L", new_x="LMARGIN", new_y="NEXT")


def _company(pdf: FPDF, company: Company, place: int) -> None:
    """Who confirms it; what is not known is left out."""
    if company.name:
        pdf.set_font(_LETTERS, size=15)
        pdf.set_text_color(*_INK)
        pdf.multi_cell(0, 9, _drawable(pdf, company.name), align="C", new_x="LMARGIN", new_y="NEXT")
    told = (
        ("REPRESENTATIVE", company.representative),
        ("REGISTRATION", company.registration_number),
        ("MAIL_ORDER", company.mail_order_number),
        ("PHONE", company.phone),
    )
    known = [f"{FRAME[word][place]} {text}" for word, text in told if text]
    for line in (" · ".join(known), company.address, company.email):
        if line:
            pdf.set_font(_LETTERS, size=9)
            pdf.set_text_color(*_QUIET)
            pdf.multi_cell(0, 5.5, _drawable(pdf, line), align="C", new_x="LMARGIN", new_y="NEXT")


def _drawable(pdf: FPDF, text: str) -> str:
    """A letter that the font lacks is a ring, not a hole."""
    from fpdf.fonts import TTFFont

    font = pdf.fonts[_LETTERS]
    known = font.cmap if isinstance(font, TTFFont) else {}
    return "".join(sign if ord(sign) in known else _NOT_IN_FONT for sign in text)
