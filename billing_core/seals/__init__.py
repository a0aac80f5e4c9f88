"""Seals (봉인) of the ledger and the audit log: what was written stays what it was, or it is told.

sealed_rows  which tables and columns       key         the key, which is not in the book
seal_rows    seal what is new               witness     the last seal, kept outside the book
check_seals  compare rows and seals         state       what was last found, for the light
keep_seals   all of it, again and again     new_chain   where the key is lost for good
"""
