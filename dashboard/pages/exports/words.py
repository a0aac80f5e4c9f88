from billing_core.export.monthly_file import FileFormat
from billing_core.export.sheets import ExportKind
from dashboard.parts.language import Words

NOTE = Words(
    "화면의 숫자와 똑같은 내용을 엑셀에서 여는 파일로", "The numbers of the pages as files"
)
MONTH = Words("어느 달", "Which month")
MAKE = Words("파일 만들기", "Make the file")
MAKING = Words("파일을 만들고 있습니다…", "Making the file…")
PROGRESS = Words("{rows}행 중 {done}행", "{done} of {rows} rows")
DOWNLOAD = Words("내려받기", "Download")
FILE = Words("파일", "File")
ROWS = Words("행", "Rows")
TOTAL = Words("합계", "Total")
AS_OF = Words("기준시각", "As of")
NO_TOTAL = Words("금액 없음", "no money")
HOW_OF = {
    FileFormat.CSV: Words(
        "한글 엑셀에서 바로 열리는 CSV(utf-8)이며, 수식으로 시작하는 글자는 글자로 남습니다. 0으로 시작하는 승인번호까지 그대로 보려면 XLSX를 고르세요.",
        "CSV that Korean Excel opens as it is; text that looks like a formula stays text. Choose XLSX to keep the zeros an approval number begins with.",
    ),
    FileFormat.XLSX: Words(
        "열 너비와 숫자 서식을 갖춘 엑셀 파일이며, 수식으로 시작하는 글자는 글자로 남습니다.",
        "Excel with widths and number formats; text that looks like a formula stays text.",
    ),
}
SHA = Words("sha256", "sha256")
UNCHANGED = Words(
    "파일이 그대로인지 확인하는 값(sha256)", "To check that the file is unchanged (sha256)"
)
FORMAT = Words("파일 형식", "Format")
STATE = Words("상태", "State")
PROVISIONAL = Words("잠정", "provisional")
SETTLED = Words("확정", "settled")
YEAR_TITLE = Words("한 해 전체", "A whole year")
YEAR_HELP = Words(
    "그 해의 모든 달, 모든 종류의 파일과 목록(행 수·합계·기준시각·sha256)을 하나의 zip으로 만듭니다.",
    "Every kind of file of every month, with a manifest (rows, sum, as-of, sha256), in one zip.",
)
YEAR = Words("어느 해", "Which year")
YEAR_NAME = Words("{year}년", "{year}")
MAKE_YEAR = Words("한 해 파일 모두 만들기", "Make all files of the year")
YEAR_PROGRESS = Words(
    "{files}개 중 {done}개 · {name} · {rows}행", "{done} of {files} · {name} · {rows} rows"
)
DOWNLOAD_YEAR = Words("파일 {n}개 내려받기(zip)", "Download {n} files (zip)")
YEAR_FILE = Words("결제데스크_{year}_{format}.zip", "")
CARE = Words(
    "내려받는 링크는 본인만 한 번, 60초 안에 쓸 수 있습니다. 받은 파일에는 회원 정보가 있으니 다 쓴 뒤에는 지워 주세요.",
    "A download link works once, for you alone, within 60 seconds. The files hold members' data: delete them after use.",
)
NO_FILES = Words("조회 권한으로는 파일을 받을 수 없습니다", "Whoever may only look takes no files")
NO_FILES_NEXT = Words(
    "파일에는 회원 정보가 그대로 들어 있습니다. 필요하면 승인 담당자에게 요청해 주세요.",
    "Files hold members' data in full. Ask somebody who may approve if you need one.",
)
NO_MONTHS = Words("아직 내보낼 것이 없습니다", "There is nothing to export yet")
NO_MONTHS_NEXT = Words(
    "첫 결제나 해지 신청이 있으면 그 달의 파일을 만들 수 있습니다.",
    "Files can be made once there is a payment or a cancellation.",
)
KINDS = {
    ExportKind.PAID_MEMBERS: (
        Words("결제회원", "Paid members"),
        Words("그 달에 실제로 결제한 회원, 결제액과 환불액", "Who paid in the month, and how much"),
    ),
    ExportKind.CANCEL_REQUESTED: (
        Words("해지신청", "Cancellation requests"),
        Words(
            "그 달에 해지를 신청하고 철회하지 않은 회원", "Who asked to stop and did not withdraw"
        ),
    ),
    ExportKind.CHURNED: (
        Words("이탈", "Churned"),
        Words("그 달에 이용 기간이 끝나고 결제하지 않은 회원", "Whose paid time ended unpaid"),
    ),
    ExportKind.LEDGER: (
        Words("결제 원장", "Ledger"),
        Words("그 달의 결제와 환불 한 건 한 건, 승인번호와 전표", "Each payment and refund"),
    ),
    ExportKind.PERMISSION_CHANGES: (
        Words("권한 변경", "Permission changes"),
        Words("그 달에 승인된 권한 변경, 누가 언제", "Approved downgrades, by whom and when"),
    ),
    ExportKind.TAX: (
        Words("세무사 전달용", "For the accountant"),
        Words(
            "결제와 환불마다 공급가액과 부가세, 승인번호와 전표",
            "Supply price and VAT of each payment and refund",
        ),
    ),
}
