"""How many partitions a table or global index starts with. A Scan goes through them and is rounded up in each.

Source: developer guide, "Best practices for designing and using partition keys" (3,000 read and 1,000 write units a
partition). A new on-demand table costs 4 units to scan, however small: measured at AWS, and what 4 partitions cost.
"""

from __future__ import annotations

from course_lib.aws.services.dynamodb.state import Index, Table

READS, WRITES = 3000, 1000  # units a second that one partition serves
ON_DEMAND = 4


def partitions(table: Table, index: Index | None) -> int:
    """How many a table, or one of its indexes, has; a local index lies in its table's."""
    throughput = table.throughput(index.name if index is not None and index.is_global else None)
    if throughput is None:
        return ON_DEMAND
    reads, writes = throughput
    return max(1, -(-(reads * WRITES + writes * READS) // (READS * WRITES)))
