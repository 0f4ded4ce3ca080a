"""The HTML report: one file, whole, with every case in it; what comes from the host does
nothing."""

import base64
import hashlib
import os
import re

import page
import tool
from tool import test

RUNS = (["-v"], ["-s", "facts"], ["-s", "full", "-c", "tcp/any*/any*"],
        ["try", "-v", "tcp/any4/any6", "udp/absent6", "tcp/fe80::1%no-such", "tcp/any4/any6"],
        ["try", "--repeat=2", "tcp/any4"])
ELEMENTS = set("""a b body caption code dd details div dl dt h1 h2 h3 head header html li main
    meta meter ol p pre script section small span style summary table tbody td th thead title
    tr""".split())
ATTRIBUTES = set("""aria-hidden charset class colspan content data-key href http-equiv id lang
    max min name open scope tabindex value""".split())


def check(text, shows_links=False):
    """What holds of every page; returns it. One that shows links in its text has none."""
    document, wrong = page.read(text)
    for element in document.all():
        if element.name not in ELEMENTS:
            wrong.append("an element: " + element.name)
        wrong += ["an attribute: %s of %s" % (a, element.name)
                  for a in element.attributes if a not in ATTRIBUTES]
    for name in ("style", "script"):
        if len(document.all(name)) != 1:
            wrong.append("%d elements %s" % (len(document.all(name)), name))
    for table in document.all("table"):
        if len(table.all("caption")) != 1 or not table.all("caption")[0].text().strip():
            wrong.append("a table without caption")
        width = {sum(int(c.attributes.get("colspan", 1)) for c in row.content
                     if not isinstance(c, str)) for row in table.all("tr")}
        if len(width) != 1:
            wrong.append("rows of %s cells in %r" % (width, table.all("caption")[0].text()))
    wrong += ["a heading without scope: " + h.text() for h in document.all("th")
              if h.attributes.get("scope") not in ("col", "row", "rowgroup")]
    bare = re.sub(r"<pre.*?</pre>", "", text, flags=re.S)
    if not shows_links and re.search(r"https?:|//|url\(|@import", bare):
        wrong.append("it refers to something outside")
    if any(not (c in "\n\t" or " " <= c <= "~") for c in text):
        wrong.append("it is not plain ASCII")
    tool.none("wrong in the page", wrong)
    return document


def made_up(*arguments):
    """The report of a made-up system."""
    return tool.made_up("html", *arguments)


@test("pages are well formed, with captions and scopes, and refer to nothing outside")
def whole(_):
    for arguments in RUNS:
        words = arguments[:1] if arguments[0] == "try" else []
        done = tool.run(*words, "-f", "html", *arguments[len(words):])
        tool.expect(done, 0)
        check(done.stdout)


@test("the policy allows the style and the script of the page and nothing else")
def policy(_):
    text = tool.run("-f", "html", "-s", "facts").stdout
    document = check(text)
    policies = [m for m in document.all("meta") if "http-equiv" in m.attributes]
    hashes = [base64.b64encode(hashlib.sha256(
        document.all(name)[0].text().encode()).digest()).decode() for name in ("style", "script")]
    tool.equal("the policy", [m.attributes["content"] for m in policies],
               ["default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; "
                "base-uri 'none'; form-action 'none'" % tuple(hashes)])


@test("every case has its anchor, its answer and its program, and all findings are there")
def says_all(_):
    port = str(tool.free_port())
    document = check(tool.run("-f", "html", port).stdout)
    report = tool.report("-f", "json", port)
    for case in report["cases"]:
        found = document.all("div", id=page.anchor(case["id"]))
        if len(found) != 1:
            tool.fail("no anchor of " + case["id"])
        shown = found[0].all("table")[0].text()
        for number, sock in enumerate(case["sockets"], 1):
            wanted = sock.get("reason", sock.get("proto", sock["result"]))
            if wanted not in shown:
                tool.fail("%s: no %r in %r" % (case["id"], wanted, shown))
        if "main(" not in found[0].all("pre")[-1].text():
            tool.fail("no program of " + case["id"])
    judged = [f for f in report["findings"] if f["status"] != "N/A"]
    unjudged = [f["id"] for f in report["findings"] if f["status"] == "N/A"]
    rows = document.all("table", class_="findings")[0].rows()[1:]
    tool.equal("findings", [(r[0], r[1]) for r in rows],
               [(f["status"], f["id"]) for f in judged] +
               [("N/A", ", ".join(unjudged)) for _ in unjudged[:1]])
    for row, finding in zip(document.all("table", class_="findings")[0].all("tr")[1:],
                            judged):
        tool.equal("cases of " + finding["id"], [a.text() for a in row.all("a")],
                   finding["cases"])
    heading = document.all("h1")[0].text()
    if not report["verdict"].startswith(heading):
        tool.fail("the heading is %r" % heading)


@test("the program of a case is the one that bindprobe explain writes")
def same_program(_):
    case = "tcp/any4/any6,v6only=on"
    document = check(tool.run("try", "-f", "html", "-p", "7020", case).stdout)
    shown = document.all("div", id=page.anchor(case))[0].all("pre")[-1].text()
    written = tool.run("explain", "--c", "-p", "7020", case).stdout
    tool.equal("the program", shown.lstrip("\n"), written)


@test("a sweep is a short page without cases")
def sweep(_):
    text = tool.run("-f", "html", "-s", "full", "-c", "tcp*", "--no-delivery").stdout
    document = check(text)
    if document.all("section", id="cases") or not document.all("section", id="rules"):
        tool.fail("it has cases, or no rules")
    if len(text) > 1 << 19:
        tool.fail("it has %d bytes" % len(text))


@test("text that tries to be markup is shown")
def hostile(_):
    for words in (["core"], ["core", "verbose"], ["facts"], ["wildcard", "picked"]):
        for system in ("linux", "openbsd"):
            text = made_up(system, words[0], "hostile", *words[1:])
            document = check(text, shows_links=True)
            seen = document.text()
            for part in ("<evil onclick=evil()>", "</td></table><evil>", "&lt;evil&gt;",
                         "' onclick='evil()' \" onclick=\"evil()\""):
                if part not in seen:
                    tool.fail("no %r in the text" % part)


@test("names of interfaces that try to be markup are shown")
def interfaces(_):
    before = "lo"
    for name in ("<b>&amp;", "\"'><evil", "&lt;a&gt;"):
        tool.ip("link", "set", before, "down")
        tool.ip("link", "set", before, "name", name)
        tool.ip("link", "set", name, "up")
        tool.settle("127.0.0.1", "::1")
        done = tool.run("-f", "html", "-s", "facts")
        tool.expect(done, 0)
        if name not in [b.text() for b in check(done.stdout).all("b")]:
            tool.fail("no %r" % name)
        before = name


if __name__ == "__main__":
    tool.main()
