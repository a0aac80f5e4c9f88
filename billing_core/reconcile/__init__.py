"""Reconciliation: read the gateway's book without waiting to be told, and compare it with ours."""
