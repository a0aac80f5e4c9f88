"""How far the demo's past has been lived, in numbers and in words."""

from dataclasses import dataclass

from billing_core.rules.calendar import Month


@dataclass
class HowFar:
    """The progress: written by the thread that lives the past, read by the one that shows it."""

    months: int
    done: int = 0
    living: Month | None = None

    def reach(self, month: Month) -> None:
        """Moves on to a month: those before it are over."""
        self.done += self.living is not None
        self.living = month

    @property
    def left(self) -> int:
        return self.months - self.done

    def told(self) -> dict[str, str | int]:
        return {
            "months": self.months,
            "done": self.done,
            "ko": self._korean(),
            "en": self._english(),
        }

    def _korean(self) -> str:
        if self.living is None:
            return f"시작하고 있습니다 · {self.months}개월 남음"
        year, month = self.living.first_day.year, self.living.first_day.month
        return (
            f"{year}년 {month}월 · {self.months}개월 중 {self.done}개월 지남, {self.left}개월 남음"
        )

    def _english(self) -> str:
        if self.living is None:
            return f"Starting · {self.months} months left"
        month = f"{self.living.first_day:%B %Y}"
        return f"{month} · {self.done} of {self.months} months lived, {self.left} left"
