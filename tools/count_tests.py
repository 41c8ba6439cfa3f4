#!/usr/bin/env python3
"""Sums up test logs, one subtest each.

    count_tests.py FILE...

FILE.json is a log of `meson test` (one JSON object a line, with the TAP a test printed); any other
FILE is TAP as a program printed it. Names what failed and what was skipped on standard error, prints
"PASSED FAILED SKIPPED" and exits 0. A test that ended badly without saying which of its subtests
failed (a crash, a time-out, fewer subtests than planned) is one failure more.
"""
import json
import re
import sys

RESULT = re.compile(r"^(not )?ok\b(?:\s+\d+)?(?:\s+-)?\s*(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)\s*(?:#\s*skip\b(.*))?$", re.IGNORECASE)
SKIP = re.compile(r"(?<!\\)#\s*skip\b\s*(.*)$", re.IGNORECASE)


class Counts:
    def __init__(self):
        self.passed, self.failed, self.skipped = 0, [], []

    def add_tap(self, suite, text):
        """Returns how many subtests failed, whether all that were planned ran, and whether some were
        skipped as cmocka says it ("not ok 1 - # SKIP name"), which meson takes for failures."""
        failed = seen = 0
        skipped_badly = False
        planned = None
        for line in text.splitlines():
            if plan := PLAN.match(line):
                planned = int(plan[1])
                if plan[2] is not None:
                    self.skipped.append(f"{suite}: {plan[2].strip() or 'no reason given'}")
            elif result := RESULT.match(line):
                seen += 1
                if SKIP.search(result[2]):
                    skipped_badly = skipped_badly or bool(result[1])
                    self.skipped.append(f"{suite}: {result[2]}")
                elif result[1]:
                    failed += 1
                    self.failed.append(f"{suite}: {result[2]}")
                else:
                    self.passed += 1
        complete = seen == planned if planned is not None else seen > 0
        return failed, complete, skipped_badly

    def add_meson(self, test):
        name, result = test["name"], test["result"]
        failed, complete, skipped_badly = self.add_tap(name, test.get("stdout", ""))
        fine = result in ("OK", "SKIP") or (
            result == "FAIL" and skipped_badly and test["returncode"] == 0
        )
        if not complete or (not fine and failed == 0):
            self.failed.append(f"{name}: ended with {result}, status {test['returncode']}")


def main(files):
    counts = Counts()
    for file in files:
        with open(file, encoding="utf-8", errors="replace") as opened:
            if file.endswith(".json"):
                for line in opened:
                    counts.add_meson(json.loads(line))
            else:
                _, complete, _ = counts.add_tap(file, opened.read())
                if not complete:
                    counts.failed.append(f"{file}: not all planned tests ran")
    for line in counts.skipped:
        print("skipped:", line, file=sys.stderr)
    for line in counts.failed:
        print("FAILED:", line, file=sys.stderr)
    print(counts.passed, len(counts.failed), len(counts.skipped))


main(sys.argv[1:])
