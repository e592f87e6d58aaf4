"""Percent signs for what is special, as in an address, and a letter in front so that the tag is never empty."""

from urllib.parse import quote


class Keys:
    kinds = "profile", "report", "lock"

    def __init__(self, user_id):
        self.tag = f"{{=" + quote(user_id, safe="") + "}"

    def as_dict(self):
        return {kind: ":".join((kind, self.tag)) for kind in self.kinds}


def keys_for(user_id):
    return Keys(user_id).as_dict()
