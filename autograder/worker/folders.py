"""The folders that calls of one submission are given."""

from __future__ import annotations

import os
import tempfile


def folder(token: str) -> str:
    """The folder of this name, made if it is not there."""
    path = os.path.join(tempfile.gettempdir(), "directories", token)
    os.makedirs(path, exist_ok=True)
    return path
