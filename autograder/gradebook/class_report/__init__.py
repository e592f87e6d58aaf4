"""`autograder report --html`: what a class found hard, as one page with plots."""
