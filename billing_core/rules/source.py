"""Sources: who told us first of a payment, of an entry of the ledger, of a member."""

from enum import StrEnum


class Source(StrEnum):
    """How each is said, `wording.sources` says."""

    WEBHOOK = "webhook"
    SWEEP = "sweep"
    ANSWER = "answer"  # of the gateway, to a request of ours
    READ = "read"  # once more, because of a question
    HISTORY = "history"  # the gateway's own, imported
    IMPORT = "import"  # a file of the company's
    DECISION = "decision"  # a person's, about what was read
    CORRECTION = "correction"
    APP = "app"  # of a member or a cancellation, which otherwise names its file
    BY_HAND = "by_hand"  # recorded by a person: no book of the gateway has it
