"""What people get wrong in move_secret."""

from autograder.mistakes import Mistake

mistakes = []
