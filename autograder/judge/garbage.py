"""What Python's collector of cycles looks through in judging processes; imported last in the one they come from.

Modules and AWS's models stay for good. Looking through them again and again took up to a third of the time of judging.
"""

import gc

gc.collect()
gc.freeze()
gc.set_threshold(5_000, 10, 20)
