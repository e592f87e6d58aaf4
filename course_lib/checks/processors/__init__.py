"""A call whose processes compute on so many virtual CPUs, on a clock of its own.

The processes are real ones: the function that is called forks them. Only its computing is declared: it calls `work` for
it, and the answer comes when the virtual CPUs would be done. See `exchange.py` for how.
"""
