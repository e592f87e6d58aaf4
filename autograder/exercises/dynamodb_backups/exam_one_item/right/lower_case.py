"""A small letter names the same option."""

exam_one_item = "c"
