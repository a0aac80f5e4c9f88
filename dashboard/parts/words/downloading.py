from dashboard.parts.language import Words

WILL = Words(
    "누가 언제 왜 받았는지 접속기록에 남습니다. 확인하면 60초 동안 한 번 쓸 수 있는 링크가 버튼 옆에 나타납니다.",
    "The access log keeps who took it, when and why. Then a link stands beside the button: it works once, within 60 seconds.",
)
REASON_EXAMPLE = Words("예: 10월 결산 보고", "e.g. for the report of October")
CONFIRM = Words("확인", "Confirm")
MAKING = Words("파일을 준비하고 있습니다…", "Preparing the file…")
READY = Words("파일이 준비됐습니다. 60초 안에 받아 주세요.", "The file is ready for 60 seconds.")
TAKE = Words("받기 · 60초 안에 누르세요", "Save it · within 60 seconds")
