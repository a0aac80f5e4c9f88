"""What we tell the company's app: permission changes, signed, retried, acknowledged."""
