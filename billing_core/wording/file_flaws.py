"""Why a cell or a row of a history file is refused, by code, each (ko, en).

The blanks are the facts of the flaw. What concerns a file as a whole, or its mapping, stands in
`flaws_of_files`.
"""

from collections.abc import Mapping
from datetime import datetime

from billing_core.rules.calendar import KST
from billing_core.rules.file_flaw import (
    BadRow,
    FileFlaw,
    FileFlawCode,
    FlawFact,
    GivenBack,
    Listed,
    Origin,
)
from billing_core.rules.file_form import FileForm
from billing_core.wording.flaws_of_files import BY_YEAR, OF_FILES
from billing_core.wording.languages import KOREAN

Said = tuple[str, str]
_AS_TEXT: Said = (
    "엑셀에서 그 열의 셀 서식을 텍스트로 바꾸고 원래 프로그램에서 다시 내려받아 주세요",
    "Make the column text in Excel and export it again from the program it came from",
)
_BY_TRANSFER: Said = (
    "계좌 이체로 돌려준 돈이면 이 환불을 빼고 가져온 뒤 회원 화면의 ‘환불 직접 기록’에 적어 주세요",
    "if it went back by transfer, import without it and record it on the member's page",
)
OF_CELLS: Mapping[FileFlawCode, Said] = {
    FileFlawCode.EMPTY: ("비어 있습니다", "is empty"),
    FileFlawCode.NOT_AN_ID: (
        "영문·숫자 1~{longest}자여야 합니다",
        "must be 1 to {longest} letters and digits",
    ),
    FileFlawCode.CARD_NUMBER: ("카드번호로 보여 ID로 쓸 수 없습니다", "looks like a card number"),
    FileFlawCode.TOO_LONG: (
        "보이는 글자 {longest}자까지입니다",
        "may have {longest} characters that can be seen",
    ),
    FileFlawCode.MEMBER_ID: (
        "회원 ID는 보이는 글자 1~{longest}자여야 합니다. 회원 ID를 확인해 주세요.",
        "a member id is 1 to {longest} characters that can be seen",
    ),
    FileFlawCode.REASON_TOO_LONG: (
        "{longest}자까지 쓸 수 있습니다",
        "may have {longest} characters",
    ),
    FileFlawCode.NOTHING_SEEN: (
        "보이지 않는 글자뿐입니다",
        "has nothing that can be seen",
    ),
    FileFlawCode.UNSEEN_LETTERS: (
        "보이지 않는 글자가 섞여 있습니다. 지워 주세요",
        "has letters that nobody sees; delete them",
    ),
    FileFlawCode.NOT_WHOLE_WON: ("원 단위 정수여야 합니다", "must be whole won"),
    FileFlawCode.OTHER_MONEY: (
        "다른 나라 돈입니다. 원 단위 정수여야 합니다",
        "is other money: must be whole won",
    ),
    FileFlawCode.TOO_MUCH_WON: ("금액이 너무 큽니다", "the amount is too large"),
    FileFlawCode.REFUND_OF_ZERO: ("환불한 금액이 0원입니다", "the refund is of zero won"),
    FileFlawCode.EXPONENT: (
        f"엑셀이 지수로 바꾼 번호입니다. {_AS_TEXT[0]}",
        f"is a number that Excel wrote with an exponent. {_AS_TEXT[1]}",
    ),
    FileFlawCode.FRACTION: (
        f"엑셀이 소수로 바꾼 번호입니다. {_AS_TEXT[0]}",
        f"is a number that Excel made a fraction. {_AS_TEXT[1]}",
    ),
    FileFlawCode.DIGITS_LOST: (
        f"엑셀은 15자리까지만 기억합니다. {_AS_TEXT[0]}",
        f"is longer than the 15 digits that Excel remembers. {_AS_TEXT[1]}",
    ),
    FileFlawCode.GROUPED: (
        f"천 단위 쉼표가 든 번호입니다. {_AS_TEXT[0]}",
        f"is a number with commas of thousands. {_AS_TEXT[1]}",
    ),
    FileFlawCode.COLUMN_TOO_NARROW: (
        "엑셀 칸이 좁아 ####로 저장된 값입니다. 열을 넓히고 다시 저장해 주세요",
        "was saved as #### because Excel's column was too narrow. Widen it and save it again",
    ),
    FileFlawCode.ERROR_CELL: (
        "엑셀 오류값 {error}입니다. 엑셀에서 그 칸을 고치고 다시 저장해 주세요",
        "is Excel's error {error}. Mend the cell in Excel and save it again",
    ),
    FileFlawCode.NO_MOMENT: (
        "날짜와 시각으로 읽을 수 없습니다",
        "cannot be read as a date and time",
    ),
    FileFlawCode.NO_SUCH_MOMENT: (
        "달력에 없는 날짜나 시각이라서 읽을 수 없습니다",
        "there is no such day or time",
    ),
    FileFlawCode.NUMBER_OF_A_DAY: (
        "엑셀의 날짜 번호라서 읽을 수 없습니다. 엑셀에서 셀 서식을 날짜로 바꿔 저장해 주세요",
        "is Excel's number of a date. Format the cells as dates in Excel and save it again",
    ),
    FileFlawCode.NUMBER_OF_A_TIME: (
        "엑셀의 시각 번호라서 읽을 수 없습니다. 엑셀에서 셀 서식을 시간으로 바꿔 저장해 주세요",
        "is Excel's number of a time. Format the cells as times in Excel and save it again",
    ),
    FileFlawCode.ZEROS_LOST: (
        "앞의 0이 지워진 시각일 수 있어 읽을 수 없습니다. 09:05:00처럼 쌍점을 넣거나 "
        "090500처럼 여섯 자리로 적어 주세요",
        "may be a time whose leading zeros were lost. Write it with colons like 09:05:00, or in "
        "six digits like 090500",
    ),
    FileFlawCode.NO_ZONE: (
        "시간대가 없습니다. 2025-01-31T23:59:59+09:00처럼 적거나 매핑에 time_zone을 적어 주세요",
        "has no time zone: write it like 2025-01-31T23:59:59+09:00, or give time_zone in the mapping",
    ),
    FileFlawCode.UNKNOWN_ZONE: (
        "모르는 시간대입니다: {zone}. UTC, KST, Asia/Seoul, +09:00처럼 적어 주세요",
        "has an unknown time zone, {zone}: write it like UTC, KST, Asia/Seoul or +09:00",
    ),
    FileFlawCode.TOO_EARLY: (
        "1980년보다 앞섭니다. 연도를 확인해 주세요",
        "lies before 1980; check the year",
    ),
    FileFlawCode.IN_FUTURE: ("지금보다 나중입니다", "lies in the future"),
}
OF_ROWS: Mapping[FileFlawCode, Said] = {
    FileFlawCode.CELLS: (
        "칸이 {cells}개인데 머리글은 {named}개입니다",
        "{cells} cells under a heading of {named}",
    ),
    FileFlawCode.CELL_TOO_LONG: (
        "'{column}' 칸이 너무 깁니다({longest:,}자까지). 줄이거나, 필요 없는 열이면 지우고 다시 가져와 주세요",
        "The cell of '{column}' is too long (up to {longest:,} letters). Shorten it, or delete the "
        "column if it is not needed, and import the file again",
    ),
    FileFlawCode.TOTALS: (
        "합계 행으로 보입니다. 파일에서 지우고 다시 가져와 주세요",
        "This looks like a row of totals. Delete it from the file and import it again",
    ),
    FileFlawCode.SAYS_OTHERWISE: (
        "{number}: 이미 다른 내용으로 들어 있습니다({where})",
        "{number}: is there already and says something else ({where})",
    ),
    FileFlawCode.SAYS_OTHERWISE_OF_PAYMENT: (
        "{number}: 이미 다른 내용으로 들어 있습니다({where}): 장부에는 {known}, 파일에는 {said}",
        "{number}: is there already and says something else ({where}): {known} in the book, "
        "{said} in the file",
    ),
    FileFlawCode.ALIKE_MEMBERS: (
        "회원 ID {given}는 {known}와 눈으로 구별되지 않습니다. 같은 회원이면 매핑의 same_members에, "
        "다른 회원이면 other_members에 적어 주세요",
        "The member ids {given} and {known} cannot be told apart by looking. Name them in the "
        "mapping's same_members if they are one member, in other_members if they are two",
    ),
    FileFlawCode.ALIKE_BUT_ZEROS: (
        "회원 ID {given}는 {known}와 앞의 0만 다릅니다. 엑셀이 0을 지운 같은 회원이면 매핑의 "
        "same_members에, 다른 회원이면 other_members에 적어 주세요",
        "The member ids {given} and {known} differ by their zeros alone. Name them in the mapping's "
        "same_members if Excel took the zeros of one member, in other_members if they are two",
    ),
    FileFlawCode.REFUND_WITHOUT_PAYMENT: (
        "환불한 결제를 찾지 못했습니다({payment}). 그 결제가 든 파일을 함께 올리거나 먼저 가져와 주세요",
        "The payment that was refunded is not there ({payment}). Upload its file too, or import it first",
    ),
    FileFlawCode.REFUND_OF_SEVERAL: (
        "같은 주문번호의 결제가 여럿이라 어느 결제의 환불인지 알 수 없습니다({payment}). "
        "원래 결제의 거래번호가 든 열을 refund_of에 맞춰 주세요",
        "Several payments have this order number ({payment}), and it may be a refund of any. Match "
        "the column with the refunded payment's number to refund_of",
    ),
    FileFlawCode.REFUND_OF_ANOTHER: (
        "다른 회원의 결제를 환불한 행입니다({payment})",
        "A refund of another member's payment ({payment})",
    ),
    FileFlawCode.REFUND_TWICE: (
        "같은 결제의 같은 시각, 같은 금액 환불이 두 번 적혀 있습니다. 한 번의 환불이면 한 행을 "
        "지우고, 두 번이면 시각을 초까지 적어 주세요",
        "The same refund of the same payment stands here twice. If it is one, delete a row; if it "
        "is two, write their times to the second",
    ),
    FileFlawCode.REFUND_TOO_EARLY: (
        "환불이 결제보다 앞섭니다. 두 날짜를 확인해 주세요",
        "The refund is earlier than its payment. Check both days",
    ),
    FileFlawCode.REFUND_TOO_MUCH: (
        "환불의 합이 결제한 {won:,}원보다 큽니다. 금액을 확인해 주세요",
        "More is refunded than the {won:,} won that were paid. Check the amounts",
    ),
    FileFlawCode.REFUND_UNKNOWN_TO_GATEWAY: (
        "포트원에는 이 결제의 환불이 없으니, 포트원에서 환불했다면 내역 대조가 끝난 뒤 다시 "
        f"가져오고, {_BY_TRANSFER[0]}",
        "PortOne has no refund of this payment. If it was refunded there, import again after the "
        f"next sweep; {_BY_TRANSFER[1]}",
    ),
    FileFlawCode.REFUND_OTHER_THAN_GATEWAY: (
        "포트원에 있는 이 결제의 환불({told})과 다르니, 파일의 날짜와 금액을 확인하고, "
        f"{_BY_TRANSFER[0]}",
        "differs from the refund that PortOne has of this payment ({told}). Check the file's day "
        f"and won; {_BY_TRANSFER[1]}",
    ),
    FileFlawCode.REFUND_OTHER_THAN_FILE: (
        "앞서 가져온 이 결제의 환불({told})과 다르니, 맞는 날짜와 금액을 확인하고, 따로 한 번 더 "
        "환불한 것이면 환불만 한 행으로 적어 주세요",
        "differs from the refund of this payment that was imported before ({told}). Check the right "
        "day and won; if it is one more refund, give it a row of its own",
    ),
    FileFlawCode.TOO_MANY_COLUMNS: (
        "열이 {columns:,}개입니다({most:,}개까지 읽습니다). 필요 없는 열을 지우고 다시 가져와 주세요",
        "{columns:,} columns, of which {most:,} at most are read. Delete those that are not needed "
        "and import the file again",
    ),
    FileFlawCode.TOO_MANY_ROWS: (
        f"한 파일에서 {{most:,}}행까지 읽습니다. {BY_YEAR[0]}",
        f"At most {{most:,}} rows of a file are read. {BY_YEAR[1]}",
    ),
    FileFlawCode.NOT_CSV: (
        'CSV로 읽을 수 없는 행입니다. 따옴표(")가 제자리에서 닫히지 않았거나 한 칸이 너무 깁니다',
        'cannot be read as CSV: a quotation mark (") is not closed where it should be, or a cell '
        "is too long",
    ),
}
FILE_FLAWS: Mapping[FileFlawCode, Said] = {**OF_CELLS, **OF_ROWS, **OF_FILES}
FOUND: Said = ("(받은 값 {found})", " (found {found})")
FORMS: Mapping[FileForm, Said] = {
    FileForm.UTF_8: ("UTF-8", "UTF-8"),
    FileForm.UTF_8_MARKED: ("UTF-8(BOM)", "UTF-8(BOM)"),
    FileForm.UTF_16: ("UTF-16(엑셀 유니코드 텍스트)", "UTF-16 (Unicode text of Excel)"),
    FileForm.CP949: ("CP949(한글 엑셀)", "CP949 (Korean Excel)"),
    FileForm.EXCEL: ("엑셀", "Excel"),
}
GATEWAY: Said = ("포트원", "PortOne")
LINE: Said = ("{line}행", "line {line}")
LINE_OF_FILE: Said = ("{file} {line}행", "{file}, line {line}")
WON: Said = ("{won:,}원", "{won:,} won")
NAMED_AT_MOST = 5  # refunds; more of them are not named


