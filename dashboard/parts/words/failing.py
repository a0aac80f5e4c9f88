from dashboard.parts.language import Words

UNEXPECTED = Words(
    "화면을 보여 드리지 못했습니다. 새로 고쳐도 같으면 오류 번호 {id}를 담당 개발자에게 알려 주세요.",
    "This could not be shown. If reloading does not help, tell your engineer error id {id}.",
)
