"""CPython's own tests of its streams, on 3.13.0: what can be a script is one, and the tests that set private state are named."""

import subprocess

from capture_case import CaptureCase, need_interpreter, run, skip

SETTING_PRIVATE_STATE = {"test___repr__waiter": "_waiter", "test___repr__transport": "_transport"}


class CPythonStreams(CaptureCase):
    def test_suite_is_captured_and_replays(self):
        python = need_interpreter("3.13.0")
        if subprocess.call([python, "-c", "import test.test_asyncio.test_streams"], stderr=subprocess.DEVNULL):
            skip("CPython 3.13.0 is here without its tests")
        report = self.capture(python, "-m", "unittest", "test.test_asyncio.test_streams")
        self.assertEqual(report["status"], 0)
        private = {life["made"].split()[-1]: life["detail"] for life in report["excluded"]["private state was set"]["lives"]}
        self.assertEqual(private, SETTING_PRIVATE_STATE)
        excluded = sum(entry["count"] for entry in report["excluded"].values())
        self.assertEqual(report["scripts"] + report["same"] + excluded, report["lives"])
        self.assertGreaterEqual(report["scripts"] + report["same"], 64)
        self.expect_replays(python, unsupported=1)  # A test feeds a bytearray: the reference is typed.


if __name__ == "__main__":
    run()
