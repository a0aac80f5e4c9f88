"""A company's own history: read whole, then taken into the book or refused.

It is money and requests without subscriptions: paid members, won and cancellations count,
churn and MRR do not apply to it, because nobody knows which period such a payment bought.
The forms are in docs/import.md.
"""
