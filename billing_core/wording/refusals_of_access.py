"""What downloads and the review of the access log say no to, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_ACCESS: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.ALREADY_REVIEWED: (
        "이미 점검한 달입니다. 화면을 새로 고쳐 누가 점검했는지 확인해 주세요.",
        "This month has been reviewed. Reload the page to see by whom.",
    ),
    RefusalCode.DOWNLOAD_OF_ANOTHER: (
        "다른 담당자가 만든 내려받기 주소입니다. 필요한 파일은 화면에서 직접 내려받아 주세요.",
        "Somebody else asked for this download. Ask for the file yourself, on its page.",
    ),
    RefusalCode.DOWNLOAD_OVER: (
        "이미 받았거나 60초가 지난 주소입니다. 화면에서 내려받기를 다시 눌러 주세요.",
        "This address was used, or its 60 seconds are over. Ask for the download again.",
    ),
    RefusalCode.DOWNLOAD_OVER_GONE: (
        "만든 파일이 서버에 남아 있지 않습니다. 화면에서 파일을 다시 만들어 주세요.",
        "The file that was made is no longer on the server. Make it again on its page.",
    ),
    RefusalCode.NO_NOTE_REVIEW: (
        "무엇을 확인했는지 점검 의견을 적어 주세요.",
        "Please write what you looked at and found.",
    ),
    RefusalCode.NOT_OVER_REVIEW: (
        "아직 끝나지 않은 달입니다. {day:%Y}년 {day.month}월 {day.day}일부터 점검할 수 있습니다.",
        "This month is not over yet. It can be reviewed from {day:%Y-%m-%d} on.",
    ),
}
