"""The web door: Iamport's webhooks, the company's app, and whoever watches over the service."""

from billing_core.sidecar.app import create_app
from billing_core.sidecar.serve import serve

__all__ = ["create_app", "serve"]
