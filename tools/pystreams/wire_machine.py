"""What the machine has, rather than the release that runs on it."""

import socket


def features_of_the_machine():
    return ["localhost"] * knows_localhost() + ["ipv6"] * has_ipv6()


def knows_localhost():
    """A bare container has no /etc/hosts."""
    try:
        found = socket.getaddrinfo("localhost", None, socket.AF_INET, socket.SOCK_STREAM)
    except OSError:
        return False
    return any(address[0] == "127.0.0.1" for *_, address in found)


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
