"""What every chart says: months that may still change, and the way from a bar to its people."""

from dashboard.parts.language import Words

PROVISIONAL = Words("잠정", "provisional")
PROVISIONAL_MONTH = Words("{month} (잠정)", "{month} (provisional)")
MONTH = Words("월", "Month")
LISTS = Words("명단 열기", "Open the lists")
EACH = Words("{name} {value}", "{name} {value}")
