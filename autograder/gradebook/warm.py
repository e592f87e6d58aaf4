"""Imports what marking a submission needs, once, in the process that a pool's processes are forked from."""

import nbconvert.exporters.html
import nbgrader.utils

import autograder.gradebook.exporter
import autograder.gradebook.marking

__all__ = ["autograder", "nbconvert", "nbgrader"]
