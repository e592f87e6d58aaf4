"""The trusted side: owns the cloud, the exam and the verdict. See `run.judge_notebook`."""

from autograder.judge.limits import Limits
from autograder.judge.run import judge_notebook

__all__ = ["Limits", "judge_notebook"]
