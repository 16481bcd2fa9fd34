"""``python -m tools.port 8000``: a clear message and exit code 1 if the port is taken."""
import sys

from lms.serve import HOST, port_is_free, taken_message

if __name__ == "__main__":
    port = int(sys.argv[1])
    sys.exit(None if port_is_free(HOST, port) else taken_message(port))
