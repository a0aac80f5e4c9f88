"""Backup and restore of the book (백업과 복구): one file, opened again before it counts.

encrypted_file  a file that only the key opens     make_backup   make one, open it, keep by a rule
archive         what stands in a backup            restore_book  into an empty place alone
sqlite_copy     the rows of a book of SQLite       postgresql_copy  of one of PostgreSQL
"""
