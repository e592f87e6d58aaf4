import sys

from autograder.worker.fork_server import serve

serve(int(sys.argv[1]), walled=sys.argv[2] == "walled", services=sys.argv[3:])
