"""A capture that is killed leaves no file of its own; a program that is ended by a signal is captured up to there."""

import signal
import subprocess
import sys

from capture_case import TOOLS, CaptureCase, run

WAITS = """
import asyncio
async def main():
    reader = asyncio.StreamReader()
    reader.feed_data(b"line\\n")
    await reader.readline()
    print("ready", flush=True)
    await reader.readline()
asyncio.run(main())
"""


class Killed(CaptureCase):
    def begin(self):
        program = self.folder / "waits.py"
        program.write_text(WAITS, encoding="utf-8")
        process = subprocess.Popen([sys.executable, str(TOOLS / "capture.py"), "--output", str(self.output), "--", str(program)],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.assertEqual(process.stdout.readline().strip(), b"ready")
        return process

    def test_killed_capture_leaves_nothing_at_its_place(self):
        process = self.begin()
        (program,) = subprocess.check_output(["ps", "-o", "pid=", "--ppid", str(process.pid)]).split()
        process.kill()
        process.wait()
        subprocess.call(["kill", "-KILL", program.decode()])
        self.assertFalse(self.output.exists())

    def test_terminated_program_is_captured_up_to_there(self):
        process = self.begin()
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), 0)
        report = self.report()
        self.assertEqual((report["status"], report["scripts"]), (-signal.SIGTERM, 1))


if __name__ == "__main__":
    run()
