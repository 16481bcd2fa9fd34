"""``python -m tools.port 8000``: a clear message and exit code 1 if the port is taken."""
import socket
import sys

from lms.serve import HOST, port_is_free, taken_message


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    port = int(sys.argv[1])
    sys.exit(None if port_is_free(HOST, port) else taken_message(port))
