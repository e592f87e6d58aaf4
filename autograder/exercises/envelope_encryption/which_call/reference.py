# One letter, for example: which_call = "A"
which_call = "B"
