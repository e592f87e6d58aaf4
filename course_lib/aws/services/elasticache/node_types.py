"""How much memory a node has for data.

Source: ElastiCache user guide, "Redis OSS node-type specific parameters" (maxmemory), as the guide stood in 2023. The
types of the seventh generation are newer: AWS gives them the same memory in GiB as those of the sixth.
"""

from __future__ import annotations

_M5 = {
    "large": 6854542746,
    "xlarge": 13891921715,
    "2xlarge": 27966669210,
    "4xlarge": 56116178125,
    "8xlarge": 111325552312,
    "12xlarge": 168715971994,
    "16xlarge": 225000375228,
    "24xlarge": 337500562842,
}
_R5 = {
    "large": 14037181030,
    "xlarge": 28261849702,
    "2xlarge": 56711183565,
    "4xlarge": 113609865216,
    "8xlarge": 225000375228,
    "12xlarge": 341206346547,
    "16xlarge": 450000750456,
    "24xlarge": 682485973811,
}
_T3 = {"micro": 536870912, "small": 1471026299, "medium": 3317862236}
MAXMEMORY = {
    "t2": {"micro": 581959680, "small": 1665138688, "medium": 3461349376},
    "t3": _T3,
    "t4g": _T3,
    "m4": {
        "large": 6892593152,
        "xlarge": 11496376320,
        "2xlarge": 31889126359,
        "4xlarge": 65257290629,
        "10xlarge": 166047614239,
    },
    "m5": _M5,
    "m6g": _M5,
    "m7g": _M5,
    "r4": {
        "large": 13201781556,
        "xlarge": 26898228839,
        "2xlarge": 54197537997,
        "4xlarge": 108858546586,
        "8xlarge": 218255432090,
        "16xlarge": 437021573120,
    },
    "r5": _R5,
    "r6g": _R5,
    "r7g": _R5,
}


def for_data(node_type: str, reserved: int) -> int:
    """The bytes that a node has for data.

    Args:
        node_type: such as "cache.r7g.large".
        reserved: percent of its memory that is not for data.

    Raises:
        ValueError: it is not known here.
    """
    _, family, size = node_type.split(".")
    found = MAXMEMORY.get(family, {}).get(size)
    if found is None:
        raise ValueError(f"How much memory a {node_type} has is not known here.")
    return found * (100 - reserved) // 100
