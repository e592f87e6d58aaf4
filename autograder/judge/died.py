"""What is raised for a task whose process has died."""


class Died(Exception):
    """The process that did a task has died, or was ended because it took too long.

    Args:
        step: what it was at, as it told with `alarm.step`; empty where it told nothing.
    """

    def __init__(self, step: str = "") -> None:
        super().__init__(step)
        self.step = step

    def __str__(self) -> str:
        return "The process that did this has died."
