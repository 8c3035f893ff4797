"""JUnit XML: valid against the schema of Jenkins, with counts that are those of its elements."""

import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

from command_case import HERE, CommandCase, need

SCHEMA = HERE / "jenkins-junit.xsd"


class JUnitTest(CommandCase):
    def junit(self, code, *arguments):
        """The root of what is written, which is valid, and whose counts are right."""
        written = self.output_of(code, *arguments, "--format", "junit")
        self.assert_valid(written)
        root = ElementTree.fromstring(written)
        for suite in root:
            self.assert_counted(suite)
        return root

    def assert_valid(self, text):
        checked = subprocess.run(["xmllint", "--noout", "--schema", str(SCHEMA), "-"], input=text.encode("utf-8"),
                                 stderr=subprocess.PIPE)
        self.assertEqual(checked.returncode, 0, checked.stderr.decode("utf-8") + text)

    def assert_counted(self, suite):
        """The attributes that Ant's schema requires beside those of Jenkins are there, too."""
        self.assertLessEqual({"package", "id", "timestamp", "hostname", "time"}, set(suite.attrib))
        counted = {"tests": len(suite.findall("testcase"))}
        for attribute, element in ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"):
            counted[attribute] = len(suite.findall("testcase/" + element))
        self.assertEqual(counted, {name: int(suite.get(name)) for name in counted})

    def case(self, root, name):
        found = [case for case in root.iter("testcase") if case.get("name") == name]
        self.assertEqual(len(found), 1)
        return found[0]

    def test_replay_has_a_suite_for_each_subject_and_release(self):
        self.add("read/one")
        root = self.junit(0, "replay")
        self.assertEqual([suite.get("name").split(" as ")[1] for suite in root], ["3.9.18", "3.12.1"])
        self.assertEqual([suite.get("tests") for suite in root], ["1", "1"])

    def test_replay_tells_each_verdict(self):
        self.add_one_of_each_verdict()
        root = self.junit(1, "replay", *self.adapter())
        self.assertEqual({name: root[0].get(name) for name in ("tests", "failures", "errors", "skipped")},
                         {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"})
        self.assertEqual(list(self.case(root, "read/pass")), [])
        failure = self.case(root, "read/fail").find("failure")
        self.assertEqual(failure.get("message"), "result, turn 0: returned")
        self.assertIn("r.at_eof → False", failure.text)
        self.assertIn("reproduce: streamspec replay read/fail --adapter", failure.text)
        self.assertIn("could not run the script", self.case(root, "read/error").find("error").get("message"))
        self.assertEqual(self.case(root, "read/unsupported").find("skipped").get("message"), "unsupported: for want of limit")

    def test_known_divergence_is_skipped_with_its_reason(self):
        self.add("read/fail", "differ")
        known = self.put_json("known.json", [{"id": "read/*", "aspect": "result", "reason": "it is so"}])
        root = self.junit(0, "replay", "--known", known, *self.adapter())
        self.assertIn("it is so", self.case(root, "read/fail").find("skipped").get("message"))

    def test_text_that_xml_has_no_place_for_is_valid_still(self):
        self.add("read/error", "error <b>&\"' ]]>\t|")
        root = self.junit(1, "replay", *self.adapter("t\x01\ufffe<é>\t\n\r&"))
        self.assertTrue(root[0].get("name").startswith("t\ufffd\ufffd<é>\t\n\r& 1"))
        self.assertTrue(self.case(root, "read/error").find("error").get("message").endswith(" <b>&\"' ]]>\t|"))

    def test_bad_input_is_an_error_of_the_run(self):
        self.add("read/one")
        root = self.junit(2, "replay", "--release", "3.12.1", "--release", "twelve")
        self.assertIn("expected a release", self.case(root, "--release twelve").find("error").get("message"))

    def test_run_without_a_change_since_its_baseline_has_its_note(self):
        self.add("read/one", at_eof=True)
        old = self.put("old.json", self.output_of(1, "replay", "--format", "json"))
        root = self.junit(0, "replay", "--baseline", old)
        self.assertEqual([suite.get("tests") for suite in root], ["0"])
        self.assertIn("0 new failures", root[0].find("system-out").text)

    def test_certify_has_a_case_for_each_certificate(self):
        root = self.junit(1, "certify", "honest", "--seed", "1", "--scripts", "20", *self.adapter("liar"), *self.adapter("fool"))
        self.assertEqual([suite.get("name") for suite in root], ["liar 1", "fool 1"])
        failure = self.case(root[0], "honest").find("failure")
        self.assertIn("reproduce: streamspec certify honest --adapter", failure.text)


if __name__ == "__main__":
    need("xmllint")
    unittest.main()
