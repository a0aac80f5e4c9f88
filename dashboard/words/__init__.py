"""What the pages say, in Korean and English side by side, one file per page."""
