"""The Markdown report: its tables are whole, and what comes from the host does nothing."""

import os
import re

import tool
from tool import test

TICKET = 65536  # characters that a GitHub issue takes
RUNS = ([], ["-v"], ["-s", "facts"], ["-s", "full", "-c", "tcp/any*/any*"],
        ["try", "-v", "tcp/any4/any6", "udp/absent6", "tcp/fe80::1%no-such"],
        ["try", "--repeat=2", "tcp/any4"])
TAGS = re.compile(r"</?(?:details|summary|code)>|<br>")


def cells(row):
    """The cells of a row of a table; a bar behind a backslash is none of its own."""
    return re.split(r"(?<!\\)\|", row)[1:-1]


def bare(text):
    """The report without code and without what is in fences."""
    lines, fenced = [], False
    for line in text.split("\n"):
        if line.startswith("~~~~~~"):
            fenced = not fenced
        elif not fenced:
            lines.append(re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", line))
    if fenced:
        tool.fail("a block is not ended")
    return lines


def check(text):
    """What holds of every report: rows as wide as their head, and no markup but ours."""
    wrong, width, depth = [], 0, 0
    for line in bare(text):
        if line.startswith("|"):
            count = len(cells(line))
            width = width or count
            if count != width:
                wrong.append("%d cells, not %d: %s" % (count, width, line))
        elif line:
            width = 0
            if not re.match(r"\*\*|### Evidence$|<details>|</details>$", line):
                wrong.append("a line of text: " + line)
        else:
            width = 0
        depth += line.count("<details>") - line.count("</details>")
        if re.search("[<>]", TAGS.sub("", line)):
            wrong.append("markup: " + line)
    if depth != 0:
        wrong.append("%d parts are not ended" % depth)
    if any(c != "\n" and c != "\t" and not c.isprintable() for c in text):
        wrong.append("bytes that cannot be seen")
    tool.none("wrong lines", wrong)


@test("tables are whole and parts are ended, in every kind of report")
def whole(_):
    for arguments in RUNS:
        command = ["-f", "markdown"] + arguments
        if arguments[:1] == ["try"]:
            command = ["try", "-f", "markdown"] + arguments[1:]
        done = tool.run(*command)
        tool.expect(done, 0)
        check(done.stdout)


@test("the verdict comes first, and all that the text report says of findings is there")
def says_all(_):
    port = str(tool.free_port())
    text = tool.run("-f", "markdown", port).stdout
    report = tool.report("-f", "json", port)
    if not text.startswith("**Set ") and not text.startswith("**" + report["verdict"][:4]):
        tool.fail("it begins with %.80r" % text)
    lines = text.splitlines()
    for finding in report["findings"]:
        mark = "`%s` " if finding["status"] == "N/A" else "| `%s` |"
        found = [l for l in lines if mark % finding["id"] in l]
        if len(found) != 1 or finding["status"] not in found[0]:
            tool.fail("%s: %r" % (finding["id"], found))
        wanted = len(finding["cases"]) if finding["status"] in ("WARN", "FAIL") else 0
        mark = "<code>%s</code></summary>" % finding["id"]
        shown = 0
        if mark in text:
            shown = text.split(mark)[1].split("</details>")[0].count("\n| `")
        tool.equal("cases of " + finding["id"], shown, wanted)


@test("a report of the core suite can be pasted in an issue of GitHub")
def fits(_):
    tool.own_addresses()
    length = len(tool.run("-f", "markdown").stdout)
    if length > TICKET:
        tool.fail("%d characters" % length)


@test("a case that was picked has its calls and its program")
def picked(_):
    text = tool.run("try", "-v", "-f", "markdown", "tcp/any4/any6").stdout
    for part in ("| `tcp/any4/any6` |", "socket 1  bind(", "~~~~~~c\n/*\n", "\nmain("):
        if part not in text:
            tool.fail("no %r" % part)


@test("text that tries to be markup is shown")
def hostile(_):
    for arguments in (["core"], ["core", "verbose"], ["facts"], ["wildcard", "picked"]):
        for system in ("linux", "openbsd"):
            check(tool.made_up("markdown", system, arguments[0], "hostile", *arguments[1:]))


@test("names of interfaces that try to be markup are shown")
def interfaces(_):
    before = "lo"
    for name in ("a|b|c", "`a``b", "*a*<b>", "@evil#1", "\\|a\\"):
        tool.ip("link", "set", before, "down")
        tool.ip("link", "set", before, "name", name)
        tool.ip("link", "set", name, "up")
        tool.settle("127.0.0.1", "::1")
        done = tool.run("-f", "markdown", "-s", "facts")
        tool.expect(done, 0)
        check(done.stdout)
        if "a" in name and "a" not in done.stdout.split("| addresses |")[1][:9]:
            tool.fail("no %r" % name)
        before = name


if __name__ == "__main__":
    tool.main()
