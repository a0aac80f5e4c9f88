"""Why a backup or a restore says no, and what to do about it: one sentence by code, (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_BACKUPS: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.BACKUP_NOT_ENCRYPTED: (
        "{file}은 암호화되지 않았는데 BILLING_BACKUP_KEY가 정해져 있습니다. 누가 바꿔 놓은 것이 아닌지 확인하고, 키를 정하기 전의 백업이 맞으면 BILLING_BACKUP_KEY= billing restore …로 실행해 주세요.",
        "{file} is not encrypted, and BILLING_BACKUP_KEY is set: see that nobody has put it there. If it is from before the key was set, run BILLING_BACKUP_KEY= billing restore …",
    ),
    RefusalCode.BACKUP_NO_ROOM: (
        "{folder}에 {needed} MB가 있어야 백업할 수 있는데 {free} MB만 남았습니다. 디스크가 가득 차면 데스크가 멈추므로 시작하지 않았습니다. 오래된 파일을 옮겨 주세요.",
        "A backup needs {needed} MB in {folder}, and {free} MB are left. It was not begun, because a full disk stops the desk. Move old files away.",
    ),
    RefusalCode.BACKUP_KEY_WRONG: (
        "백업 {file}을(를) 열 수 없습니다. 백업할 때의 키를 BILLING_BACKUP_KEY에 적어 주세요. 키가 맞다면 파일이 바뀌었으니 다른 백업을 써 주세요.",
        "The backup {file} does not open. Put the key it was made with into BILLING_BACKUP_KEY; where it is that key, the file was changed: take another backup.",
    ),
    RefusalCode.BACKUP_UNREADABLE: (
        "백업 {file}이(가) 온전하지 않습니다. 다른 백업을 쓰거나 다시 백업해 주세요.",
        "The backup {file} is not whole. Take another one, or make it anew.",
    ),
    RefusalCode.RESTORE_NOT_COMPARED: (
        "백업에서 복구한 장부를 포트원과 비교하는 중이라 아직 결제, 예약, 환불, 권한 변경, 카드 정보 삭제를 하지 않습니다. 비교가 끝난 뒤 다시 해 주세요.",
        "The book was restored from a backup and is being compared with PortOne's: nothing is charged, booked, refunded, approved or deleted yet. Try again when that is done.",
    ),
    RefusalCode.RESTORE_NOT_EMPTY: (
        "복구할 곳에 이미 장부가 있어 아무것도 바꾸지 않았습니다. 있는 장부를 다른 곳으로 옮기거나 빈 데이터베이스를 BILLING_DATABASE_URL에 적어 주세요.",
        "There is a book already, and nothing was changed. Move it away, or name an empty database in BILLING_DATABASE_URL.",
    ),
    RefusalCode.RESTORE_OTHER_DATABASE: (
        "{database}의 백업입니다. 같은 종류의 데이터베이스를 BILLING_DATABASE_URL에 적어 주세요.",
        "It is a backup of {database}. Name a database of that kind in BILLING_DATABASE_URL.",
    ),
}
