"""The stand-in for the company's app as a process: `python -m billing_core.demo.serve_company`.

What it has been told is kept in memory; the billing desk is what remembers.
"""

from __future__ import annotations

import sys

import uvicorn

from billing_core.database import Database
from billing_core.demo.company_app import create_app
from billing_core.demo.places import HOST
from billing_core.demo_clock import DemoClock
from billing_core.owner_only import keep_to_owner
from billing_core.processes import end_with_parent
from billing_core.settings import Settings


def main(port: int) -> None:
    settings = Settings()
    database = Database(settings.database_url)
    app = create_app(secret=settings.app_secret.get_secret_value(), clock=DemoClock(database))
    uvicorn.run(app, host=HOST, port=port, log_level="warning", access_log=False)
    database.close()


if __name__ == "__main__":
    keep_to_owner()
    end_with_parent()
    main(int(sys.argv[1]))
