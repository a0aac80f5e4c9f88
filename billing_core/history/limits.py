"""How large a file from outside may be. Whatever lies beyond is refused before any of it is used."""

# A file of 20 MB holds some 200,000 payments; a longer history is handed in year by year.
MOST_MEGABYTES = 20
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
# An XLSX is a zip. Of rows it makes a tenth, so what Excel packs into 20 MB is about this much.
MOST_MEGABYTES_UNPACKED = 200
MOST_BYTES_UNPACKED = MOST_MEGABYTES_UNPACKED * 1024 * 1024
MOST_PARTS = 1_000  # of that zip: a sheet has one or two, a picture one
MOST_ROWS = 500_000
MOST_COLUMNS = 256  # as many as Excel itself had until 2007; a history has twelve
# The longest that any column of ours may hold is a receipt's address of 1,000 letters. Nothing
# looks at more of a cell than this and one more, so no pattern ever meets a long text.
MOST_LETTERS = 2_000
# A sheet is a grid once it is read, with room for every cell up to its last corner.
MOST_CELLS = 26 * MOST_ROWS  # the columns from A to Z
# In a sheet a text stands once, and is written out for every cell that shows it.
MOST_LETTERS_OF_A_SHEET = 50_000_000
