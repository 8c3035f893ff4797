"""The completion of bash: its function is called as bash calls it."""

import shlex
import subprocess
import unittest

from command_case import CommandCase, need
from completion_case import Completions

ASK = r"""
source completion
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
function_of() { complete -p streamspec | sed -n 's/.*-F \([^ ]*\) .*/\1/p'; }
"$(function_of)" streamspec "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""


class BashTest(Completions, CommandCase):
    SHELL = "bash"

    def candidates(self, line):
        words = shlex.split(line) + ([""] if line.endswith(" ") else [])
        return self.reply(words)

    def reply(self, words):
        done = subprocess.run(["bash", "--norc", "-c", ASK, "ask", *words], cwd=self.root, env=self.environment(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.stderr, "")
        return set(done.stdout.split())

    def test_value_after_an_equals_sign(self):
        self.assertEqual(self.reply(["streamspec", "replay", "--format", "=", "j"]), {"json", "jsonl", "junit"})
        self.assertEqual(self.reply(["streamspec", "replay", "--format", "="]) & {"tap", "json"}, {"tap", "json"})

    def test_values_with_commas_between_them(self):
        self.assertEqual(self.candidates("streamspec replay --aspects result,f"), {"result,flow"})


if __name__ == "__main__":
    need("bash")
    unittest.main()
