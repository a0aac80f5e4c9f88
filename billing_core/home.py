"""Where this installation has its settings and books: `BILLING_HOME`, or the folder it is run in.

Nothing is ever kept beside the code, which may be a wheel in somebody else's folder.
"""

import os
from pathlib import Path

HOME = Path(os.environ.get("BILLING_HOME", ""))
BOOKS = HOME / "data"
