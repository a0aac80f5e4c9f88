"""Keeping and forgetting (보관과 삭제): what is taken out of the book, and what the law keeps in it.

in_the_way     what has to be settled first         known_again   the old id, known by a keyed hash
erase_member   the member's text, table by table    erase_kinds   what any kind kept long enough
forget_member  all of it, for one member            dispose       the yearly list: due, approved, done
forgotten_file  who was forgotten, outside the book
member_data    everything about one member, out     readable      the same, for a person to read
"""
