"""Reports side by side: what is said to differ does, and the exit status says whether."""

import collections
import html.parser
import json
import os
import subprocess
import xml.etree.ElementTree

import page
import tool
from tool import test

VALUES = {"tcp/any6", "udp/any6"}  # alone, :: takes IPv4 or not as bindv6only says


def save(work, name, *arguments, **options):
    path = os.path.join(work, name)
    done = tool.run("-f", "json", "-o", path, *arguments, **options)
    tool.expect(done, 0)
    return path


def two_systems(work):
    """Reports of one system with two settings, which answer otherwise; where it has none, of
    another and of this."""
    tool.own_addresses()
    if tool.IS_WINE:
        first = os.path.join(work, "off.json")
        tool.write_file(first, tool.made_up("json", "linux", "core"))
        return first, save(work, "on.json")
    first = save(work, "off.json")
    tool.set_sysctl("net.ipv6.bindv6only", "1")
    return first, save(work, "on.json")


def compare(*arguments, status=0, **options):
    done = tool.run("compare", *arguments, **options)
    tool.expect(done, status)
    return done.stdout


def answers_of(case):
    """Results, and receivers by address."""
    return ([s["result"] for s in case["sockets"]],
            {d["to"]: tuple(d["by"]) for d in case["delivery"]})


def differing(first, second):
    """The ids of the cases whose answers differ, from the reports themselves."""
    with open(first) as one, open(second) as other:
        left, right = tool.by_id(json.load(one)), tool.by_id(json.load(other))
    ids = set()
    for id in left.keys() & right.keys():
        results, by = answers_of(left[id])
        others, others_by = answers_of(right[id])
        if "n/a" in results + others:
            continue
        if results != others or any(by[to] != others_by[to] for to in by.keys() & others_by):
            ids.add(id)
    return ids


@test("two reports that differ: status 1, and exactly the differing cases")
def two(work):
    first, second = two_systems(work)
    document = tool.parse(compare("-f", "json", first, second, status=1))
    said = {row["id"] for row in document["rows"]
            if row["sort"] == "case" and row["differs"]}
    wanted = differing(first, second)
    tool.equal("differing cases", said, wanted)
    tool.equal("count", document["differing"]["cases"], len(wanted))
    tool.equal("the plain ones are among them", VALUES & said, VALUES)
    told = sum(s["cases"] for s in document["statements"])
    told += sum(len(o["cases"]) for o in document["others"])
    tool.equal("cases told", told, len(wanted))
    facts = {f["name"]: sorted(v["value"] for v in f["values"]) for f in document["facts"]}
    if tool.IS_WINE:
        tool.equal("facts", "environment" in facts, True)
    else:
        tool.equal("facts", facts, {"net.ipv6.bindv6only": ["0", "1"]})


@test("the same twice is the same, and one column; standard input is a report too")
def same(work):
    path = save(work, "a.json", "-t")
    with open(path, "rb") as file:
        out = compare(path, "-", stdin=file)
    tool.equal("first line", out.startswith("The same: "), True)
    tool.equal("columns", out.count("\n  A  "), 1)
    tool.equal("a second column", "\n  B  " in out, False)


@test("--this adds this host; --ignore leaves out; text fits in 80 columns")
def this(work):
    first, second = two_systems(work)
    out = compare("--this", first, status=1)
    tool.none("lines over 80 columns", [l for l in out.splitlines() if len(l) > 80])
    tool.equal("setting named", "net.ipv6.bindv6only" in out or tool.IS_WINE, True)
    compare(first, second, "--ignore=*", status=0)
    done = tool.run("compare", "--this", first, "--ignore=no/such")
    tool.expect(done, 2)
    tool.equal("the word", "no/such" in tool.one_line(done.stderr), True)


@test("--expect: 0 as expected, 1 otherwise, and --accept allows either answer")
def expect(work):
    first, second = two_systems(work)
    for arguments, status in (([second], 0), ([first], 1),
                              ([first, "--accept=" + second], 0),
                              ([first, "--ignore=*any6*", "--ignore=*any*/*",
                                "--ignore=*map*", "--ignore=* *", "--ignore=*-*"] +
                               ["--ignore=*"] * tool.IS_WINE, 0)):
        done = tool.run("--expect=" + arguments[0], "-q", *arguments[1:])
        tool.expect(done, status, "--expect " + " ".join(arguments))
        tool.equal("quiet", done.stdout, "")


