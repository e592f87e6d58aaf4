"""Small changes to right code that make it wrong, made by rule: what survives the exam shows what the exam misses.

python.py        changes of Python: conditions, guards, loops, arguments, exceptions, order, memory
expressions.py   changes inside DynamoDB expressions and SQL, which are text to Python
generate.py      all changes of one solution, each with the lines it changes
explained.py     those that no caller can tell from the original, with the reason: `equivalent.md`
survivors.py     judge them, and tell which earn full marks
"""
