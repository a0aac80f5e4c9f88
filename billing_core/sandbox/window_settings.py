"""What is open about the vendor's browser script: a switch for each, with both answers."""

from dataclasses import dataclass
from typing import Literal


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