@test("--portable names the recipes that work on every system, and where others do not")
def portable(work):
    first, second = two_systems(work)
    works = None
    for path in (first, second):
        with open(path) as file:
            here = {(r["series"], r["id"]) for r in json.load(file)["recipes"]
                    if r["verdict"] == "works"}
        works = here if works is None else works & here
    out = compare("--portable", first, second)
    heading, rest = out.split("\n\n", 1)
    said = {tuple(line.split()[:2]) for line in heading.splitlines()[1:]}
    tool.equal("recipes that work everywhere", said, works)
    tool.equal("where not", "on.json" in rest and "off.json" in rest, True)


@test("as TAP and JUnit each row is a test, which fails when it differs")
def lists(work):
    first, second = two_systems(work)
    document = tool.parse(compare("-f", "json", first, second, status=1))
    differing_rows = [row["id"] for row in document["rows"] if row["differs"]]
    tap = compare("-f", "tap", first, second, status=1)
    lines = tap.splitlines()
    failed = [line.split(" ", 5)[5] for line in lines if line.startswith("not ok ")]
    tool.equal("not ok", sorted(failed), sorted(differing_rows))
    tests = [line for line in lines if line.startswith(("ok ", "not ok "))]
    tool.equal("plan", lines[-1], "1..%d" % len(tests))
    root = xml.etree.ElementTree.fromstring(compare("-f", "junit", first, second, status=1))
    failed = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
    tool.equal("failures", sorted(failed), sorted(differing_rows))
    for suite in root.iter("testsuite"):
        tool.equal("tests of " + suite.get("name"), int(suite.get("tests")),
                   len(suite.findall("testcase")))


def made_up(work, *systems):
    """Reports of made-up systems."""
    paths = []
    for system in systems:
        paths.append(os.path.join(work, system + ".json"))
        tool.write_file(paths[-1], tool.made_up("json", system, "core"))
    return paths


@test("answers to a case are told in the same words when they have the same colour, and not "
      "when they have not", namespace=False)
def colours(work):
    paths = made_up(work, "linux", "openbsd", "freebsd", "dragonfly")
    rows = json.loads(compare("-f", "json", *paths, status=1))["rows"]
    wanted = {row["id"] for row in rows if row["sort"] == "case" and row["differs"]}
    document = page.read(compare("-f", "html", *paths, status=1))[0]
    seen = set()
    for row in document.all("table", class_="compared")[-1].all("tr")[1:]:
        name = row.all("th")[0].text()
        cells = [(c.attributes["class"], c.text()) for c in row.all("td")]
        for kind, text in cells:
            for other, words in cells:
                tool.equal("%s, %s beside %s" % (name, text, words), text == words,
                           kind == other)
        seen.add(name)
    tool.equal("cases", seen, wanted)


