"""What a learner sees: words, tables, pictures and widgets.

`describe` one AWS call in words · `grid` a table · `note` a few sentences · `report` the result of a check ·
`timeline` who sent what, and when · `picture` the same, drawn · `watch` the layer that notes what each write changed ·
`markup` and `wrapping` for all of them · `inert` what stands in for all of it while a notebook is graded.
"""
