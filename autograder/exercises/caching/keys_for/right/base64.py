"""Base 64 of the bytes, between the braces, with the kind behind them."""

from base64 import urlsafe_b64encode


def keys_for(user_id):
    tag = "{%s.}" % urlsafe_b64encode(user_id.encode()).decode()
    return dict(profile=tag + "profile", report=tag + "report", lock=tag + "lock")
