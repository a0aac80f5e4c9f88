"""Rows -> bytes a person opens in Korean Excel. The rows are those behind the screen's numbers."""
