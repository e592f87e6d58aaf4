"""What a caller gets in place of an answer: a lost connection, or the end of the program.

`sdk/botocore_hook` acts on the header, in the caller's process; to anything else it looks like a gateway that gave up.
"""

from __future__ import annotations

from course_lib.aws.http.messages import Response

FATE_HEADER = "x-course-fate"
CONNECTION_CLOSED = Response(504, {FATE_HEADER: "connection closed"})
CALLER_DIES = Response(504, {FATE_HEADER: "caller dies"})
CALLER_DIED = "CallerDied"  # the code of the error in the journal, of a call that was not sent any more
