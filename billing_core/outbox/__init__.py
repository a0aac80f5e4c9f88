"""The transactional outbox: permission changes for the app, signed, retried, acknowledged."""
