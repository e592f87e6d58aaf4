"""A database to try things on: the simulated one and, where MariaDB is, a real one. What is true of one is of both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.services.mysql.database import URL_VARIABLE


@pytest.fixture(params=["simulated", "mariadb"])
def account(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """An account whose database has a table `counts` with a, b and c."""
    if request.param == "mariadb":
        monkeypatch.setenv(URL_VARIABLE, request.getfixturevalue("mariadb_url"))
    else:
        monkeypatch.delenv(URL_VARIABLE, raising=False)
    with Cloud() as cloud:
        cloud.database.execute("CREATE TABLE counts (id VARCHAR(36) NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id))")
        cloud.database.execute("INSERT INTO counts VALUES ('a', 1), ('b', 2), ('c', 3)")
        yield cloud
