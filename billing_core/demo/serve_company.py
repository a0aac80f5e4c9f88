"""The stand-in for the company's app as a process: `python -m billing_core.demo.serve_company`.

What it has been told is kept in memory; the billing desk is what remembers.
"""

import sys

import uvicorn

from billing_core.database import Database
from billing_core.demo.company_app import CompanyApp
from billing_core.demo.company_desk import CompanyDesk
from billing_core.demo.company_members import demo_members
from billing_core.demo.company_pages import CompanyPages
from billing_core.demo.places import HOST
from billing_core.demo.refuse_real import refuse_outside_demo
from billing_core.demo_clock import DemoClock
from billing_core.owner_only import keep_to_owner
from billing_core.processes import end_with_parent
from billing_core.settings import Settings


def main(port: int) -> None:
    settings = Settings()
    refuse_outside_demo(settings)
    database = Database(settings.database_url)
    secret = settings.app_secret.get_secret_value()
    app = CompanyApp(secret, DemoClock(database))
    pages = CompanyPages(
        secret=secret,
        desk=CompanyDesk(settings.portal_address, settings.api_key.get_secret_value()),
        own_url=f"http://{HOST}:{port}",
        company=settings.company,
        plans=settings.plans,
        members=lambda: demo_members(database),
        heard=app.permissions,
    )
    app.show(pages.routes())
    uvicorn.run(app.asgi, host=HOST, port=port, log_level="warning", access_log=False)
    database.close()


if __name__ == "__main__":
    keep_to_owner()
    end_with_parent()
    main(int(sys.argv[1]))
