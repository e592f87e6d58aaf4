"""The same cluster on real servers: six processes of redis-server on this machine, where it is installed.

servers.py    the processes, and a process that ends them when nobody needs them any more
replies.py    their answers, read
cluster.py    what the rest of the cloud sees: a cluster whose keys lie on these servers
"""
