"""Whether pictures with sliders can be shown: only in a notebook's kernel that has ipywidgets."""

from __future__ import annotations

import sys
from importlib.util import find_spec

WIDGET = "application/vnd.jupyter.widget-view+json"


def widgets_work() -> bool:
    """Whether this is a notebook's kernel with ipywidgets."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None and find_spec("ipywidgets") is not None
