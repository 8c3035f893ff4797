"""page_test.py STREAMSPEC: the adapters that spec/adapter-protocol.md prints do what the page says of them."""

import json
import shlex
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
PAGE = PROJECT / "spec" / "adapter-protocol.md"


def printed(mark):
    """The program that follows the comment of that name."""
    return PAGE.read_text(encoding="utf-8").split(f"<!-- {mark} -->\n```python\n")[1].split("```\n")[0]


class Page(unittest.TestCase):
    streamspec = None

    def run_with(self, mark, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder) / "adapter.py"
            program.write_text(printed(mark), encoding="utf-8")
            adapter = f"{shlex.quote(sys.executable)} {shlex.quote(str(program))}"
            folders = ["--spec", str(PROJECT / "spec"), "--traces", str(PROJECT / "traces")]
            done = subprocess.run([self.streamspec, *arguments, "--adapter", adapter, "--format", "json", *folders], stdout=subprocess.PIPE, check=False)
            return json.loads(done.stdout)

    def verdicts(self, mark):
        found = {}
        for answer in self.run_with(mark, "replay")["answers"]:
            found.setdefault(answer["verdict"], {})[answer["script"]] = answer.get("reason")
        return found

    def test_minimal_adapter_says_what_it_cannot_do(self):
        found = self.verdicts("minimal adapter")
        self.assertGreaterEqual(len(found["pass"]), 60)
        for script, reason in found["error"].items():
            self.assertIn("a body with the step", reason, script)

    def test_adapter_that_pulls_has_an_answer_to_all_that_it_is_asked(self):
        found = self.verdicts("pull adapter")
        self.assertEqual(found.get("error", {}), {})
        self.assertGreaterEqual(len(found["pass"]), 65)
        self.assertIn("readexactly/size_above_the_default_limit", found["pass"], "more than a pipe holds")

    def test_adapter_that_pulls_is_honest(self):
        certificate, = self.run_with("pull adapter", "certify", "honest")
        self.assertTrue(certificate["holds"], certificate)

    def test_pages_name_the_length_of_the_minimal_adapter(self):
        lines = len(printed("minimal adapter").splitlines())
        for page in (PROJECT / "README.md", PROJECT / "spec" / "validate-your-implementation.md"):
            self.assertIn(f"adapter of {lines} lines", page.read_text(encoding="utf-8"), page)


if __name__ == "__main__":
    Page.streamspec = sys.argv.pop(1)
    unittest.main()
