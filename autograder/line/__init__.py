"""The line between the judge and a submission: what travels on it. Shown to the sandbox."""
