"""Reports as lists of tests, read by what CI systems read them with: TAP and JUnit."""

import os
import re
import subprocess
import xml.etree.ElementTree

import tool
from tool import test

RUNS = (["-s", "core"],
        ["-s", "core", "-v", "-t"],
        ["-s", "facts"],
        ["-c", "tcp/any?/any?*"],
        ["try", "tcp/any6/any4", "udp/absent6", "tcp/link6-unscoped", "tcp/fe80::1%no-such",
         "tcp/any4,port=0", "tcp/any6,reuseport/any6,reuseport"],
        ["try", "--repeat=3", "tcp/any6/any4", "udp/any4"])
SWEEP = ["-s", "full", "-c", "tcp/*", "--no-delivery"]
UGLY = "#<&>\"'\\\u00e9\x01"

VERDICTS = {"works": "ok", "partly": "ok", "fails": "not ok", "n/a": "skip"}
GRADES = {"PASS": "ok", "WARN": "ok", "FAIL": "not ok", "N/A": "skip"}

# Each test on a line of its own, then what is wrong with the whole.
PERL = r"""
use TAP::Parser;
local $/;
my $parser = TAP::Parser->new({tap => scalar <STDIN>});
while (my $r = $parser->next) {
	next unless $r->is_test;
	my $word = $r->has_skip ? "skip" : $r->is_ok ? "ok" : "not ok";
	print join("\t", $word, substr($r->description, 2)), "\n";
}
print "error\t$_\n" for $parser->parse_errors;
"""

# Older ones know version 13, which has all of 14 that is used here.
PERL_VERSION = "use TAP::Parser::Grammar; print TAP::Parser->VERSION, qq{\n}; " \
    "my $p = TAP::Parser->new({tap => qq{TAP version 14\n1..1\nok 1\n}}); $p->run; " \
    "exit($p->parse_errors ? 1 : 0)"


def draw(form, *arguments):
    command = list(arguments)
    done = tool.run(*command, "-f", form)
    tool.expect(done, 0)
    tool.equal("standard error", done.stderr, "")
    return done.stdout


def wanted(document, arguments):
    """The tests that the JSON report of the same run makes, as (answer, name)."""
    found = []
    picked = arguments[0] == "try" or "-c" in arguments or "-v" in arguments or \
        "facts" in arguments
    for case in document["cases"] if picked else []:
        unsteady = case.get("unstable") or len(case.get("seen", [])) > 1
        found.append(("not ok" if unsteady else "skip" if case["outcome"] == "n/a" else "ok",
                      "case " + case["id"]))
    for recipe in document["recipes"]:
        found.append((VERDICTS[recipe["verdict"]],
                      "recipe %s %s" % (recipe["series"], recipe["id"])))
    for finding in document["findings"]:
        found.append((GRADES[finding["status"]], "finding " + finding["id"]))
    return found


def for_every_run(check):
    """Calls check with each run's arguments and the tests it has to have."""
    tool.own_addresses()
    for arguments in RUNS:
        check(arguments, wanted(tool.report(*arguments, "-f", "json"), arguments))


def for_perl(text):
    known = subprocess.run(["perl", "-MTAP::Parser", "-e", PERL_VERSION],
                           stdout=subprocess.DEVNULL, timeout=tool.BOUND).returncode == 0
    return text if known else text.replace("TAP version 14\n", "TAP version 13\n", 1)


def feed(text, *command):
    return subprocess.run(list(command), input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True,
                          timeout=tool.BOUND)


def need_perl():
    tool.need("perl")
    if subprocess.run(["perl", "-MTAP::Parser", "-e", "1"],
                      stderr=subprocess.DEVNULL).returncode != 0:
        tool.skip("there is no TAP::Parser")


@test("prove(1) and its TAP::Parser find the tests that the JSON report has")
def tap_in_perl(work):
    need_perl()
    tool.need("prove")
    path = os.path.join(work, "report.tap")

    def check(arguments, tests):
        text = for_perl(draw("tap", *arguments))
        done = feed(text, "perl", "-e", PERL)
        tool.equal(" ".join(arguments), done.stdout.splitlines(),
                   ["\t".join(pair) for pair in tests])
        tool.write_file(path, text)
        done = feed("", "prove", "-e", "cat", path)
        failed = len([1 for answer, _ in tests if answer == "not ok"])
        tool.equal(done.stdout, done.returncode != 0, failed != 0)
        tool.equal(done.stdout, "Parse errors" in done.stdout, False)

    for_every_run(check)


@test("tap-parser of npm reads it as version 14, with every YAML block")
def tap_in_node(work):
    program = tool.node_program("tap-parser")
    path = os.path.join(work, "report.tap")

    def check(arguments, tests):
        text = draw("tap", *arguments)
        tool.write_file(path, text)
        with open(path) as file:
            done = subprocess.run(["node", program, "--json"], stdin=file,
                                  stdout=subprocess.PIPE, timeout=tool.BOUND)
        events = tool.parse(done.stdout.decode())
        found = [e[1] for e in events if e[0] == "assert"]
        tool.equal("version", [e[1] for e in events if e[0] == "version"], [14])
        tool.none("what is no TAP", [e for e in events if e[0] == "extra"])
        tool.equal(" ".join(arguments), [a["name"] for a in found], [n for _, n in tests])
        for one in found:
            tool.equal(one["name"], one["diag"]["severity"] in ("PASS", "WARN", "FAIL", "N/A"),
                       True)
            tool.equal(one["name"], one["ok"], one["diag"]["severity"] != "FAIL")
        tool.equal("blocks", len(found), text.count("\n  ---\n"))

    for_every_run(check)


