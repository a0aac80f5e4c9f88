"""Scopes of an API key: what a program that shows it may do."""

from datetime import timedelta
from enum import StrEnum

USE_NOTED_EVERY = timedelta(minutes=1)


class KeyScope(StrEnum):
    READ = "read"  # where a member stands
    CHECKOUT = "checkout"  # let a member register a card
    CANCEL = "cancel"  # end a member's payments, and withdraw that
    CONTACT = "contact"  # a member's e-mail address and phone number, and whether notices arrive
    PORTAL = "portal"  # send a member to their own page
    METRICS = "metrics"  # the numbers for Prometheus


# Of the key in the settings, which was there before keys had names.
OF_THE_FIRST_KEY = frozenset(set(KeyScope) - {KeyScope.METRICS})
