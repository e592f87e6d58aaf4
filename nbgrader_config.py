"""The class, in nbgrader's hands: this folder is the course directory, and our judge takes the place of its Execute.

The grade book is `gradebook.db` in this folder (nbgrader's default). A department sets `CourseDirectory.db_url`.
"""

import os
import sys
import warnings

# nbgrader makes a new grade book with the command `alembic`, which is beside Python but not always on the path
os.environ["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath)])
here = os.path.dirname(os.path.abspath(__file__))
if here not in sys.path:
    sys.path.append(here)  # a late-penalty plugin may lie in this folder
warnings.filterwarnings("ignore", message="Object of type <.*> not in session")  # nbgrader's, at every submission

c = get_config()  # noqa: F821  (nbgrader provides it)

c.CourseDirectory.course_id = "keep-data-safe-on-aws"
c.CourseDirectory.source_directory = "notebooks"

c.Autograde.exporter_class = "autograder.gradebook.exporter.SubmissionExporter"
c.Autograde.sanitize_preprocessors = ["autograder.gradebook.preprocessors.Repair"]
c.Autograde.autograde_preprocessors = [
    "autograder.gradebook.preprocessors.Judge",
    "autograder.gradebook.preprocessors.SaveScores",
    "nbgrader.preprocessors.AssignLatePenalties",
    "autograder.gradebook.preprocessors.HideExam",
]
c.GenerateFeedback.exporter_class = "autograder.gradebook.exporter.FeedbackExporter"