def flaw_said(flaw: FileFlaw, language: int = KOREAN) -> str:
    """The sentence of a flaw, with what was found behind it."""
    facts = {name: _fact_said(fact, language) for name, fact in flaw.facts.items()}
    found = FOUND[language].format(found=flaw.found) if flaw.found else ""
    return FILE_FLAWS[flaw.code][language].format(**facts) + found


def bad_row_said(row: BadRow, language: int = KOREAN) -> str:
    """The reason of a bad row alone, under the file's own name of the column."""
    said = flaw_said(row.flaw, language)
    return f"{row.column}: {said}" if row.column else said


def bad_row_of_file_said(row: BadRow, language: int = KOREAN) -> str:
    """The reason of a bad row, with where it stands."""
    place = origin_said(Origin(row.file_name, row.line), language)
    return f"{place}: {bad_row_said(row, language)}"


def origin_said(place: Origin, language: int = KOREAN) -> str:
    if not place.line:
        return place.file or GATEWAY[language]
    words = LINE_OF_FILE if place.file else LINE
    return words[language].format(file=place.file, line=place.line)


def _fact_said(fact: FlawFact, language: int) -> str | int:
    if isinstance(fact, Origin):
        return origin_said(fact, language)
    if not isinstance(fact, tuple):
        return fact
    refunds = [each for each in fact if isinstance(each, GivenBack)]
    named = fact[:NAMED_AT_MOST] if refunds else fact
    said = ", ".join(_listed_said(each, language) for each in named)
    return f"{said}, …" if len(named) < len(fact) else said


def _listed_said(listed: Listed, language: int) -> str:
    match listed:
        case GivenBack():
            won = WON[language].format(won=listed.won)
            return f"{listed.at.astimezone(KST):%Y-%m-%d} {won}"
        case datetime():
            return f"{listed.astimezone(KST):%Y-%m-%d %H:%M:%S}"
        case int():
            return WON[language].format(won=listed)
        case _:
            return listed
