"""Why a row of a history file is refused. The core says it in Korean, with what it found filled
in; here is what each sentence is in English. `{name}` stands for what is filled in."""

REFUSED_EN = {
    # One cell
    "비어 있습니다": "is empty",
    "영문·숫자 1~{n}자여야 합니다": "must be 1 to {n} letters and digits",
    "보이는 글자 {n}자까지입니다": "may have {n} characters that can be seen",
    "회원 ID는 보이는 글자 1~{n}자여야 합니다. 회원 ID를 확인해 주세요.": "a member id is 1 to {n} characters that can be seen",
    "400자까지 쓸 수 있습니다": "may have 400 characters",
    "보이지 않는 글자뿐입니다": "has nothing that can be seen",
    "다른 나라 돈입니다. 원 단위 정수여야 합니다": "is other money: must be whole won",
    "환불한 금액이 0원입니다": "the refund is of zero won",
    "모르는 시간대입니다: {zone}. UTC, KST, Asia/Seoul, +09:00처럼 적어 주세요": "has an unknown time zone, {zone}: write it like UTC, KST, Asia/Seoul or +09:00",
    "엑셀이 지수로 바꾼 번호입니다. 엑셀에서 그 열의 셀 서식을 텍스트로 바꾸고 원래 프로그램에서 다시 내려받아 주세요": "is a number that Excel wrote with an exponent. Make the column text in Excel and export it again from the program it came from",
    "엑셀이 소수로 바꾼 번호입니다. 엑셀에서 그 열의 셀 서식을 텍스트로 바꾸고 원래 프로그램에서 다시 내려받아 주세요": "is a number that Excel made a fraction. Make the column text in Excel and export it again from the program it came from",
    "엑셀은 15자리까지만 기억합니다. 엑셀에서 그 열의 셀 서식을 텍스트로 바꾸고 원래 프로그램에서 다시 내려받아 주세요": "is longer than the 15 digits that Excel remembers. Make the column text in Excel and export it again from the program it came from",
    "천 단위 쉼표가 든 번호입니다. 엑셀에서 그 열의 셀 서식을 텍스트로 바꾸고 원래 프로그램에서 다시 내려받아 주세요": "is a number with commas of thousands. Make the column text in Excel and export it again from the program it came from",
    "엑셀 칸이 좁아 ####로 저장된 값입니다. 열을 넓히고 다시 저장해 주세요": "was saved as #### because Excel's column was too narrow. Widen it and save it again",
    "엑셀 오류값 {error}입니다. 엑셀에서 그 칸을 고치고 다시 저장해 주세요": "is Excel's error {error}. Mend the cell in Excel and save it again",
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
    "회원 ID {given}는 {known}와 눈으로 구별되지 않습니다. 같은 회원이면 매핑의 same_members에, 다른 회원이면 other_members에 적어 주세요": "The member ids {given} and {known} cannot be told apart by looking. Name them in the mapping's same_members if they are one member, in other_members if they are two",
    "환불한 결제를 찾지 못했습니다({name}). 그 결제가 든 파일을 함께 올리거나 먼저 가져와 주세요": "The payment that was refunded is not there ({name}). Upload its file too, or import it first",
    "같은 주문번호의 결제가 여럿이라 어느 결제의 환불인지 알 수 없습니다({name}). 원래 결제의 거래번호가 든 열을 refund_of에 맞춰 주세요": "Several payments have this order number ({name}), and it may be a refund of any. Match the column with the refunded payment's number to refund_of",
    "다른 회원의 결제를 환불한 행입니다({name})": "A refund of another member's payment ({name})",
    "같은 결제의 같은 시각, 같은 금액 환불이 두 번 적혀 있습니다. 한 번의 환불이면 한 행을 지우고, 두 번이면 시각을 초까지 적어 주세요": "The same refund of the same payment stands here twice. If it is one, delete a row; if it is two, write their times to the second",
    "환불이 결제보다 앞섭니다. 두 날짜를 확인해 주세요": "The refund is earlier than its payment. Check both days",
    "환불의 합이 결제한 {won}원보다 큽니다. 금액을 확인해 주세요": "More is refunded than the {won} won that were paid. Check the amounts",
    "파일이 중간에 끊겼습니다: 마지막 글자가 온전하지 않습니다. 원래 프로그램에서 다시 내려받아 주세요": "The file was cut off: its last letter is not whole. Export it again from the program it came from",
    # The file itself
    "어느 행이 결제인지 고르기 전에는 가져올 수 없습니다. 상태로 보이는 열: {columns}. 결제인 값을 --only '열=값'이나 매핑의 only에 적고, 모두 결제라면 --every-row나 every_row = true로 적어 주세요": "It cannot be imported before you choose which rows are payments. Columns that look like states: {columns}. Name the values that are payments with --only 'column=value' or the mapping's only; if every row is one, say --every-row or every_row = true",
    "열이 없습니다: {columns}(필요한 열: {needed}). 칸을 나누는 글자는 쉼표(,), 탭, 쌍반점(;), 세로줄(|)만 알아봅니다": "Missing columns: {columns} (needed: {needed}). Only commas (,), tabs, semicolons (;) and upright lines (|) are known as separators",
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
