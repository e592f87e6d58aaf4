"""A real cluster on loopback: three primaries, each with a replica, of Debian's redis-server."""

from __future__ import annotations

from redis.cluster import ClusterNode, RedisCluster

from course_lib.aws.services.redis.real.servers import Servers, programs, until

INSTALLED = programs() is not None


class SixNodes(Servers):
    """The processes, and what a test does to them."""

    def cache(self):
        """A client; used as a context it closes."""
        return RedisCluster(startup_nodes=[ClusterNode("127.0.0.1", self.alive()[0])], decode_responses=True)

    def kill(self, port):
        """End a node, and wait until the cluster has found a new primary for its slots."""
        super().kill(port)
        until(self.is_whole)

    def close(self):
        """End all of them; none takes another's place then."""
        for port in self.alive():
            super().kill(port)
