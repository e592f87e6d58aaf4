"""What a notebook has is here too."""

from tests.in_a_notebook import *  # noqa: F403
