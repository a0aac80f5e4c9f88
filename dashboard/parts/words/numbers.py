from dashboard.parts.language import Words

OPEN = Words("뜻과 명단", "Meaning and people")
