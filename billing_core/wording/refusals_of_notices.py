"""Why a step about notices to people says no, and what to do about it, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_NOTICES: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.NOTICE_EMPTY: (
        "제목과 내용을 모두 적어 주세요. 제목은 한 줄입니다.",
        "Write a subject, on one line, and a text.",
    ),
    RefusalCode.NOTICE_TOO_LONG: (
        "제목은 {subject}자, 내용은 {body}자까지 적을 수 있습니다. 줄여서 다시 저장해 주세요.",
        "A subject has {subject} letters at most, a text {body}. Make it shorter and save again.",
    ),
    RefusalCode.NOTICE_HOLE: (
        "{{{hole}}} 칸은 이 고지에 쓸 수 없습니다. 쓸 수 있는 칸: {known}",
        "{{{hole}}} cannot stand in this notice. What can: {known}",
    ),
    RefusalCode.NOTICE_BRACE: (
        "중괄호({{ }})의 짝이 맞지 않습니다. 짝을 맞추거나 지워 주세요.",
        "A brace ({{ }}) has no other half. Add it or take it out.",
    ),
    RefusalCode.NOTICE_SETTLED: (
        "이미 처리된 고지입니다. 목록을 새로 고쳐 주세요.",
        "This notice has been dealt with. Reload the list.",
    ),
    RefusalCode.NOTICE_UNKNOWN: (
        "이 회원에게 그런 고지를 보낸 적이 없습니다. 회원과 id를 확인해 주세요.",
        "This member was sent no such notice. Check the member and the id.",
    ),
    RefusalCode.TEST_FAILED: (
        "시험 메시지를 보내지 못했습니다({why}). 설정을 확인한 뒤 다시 시도해 주세요.",
        "The test message was not sent ({why}). Check the settings and try again.",
    ),
    RefusalCode.PLAIN_MAIL: (
        "암호화 없이(none) 메일을 보낼 수 있는 곳은 이 컴퓨터뿐입니다({host}). BILLING_SMTP_SECURITY를 starttls나 tls로 적어 주세요.",
        "Mail without encryption (none) may go to this machine alone ({host}). Set BILLING_SMTP_SECURITY to starttls or tls.",
    ),
    RefusalCode.MAIL_FROM_MISSING: (
        "BILLING_SMTP_HOST를 쓰려면 보내는 주소(BILLING_MAIL_FROM)를 적어 주세요.",
        "BILLING_SMTP_HOST needs an address to send from: set BILLING_MAIL_FROM.",
    ),
}
