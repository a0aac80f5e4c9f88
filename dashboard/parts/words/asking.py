from dashboard.parts.language import Words

REASON = Words("사유 (기록에 남습니다)", "Reason (recorded)")
REASON_EXAMPLE = Words("예: 회원과 통화해 확인함", "e.g. confirmed with the member by phone")
WORKING = Words("처리하고 있습니다…", "Working…")
AMOUNT = Words("환불할 금액 (원)", "Amount to refund (won)")
DRY_RUN = Words("누르면 이렇게 됩니다", "What it will do")

PASSWORD = Words("비밀번호", "Password")
PASSWORD_WHY = Words(
    "중요한 작업은 15분마다 비밀번호를 한 번 더 확인합니다.",
    "Grave acts ask for the password again every 15 minutes.",
)
COMPANY = Words("회사 계정으로 다시 확인", "Sign in with your company account again")
COMPANY_WHY = Words(
    "중요한 작업은 15분마다 한 번 더 확인합니다. 로그인한 뒤 이 화면으로 돌아오면 다시 눌러 주세요.",
    "Grave acts ask for it every 15 minutes. You come back to this page; then press once more.",
)
PROVE = Words("본인 확인", "Prove it is you")
PROVING = Words("비밀번호를 확인하는 중입니다…", "Checking the password…")
PROVED = Words(
    "비밀번호를 확인했습니다. 15분 동안 다시 묻지 않습니다.",
    "Your password is checked and not asked for again for 15 minutes.",
)
