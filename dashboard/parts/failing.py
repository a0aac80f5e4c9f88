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
from dashboard.parts.language import language
from dashboard.parts.markup import plain
from dashboard.parts.words import failing as w

log = structlog.get_logger()


def sentence_for(trouble: Refusal | StorageUnavailable | GatewayError) -> str:
    if isinstance(trouble, Refusal):
        return refusal_said(trouble, language().place)
    return failure_said(trouble.failure, language().place)


def unexpected(error: Exception) -> str:
    """Logs the error under a new id and returns the sentence that names it."""
    error_id = secrets.token_hex(4)
    log.error("page failed", error_id=error_id, exc_info=error)
    return w.UNEXPECTED(id=error_id)


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
