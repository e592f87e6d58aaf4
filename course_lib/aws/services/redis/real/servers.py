"""Six servers on loopback, three primaries with a replica each, in a process that ends them with whoever started it.

    python -m course_lib.aws.services.redis.real.servers FOLDER

prints a line of JSON with the ports, ends one for each line "kill PORT", and all at the end of its input.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

NODES = 6
PATIENCE = 60  # seconds of real time, on a machine however busy, for what a cluster does by itself
NODE_TIMEOUT = 2000  # milliseconds; redis.conf has 15,000, which is long for a lesson


def programs() -> tuple[str, str] | None:
    """Where redis-server and redis-cli are; None where they are not installed."""
    server, cli = shutil.which("redis-server"), shutil.which("redis-cli")
    return (server, cli) if server and cli else None


def until(holds: Callable[[], bool]) -> None:
    """Ask again and again until something holds; in real time, whatever clock a lab lives by.

    Raises:
        TimeoutError: it did not within a minute.
    """
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("The real cluster did not come to it.")
        threading.Event().wait(0.05)


def says(port: int, *command: str) -> Any:
    """What a node answers; None when it does not."""
    once = Retry(NoBackoff(), 0)
    with suppress(RedisError), Redis(port=port, decode_responses=True, retry=once) as node:
        return node.execute_command(*command)


def is_whole(ports: list[int]) -> bool:
    """Whether all of these nodes know that all slots have a primary, and each primary has its data at a replica."""
    if not all("cluster_state:ok" in (says(port, "CLUSTER", "INFO") or "") for port in ports):
        return False
    roles = [says(port, "ROLE") or ["none", "", "", ""] for port in ports]
    return all(role[0] == "master" or role[3] == "connected" for role in roles)


class Servers:
    """The processes.

    Args:
        folder: for their files.

    Attributes:
        nodes: the processes by port.
    """

    def __init__(self, folder: Path) -> None:
        self.nodes: dict[int, subprocess.Popen[bytes]] = {}
        try:
            self._start(folder)
        except BaseException:
            self.close()
            raise

    def _start(self, folder: Path) -> None:
        found = programs()
        if found is None:
            raise FileNotFoundError("redis-server")
        server, cli = found
        for _ in range(NODES):
            port, bus = _free_port(), _free_port()
            place = folder / str(port)
            place.mkdir()
            settings = {"cluster-enabled": "yes", "cluster-port": bus, "cluster-node-timeout": NODE_TIMEOUT, "save": ""}
            words = [word for name, value in {**settings, "dir": place}.items() for word in (f"--{name}", str(value))]
            command = [server, "--bind", "127.0.0.1", "--port", str(port), *words]
            self.nodes[port] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for port in self.nodes:
            until(lambda port=port: bool(says(port, "PING")))  # type: ignore[misc]
        places = [f"127.0.0.1:{port}" for port in self.nodes]
        order = [cli, "--cluster", "create", *places, "--cluster-replicas", "1", "--cluster-yes"]
        subprocess.run(order, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=PATIENCE)
        until(self.is_whole)

    def alive(self) -> list[int]:
        """The ports of those that run."""
        return [port for port, process in self.nodes.items() if process.poll() is None]

    def is_whole(self) -> bool:
        """As `is_whole`, of those that run."""
        return is_whole(self.alive())

    def kill(self, port: int) -> None:
        """End a node at once, as a power cut does."""
        self.nodes[port].kill()
        self.nodes[port].wait()

    def close(self) -> None:
        """End all of them."""
        for port in self.nodes:
            self.kill(port)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def main(folder: Path) -> None:
    """Start them, do what the lines say, end them and remove the folder."""
    servers = Servers(folder)
    try:
        print(json.dumps(list(servers.nodes)), flush=True)
        for line in sys.stdin:
            servers.kill(int(line.removeprefix("kill ")))
            print("killed", flush=True)
    finally:
        servers.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
