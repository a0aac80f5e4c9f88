from dashboard.parts.language import Words

WEEKDAYS = (
    Words("월", "Mon"),
    Words("화", "Tue"),
    Words("수", "Wed"),
    Words("목", "Thu"),
    Words("금", "Fri"),
    Words("토", "Sat"),
    Words("일", "Sun"),
)
MONTH_BEFORE = Words("이전 달", "Month before")
MONTH_AFTER = Words("다음 달", "Month after")
MONTH_SUM = Words("앞으로 {n}건 · {won}", "{n} to come · {won}")
CHARGES = Words("{n}건", "{n}")
