"""Who might subscribe in Korea: names as often as they are met, and the app's own member ids."""

from __future__ import annotations

from random import Random

# Per thousand of the population, the most frequent first.
_SURNAMES = {
    "김": 215,
    "이": 147,
    "박": 84,
    "최": 47,
    "정": 43,
    "강": 24,
    "조": 21,
    "윤": 21,
    "장": 20,
    "임": 17,
    "한": 15,
    "오": 15,
    "서": 15,
    "신": 15,
    "권": 14,
    "황": 14,
    "안": 14,
    "송": 14,
    "류": 13,
    "홍": 11,
    "남궁": 2,
    "황보": 1,
}
_GIVEN = [
    "서연",
    "민준",
    "지우",
    "하준",
    "서윤",
    "도윤",
    "지민",
    "예준",
    "수빈",
    "시우",
    "하은",
    "주원",
    "민서",
    "지호",
    "채원",
    "지훈",
    "윤서",
    "준우",
    "다은",
    "현우",
    "은서",
    "건우",
    "예은",
    "우진",
    "소율",
    "선우",
    "지안",
    "서진",
    "유나",
    "연우",
    "민지",
    "정우",
    "수아",
    "승현",
    "예린",
    "준서",
    "가은",
    "유진",
    "나연",
    "승우",
    "미경",
    "영수",
    "은주",
    "성호",
    "혜진",
    "상훈",
    "정희",
    "동현",
    "경숙",
    "재석",
    "은영",
    "태형",
    "보라",
    "기현",
    "슬기",
    "진우",
    "현정",
    "병철",
    "미영",
    "종민",
    "가람",
    "한별",
    "솔",
    "준",
    "빈",
    "결",
]


def korean_name(random: Random) -> str:
    surname = random.choices(list(_SURNAMES), weights=list(_SURNAMES.values()))[0]
    return surname + random.choice(_GIVEN)


def member_id_after(previous: int, random: Random) -> int:
    """The next id: the app numbers its users, most of whom never subscribe, so there are gaps."""
    return previous + random.randint(3, 60)
