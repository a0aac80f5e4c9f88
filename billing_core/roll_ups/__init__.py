"""The roll-ups (materialised aggregates): tables beside the book that grow with members and months.

They are brought up to date when the transaction that writes a fact commits, follow from the book
alone, and can be made anew from it at any time. Reading them is left to the numbers themselves.

money    what members paid by month         cohorts  what each cohort paid by month
stays    members' stays, and their sums     cycles   what became of billing cycles
requests who asked to stop by month         state    whether they are kept, and the one lock
follow   keeps them with their facts
rebuild  all of it from the book            check    does it say what the book says
"""
