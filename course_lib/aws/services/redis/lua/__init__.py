"""Scripts in a small part of Lua 5.1, run by an interpreter of our own with bounded steps and sizes.

A script comes from a learner's code and runs in the process that judges it, so no real Lua is used. `grammar` reads,
`values` are Lua's, `interpreter` runs, `scripts` is EVAL, EVALSHA and SCRIPT.
"""
