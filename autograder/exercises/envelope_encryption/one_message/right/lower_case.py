"""In lower case, with a blank."""

one_message = " e"