class Page(html.parser.HTMLParser):
    """Counts the elements of a page, and keeps its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = collections.Counter(), ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags[tag] += 1

    def handle_data(self, data):
        self.text += data


@test("as a page and as Markdown: each differing row, and no markup of a report's name")
def pages(work):
    first, second = two_systems(work)
    rows = tool.parse(compare("-f", "json", first, second, status=1))["rows"]
    differing_rows = {row["id"] for row in rows if row["differs"]}
    drawn = Page(compare("-f", "html", first, second, status=1))
    markdown = compare("-f", "markdown", first, second, status=1)
    for row in differing_rows:
        tool.equal(row + " in the page", row in drawn.text, True)
        tool.equal(row + " in Markdown", row in markdown.replace("`", ""), True)
    hostile = os.path.join(
        work, tool.file_name("<b>x|y`*_[z](w)@who#1<script>&amp;.json"))
    os.rename(second, hostile)
    tool.equal("elements", Page(compare("-f", "html", first, hostile, status=1)).tags,
               drawn.tags)
    for line in compare("-f", "markdown", first, hostile, status=1).splitlines():
        tool.equal("markup in " + line, "<b>" in line or "<script" in line, False)
    for format in ("html", "markdown", "text"):
        compare("--portable", "-f", format, first, hostile)


@test("reports that cannot be read: status 3 and one line with the name")
def unreadable(work):
    path = save(work, "a.json", "-t")
    broken = os.path.join(work, "broken.json")
    with open(path) as file:
        tool.write_file(broken, file.read()[:-40])
    for bad in (broken, os.path.join(work, "none.json"), "/dev/null", work):
        done = tool.run("compare", path, bad)
        tool.expect(done, 3, bad)
        tool.equal(bad, bad in tool.one_line(done.stderr), True)
        tool.equal("output", done.stdout, "")


def variants(work, count):
    """Reports that all answer otherwise: which sockets cannot be bound is the number in binary."""
    path = save(work, "base.json")
    with open(path) as file:
        text = file.read()
    paths = []
    for number in range(count):
        document = json.loads(text)
        alone = [case for case in document["cases"] if len(case["sockets"]) == 1]
        for bit in range(8):
            if number >> bit & 1:
                alone[bit].update(outcome="bind:EACCES", delivery=[],
                                  sockets=[{"result": "bind:EACCES", "code": 13}])
        paths.append(os.path.join(work, "%03d.json" % number))
        tool.write_file(paths[-1], json.dumps(document))
    return paths


@test("many reports of one system are one column, and the names of a few stand for all")
def many_alike(work):
    paths = variants(work, 2)
    for number in range(40):
        paths.append(os.path.join(work, "copy%d.json" % number))
        os.link(paths[0], paths[-1])
    document = json.loads(compare("-f", "json", *paths, status=1))
    tool.equal("reports of each", sorted(len(c["reports"]) for c in document["columns"]),
               [1, 41])
    for format in ("text", "markdown", "html", "tap", "junit"):
        out = compare("-f", format, *paths, status=1)
        tool.equal(format + " counts them", "and 38 more" in out, True)
        tool.equal(format + " names all", "copy39" in out, False)


@test("many systems are shown as far as they can be read, those of most reports first")
def many_systems(work):
    paths = variants(work, 100)
    first = os.path.join(work, "most.json")
    os.link(paths[-1], first)
    paths.append(first)
    document = json.loads(compare("-f", "json", *paths, status=1))
    tool.equal("columns", len(document["columns"]), 100)
    tool.equal("the first", document["columns"][0]["reports"], [paths[99], first])
    for format, lines in (("text", 120), ("markdown", 150), ("tap", 3000), ("html", 600)):
        out = compare("-f", format, *paths, status=1)
        if out.count("\n") > lines:
            tool.fail("%s has %d lines" % (format, out.count("\n")))
        more = "and 36 more, of 36 reports" if format == "html" else "and 74 more, of 74 reports"
        tool.equal(format + " counts the others", more in out, True)


@test("memory does not grow with reports that are alike")
def memory(work):
    paths = variants(work, 3)
    for number in range(500):
        paths.append(os.path.join(work, "copy%d.json" % number))
        os.link(paths[number % 3], paths[-1])
    peaks = []
    for count in (50, 500):
        with tool.Started([tool.BINDPROBE, "compare"] + paths[:count],
                          stdout=subprocess.DEVNULL) as child:
            _, _, usage = os.wait4(child.pid, 0)
            child.process.returncode = 1
        peaks.append(usage.ru_maxrss)
    if peaks[1] > 2 * peaks[0]:
        tool.fail("50 reports take %d KiB, 500 take %d" % tuple(peaks))


@test("sweeps compare with ordinary reports of the same cases")
def sweeps(work):
    tool.own_addresses()
    sweep = save(work, "sweep.json", "-s", "full", "-c", "udp/*", "-c", "tcp/any*",
                 "--no-delivery")
    with open(sweep) as file:
        document = json.load(file)
    tool.equal("sweep", document["sweep"], True)
    ids = [case["id"] for case in document["cases"]][::40]
    tried = os.path.join(work, "tried.json")
    tool.expect(tool.run("try", "-f", "json", "-o", tried, "--no-delivery", *ids), 0)
    said = tool.parse(compare("-f", "json", sweep, tried))
    tool.equal("compared", said["compared"]["cases"], len(ids))
    tool.equal("differing", said["differing"]["cases"], 0)


if __name__ == "__main__":
    tool.main()
