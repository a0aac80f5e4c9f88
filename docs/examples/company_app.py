"""A company's app: it sells, takes the member back, links to their payments, hears of permissions.

pip install httpx python-multipart standardwebhooks starlette uvicorn
BILLING=http://127.0.0.1:8700 BILLING_KEY=bd_live_… BILLING_APP_SECRET=whsec_… \
    OWN=http://localhost:8000 uvicorn company_app:app
"""

import os
from html import escape
from urllib.parse import quote
from uuid import uuid4

import httpx
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

KEY = {"Authorization": f"Bearer {os.environ['BILLING_KEY']}"}
BILLING, OWN = os.environ["BILLING"], os.environ["OWN"]
SECRET = Webhook(os.environ["BILLING_APP_SECRET"])
NOT_OURS = (WebhookVerificationError, ValueError)
PERMISSIONS: dict[str, str] = {}  # a table of yours: what each member may use
MEMBER = "user-1042"  # whoever is signed in, by a session of yours
FORM = (
    "<form method=post action={}><input type=hidden name=once value={}><button>{}</button></form>"
)


async def home(request: Request) -> Response:
    paid = PERMISSIONS.get(MEMBER) == "paid"
    return HTMLResponse(
        f"<p>{'유료 회원' if paid else '무료 회원'} {escape(came_back(request))}</p>"
        + FORM.format("/subscribe", uuid4(), "구독하기")  # a double click sends one key twice
        + FORM.format("/account", uuid4(), "내 결제 정보")
    )


async def subscribe(request: Request) -> Response:
    wanted = {"member_id": MEMBER, "plan_id": "basic", "return_url": OWN}
    return await sent_on(request, "/v1/checkouts", wanted, "checkout_url")


async def account(request: Request) -> Response:
    links = f"/v1/members/{quote(MEMBER, safe='')}/portal-links"
    return await sent_on(request, links, {"return_url": OWN}, "url")


async def sent_on(request: Request, path: str, body: dict[str, str], where: str) -> Response:
    once = {"Idempotency-Key": str((await request.form())["once"])}
    async with httpx.AsyncClient(base_url=BILLING, headers=KEY) as billing:
        answer = await billing.post(path, json=body, headers=once)
    return RedirectResponse(answer.raise_for_status().json()[where], 303)


def came_back(request: Request) -> str:
    """What the desk's page said (paid, refused, …); what may be used, the notices below say."""
    said = {name: request.query_params.get(name, "") for name in ("result", "checkout", "at")}
    signed = request.query_params.get("signature", "")
    heads = {"id": said["checkout"], "timestamp": said["at"], "signature": signed}
    try:
        headers = {f"webhook-{name}": value for name, value in heads.items()}
        SECRET.verify(said["result"], headers, json_parse=False)
    except NOT_OURS:
        return ""
    return said["result"]


async def heard(request: Request) -> Response:
    try:
        notice = SECRET.verify(await request.body(), dict(request.headers))
    except NOT_OURS:
        return Response(status_code=401)
    if notice["type"] == "member.permission.changed":
        PERMISSIONS[notice["data"]["member_id"]] = notice["data"]["permission"]
    return Response(status_code=200)


PAGES = [Route("/", home), Route("/webhooks/billing", heard, methods=["POST"])]
PAGES += [Route(f"/{do.__name__}", do, methods=["POST"]) for do in (subscribe, account)]
app = Starlette(routes=PAGES)
