"""The billing behind the desk: speaks to Iamport, keeps the ledger, books and stops charges."""
