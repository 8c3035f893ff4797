"""aiosmtpd with smtplib: every stream of the server is captured, and the reference does the same."""

from capture_case import HERE, CaptureCase, need_system_package, run


class Mail(CaptureCase):
    def test_server_is_captured_and_replays(self):
        python = need_system_package("aiosmtpd", "python3-aiosmtpd")
        report = self.capture(python, HERE / "programs" / "mail.py")
        self.assertEqual((report["readers"], report["excluded"], report["status"]), (4, {}, 0))
        self.assertEqual(report["scripts"] + report["same"], 4)
        self.expect_replays(python)


if __name__ == "__main__":
    run()
