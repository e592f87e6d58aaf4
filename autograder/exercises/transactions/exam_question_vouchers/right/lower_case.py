"""A small letter names the same option."""

exam_question_vouchers = "b"
