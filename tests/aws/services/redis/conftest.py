"""A cloud with a cluster of three shards, each with one replica."""

from __future__ import annotations

import pytest

from course_lib.aws.account import Cloud


@pytest.fixture
def cloud():
    with Cloud() as made:
        yield made
