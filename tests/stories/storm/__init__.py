"""A town whose gateway fails at any call and whose machine stops at any moment."""
