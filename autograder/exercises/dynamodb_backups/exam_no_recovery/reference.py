# One letter, for example: exam_no_recovery = "A"
exam_no_recovery = "D"
