"""The online game's gift vouchers in MySQL: players, vouchers and transfers, and ways for a check to look at them.

A player's `vouchers` says how many unredeemed vouchers the player holds. Text is compared as it is written: ANA is not
ana (the collation utf8mb4_bin).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KEYS = {"players": "player_id", "vouchers": "voucher_id", "transfers": "request_id"}  # table: its primary key

TABLES = (
    "CREATE TABLE players (player_id VARCHAR(36) NOT NULL, vouchers INTEGER NOT NULL, coins INTEGER NOT NULL, "
    "PRIMARY KEY (player_id))",
    "CREATE TABLE vouchers (voucher_id VARCHAR(36) NOT NULL, holder VARCHAR(36) NOT NULL, euros INTEGER NOT NULL, "
    "redeemed BOOLEAN NOT NULL, PRIMARY KEY (voucher_id))",
    "CREATE TABLE transfers (request_id VARCHAR(36) NOT NULL, voucher_id VARCHAR(36) NOT NULL, "
    "sender VARCHAR(36) NOT NULL, receiver VARCHAR(36) NOT NULL, PRIMARY KEY (request_id))",
)

PLAYERS: list[dict[str, Any]] = [
    {"player_id": "ana", "vouchers": 2, "coins": 120},
    {"player_id": "ben", "vouchers": 1, "coins": 40},
    {"player_id": "cleo", "vouchers": 0, "coins": 75},
    {"player_id": "dan", "vouchers": 0, "coins": 500},
]

VOUCHERS: list[dict[str, Any]] = [
    {"voucher_id": "V-100", "holder": "ana", "euros": 20, "redeemed": False},
    {"voucher_id": "V-101", "holder": "ana", "euros": 50, "redeemed": True},
    {"voucher_id": "V-102", "holder": "ben", "euros": 10, "redeemed": False},
    {"voucher_id": "V-103", "holder": "ana", "euros": 5, "redeemed": False},
]


def prepare(cloud: Any) -> None:
    """Make the three tables and put in what the lesson starts from."""
    for table in TABLES:
        cloud.database.execute(table)
    put(cloud, "players", *PLAYERS)
    put(cloud, "vouchers", *VOUCHERS)


def open_database(lab: Any) -> Any:
    """Put the tables into a lab's database, unless they are there, and give an engine for it.

    Args:
        lab: as `open_lab` gives it.

    Returns:
        a SQLAlchemy engine.
    """
    if not lab.cloud.database.has("players"):
        prepare(lab.cloud)
    return lab.cloud.engine()


def put(cloud: Any, table: str, *rows: Mapping[str, Any]) -> None:
    """Insert rows, unseen in the journal of the learner's statements."""
    for row in rows:
        marks = ", ".join(["%s"] * len(row))
        cloud.database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def everything(cloud: Any) -> dict[str, dict[str, Any]]:
    """Every committed row, by `<table>/<key>`."""
    found: dict[str, dict[str, Any]] = {}
    for table, key in KEYS.items():
        rows = cloud.database.query(f"SELECT * FROM {table}")
        found |= {f"{table}/{row[key]}": row for row in rows}
    return found
