"""redis's asyncio client with a real server: every stream is captured, and the reference does the same."""

import shutil
import subprocess
import time

from capture_case import HERE, CaptureCase, need_system_package, run, skip


class Redis(CaptureCase):
    def start_server(self):
        """The path of its socket, once it is there."""
        server = shutil.which("redis-server")
        if server is None:
            skip("redis-server is missing (tools/ensure-packages capture)")
        path = self.folder / "socket"
        process = subprocess.Popen([server, "--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(self.folder)],
                                   stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        while not path.exists():
            self.assertIsNone(process.poll(), "redis-server has ended")
            time.sleep(0.01)
        return path

    def test_client_is_captured_and_replays(self):
        python = need_system_package("redis.asyncio", "python3-redis")
        report = self.capture(python, HERE / "programs" / "redis_commands.py", self.start_server())
        self.assertEqual((report["excluded"], report["status"]), ({}, 0))
        self.assertGreaterEqual(report["readers"], 10)
        self.assertEqual(report["scripts"] + report["same"], report["lives"])
        self.expect_replays(python)


if __name__ == "__main__":
    run()
