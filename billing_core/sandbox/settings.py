"""The sandbox's switches: what a merchant sets in the console, and the points V1 leaves open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args, get_type_hints


@dataclass(frozen=True)
class WindowSettings:
    """How the payment window of `/js/iamport.js` behaves; part of the sandbox's settings.

    The first value of each is what the vendor's newest page says, or the harder case.
    """

    imp_code: str = ""  # the merchant code `IMP.init` must get; empty: any that begins with imp
    channel_key: str = ""  # the channelKey that exists; empty: any
    buyer_required: bool = False  # True: name, phone and e-mail of the buyer, as Inicis says
    too_long: Literal["refused", "cut", "kept"] = "refused"  # texts beyond Inicis's bytes
    click_needed: bool = False  # True: a call outside a click is blocked
    second_window: Literal["opens", "refused"] = "opens"  # a call while a window is open

    phone_way: Literal["redirect", "frame"] = "redirect"
    tablet_is_phone: bool = True  # of an iPad that says so
    phone_shows_order: bool = True  # False: neither amount nor period in a phone's window

    rsp_shape: Literal["success", "imp_success", "short"] = "success"
    redirect_shape: Literal["ids", "imp_success", "merchant_uid"] = "ids"
    redirect_fragment: Literal["kept", "lost"] = "kept"  # of m_redirect_url
    failure_shape: Literal["code", "text", "empty"] = "code"
    window_answers: bool = True  # False: the browser never hears how a window ended

    window_bell: Literal["before", "after", "twice", "never"] = "before"  # the browser's answer
    window_closed: Literal["failed", "ready"] = "failed"  # the row of a window left by its X
    closing_answers: Literal["callback", "nothing", "stuck"] = "callback"  # stuck: layer stays
    window_reload: Literal["fails", "opens"] = "fails"  # also Back, and after paying

    confirm_process: Literal["off", "payments", "all"] = "off"  # all: also when a card is issued
    confirm_url: str = ""  # who is asked before the approval; a call may name another
    confirm_seconds: float = 10.0  # how long its answer is waited for


class UnknownSettingError(ValueError):
    """A setting that does not exist, or not that kind of value."""


@dataclass(frozen=True)
class SandboxSettings(WindowSettings):
    """The sandbox's settings, frozen: `Sandbox.configure` swaps the whole object. Every field is a
    knob of the control API.

    The last block settles what the vendor's documents leave open, so that a client can be tried
    against either answer.
    """

    imp_key: str = "imp_sandbox"
    imp_secret: str = "sandbox-secret"  # noqa: S105 - a documented default of a fake gateway
    public_url: str = "http://127.0.0.1:8600"  # for receipt links
    seed: int = 0  # imp_uids, approval numbers and every throw of the dice

    notice_url: str = ""  # where webhooks go when a charge names no address of its own
    notice_format: Literal["json", "form"] = "json"
    resend_notices: bool = False  # up to 5 more tries, a minute apart, after 5xx or no answer
    webhook_loss: float = 0.0  # share of webhooks that vanish, 0 to 1

    duplicate_guard: bool = True  # refuse `again` for a merchant_uid already paid or cancelled
    recovery: bool = False  # the console's switch: retry yesterday's failed reservations daily
    test_channel: bool = False  # new billing keys belong to a test channel (`sandbox: true`)
    hold_seconds: float = 60.0  # how long a time-out fault keeps the line before hanging up
    clock_offset: int = 0  # seconds the gateway's own clock is ahead of everybody's (or behind)

    unknown_customer_is_404: bool = True  # False: HTTP 200 with code 1
    accept_past_schedules: bool = False  # True: a past schedule_at runs at once
    delete_refused_while_booked: bool = False  # True: a key with live reservations stays
    refunds_newest_first: bool = False  # the order of every cancel_history
    refund_ids: bool = True  # False: no refund of any cancel_history has a cancellation_id

    def changed(self, changes: dict[str, Any]) -> SandboxSettings:
        """The same settings with some turned. Raises `UnknownSettingError`."""
        for name, value in changes.items():
            self._check(name, value)
        return replace(self, **changes)

    def _check(self, name: str, value: object) -> None:
        if name not in vars(self):
            raise UnknownSettingError(f"no such setting: {name}")
        kind = type(getattr(self, name))
        given = float if kind is float and type(value) is int else type(value)
        if given is not kind:
            raise UnknownSettingError(f"{name} is {kind.__name__}, not {value!r}")
        possible = get_args(get_type_hints(type(self))[name])
        if possible and value not in possible:
            raise UnknownSettingError(f"{name} is one of {', '.join(possible)}")
        if name == "webhook_loss" and not 0 <= float(str(value)) <= 1:
            raise UnknownSettingError("webhook_loss is between 0 and 1")
