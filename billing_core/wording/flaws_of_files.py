"""Why a history file or its mapping cannot be used at all, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.file_flaw import FileFlawCode

BY_YEAR = (
    "연도별로 나누어 저장하고 하나씩 가져와 주세요",
    "Save it in parts, one a year, and import them one by one",
)
OF_FILES: Mapping[FileFlawCode, tuple[str, str]] = {
    FileFlawCode.NOT_OPENED: (
        "파일을 열 수 없습니다. 경로와 권한을 확인해 주세요({error})",
        "The file cannot be opened. Check the path and your permission ({error})",
    ),
    FileFlawCode.TOO_LARGE: (
        f"{{most}}MB보다 큰 파일입니다. {BY_YEAR[0]}",
        f"The file is larger than {{most}} MB. {BY_YEAR[1]}",
    ),
    FileFlawCode.UNPACKED_TOO_LARGE: (
        "압축을 풀면 너무 큰 엑셀 파일입니다({most}MB, {parts:,}개까지). "
        "그림과 필요 없는 시트를 지우고 연도별로 나누어 저장하거나 CSV로 저장해 주세요",
        "This Excel file is too large once unpacked (up to {most} MB and {parts:,} parts). Delete "
        "pictures and sheets that are not needed and save it in parts, one a year, or save it as CSV",
    ),
    FileFlawCode.TOO_MUCH_TEXT: (
        "긴 글이 너무 많은 시트입니다. 필요 없는 열을 지우고 다시 저장하거나 CSV로 저장해 주세요",
        "The sheet has too many long texts. Delete the columns that are not needed and save it "
        "again, or save it as CSV",
    ),
    FileFlawCode.EMPTY_FILE: ("빈 파일입니다", "The file is empty"),
    FileFlawCode.EMPTY_SHEET: (
        "빈 시트입니다(있는 시트: {sheets})",
        "The sheet is empty (there are: {sheets})",
    ),
    FileFlawCode.NO_SUCH_SHEET: (
        "'{sheet}' 시트가 없습니다(있는 시트: {sheets})",
        "There is no sheet '{sheet}' (there are: {sheets})",
    ),
    FileFlawCode.COLUMNS_MISSING: (
        "열이 없습니다: {columns}(필요한 열: {needed})",
        "Missing columns: {columns} (needed: {needed})",
    ),
    FileFlawCode.COLUMNS_MISSING_IN_SHEET: (
        "열이 없습니다: {columns}(필요한 열: {needed}, 있는 시트: {sheets})",
        "Missing columns: {columns} (needed: {needed}; the sheets are: {sheets})",
    ),
    FileFlawCode.COLUMNS_MISSING_OR_SEPARATOR: (
        "열이 없습니다: {columns}(필요한 열: {needed}). "
        "칸을 나누는 글자는 쉼표(,), 탭, 세미콜론(;), 세로줄(|, ¦), 물결(~), ^만 알아봅니다",
        "Missing columns: {columns} (needed: {needed}). Only commas (,), tabs, semicolons (;), "
        "upright lines (|, ¦), tildes (~) and ^ are known as separators",
    ),
    FileFlawCode.COLUMNS_TWICE: (
        "열이 두 번 있습니다: {columns}(필요한 열: {needed})",
        "Columns that are there twice: {columns} (needed: {needed})",
    ),
    FileFlawCode.COLUMNS_TWICE_IN_SHEET: (
        "열이 두 번 있습니다: {columns}(필요한 열: {needed}, 있는 시트: {sheets})",
        "Columns that are there twice: {columns} (needed: {needed}; the sheets are: {sheets})",
    ),
    FileFlawCode.CHOOSE_ROWS: (
        "어느 행이 결제인지 고르기 전에는 가져올 수 없습니다. 상태로 보이는 열: {columns}. "
        "결제인 값을 --only '열=값'이나 매핑의 only에 적고, 모두 결제라면 --every-row나 "
        "every_row = true로 적어 주세요",
        "It cannot be imported before you choose which rows are payments. Columns that look like "
        "states: {columns}. Name the values that are payments with --only 'column=value' or the "
        "mapping's only; if every row is one, say --every-row or every_row = true",
    ),
    FileFlawCode.OLD_EXCEL: (
        "옛 형식의 엑셀 파일(.xls)입니다. 엑셀에서 열어 'Excel 통합 문서(.xlsx)'로 다시 저장해 주세요",
        "This is an Excel file of the old kind (.xls). Open it in Excel and save it as 'Excel "
        "Workbook (.xlsx)'",
    ),
    FileFlawCode.LOCKED_EXCEL: (
        "암호가 걸린 엑셀 파일입니다. 암호를 풀고 다시 저장해 주세요",
        "This Excel file has a password. Take it off and save it again",
    ),
    FileFlawCode.BROKEN_EXCEL: (
        "엑셀 파일로 읽을 수 없습니다: 깨졌거나 엑셀 파일이 아닙니다. "
        "엑셀에서 열어 'Excel 통합 문서(.xlsx)'로 다시 저장해 주세요",
        "Cannot be read as an Excel file: it is broken, or none. Open it in Excel and save it as "
        "'Excel Workbook (.xlsx)'",
    ),
    FileFlawCode.BROKEN_LETTERS: (
        "이 행이나 그 아래의 글자가 깨져 있습니다. 파일이 중간에 잘렸을 수 있습니다. "
        "원래 프로그램에서 다시 저장해 주세요",
        "The letters of this row or below it are broken; the file may have been cut off. Save it "
        "again from the program it came from",
    ),
    FileFlawCode.OTHER_ENCODING: (
        "파일의 다른 행과 다른 방식(UTF-8과 CP949)으로 저장된 행입니다. "
        "엑셀에서 글자를 확인하고 'CSV UTF-8(쉼표로 분리)'로 다시 저장해 주세요",
        "Stored in another way than the rest (UTF-8 and CP949). Check the letters in Excel and "
        "save it as 'CSV UTF-8 (comma delimited)'",
    ),
    FileFlawCode.CUT_OFF: (
        "파일이 중간에 끊겼습니다: 마지막 글자가 온전하지 않습니다. "
        "원래 프로그램에서 다시 내려받아 주세요",
        "The file was cut off: its last letter is not whole. Export it again from the program it "
        "came from",
    ),
    FileFlawCode.CUT_OFF_EXCEL: (
        "파일이 중간에 끊겼습니다: 엑셀 파일의 뒷부분이 없습니다. 원래 프로그램에서 다시 내려받아 주세요",
        "The file was cut off: the end of the Excel file is missing. Export it again from the "
        "program it came from",
    ),
    FileFlawCode.FAR_CELL: (
        "{cell} 칸까지 쓰인 시트라서 읽을 수 없습니다. "
        "멀리 떨어진 칸을 지우고 다시 저장하거나 CSV로 저장해 주세요",
        "The sheet reaches as far as {cell} and cannot be read. Clear the cells that lie far away "
        "and save it again, or save it as CSV",
    ),
    FileFlawCode.WEB_PAGE: (
        "엑셀 파일이 아니라 웹 페이지(HTML, XML)로 저장된 파일입니다. "
        "엑셀에서 열어 'Excel 통합 문서(.xlsx)'로 다시 저장해 주세요",
        "This is a web page (HTML, XML) and not an Excel file. Open it in Excel and save it as "
        "'Excel Workbook (.xlsx)'",
    ),
    FileFlawCode.NO_TEXT: (
        "CSV도 엑셀 파일도 아니거나 알 수 없는 방식으로 저장된 파일입니다. "
        "엑셀에서 열어 'CSV UTF-8(쉼표로 분리)'로 다시 저장해 주세요",
        "This is neither CSV nor an Excel file, or is stored in an unknown way. Open it in Excel "
        "and save it as 'CSV UTF-8 (comma delimited)'",
    ),
    FileFlawCode.MAPPING_NOT_UTF_8: (
        "UTF-8로 저장된 파일이 아닙니다",
        "The file is not saved as UTF-8",
    ),
    FileFlawCode.MAPPING_NOT_TOML: (
        "TOML로 읽을 수 없습니다({error})",
        "It cannot be read as TOML ({error})",
    ),
    FileFlawCode.MAPPING_UNKNOWN: (
        "모르는 항목입니다: {names}",
        "Entries that mean nothing: {names}",
    ),
    FileFlawCode.MAPPING_UNKNOWN_OF_KIND: (
        "[{kind}]에서 모르는 항목입니다: {names}",
        "Entries of [{kind}] that mean nothing: {names}",
    ),
    FileFlawCode.MAPPING_NOT_OUR_COLUMN: (
        "[{kind}.columns]에 우리 열이 아닌 이름: {names}",
        "Names in [{kind}.columns] that are no columns of ours: {names}",
    ),
    FileFlawCode.MAPPING_NOT_TWO_COLUMNS: (
        "{column}: 날짜와 시각의 두 열만 이을 수 있습니다",
        "{column}: only the two columns of a day and a time can be joined",
    ),
    FileFlawCode.MAPPING_NOT_YES_OR_NO: (
        "{name}은 true나 false여야 합니다",
        "{name} must be true or false",
    ),
    FileFlawCode.MAPPING_UNKNOWN_ZONE: (
        "모르는 시간대입니다: {zone}(예: Asia/Seoul)",
        "{zone} is no time zone (one is Asia/Seoul)",
    ),
    FileFlawCode.MAPPING_NO_TABLE: ("[{name}]은 표여야 합니다", "[{name}] must be a table"),
    FileFlawCode.MAPPING_NO_TEXT: (
        "{name}은 따옴표 안의 글자여야 합니다",
        "{name} must be text in quotation marks",
    ),
    FileFlawCode.MAPPING_NO_LIST: (
        '{name}은 ["…", "…"] 꼴이어야 합니다',
        '{name} must be like ["…", "…"]',
    ),
}
