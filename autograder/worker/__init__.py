"""The untrusted side: what runs a submission's cells and functions.

`python -m autograder.worker FD` is the fork server (`fork_server`). It forks one worker per submission (`worker`),
which forks one instance per check (`instance`). None of these modules may import an exam, a reference, the judge or the
gradebook.
"""
