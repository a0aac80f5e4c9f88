"""E-mail by SMTP. What the mail server has taken is sent; that it arrived nobody can prove.

Once the letter's text has gone out and no answer has come, the outcome is unclear: it may lie in
somebody's mailbox. Everything before that was surely not sent.
"""

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime

from billing_core.notices import channel
from billing_core.rules.calendar import KST
from billing_core.rules.notice import NoticeChannel, NoticeState
from billing_core.settings import Settings

_PERMANENT = 500


@dataclass(frozen=True)
class MailChannel:
    settings: Settings
    seconds: float = channel.SECONDS
    kind: NoticeChannel = NoticeChannel.EMAIL

    def reaches(self, letter: channel.Letter) -> bool:
        return bool(letter.email)

    def send(self, letter: channel.Letter) -> NoticeState:
        to = _plain_address(letter.email)
        wire = self._written(letter, to).as_bytes(policy=WIRE)
        server = self._connected()
        try:
            self._hand_over(server, to, wire)
        finally:
            server.close()
        return NoticeState.SENT

    def _written(self, letter: channel.Letter, to: str) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self.settings.mail_from
        mail["To"] = to
        mail["Subject"] = letter.subject
        mail["Date"] = format_datetime(letter.at.astimezone(KST))
        mail["Message-ID"] = f"<{letter.number}@{self.settings.mail_from.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(letter.text)
        return mail

    def _connected(self) -> smtplib.SMTP:
        """Signed in and ready. Raises ChannelDown."""
        s = self.settings
        server: smtplib.SMTP | None = None
        try:
            if s.smtp_security == "tls":
                context = ssl.create_default_context()
                server = smtplib.SMTP_SSL(
                    s.smtp_host, s.smtp_port, timeout=self.seconds, context=context
                )
            else:
                server = smtplib.SMTP(s.smtp_host, s.smtp_port, timeout=self.seconds)
            server.ehlo_or_helo_if_needed()
            if s.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if s.smtp_user:
                server.login(s.smtp_user, s.smtp_password.get_secret_value())
        except (OSError, smtplib.SMTPException) as error:
            if server is not None:
                server.close()
            raise channel.ChannelDown(_said(error)) from error
        return server

    def _hand_over(self, server: smtplib.SMTP, to: str, wire: bytes) -> None:
        try:
            code, said = server.mail(self.settings.mail_from)
            if code != 250:
                raise channel.ChannelDown(_answered(code, said))
            code, said = server.rcpt(to)
        except (OSError, smtplib.SMTPException) as error:
            raise channel.ChannelDown(_said(error)) from error
        if code not in (250, 251):
            _refuse(code, said)
        try:
            code, said = server.data(wire)
        except smtplib.SMTPDataError as error:  # no to the very word DATA: nothing was sent
            raise channel.TryLater(_answered(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise channel.OutcomeUnclear(_said(error)) from error
        if code != 250:
            _refuse(code, said)


def _refuse(code: int, said: bytes) -> None:
    wrong = channel.AddressRefused if code >= _PERMANENT else channel.TryLater
    raise wrong(_answered(code, said))


def _plain_address(email: str) -> str:
    """Raises AddressRefused for what no mail server could be given."""
    try:
        parsed = Address(addr_spec=email.strip()).addr_spec
        parsed.encode("ascii")
    except (ValueError, IndexError, HeaderParseError) as error:
        raise channel.AddressRefused("not an address") from error
    if "@" not in parsed:
        raise channel.AddressRefused("not an address")
    return parsed


def _answered(code: int, said: bytes | str) -> str:
    """The code alone: a server's words name the address."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    enhanced = text.split(" ", 1)[0]
    return f"{code} {enhanced}" if enhanced[:2] in ("4.", "5.") else str(code)


def _said(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
