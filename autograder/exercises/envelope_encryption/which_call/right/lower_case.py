"""In lower case, with a blank."""

which_call = " b"
