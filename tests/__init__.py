"""Bytecode is kept while tests run, also where a container is told not to: every worker and every
program that a test starts would compile all packages again, two thirds of what reading them costs.
"""

import os
import sys

if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    sys.dont_write_bytecode = False
