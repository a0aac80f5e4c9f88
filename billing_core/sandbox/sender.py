"""Delivering webhooks over HTTP."""

import httpx

from billing_core.sandbox.notice import Notice, UndeliveredError

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0


class HttpSender:
    """POSTs each webhook as JSON or form. A 4xx is the receiver's final word, a 5xx is not."""

    def __init__(self) -> None:
        self._client = httpx.Client(
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            headers={"user-agent": "iamport-sandbox"},
            trust_env=False,  # a proxy of the environment must not see or delay them
        )

    def __call__(self, notice: Notice) -> None:
        as_json = notice.format == "json"
        try:
            answer = self._client.post(
                notice.url,
                json=notice.body if as_json else None,
                data=None if as_json else notice.body,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise UndeliveredError(str(problem)) from problem
        if answer.is_server_error:
            raise UndeliveredError(f"HTTP {answer.status_code} from {notice.url}")

    def close(self) -> None:
        self._client.close()
