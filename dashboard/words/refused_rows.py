"""Why a row of a history file is refused. The core says it in Korean, with what it found filled
in; here is what each sentence is in English. `{name}` stands for what is filled in."""

REFUSED_EN = {
    # One cell
    "비어 있습니다": "is empty",
    "영문·숫자 1~{n}자여야 합니다": "must be 1 to {n} letters and digits",
    "보이는 글자 {n}자까지입니다": "may have {n} characters that can be seen",
    "회원 ID는 보이는 글자 1~{n}자여야 합니다. 회원 ID를 확인해 주세요.": "a member id is 1 to {n} characters that can be seen",
    "400자까지 쓸 수 있습니다": "may have 400 characters",
    "금액이 음수입니다": "the amount is negative",
    "원 단위 정수여야 합니다": "must be whole won",
    "금액이 너무 큽니다": "the amount is too large",
    "날짜와 시각으로 읽을 수 없습니다": "cannot be read as a date and time",
    "달력에 없는 날짜나 시각이라서 읽을 수 없습니다": "there is no such day or time",
    "엑셀의 날짜 번호라서 읽을 수 없습니다. 엑셀에서 셀 서식을 날짜로 바꿔 저장해 주세요": "is Excel's number of a date. Format the cells as dates in Excel and save it again",
    "1980년보다 앞섭니다. 연도를 확인해 주세요": "lies before 1980; check the year",
    "지금보다 나중입니다": "lies in the future",
    "시간대가 없습니다. 2025-01-31T23:59:59+09:00처럼 적거나 매핑에 time_zone을 적어 주세요": "has no time zone: write it like 2025-01-31T23:59:59+09:00, or give time_zone in the mapping",
    # One row
    "칸이 {n}개인데 머리글은 {named}개입니다": "{n} cells under a heading of {named}",
    "이미 다른 내용으로 들어 있습니다({where}): 장부에는 {known}, 파일에는 {said}": "is there already and says something else ({where}): {known} in the book, {said} in the file",
    "이미 다른 내용으로 들어 있습니다({where})": "is there already and says something else ({where})",
    "합계 행으로 보입니다. 파일에서 지우고 다시 가져와 주세요": "This looks like a row of totals. Delete it from the file and import it again",
    'CSV로 읽을 수 없는 행입니다. 따옴표(")가 제자리에서 닫히지 않았거나 한 칸이 너무 깁니다': 'cannot be read as CSV: a quotation mark (") is not closed where it should be, or a cell is too long',
    "이 행이나 그 아래의 글자가 깨져 있습니다. 파일이 중간에 잘렸을 수 있습니다. 원래 프로그램에서 다시 저장해 주세요": "The letters of this row or below it are broken; the file may have been cut off. Save it again from the program it came from",
    "파일의 다른 행과 다른 방식(UTF-8과 CP949)으로 저장된 행입니다. 엑셀에서 글자를 확인하고 'CSV UTF-8(쉼표로 분리)'로 다시 저장해 주세요": "Stored in another way than the rest (UTF-8 and CP949). Check the letters in Excel and save it as 'CSV UTF-8 (comma delimited)'",
    # The file itself
    "빈 파일입니다": "The file is empty",
    "열이 없습니다: {columns}(필요한 열: {needed}, 있는 시트: {sheets})": "Missing columns: {columns} (needed: {needed}; the sheets are: {sheets})",
    "열이 두 번 있습니다: {columns}(필요한 열: {needed}, 있는 시트: {sheets})": "Columns that are there twice: {columns} (needed: {needed}; the sheets are: {sheets})",
    "열이 없습니다: {columns}(필요한 열: {needed})": "Missing columns: {columns} (needed: {needed})",
    "열이 두 번 있습니다: {columns}(필요한 열: {needed})": "Columns that are there twice: {columns} (needed: {needed})",
    "'{sheet}' 시트가 없습니다(있는 시트: {sheets})": "There is no sheet '{sheet}' (there are: {sheets})",
    "빈 시트입니다(있는 시트: {sheets})": "The sheet is empty (there are: {sheets})",
    "옛 형식의 엑셀 파일(.xls)입니다. 엑셀에서 열어 'Excel 통합 문서(.xlsx)'로 다시 저장해 주세요": "This is an Excel file of the old kind (.xls). Open it in Excel and save it as 'Excel Workbook (.xlsx)'",
    "암호가 걸린 엑셀 파일입니다. 암호를 풀고 다시 저장해 주세요": "This Excel file has a password. Take it off and save it again",
    "엑셀 파일로 읽을 수 없습니다: 깨졌거나 엑셀 파일이 아닙니다. 엑셀에서 열어 'Excel 통합 문서(.xlsx)'로 다시 저장해 주세요": "Cannot be read as an Excel file: it is broken, or none. Open it in Excel and save it as 'Excel Workbook (.xlsx)'",
    "{cell} 칸까지 쓰인 시트라서 읽을 수 없습니다. 멀리 떨어진 칸을 지우고 다시 저장하거나 CSV로 저장해 주세요": "The sheet reaches as far as {cell} and cannot be read. Clear the cells that lie far away and save it again, or save it as CSV",
    "엑셀 파일이 아니라 웹 페이지(HTML, XML)로 저장된 파일입니다. 엑셀에서 열어 'Excel 통합 문서(.xlsx)'로 다시 저장해 주세요": "This is a web page (HTML, XML) and not an Excel file. Open it in Excel and save it as 'Excel Workbook (.xlsx)'",
    "CSV도 엑셀 파일도 아니거나 알 수 없는 방식으로 저장된 파일입니다. 엑셀에서 열어 'CSV UTF-8(쉼표로 분리)'로 다시 저장해 주세요": "This is neither CSV nor an Excel file, or is stored in an unknown way. Open it in Excel and save it as 'CSV UTF-8 (comma delimited)'",
    "파일을 열 수 없습니다. 경로와 권한을 확인해 주세요({error})": "The file cannot be opened. Check the path and your permission ({error})",
}
# What stands around a sentence, or within one.
FOUND_KO, FOUND_EN = "(받은 값 {value})", " (found {value})"
PLACES_EN = {
    "{file} {line}행": "{file}, line {line}",
    "{line}행": "line {line}",
    "게이트웨이": "the gateway",
}
ENCODINGS_EN = {
    "UTF-16(엑셀 유니코드 텍스트)": "UTF-16 (Unicode text of Excel)",
    "CP949(한글 엑셀)": "CP949 (Korean Excel)",
    "엑셀": "Excel",
}
