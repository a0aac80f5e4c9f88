"""Why a backup or a restore says no, and what to do about it: one sentence by code, (ko, en)."""

from __future__ import annotations

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_BACKUPS: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.BACKUP_KEY_WRONG: (
        "백업 {file}을(를) 열 수 없습니다. 백업할 때의 키를 BILLING_BACKUP_KEY에 적어 주세요. 키가 맞다면 파일이 바뀌었으니 다른 백업을 써 주세요.",
        "The backup {file} does not open. Put the key it was made with into BILLING_BACKUP_KEY; where it is that key, the file was changed: take another backup.",
    ),
    RefusalCode.BACKUP_UNREADABLE: (
        "백업 {file}이(가) 온전하지 않습니다. 다른 백업을 쓰거나 다시 백업해 주세요.",
        "The backup {file} is not whole. Take another one, or make it anew.",
    ),
}
