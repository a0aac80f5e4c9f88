"""The index of each language in a pair (ko, en) of the tables here."""

KOREAN, ENGLISH = 0, 1
