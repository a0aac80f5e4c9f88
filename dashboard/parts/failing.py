"""Error messages: one sentence for the person, and an id that finds the error in the log."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
import structlog

from billing_core.database import StorageUnavailable
from billing_core.gateway import GatewayError
from billing_core.rules.refusal import Refusal
from billing_core.wording.failures import failure_said
from billing_core.wording.refusals import refusal_said
from dashboard.parts.language import Words, language
from dashboard.parts.markup import plain

log = structlog.get_logger()
_UNEXPECTED = Words(
    "화면을 보여 드리지 못했습니다. 새로 고쳐도 같으면 오류 번호 {id}를 담당 개발자에게 알려 주세요.",
    "This could not be shown. If reloading does not help, tell your engineer error id {id}.",
)


def sentence_for(trouble: Refusal | StorageUnavailable | GatewayError) -> str:
    if isinstance(trouble, Refusal):
        return refusal_said(trouble, language().place)
    return failure_said(trouble.failure, language().place)


def unexpected(error: Exception) -> str:
    """Logs the error under a new id and returns the sentence that names it."""
    error_id = secrets.token_hex(4)
    log.error("page failed", error_id=error_id, exc_info=error)
    return _UNEXPECTED(id=error_id)


@contextmanager
def page_frame() -> Iterator[None]:
    """A page's error boundary: whatever goes wrong inside, the rest of the desk stays usable."""
    try:
        yield
    except (Refusal, StorageUnavailable, GatewayError) as trouble:
        log.warning("page refused", error=str(trouble))
        st.error(plain(sentence_for(trouble)), icon=":material/error:")
    except Exception as error:
        st.error(plain(unexpected(error)), icon=":material/error:")


def show_failure(error: Exception) -> bool:
    """Handles an error from outside of a page. True: nothing more is to be shown."""
    st.error(plain(unexpected(error)), icon=":material/error:")
    return True
