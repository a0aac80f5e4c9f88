"""Pages and windows: the rules every list of the gateway shares."""

from calendar import monthrange
from datetime import datetime, timedelta, timezone

from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.wire import BadParameterError

DEFAULT_LIMIT = 20
LARGEST_LIMIT = 1000
NINETY_DAYS = 90 * 24 * 60 * 60
_SEOUL = timezone(timedelta(hours=9))
_LATEST = 253_402_268_399  # the end of the year 9999, beyond which there are no dates

SORTINGS = {
    "-started": "started_at DESC, id DESC",
    "started": "started_at, id",
    "-paid": "paid_at DESC, id DESC",
    "paid": "paid_at, id",
    "-updated": "updated_at DESC, id DESC",
    "updated": "updated_at, id",
}


def sorting_of(fields: FormFields) -> str:
    try:
        return SORTINGS[fields.text("sorting") or "-started"]
    except KeyError:
        raise BadParameterError("sorting 파라메터가 올바르지 않습니다.") from None


def page_of(fields: FormFields) -> int:
    page = fields.whole("page")
    if page is not None and page < 1:
        raise BadParameterError("page는 1부터 시작합니다.")
    return page or 1


def limit_of(fields: FormFields) -> int:
    limit = fields.whole("limit")
    if limit is not None and not 1 <= limit <= LARGEST_LIMIT:
        raise BadParameterError(f"limit은 1에서 {LARGEST_LIMIT} 사이여야 합니다.")
    return limit or DEFAULT_LIMIT


def offset_of(page: int, limit: int, total: int) -> int:
    """Where the page begins. A page beyond the last is a bad request; page 1 always exists."""
    offset = (page - 1) * limit
    if page > 1 and offset >= total:
        raise BadParameterError("조회 가능한 page 범위를 벗어났습니다.")
    return offset


def paged(found: list[dict[str, object]], *, total: int, page: int, limit: int) -> object:
    return {
        "total": total,
        "previous": page - 1,
        "next": page + 1 if page * limit < total else 0,
        "list": found,
    }


def payment_window(fields: FormFields, now: int) -> tuple[int, int]:
    """The interval asked for: `from` and `to` included, at most 90 days; the last 90 by default."""
    end = _instant(fields, "to", now)
    start = _instant(fields, "from", end - NINETY_DAYS)
    if start > end or end - start > NINETY_DAYS:
        raise BadParameterError("검색기간은 최대 90일까지 가능합니다.")
    return start, end


def schedule_window(fields: FormFields, start_name: str, end_name: str) -> tuple[int, int]:
    """The interval asked for: start included, end not, at most three calendar months."""
    fields.required_whole(start_name)
    fields.required_whole(end_name)
    start, end = _instant(fields, start_name, 0), _instant(fields, end_name, 0)
    if start > end or end > _three_months_after(start):
        raise BadParameterError("조회기간은 최대 3개월까지 가능합니다.")
    return start, end


def _instant(fields: FormFields, name: str, default: int) -> int:
    value = fields.whole(name)
    if value is not None and not 0 <= value <= _LATEST:
        raise BadParameterError(f"{name} 파라메터는 unix timestamp(초)여야 합니다.")
    return default if value is None else value


def _three_months_after(instant: int) -> int:
    moment = datetime.fromtimestamp(instant, _SEOUL)
    year, month = divmod(moment.year * 12 + moment.month - 1 + 3, 12)
    if year > 9999:
        return _LATEST
    day = min(moment.day, monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())
