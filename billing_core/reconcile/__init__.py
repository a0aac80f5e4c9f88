"""Do the two books agree: reading the gateway's without waiting to be told."""
