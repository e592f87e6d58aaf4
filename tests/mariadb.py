"""A MariaDB server of our own: an empty one, on loopback, as a user without privileges, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql
import pytest

from course_lib.aws.services.mysql.database import URL_VARIABLE

SECONDS_TO_START = 60
SETTINGS = (
    "--skip-networking=0",
    "--bind-address=127.0.0.1",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--skip-grant-tables=0",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=8M",
    "--performance-schema=OFF",
)


def installed() -> bool:
    """Whether Debian's mariadb-server, or another one, is here."""
    return _tool("mariadbd") is not None and _tool("mariadb-install-db") is not None


@contextmanager
def running() -> Iterator[str]:
    """A server for the length of the block; its URL, as `COURSE_MARIADB_URL` takes it."""
    folder = Path(tempfile.mkdtemp(prefix="mariadb-"))
    owner = _nobody()
    if owner:
        shutil.chown(folder, *owner)
    port = _free_port()
    process = None
    try:
        _make_files(folder, owner)
        own = (
            f"--datadir={folder}/data",
            f"--socket={folder}/socket",
            f"--pid-file={folder}/pid",
            f"--port={port}",
            f"--init-file={folder}/first.sql",
        )
        with (folder / "log").open("wb") as log:
            command = [str(_tool("mariadbd")), "--no-defaults", *own, *SETTINGS]
            process = subprocess.Popen(command, stdout=log, stderr=log, **_as(owner))
        _wait(process, port, folder / "log")
        yield f"mysql+pymysql://course@127.0.0.1:{port}"
    finally:
        if process is not None:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _make_files(folder: Path, owner: tuple[int, int] | None) -> None:
    make = [str(_tool("mariadb-install-db")), "--no-defaults", f"--datadir={folder}/data", "--skip-test-db"]
    (folder / "first.sql").write_text("CREATE USER course@'127.0.0.1';\nGRANT ALL ON *.* TO course@'127.0.0.1';\n")
    subprocess.run(make, check=True, capture_output=True, **_as(owner))


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            pymysql.connect(host="127.0.0.1", port=port, user="course").close()
            return
        except pymysql.err.OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"MariaDB did not start:\n{log.read_text()[-2000:]}") from None
            time.sleep(0.1)


def _tool(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def _nobody() -> tuple[int, int] | None:
    """The user and group to run as: the server refuses root."""
    import pwd

    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _as(owner: tuple[int, int] | None) -> dict[str, object]:
    return {"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def mariadb_url() -> Iterator[str]:
    """The server that is given, or one of our own."""
    if os.environ.get(URL_VARIABLE):
        yield os.environ[URL_VARIABLE]
    elif installed():
        with running() as url:
            yield url
    else:
        pytest.skip(f"there is no MariaDB here; install mariadb-server, or give the URL of one in {URL_VARIABLE}")
