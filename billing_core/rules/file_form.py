"""How a history file is written."""

from enum import StrEnum


class FileForm(StrEnum):
    """Of a text file, by Python's name of its codec."""

    UTF_8 = "utf-8"
    UTF_8_MARKED = "utf-8-sig"
    UTF_16 = "utf-16"
    CP949 = "cp949"
    EXCEL = "excel"
