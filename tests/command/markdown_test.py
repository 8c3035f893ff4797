"""The Markdown summary of a run, as for a job's page."""

import re
import unittest

from command_case import CommandCase


class MarkdownTest(CommandCase):
    def markdown(self, code, *arguments):
        return self.output_of(code, *arguments, "--format", "markdown")

    def rows(self, text):
        """The cells of the first table, without its head."""
        table = [line for line in text.splitlines() if line.startswith("| ") or line.startswith("|-")]
        return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table[2:]]

    def test_good_run_is_a_heading_and_a_row_for_each_release(self):
        self.add("read/one")
        text = self.markdown(0, "replay")
        self.assertTrue(text.startswith("## streamspec replay: ✅ nothing failed\n\n2 asked, 2 pass\n\n| subject | asked |"))
        self.assertEqual([row[1:] for row in self.rows(text)], [["1", "1", "0", "0", "0", "0"]] * 2)
        self.assertNotIn("<details>", text)

    def test_failures_are_folded_up(self):
        self.add_one_of_each_verdict()
        text = self.markdown(1, "replay", *self.adapter())
        self.assertTrue(text.startswith("## streamspec replay: ❌ failed\n"))
        self.assertEqual(self.rows(text), [["told 1 as 3.12.1", "4", "1", "1", "1", "1", "0"]])
        self.assertEqual(text.count("<details>"), 2)
        self.assertEqual(text.count("</details>"), 2)
        self.assertIn("<summary><b>read/fail</b> in told 1 as 3.12.1: result, turn 0: returned</summary>\n\n```text\n", text)
        self.assertIn("\nreproduce: streamspec replay read/fail", text)

    def test_names_cannot_break_the_table(self):
        self.add("read/one")
        text = self.markdown(0, "replay", *self.adapter("a|b\n*c* <d>"))
        self.assertEqual(self.rows(text)[0][0], r"a\|b \*c\* &lt;d> 1 as 3.12.1")

    def test_summary_is_html_in_which_markdown_has_no_meaning(self):
        self.add("read/error", "error a_b*c <i> & d")
        text = self.markdown(1, "replay", *self.adapter("a_b"))
        summary = next(line for line in text.splitlines() if "<summary>" in line)
        self.assertIn("</b> in a_b 1 as 3.12.1: ", summary)
        self.assertTrue(summary.endswith("a_b*c &lt;i&gt; &amp; d</summary>"), summary)

    def test_fence_is_longer_than_any_within(self):
        self.add("read/fail", "differ ```` ```")
        text = self.markdown(1, "replay", *self.adapter())
        self.assertEqual(len([line for line in text.splitlines() if re.fullmatch("`{5}(text)?", line)]), 2)

    def test_bad_input_is_told(self):
        text = self.markdown(2, "replay", "--release", "twelve")
        self.assertTrue(text.startswith("## streamspec replay: ⚠️ something could not be asked\n"))
        self.assertIn("- **could not be asked**: --release twelve: expected a release", text)

    def test_certify_has_a_row_for_each_adapter(self):
        text = self.markdown(1, "certify", "honest", "--seed", "1", "--scripts", "20", *self.adapter("liar"))
        self.assertEqual(self.rows(text), [["liar 1", "1", "0", "1", "0", "0", "0"]])
        self.assertIn("reproduce: streamspec certify honest --adapter", text)


if __name__ == "__main__":
    unittest.main()
