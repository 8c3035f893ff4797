"""The examples of asyncio's documentation, in C++, against Python programs of their kind, in both directions."""

import http.server
import os
import signal
import ssl
import threading
import unittest

from interop_case import CERTIFICATES, GENERATOR_PEER, InteropCase


class Quiet(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_response(200)
        self.send_header("X-Path", self.path)
        self.send_header("X-Host", self.headers["Host"])
        self.end_headers()

    def log_message(self, *_):
        pass


class ExamplesTest(InteropCase):
    def generator(self, *arguments):
        return self.start(self.interpreter("3.6.15"), GENERATOR_PEER, *arguments)

    def http_server(self, certificate=None):
        """An HTTP server on an ephemeral port, over TLS with a certificate."""
        server = http.server.HTTPServer(("127.0.0.1", 0), Quiet)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(str(CERTIFICATES / certificate))
            server.socket = context.wrap_socket(server.socket, server_side=True)
        # A client that refuses the certificate is no error of the server.
        server.handle_error = lambda *_: None
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        return server.server_address[1]

    def headers(self, url, **environment):
        program = self.example("http_headers", url, env=dict(os.environ, **environment))
        out, err = program.process.communicate(timeout=120)
        return program.process.returncode, out.decode(), err.decode()

    def test_echo_client_is_answered_by_a_generator_server(self):
        server = self.generator("serve")
        port = server.listening()
        self.assertEqual(
            self.output_of(self.example("echo_client", port)), "Send: 'Hello World!'\nReceived: 'Hello World!'\nClose the socket\n"
        )
        self.assertEqual(server.finish(), "heard 'Hello World!' from 127.0.0.1\n")

    def test_echo_server_answers_a_generator_client_until_it_is_interrupted(self):
        server = self.example("echo_server", "0")
        line = server.line()
        self.assertRegex(line, r"^Serving on \('127\.0\.0\.1', \d+\)$")
        port = line.split(", ")[1].rstrip(")")
        for _ in range(2):
            self.assertEqual(self.output_of(self.generator("ask", port)), "heard 'Hello World!'\n")
            self.assertRegex(server.line(), r"^Received 'Hello World!' from \('127\.0\.0\.1', \d+\)$")
            self.assertEqual(server.line(), "Send: 'Hello World!'")
            self.assertEqual(server.line(), "Close the client socket")
        server.process.send_signal(signal.SIGINT)
        self.assertEqual(server.finish(), "")

    def test_echo_client_and_echo_server_talk_to_each_other(self):
        server = self.example("echo_server", "0")
        port = server.line().split(", ")[1].rstrip(")")
        self.assertIn("Received: 'Hello World!'", self.output_of(self.example("echo_client", port)))

    def test_wait_for_data_prints_what_the_generator_program_prints(self):
        ours = self.output_of(self.example("wait_for_data"))
        self.assertEqual(ours, "Received: abc\n")
        self.assertEqual(ours, self.output_of(self.generator("wait")))

    def test_asio_bridge_greets(self):
        self.assertEqual(self.output_of(self.example("asio_bridge")), "hello from asio\n")

    def test_http_headers_prints_the_headers_of_a_url_with_a_port(self):
        port = self.http_server()
        code, out, err = self.headers(f"http://127.0.0.1:{port}/some/path?query#part")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("HTTP header> HTTP/1.0 200 OK\n", out)
        self.assertIn("HTTP header> X-Path: /some/path\n", out)

    def test_http_headers_without_a_path_asks_for_the_root(self):
        code, out, _ = self.headers(f"http://127.0.0.1:{self.http_server()}")
        self.assertEqual(code, 0)
        self.assertIn("HTTP header> X-Path: /\n", out)

    def test_https_headers_trusts_what_ssl_cert_file_names(self):
        port = self.http_server("localhost.pem")
        code, out, err = self.headers(f"https://localhost:{port}/x", SSL_CERT_FILE=str(CERTIFICATES / "ca.pem"))
        self.assertEqual((code, err), (0, ""))
        self.assertIn("HTTP header> X-Path: /x\n", out)
        self.assertIn("HTTP header> X-Host: localhost\n", out)

    def test_https_headers_refuses_an_unknown_authority(self):
        code, out, err = self.headers(f"https://localhost:{self.http_server('localhost.pem')}/")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED]", err)

    def test_https_headers_refuses_the_certificate_of_another_host(self):
        port = self.http_server("other.pem")
        code, out, err = self.headers(f"https://localhost:{port}/", SSL_CERT_FILE=str(CERTIFICATES / "ca.pem"))
        self.assertEqual((code, out), (1, ""))
        self.assertIn("Hostname mismatch, certificate is not valid for 'localhost'.", err)


if __name__ == "__main__":
    unittest.main()
