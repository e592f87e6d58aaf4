"""A small letter names the same option."""

exam_no_recovery = "d"
