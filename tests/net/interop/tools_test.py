"""Our streams against openssl and curl."""

import subprocess
import unittest

from interop_case import CA, CERT, CERTIFICATES, HANG, InteropCase


class ToolsTest(InteropCase):
    def run_tool(self, *command, **more):
        done = subprocess.run(
            [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=HANG, **more
        )
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def openssl_server(self, *arguments):
        """openssl s_server on a free port."""
        openssl = self.tool("openssl")
        server = self.start(openssl, "s_server", "-accept", "127.0.0.1:0", "-cert", CERT["cert"], "-key", CERT["cert"], *arguments)
        while True:
            line = server.line()
            self.assertTrue(line, "openssl s_server ended: " + (server.errors() if not line else ""))
            if line.startswith("ACCEPT "):
                return line.rsplit(":", 1)[1]

    def test_curl_gets_a_page(self):
        server = self.ours("serve-page")
        code, out, err = self.run_tool(self.tool("curl"), "-sS", f"http://127.0.0.1:{server.listening()}/")
        self.assertEqual((code, out), (0, "hello\n"), err)
        self.assertEqual(server.finish(), "closed\n")

    def test_curl_gets_a_page_over_tls(self):
        server = self.ours("serve-page", **CERT)
        url = f"https://localhost:{server.listening()}/"
        code, out, err = self.run_tool(self.tool("curl"), "-4", "-sS", "--cacert", CA["ca"], url)
        self.assertEqual((code, out), (0, "hello\n"), err)
        self.assertEqual(server.finish(), "closed\n")

    def test_curl_refuses_a_certificate_that_it_does_not_know(self):
        server = self.ours("serve-page", **CERT)
        code, out, _ = self.run_tool(self.tool("curl"), "-4", "-sS", f"https://localhost:{server.listening()}/")
        self.assertEqual((code, out), (60, ""))
        self.assertEqual(server.finish(), "closed\n")

    def test_curl_gets_a_page_over_a_unix_socket(self):
        path = self.folder() / "socket"
        server = self.ours("serve-page", path=path)
        server.listening()
        code, out, err = self.run_tool(self.tool("curl"), "-sS", "--unix-socket", path, "http://localhost/")
        self.assertEqual((code, out), (0, "hello\n"), err)
        self.assertEqual(server.finish(), "closed\n")

    def test_s_client_verifies_our_server_and_is_echoed(self):
        for version in ("-tls1_2", "-tls1_3"):
            with self.subTest(version):
                server = self.ours("serve-echo", **CERT)
                client = self.start(
                    self.tool("openssl"), "s_client", "-connect", "127.0.0.1:" + server.listening(), "-CAfile", CA["ca"], version,
                    "-verify_return_error", "-verify_hostname", "localhost", "-quiet", "-no_ign_eof",
                )
                client.process.stdin.write(b"hello\n")
                client.process.stdin.flush()
                self.assertEqual(client.line(), "hello")
                client.process.communicate(timeout=HANG)
                self.assertEqual(server.finish(), "closed\n")

    def test_our_client_reads_what_s_server_sends(self):
        # -www answers with a page about the connection.
        for version in ("-tls1_2", "-tls1_3"):
            with self.subTest(version):
                port = self.openssl_server("-www", version)
                answer = self.output_of(self.ours("ask", port=port, say="GET / HTTP/1.0\r\n\r\n", server_hostname="localhost", **CA))
                self.assertEqual(answer, "HTTP/1.0 200 ok\r\n")

    def test_our_client_refuses_s_server_with_another_hosts_certificate(self):
        openssl = self.tool("openssl")
        other = CERTIFICATES / "other.pem"
        server = self.start(openssl, "s_server", "-accept", "127.0.0.1:0", "-cert", other, "-key", other)
        while not (line := server.line()).startswith("ACCEPT "):
            pass
        client = self.ours("ask", port=line.rsplit(":", 1)[1], server_hostname="localhost", **CA)
        out, _ = client.process.communicate(timeout=HANG)
        self.assertEqual(client.process.returncode, 1)
        self.assertIn("Hostname mismatch, certificate is not valid for 'localhost'.", out.decode())


if __name__ == "__main__":
    unittest.main()
