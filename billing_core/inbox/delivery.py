"""Make out which payment a webhook delivery is about. Unsigned, so anybody may have written it.

Only `imp_uid` matters, because only the payment that is read back is believed; the other two
fields are kept to be looked at, and nothing else is (`gateway.allow_list`). What cannot be the
name of a payment is refused.
"""

import codecs
import json
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from billing_core.gateway.allow_list import allowed_notice
from billing_core.gateway.identifiers import could_be_imp_uid
from billing_core.rules.refusal import Refusal, RefusalCode

LONGEST_IMP_UID = 60
LONGEST_MERCHANT_UID = 120
LONGEST_STATUS = 40
MOST_FIELDS = 100
_CHARSETS = {"utf-8", "ascii", "euc_kr", "cp949"}


@dataclass(frozen=True)
class Delivery:
    imp_uid: str
    merchant_uid: str = ""
    status: str = ""

    @property
    def body(self) -> bytes:
        """As the inbox keeps it: JSON, whatever it came as, of what is allowed and nothing else."""
        told = {name: value for name, value in vars(self).items() if value}
        return json.dumps(told, ensure_ascii=False).encode()


def read_delivery(body: bytes, content_type: str) -> Delivery:
    """Parse the body of a webhook. Raises Refusal: "webhook_media_type", "webhook_body",
    "webhook_imp_uid", "webhook_field"."""
    fields = _fields(body, content_type)
    imp_uid = fields.get("imp_uid")
    if (
        not isinstance(imp_uid, str)
        or not could_be_imp_uid(imp_uid)
        or len(imp_uid) > LONGEST_IMP_UID
    ):
        raise Refusal(RefusalCode.WEBHOOK_IMP_UID)
    told = {
        "imp_uid": imp_uid,
        "merchant_uid": _text(fields, "merchant_uid", LONGEST_MERCHANT_UID),
        "status": _text(fields, "status", LONGEST_STATUS),
    }
    return Delivery(**{name: str(value) for name, value in allowed_notice(told).items()})


def _fields(body: bytes, content_type: str) -> dict[str, object]:
    header = Message()
    header["content-type"] = content_type
    kind = header.get_content_type() if content_type else ""
    is_json = kind == "application/json" or kind.endswith("+json")
    if not is_json and kind != "application/x-www-form-urlencoded":
        raise Refusal(RefusalCode.WEBHOOK_MEDIA_TYPE)
    try:
        charset = _charset(header)
        text = body.decode(charset)
        fields = json.loads(text) if is_json else dict(_form(text, charset))
    except (ValueError, RecursionError):  # undecodable bytes and broken JSON are ValueErrors
        raise Refusal(RefusalCode.WEBHOOK_BODY) from None
    if not isinstance(fields, dict):
        raise Refusal(RefusalCode.WEBHOOK_BODY_SHAPE)
    return fields


def _charset(header: Message) -> str:
    """The labels a Korean sender may use; any other is read as UTF-8, which is the rule."""
    try:
        name = codecs.lookup(str(header.get_param("charset", "utf-8"))).name
    except (LookupError, ValueError):
        return "utf-8"
    return name if name in _CHARSETS else "utf-8"


def _form(text: str, charset: str) -> list[tuple[str, str]]:
    return parse_qsl(text, encoding=charset, errors="strict", max_num_fields=MOST_FIELDS)


def _text(fields: dict[str, object], name: str, longest: int) -> str:
    """Visible text only, cut to what the column holds."""
    value = fields.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refusal(RefusalCode.WEBHOOK_FIELD, field=name)
    return "".join(char for char in str(value) if char.isprintable())[:longest]
