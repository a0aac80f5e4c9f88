from dashboard.parts.language import Words

UNEXPECTED = Words(
    "화면을 보여 드리지 못했습니다. 새로 고쳐도 같으면 오류 번호 {id}를 담당 개발자에게 알려 주세요.",
    "This could not be shown. If reloading does not help, tell your engineer error id {id}.",
)
STORAGE = Words(
    "데이터베이스에 접근할 수 없습니다. 디스크 공간과 연결을 확인한 뒤 다시 시도해 주세요.",
    "The database cannot be reached. Check disk space and connection, then try again.",
)
GATEWAY = Words(
    "포트원과 주고받는 중에 문제가 생겼습니다. 잠시 뒤 다시 시도해 주세요.",
    "PortOne did not answer as expected. Please try again in a while.",
)
