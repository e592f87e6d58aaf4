# One letter, for example: one_message = "A"
one_message = "E"
