"""Run checks in this process: in a notebook."""
