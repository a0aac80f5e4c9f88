"""What the terminal, the web door and the demo say no to, each (ko, en): for whoever runs the desk,
and for the company's engineers.
"""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

AT_DOORS: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.PLAIN_ADDRESS: (
        "{name}은 https:// 주소여야 합니다. 가는 길에서 누구도 읽지 못하게 하기 위해서입니다.",
        "{name} has to be an https:// address, so that nobody on the way can read along.",
    ),
    RefusalCode.FORWARDED_ANYBODY: (
        "FORWARDED_ALLOW_IPS에 {named}을(를) 적으면 누구나 접속 주소를 지어낼 수 있습니다. 프록시의 주소만 적어 주세요.",
        "With {named} in FORWARDED_ALLOW_IPS anybody can make up where they come from. Name your proxy's address alone.",
    ),
    RefusalCode.WEAK_SECRET: (
        "{name}이 너무 쉽습니다. {least}자 이상의 무작위 글자로 바꿔 주세요(예: openssl rand -hex 24).",
        "{name} is too easy to guess. Make it {least} random signs or more (openssl rand -hex 24).",
    ),
    RefusalCode.WEAK_SECRET_APP: (
        "{name}은 whsec_ 뒤에 24~64바이트를 base64로 적어 주세요(예: echo whsec_$(openssl rand -base64 32)).",
        "{name} has to be whsec_ and the base64 of 24 to 64 bytes (echo whsec_$(openssl rand -base64 32)).",
    ),
    RefusalCode.API_KEY: (
        "API 키가 없거나 올바르지 않습니다. Authorization 헤더를 확인해 주세요.",
        "The API key is missing or wrong. Check the Authorization header.",
    ),
    RefusalCode.API_KEY_MISSING: (
        "API 키(BILLING_API_KEY)가 설정되지 않아 요청을 받을 수 없습니다. 관리자에게 알려 주세요.",
        "No API key (BILLING_API_KEY) is set, so requests cannot be taken. Tell whoever runs this.",
    ),
    RefusalCode.API_KEY_SCOPE: (
        "이 API 키에는 {scope} 권한이 없습니다. 권한이 있는 키를 쓰거나 관리자에게 새 키를 요청해 주세요.",
        "This API key lacks the scope {scope}. Use one that has it, or ask an administrator for one.",
    ),
    RefusalCode.BAD_CHOICE: (
        "{option}는 '상태=결제완료,승인'처럼 열과 값을 적어 주세요.",
        "Write {option} like 'status=paid,approved': a column and its values.",
    ),
    RefusalCode.BAD_DAY: (
        "날짜를 2024-01-01처럼 적어 주세요.",
        "Write the day like 2024-01-01.",
    ),
    RefusalCode.BAD_PERIOD: (
        "기간을 2025나 2025-06처럼 적어 주세요.",
        "Write the period like 2025 or 2025-06.",
    ),
    RefusalCode.CARD_NUMBER: (
        "카드번호로 보이는 숫자가 있어 저장하지 않았습니다. 카드번호를 빼거나 끝 4자리만 적어 주세요.",
        "This has what looks like a card number, so nothing was kept. Leave the number out, or give its last 4 digits.",
    ),
    RefusalCode.CHARGE_UNCLEAR: (
        "먼저 신청한 상품의 결제 결과를 확인하고 있습니다. 잠시 뒤 다시 신청해 주세요.",
        "The outcome of the plan asked for before is being looked up. Ask again shortly.",
    ),
    RefusalCode.DEMO_BESIDE_REAL: (
        "실제 설정({names})이 있어 데모를 시작하지 않았습니다. 환경 변수와 .env에서 지운 뒤 다시 시작해 주세요.",
        "The demo does not start beside real settings: unset {names} in the environment and .env.",
    ),
    RefusalCode.DEMO_FILLING: (
        "다른 데모가 이 폴더({folder})를 아직 채우고 있습니다. 끝난 뒤 다시 시작하거나 --data로 다른 폴더를 골라 주세요.",
        "Another demo is still filling this folder ({folder}): start again when it is done, or choose another with --data.",
    ),
    RefusalCode.DEMO_SETTING: (
        "BILLING_DEMO가 켜져 있습니다. 지우고 다시 시작하거나, 데모는 demo 명령으로 시작해 주세요.",
        "BILLING_DEMO is on. Remove it and start again, or start the demo with its own command.",
    ),
    RefusalCode.DEMO_WITH_REAL_GATEWAY: (
        "데모는 실제 포트원에 연결하지 않습니다. BILLING_GATEWAY_URL을 지워 주세요.",
        "The demo never speaks to the real PortOne. Remove BILLING_GATEWAY_URL.",
    ),
    RefusalCode.GATEWAY_ADDRESS: (
        "BILLING_GATEWAY_URL을 웹 주소로 읽을 수 없습니다. https://api.iamport.kr처럼 https://로 시작하게 고치거나 지워 주세요.",
        "BILLING_GATEWAY_URL is not a web address. Write it like https://api.iamport.kr, or remove it.",
    ),
    RefusalCode.CONTACT_EMAIL: (
        "이메일 주소의 꼴이 아닙니다. hana@example.com처럼 적어 주세요.",
        "This is not an e-mail address. Write it like hana@example.com.",
    ),
    RefusalCode.CONTACT_PHONE: (
        "전화번호의 꼴이 아닙니다. 010-1234-5678이나 +82-10-1234-5678처럼 숫자와 -, + 7~20자로 적어 주세요.",
        "This is not a phone number. Write it like 010-1234-5678 or +82-10-1234-5678: 7 to 20 digits, - and +.",
    ),
    RefusalCode.IDEMPOTENCY_KEY: (
        "Idempotency-Key는 빈칸 없는 ASCII 글자 1~{longest}자로 한 번만 보내 주세요(예: UUID).",
        "Send one Idempotency-Key of 1 to {longest} visible ASCII letters, such as a UUID.",
    ),
    RefusalCode.IDEMPOTENCY_MISMATCH: (
        "같은 Idempotency-Key로 다른 요청이 왔습니다. 요청마다 새 키를 쓰고, 다시 보낼 때는 주소와 내용을 바꾸지 마세요.",
        "This Idempotency-Key came with another request. Use a new key for each, and repeat a request unchanged.",
    ),
    RefusalCode.IDEMPOTENCY_RUNNING: (
        "같은 요청을 처리하고 있습니다. {seconds}초 뒤에 같은 키로 다시 요청해 주세요.",
        "The same request is being done. Ask again with the same key in {seconds} seconds.",
    ),
    RefusalCode.IMP_CODE_MISSING: (
        "가맹점 식별코드(BILLING_IMP_CODE)가 설정되지 않아 결제창을 열 수 없습니다. 관리자에게 알려 주세요.",
        "No merchant code (BILLING_IMP_CODE) is set, so the window cannot be opened. Tell whoever runs this.",
    ),
    RefusalCode.KEYS_MISSING: (
        "포트원 API 키({missing})가 없습니다. .env.example을 .env로 복사해 채워 주세요.",
        "{missing} is missing: copy .env.example to .env and fill it in.",
    ),
    RefusalCode.MEMBER_ID: (
        "회원 ID는 보이는 글자 1~{longest}자여야 합니다. 회원 ID를 확인해 주세요.",
        "A member id has 1 to {longest} visible letters. Check the id.",
    ),
    RefusalCode.MEMBER_ID_ALIKE: (
        "회원 ID {member}는 이미 있는 회원 {known}와 눈으로 구별되지 않습니다. 같은 회원이면 그 ID로 다시 요청하고, 다른 회원이면 회원 파일의 매핑에서 other_members에 적어 먼저 가져와 주세요.",
        "The member id {member} cannot be told from that of the member {known}. Use that id if it is the same member; if not, name it under other_members in the mapping of a members file and import that first.",
    ),
    RefusalCode.NO_FILE: (
        "가져올 파일을 하나 이상 적어 주세요(import --help).",
        "Name at least one file (import --help).",
    ),
    RefusalCode.NO_PORT: (
        "{host}에서 빈 포트를 찾지 못했습니다.",
        "No free port was found on {host}.",
    ),
    RefusalCode.NOT_A_DEMO: (
        "시간을 옮기는 것은 데모에서만 할 수 있습니다.",
        "Time can only be moved in the demo.",
    ),
    RefusalCode.OTHER_PLAN: (
        "다른 상품을 이용 중인 회원입니다. 카드를 바꾸려면 같은 상품으로 신청해 주세요.",
        "The member has another plan. To change the card, ask with the same plan.",
    ),
    RefusalCode.PERIOD_TO_COME: (
        "아직 오지 않은 기간입니다: {period}",
        "This period has not begun: {period}",
    ),
    RefusalCode.PORTS_ALIKE: (
        "같은 포트를 두 번 쓸 수 없습니다. {options}에 서로 다른 포트를 적어 주세요.",
        "A port cannot be used twice. Give {options} ports of their own.",
    ),
    RefusalCode.PORT_TAKEN: (
        "{host}:{port} 포트를 열 수 없습니다({cause}). 사용 중인 프로그램을 끄거나 {variable}를 바꿔 주세요.",
        "The port {host}:{port} cannot be opened ({cause}). Stop what uses it, or change {variable}.",
    ),
    RefusalCode.PROGRAM_ENDED: (
        "{said}",
        "{name} ended, so the rest was stopped. ({log})",
    ),
    RefusalCode.RETURN_URL: (
        "돌아갈 주소(return_url)는 https:// 주소여야 합니다(개발할 때는 http://localhost도 됩니다).",
        "The return_url has to be an https:// address (http://localhost while you develop).",
    ),
    RefusalCode.SANDBOX_AWAY: (
        "데모의 가짜 포트원이 답하지 않습니다. 데모를 다시 시작해 주세요.",
        "The demo's PortOne does not answer. Please start the demo again.",
    ),
    RefusalCode.TOO_MANY_REQUESTS: (
        "요청이 너무 많습니다. {seconds}초 뒤에 다시 요청해 주세요.",
        "Too many requests. Ask again in {seconds} seconds.",
    ),
    RefusalCode.UNKNOWN_MEMBER: (
        "없는 회원입니다. 회원 ID를 확인해 주세요.",
        "There is no such member. Check the member's id.",
    ),
    RefusalCode.UNKNOWN_PLAN: (
        "없는 상품입니다. 설정의 상품 목록을 확인해 주세요.",
        "There is no such plan. Check the plans in the settings.",
    ),
    RefusalCode.WEBHOOK_BODY: (
        "알림의 내용을 읽을 수 없습니다. JSON이나 폼의 꼴이 아닙니다.",
        "The notice cannot be read: it is neither JSON nor a form.",
    ),
    RefusalCode.WEBHOOK_BODY_SHAPE: (
        "알림의 내용이 이름과 값의 묶음이 아닙니다.",
        "The notice is not a set of names and values.",
    ),
    RefusalCode.WEBHOOK_FIELD: (
        "알림의 {field} 값이 글자가 아닙니다.",
        "The value of {field} in the notice is not text.",
    ),
    RefusalCode.WEBHOOK_IMP_UID: (
        "결제 번호(imp_uid)가 없거나 결제 번호의 꼴이 아닌 알림입니다.",
        "The notice has no payment number (imp_uid), or none that looks like one.",
    ),
    RefusalCode.WEBHOOK_MEDIA_TYPE: (
        "JSON이나 폼으로 보낸 알림만 받을 수 있습니다.",
        "Only notices sent as JSON or as a form can be taken.",
    ),
    RefusalCode.WEBHOOK_SOURCE: (
        "허용된 주소에서 온 알림이 아니라 받지 않았습니다.",
        "The notice came from an address that is not allowed, so it was not taken.",
    ),
    RefusalCode.WEBHOOK_SOURCES: (
        "BILLING_WEBHOOK_SOURCES에는 IP 주소나 대역만 쓸 수 있습니다. 설정을 확인해 주세요.",
        "BILLING_WEBHOOK_SOURCES takes IP addresses and networks only. Check the setting.",
    ),
    RefusalCode.WEBHOOK_STRANGERS: (
        "모르는 결제를 말하는 알림이 너무 많아 받지 않았습니다. 나중에 다시 보내 주세요.",
        "Too many notices about payments that nobody knows, so it was not taken. Send it later.",
    ),
}
