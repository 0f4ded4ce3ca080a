"""System calls that fail, by strace(1): some of what make check-faults tries, of two cases and of
the cases that findings rest on most."""

import os
import sys

import tool
from tool import test

sys.path.insert(0, os.path.join(tool.SOURCE, "tests", "faults"))

import faults  # pylint: disable=wrong-import-position


def check(scenario, count):
    total, ends, wrong = faults.campaign([scenario], count)
    tool.none("of %d runs" % total, wrong)
    if ends.get("told", 0) + ends.get("refused", 0) == 0:
        tool.fail("no fault was seen: %s" % ends)


@test("a call that fails is named, and nothing else is other than without: TCP", namespace=False)
def tcp(_):
    check("two-tcp", 40)


@test("the same for UDP, with a socket of another user", namespace=False)
def udp(_):
    check("two-udp", 40)


@test("the same for findings: none passes for a call that failed", namespace=False)
def findings(_):
    check("wildcards", 24)


if __name__ == "__main__":
    tool.main()
