"""Whoever types a command, for the logs."""

import os
import sys
from getpass import getuser

from billing_core.rules.actor import Actor, terminal_user


def typist() -> Actor:
    """By the account that the command runs as: the environment, which `getuser` asks first, says
    whatever whoever types wants it to."""
    if sys.platform == "win32":
        return terminal_user(getuser())
    import pwd

    try:
        return terminal_user(pwd.getpwuid(os.getuid()).pw_name)
    except KeyError:  # a container may have no name for it
        return terminal_user(str(os.getuid()))
