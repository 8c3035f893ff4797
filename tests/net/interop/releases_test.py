"""Our streams against CPython's, in both directions, one release at a time.

usage: releases_test.py RELEASE [unittest options]"""

import sys
import unittest

from interop_case import CA, CERT, InteropCase, find, require_all

RELEASE = sys.argv.pop(1)
MINOR = int(RELEASE.split(".")[1])
SIZE = 20_000_000
SKIPPED = 77


class ReleaseTest(InteropCase):
    def our_client_of(self, their_scenario, our_scenario, server, client):
        """What our client prints that talks to a server in Python."""
        served = self.python(RELEASE, their_scenario, **server)
        where = served.listening()
        place = {} if "path" in server else {"port": where}
        printed = self.output_of(self.ours(our_scenario, **place, **client))
        self.assertEqual(served.finish(), "closed\n")
        return printed

    def their_client_of(self, our_scenario, their_scenario, server, client):
        """What a client in Python prints that talks to our server."""
        served = self.ours(our_scenario, **server)
        where = served.listening()
        place = {} if "path" in server else {"port": where}
        printed = self.output_of(self.python(RELEASE, their_scenario, **place, **client))
        self.assertEqual(served.finish(), "closed\n")
        return printed

    def test_our_client_is_answered_over_tcp(self):
        self.assertEqual(self.our_client_of("serve-echo", "ask", {}, {}), "hello\n")

    def test_their_client_is_answered_over_tcp(self):
        self.assertEqual(self.their_client_of("serve-echo", "ask", {}, {}), "hello\n")

    def test_our_client_is_answered_over_a_unix_socket(self):
        path = {"path": self.folder() / "socket"}
        self.assertEqual(self.our_client_of("serve-echo", "ask", path, path), "hello\n")

    def test_their_client_is_answered_over_a_unix_socket(self):
        path = {"path": self.folder() / "socket"}
        self.assertEqual(self.their_client_of("serve-echo", "ask", path, path), "hello\n")

    def test_our_client_is_answered_over_tls(self):
        client = dict(CA, server_hostname="localhost")
        self.assertEqual(self.our_client_of("serve-echo", "ask", CERT, client), "hello\n")

    def test_their_client_is_answered_over_tls(self):
        self.assertEqual(self.their_client_of("serve-echo", "ask", CERT, CA), "hello\n")

    def test_their_server_answers_after_our_half_close(self):
        self.assertEqual(self.our_client_of("serve-count", "half-close", {}, {"size": 1_000_000}), "got 1000000\n")

    def test_our_server_answers_after_their_half_close(self):
        self.assertEqual(self.their_client_of("serve-count", "half-close", {}, {"size": 1_000_000}), "got 1000000\n")

    def test_twenty_megabytes_go_both_ways_from_our_client(self):
        self.assertEqual(self.our_client_of("serve-echo", "transfer", {}, {"size": SIZE}), f"received {SIZE}\n")

    def test_twenty_megabytes_go_both_ways_from_their_client(self):
        self.assertEqual(self.their_client_of("serve-echo", "transfer", {}, {"size": SIZE}), f"received {SIZE}\n")

    def test_twenty_megabytes_go_both_ways_from_our_client_over_tls(self):
        self.assertEqual(self.our_client_of("serve-echo", "transfer", CERT, dict(CA, size=SIZE)), f"received {SIZE}\n")

    def test_twenty_megabytes_go_both_ways_from_their_client_over_tls(self):
        self.assertEqual(self.their_client_of("serve-echo", "transfer", CERT, dict(CA, size=SIZE)), f"received {SIZE}\n")

    @unittest.skipIf(MINOR < 11, "StreamWriter.start_tls came with 3.11")
    def test_our_client_upgrades_a_connection(self):
        starttls = {"starttls": 1}
        printed = self.our_client_of("serve-starttls", "starttls", dict(CERT, **starttls), dict(CA, **starttls))
        self.assertEqual(printed, "go\nover tls\n")

    @unittest.skipIf(MINOR < 11, "StreamWriter.start_tls came with 3.11")
    def test_their_client_upgrades_a_connection(self):
        starttls = {"starttls": 1}
        printed = self.their_client_of("serve-starttls", "starttls", dict(CERT, **starttls), dict(CA, **starttls))
        self.assertEqual(printed, "go\nover tls\n")


if find(RELEASE) is None:
    print(f"no interpreter of CPython {RELEASE} was found (looked in pyenv's versions, /usr/bin and on PATH)")
    sys.exit(1 if require_all() else SKIPPED)
unittest.main()
