"""Every command ends in words: one sentence on stderr and a non-zero exit, never a traceback."""

import logging
from typing import Any

import structlog
import typer
from typer.core import TyperGroup

INTERRUPTED = 130  # as a shell calls a program that Ctrl-C ended


class PlainErrors(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        _log_only_warnings()
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:
            sentence = _in_words(error)
            if sentence is None:
                raise
            typer.echo(sentence, err=True)
            raise typer.Exit(1) from error


def _in_words(error: Exception) -> str | None:
    """What to tell a person; None for what nobody foresaw, which keeps its traceback."""
    from pydantic import ValidationError
    from sqlalchemy.exc import ArgumentError

    from billing_core.database import StorageUnavailable
    from billing_core.gateway import GatewayError
    from billing_core.rules.refusal import Refusal
    from billing_core.wording.failures import failure_said
    from billing_core.wording.languages import ENGLISH
    from billing_core.wording.refusals import IN_BOTH, refusal_said

    if isinstance(error, Refusal):
        korean = refusal_said(error)
        return f"{korean} · {refusal_said(error, ENGLISH)}" if error.says in IN_BOTH else korean
    if isinstance(error, StorageUnavailable | GatewayError):
        return failure_said(error.failure)
    if isinstance(error, ValidationError):
        return "\n".join(_setting_in_words(dict(one)) for one in error.errors())
    if isinstance(error, ArgumentError):
        return "BILLING_DATABASE_URL을 데이터베이스 주소로 읽을 수 없습니다. .env.example의 예를 보고 고쳐 주세요."
    if isinstance(error, OSError):
        where = f": {error.filename}" if error.filename else ""
        return f"파일이나 네트워크를 쓸 수 없습니다({error.strerror}){where}"
    return None


def _setting_in_words(problem: dict[str, Any]) -> str:
    name = "_".join(str(part) for part in problem["loc"][:1]).upper()
    return f"설정 BILLING_{name}의 값이 올바르지 않습니다({problem['msg']}). 환경 변수와 .env를 확인해 주세요."


def _log_only_warnings() -> None:
    """The programs' logs are for people who look for trouble."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
