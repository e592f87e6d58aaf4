"""With a blank to strip."""

exam_question_vouchers = " B"
