"""The assembled system behind every page, cached once per process, and the moment they show."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import streamlit as st
from sqlalchemy.orm import Session

from billing_core import bootstrap
from billing_core.roll_ups.as_of import AsOf
from billing_core.system import System


@st.cache_resource(show_spinner=False)
def the_system() -> System:
    return bootstrap.assemble()


@contextmanager
def reading() -> Iterator[Session]:
    """A session on one snapshot of the book. Raises StorageUnavailable, for `page_frame` to say."""
    with the_system().database.reading() as session:
        yield session


def now() -> datetime:
    return the_system().clock.now()


def real_now() -> datetime:
    """By the clock that a demo does not move."""
    return the_system().wall_clock.now()


def as_of() -> AsOf:
    return AsOf(now(), the_system().settings.grace_days)
