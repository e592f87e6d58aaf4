"""SQLAlchemy engines whose statements go to a simulated database."""

from __future__ import annotations

import logging
from typing import Any

from course_lib.aws.sdk.ports import Handle, Port
from course_lib.aws.services.mysql import driver
from course_lib.aws.services.mysql.messages import NAME, REPEATABLE_READ

KIND = "engine"
URL = "mysql+pymysql://app@database/course"
LOG = "course"
VERSION = (8, 0, 44)  # Amazon RDS for MySQL 8.0


class EngineBinding:
    """An engine and where it sends to at present."""

    def __init__(self) -> None:
        from sqlalchemy import create_engine

        self.port: Port | None = None
        self.handle = Handle(KIND, NAME, "")
        # When a caller is stopped in the middle, its pool would write a traceback for every connection.
        logging.getLogger(f"sqlalchemy.pool.impl.QueuePool.{LOG}").setLevel(logging.CRITICAL + 1)
        self.object = create_engine(URL, module=driver, creator=self._connect, pool_logging_name=LOG)
        dialect = self.object.dialect
        # It would ask the server for its version and its settings: six requests that are not the learner's.
        setattr(dialect, "initialize", lambda connection: initialize(dialect))  # noqa: B010

    def _connect(self) -> driver.Connection:
        if self.port is None:
            raise RuntimeError("This engine belongs to a cloud that was closed. Open the lab again for a new one.")
        return driver.Connection(self.port, self.handle.who)

    def release(self) -> None:
        """Drop its pool of connections; one that is still in use is not given back to it."""
        self.port = None
        self.object.dispose(close=False)


def initialize(dialect: Any) -> None:
    """Tell SQLAlchemy's dialect what it would have asked: MySQL 8.0, in words that MariaDB understands too."""
    dialect.server_version_info = VERSION
    dialect.default_schema_name = "course"
    dialect.default_isolation_level = REPEATABLE_READ
    dialect._connection_charset = "utf8mb4"
    dialect._sql_mode, dialect._server_ansiquotes, dialect._casing = "", False, 0
    dialect._initialize_mysql(None)
    dialect.supports_for_update_of = dialect.use_mysql_for_share = False
    dialect._requires_alias_for_on_duplicate_key = False
