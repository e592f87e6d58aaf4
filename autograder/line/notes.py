"""What a worker tells of a cell in place of an error."""

ASKED = "input() was asked"
