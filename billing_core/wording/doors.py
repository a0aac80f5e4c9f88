"""What the web doors answer when a request cannot be understood or carried out, by the answer's
code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.wording.languages import KOREAN

DOORS: Mapping[str, tuple[str, str]] = {
    "bad_request": (
        "요청을 읽을 수 없습니다. 보낸 내용의 형식을 확인해 주세요.",
        "The request cannot be read. Check the form of what was sent.",
    ),
    "not_found": (
        "없는 주소입니다. 주소를 확인해 주세요.",
        "There is no such address. Check it.",
    ),
    "method_not_allowed": (
        "이 주소에서 쓸 수 없는 방식의 요청입니다.",
        "This address does not take requests of that method.",
    ),
    "too_large": (
        "보낸 내용이 너무 큽니다. 64kB까지 받을 수 있습니다.",
        "What was sent is too large. Up to 64 kB are taken.",
    ),
    "http_error": ("요청을 처리할 수 없습니다.", "The request cannot be carried out."),
    "invalid_request": (
        "요청의 값이 올바르지 않습니다. ids.fields에 적힌 항목을 확인해 주세요.",
        "Some values are not valid. Check those named in ids.fields.",
    ),
    "internal_error": (
        "처리하지 못한 오류가 생겼습니다. 이 번호를 관리자에게 알려 주세요.",
        "Something went wrong on our side. Tell your administrator this number.",
    ),
    "other_schema": (
        "데이터베이스의 구조가 이 버전과 다릅니다. 서비스를 다시 시작해 주세요.",
        "The database is laid out for another version. Start the service again.",
    ),
}


def door_said(code: str, language: int = KOREAN) -> str:
    return DOORS[code][language]
