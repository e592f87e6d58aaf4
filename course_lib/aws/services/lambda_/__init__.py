"""Lambda: functions from zip files, with their states, versions and aliases, and a runtime whose speed follows memory.

What a function does is declared in its zip file (`work`): no code of a function runs here. The folder's name ends in an
underscore because Python keeps the word for itself.
"""
