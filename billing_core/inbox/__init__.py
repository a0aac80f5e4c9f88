"""The inbox of webhooks: store the raw event and answer; then claim, read the payment, settle."""
