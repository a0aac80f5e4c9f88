from dashboard.parts.language import Words

PROVISIONAL_NOTE = Words(
    "흐린 막대의 달은 잠정입니다. 그 달이 끝나고 유예 기간 {days}일이 지나면 확정됩니다. 막대를 누르면 명단이 열립니다.",
    "Pale months are provisional: they settle {days} days after their end, when the grace is over. Click a bar to open its list.",
)
SAME_DAYS = Words(
    "{name}: 이번 달 지금까지 {now}, 지난달 같은 기간에는 {then}이었습니다.",
    "{name}: {now} this month so far; {then} in the same days of last month.",
)
