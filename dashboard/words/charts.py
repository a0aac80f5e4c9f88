"""What every chart says: months that may still change, and the way from a bar to its people."""

from dashboard.parts.language import Words

PROVISIONAL = Words("잠정", "prov.")
PROVISIONAL_MONTH = Words("{month} (잠정)", "{month} (provisional)")
MONTH = Words("월", "Month")
CLICK = Words(
    "막대를 누르면 그 회원들의 명단이 열립니다.",
    "Click a bar to open the people behind it.",
)
LISTS = Words("명단 열기", "Open the lists")
EACH = Words("{name} {value}", "{name} {value}")
