from dashboard.parts.language import Words

TEAM_NOT_TOLD = Words(
    "담당자에게 보내지 못했습니다: {title} ({channel}, {why})",
    "The team was not told: {title} ({channel}, {why})",
)