def check_numbers(suite):
    """The attributes of a suite are what its tests come to."""
    tests = suite.findall("testcase")
    numbers = {"tests": len(tests), "errors": 0,
               "failures": len([t for t in tests if t.find("failure") is not None]),
               "skipped": len([t for t in tests if t.find("skipped") is not None])}
    for key, number in numbers.items():
        tool.equal(suite.get("name") + ": " + key, suite.get(key), str(number))


def answer_of(element):
    return "not ok" if element.find("failure") is not None else \
        "skip" if element.find("skipped") is not None else "ok"


@test("JUnit has the tests that the JSON report has, and its numbers are right")
def junit_tests(_):
    def check(arguments, tests):
        root = xml.etree.ElementTree.fromstring(draw("junit", *arguments))
        for suite in root:
            check_numbers(suite)
        found = [(answer_of(t), "%s %s" % (t.get("classname").split(".")[1], t.get("name")))
                 for t in root.iter("testcase")]
        tool.equal(" ".join(arguments), found, tests)

    for_every_run(check)


def validate(text):
    schema = os.path.join(tool.SOURCE, "tests", "data", "junit.xsd")
    done = feed(text, "xmllint", "--noout", "--schema", schema, "-")
    tool.equal(done.stdout, done.returncode, 0)


@test("xmllint(1) validates every JUnit report by the schema of CI systems")
def junit_schema(_):
    tool.need("xmllint")
    for_every_run(lambda arguments, tests: validate(draw("junit", *arguments)))


@test("a sweep is one test, and one for each reason to leave cases out")
def sweep(_):
    need_perl()
    tool.need("xmllint")
    found = feed(for_perl(draw("tap", *SWEEP)), "perl", "-e", PERL).stdout.splitlines()
    tool.equal("the sweep", found[0], "ok\tsweep all cases")
    tool.none("what else", [f for f in found[1:] if not f.startswith("skip\tsweep left out, ")])
    validate(draw("junit", *SWEEP))


@test("what is wrong in a JUnit report is found by the schema")
def junit_schema_is_strict(_):
    tool.need("xmllint")
    text = draw("junit", "try", "tcp/any4")
    schema = os.path.join(tool.SOURCE, "tests", "data", "junit.xsd")
    for old, new in (("tests=\"1\"", "tests=\"one\""), (" failures=\"0\"", ""),
                     ("<testcase ", "<test "), ("name=\"tcp/any4\"", "name=\"\"")):
        if old not in text:
            tool.fail("no %s in %s" % (old, text))
        done = feed(text.replace(old, new), "xmllint", "--noout", "--schema", schema, "-")
        if done.returncode == 0:
            tool.fail("%s for %s passes" % (new, old))


@test("a warning passes and says WARN")
def warnings(_):
    tool.own_addresses()
    document = tool.report("-f", "json")
    names = ["finding " + f["id"] for f in document["findings"] if f["status"] == "WARN"]
    names += ["recipe %s %s" % (r["series"], r["id"]) for r in document["recipes"]
              if r["verdict"] == "partly"]
    if not names:
        tool.skip("this host has no warning")
    text = draw("tap")
    root = xml.etree.ElementTree.fromstring(draw("junit"))
    said = {"%s %s" % (t.get("classname").split(".")[1], t.get("name")):
            t.findtext("system-out") for t in root.iter("testcase")}
    for name in names:
        if not re.search(r"^ok \d+ - %s\n  ---\n  severity: \"WARN\"\n" % re.escape(name), text,
                         re.M):
            tool.fail("no warning in TAP: " + name)
        if not (said[name] or "").startswith("severity: WARN\n"):
            tool.fail("no warning in JUnit: " + name)


@test("the name of an interface breaks out of neither format")
def hostile(_):
    need_perl()
    name = UGLY
    for kind in ("dummy", "veth", "bridge"):
        done = subprocess.run(["ip", "link", "add", name, "type", kind],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode == 0:
            break
    else:
        tool.skip("no interface of that name can be made")
    for arguments in (["addr", "add", "fe80::7/64", "dev", name, "nodad"],
                      ["link", "set", name, "up"]):
        subprocess.run(["ip"] + arguments, check=True)
    document = tool.report("try", "-f", "json", "tcp/any6")
    to = [d["to"] for d in document["cases"][0]["delivery"] if "fe80::7" in d["to"]]
    if to != ["fe80::7%" + name]:
        tool.skip("the address of the interface is not sent to: %r" % to)
    tap = draw("tap", "try", "tcp/any6")
    tool.equal("plain ASCII", [c for c in tap if c != "\n" and not " " <= c <= "~"], [])
    done = feed(for_perl(tap), "perl", "-e", PERL)
    tool.equal("tests", done.stdout, "ok\tcase tcp/any6\n")
    root = xml.etree.ElementTree.fromstring(draw("junit", "try", "tcp/any6"))
    said = root.find("testsuite/testcase/system-out").text
    if "\nto fe80::7%" + name.replace("\x01", "?") + ": socket 1\n" not in said:
        tool.fail("the name is not what it was: %r" % said)


if __name__ == "__main__":
    tool.main()
