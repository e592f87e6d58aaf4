"""From downloads of a learning system to nbgrader's `submitted/`: what was handed in, whose it is, and which counts.

sources     the files of folders and archives, bounded, nothing followed or run
names       whose a file is and what it was called, from its path
roster      who is in the class
lessons     which lesson a notebook is of, by its name or by what is in it
choose      of several by one student, the last
notes       what was collected before, in the grade book
place       put it where nbgrader looks for it; what was there is kept
collecting  all of that, and what is told of it
"""
