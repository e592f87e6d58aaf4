"""A real cluster on loopback: three primaries, each with a replica, of Debian's redis-server."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from redis import Redis
from redis.cluster import ClusterNode, RedisCluster
from redis.exceptions import RedisError

SERVER, CLI = shutil.which("redis-server") or "", shutil.which("redis-cli") or ""
PATIENCE = 60  # seconds of real time, on a machine however busy, for what a cluster does by itself


def until(holds):
    """Ask again and again until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("The real cluster did not come to it.")
        time.sleep(0.05)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class SixNodes:
    """The processes, and what a test does to them."""

    def __init__(self, folder: Path) -> None:
        self.nodes = {}  # by port
        try:
            self._start(folder)
        except BaseException:
            self.close()
            raise

    def _start(self, folder):
        for _ in range(6):
            port, bus = free_port(), free_port()
            place = folder / str(port)
            place.mkdir()
            settings = {"cluster-enabled": "yes", "cluster-port": bus, "cluster-node-timeout": 2000, "save": ""}
            settings["dir"] = place
            words = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
            process = subprocess.Popen([SERVER, "--port", str(port), *words], stdout=subprocess.DEVNULL)
            self.nodes[port] = process
        for port in self.nodes:
            until(lambda port=port: self.says(port, "PING"))
        places = [f"127.0.0.1:{port}" for port in self.nodes]
        order = [CLI, "--cluster", "create", *places, "--cluster-replicas", "1", "--cluster-yes"]
        subprocess.run(order, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE)
        until(self.is_whole)

    def says(self, port, *command):
        """What a node answers; None when it does not."""
        with suppress(RedisError), Redis(port=port, decode_responses=True) as node:
            return node.execute_command(*command)

    def is_whole(self):
        """All that run know that all slots have a primary, and each primary that runs has its data at a replica."""
        alive = [port for port, process in self.nodes.items() if process.poll() is None]
        if not all("cluster_state:ok" in (self.says(port, "CLUSTER", "INFO") or "") for port in alive):
            return False
        roles = [self.says(port, "ROLE") or ["none", "", "", ""] for port in alive]
        return all(role[0] == "master" or role[3] == "connected" for role in roles)

    def cache(self):
        """A client; used as a context it closes."""
        port = next(port for port, process in self.nodes.items() if process.poll() is None)
        return RedisCluster(startup_nodes=[ClusterNode("127.0.0.1", port)], decode_responses=True)

    def kill(self, port):
        """End a node, and wait until the cluster has found a new primary for its slots."""
        self.nodes[port].kill()
        self.nodes[port].wait()
        until(self.is_whole)

    def close(self):
        for process in self.nodes.values():
            process.kill()
            process.wait()
