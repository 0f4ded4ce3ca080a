"""Reports for people, as what people read them with shows them: Markdown renderers, and
Chromium with an accessibility checker."""

import collections
import json
import os
import re
import shutil
import subprocess

import hostile
import page
import tool
from tool import test

HERE = os.path.join(tool.SOURCE, "tests", "pages")
RENDERERS = ("markdown-it", "marked")
ELEMENTS = set("""br code details em h3 p pre strong summary table tbody td th thead tr""".split())
LINKS = re.compile(r"(^|\W)[@#!%~$&^]\w|(?i:gh-\d)|://|(^|\W)www\.")
CASE = "tcp-late/any4,reuseaddr/any6,reuseaddr"


def node(script, *arguments, need=(), **options):
    """Runs a script of this folder with the packages of the build tree."""
    tool.need("node")
    modules = os.path.join(tool.BUILD, "node_modules")
    for name in need:
        if not os.path.exists(os.path.join(modules, name, "package.json")):
            tool.skip("npm has not installed %s in the build tree" % name)
    done = subprocess.run(["node", os.path.join(HERE, script)] + list(arguments),
                          env=dict(os.environ, NODE_PATH=modules), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=4 * tool.BOUND, **options)
    if done.returncode != 0:
        tool.fail("%s: %s" % (script, done.stderr.decode()))
    return done.stdout.decode()


def made_up(form, *arguments):
    """The report of a made-up system."""
    done = tool.run(form, *arguments,
                    program=os.path.join(tool.BUILD, "tests", "pages", "page"))
    tool.expect(done, 0)
    return done.stdout


def spoken(element):
    """The text that is not code, where renderers of tickets look for links."""
    if element.name in ("code", "pre"):
        return ""
    return "\n".join(p if isinstance(p, str) else spoken(p) for p in element.content)


def render(renderer, text):
    """The page that the renderer makes, which must have no element but those we write."""
    made = node("render.js", renderer, need=[renderer], input=text.encode())
    document, wrong = page.read(made)
    wrong += ["an element: " + e.name for e in document.all() if e.name not in ELEMENTS]
    wrong += ["attributes: %r" % e.attributes for e in document.all()
              if set(e.attributes) - {"class"}]
    for table in document.all("table"):
        width = {len(row) for row in table.rows()}
        if len(width) != 1:
            wrong.append("rows of %s cells" % width)
    found = LINKS.search(spoken(document))
    if found:
        wrong.append("a link in %r" % spoken(document)[found.start() - 20:found.end() + 20])
    tool.none("wrong in what %s makes" % renderer, wrong)
    return document


@test("Markdown is shown as the tables and folded parts that it is")
def markdown(_):
    port = str(tool.free_port())
    text = tool.run("-f", "markdown", port).stdout
    report = tool.report("-f", "json", port)
    for renderer in RENDERERS:
        document = render(renderer, text)
        first = document.all("p")[0]
        tool.equal("the verdict", first.all("strong")[0].text(), report["verdict"])
        rows = [r for t in document.all("table") for r in t.rows()]
        for finding in report["findings"]:
            if not any(r[0] == finding["status"] and finding["id"] in r[1].split()
                       for r in rows):
                tool.fail("no row of " + finding["id"])
        for recipe in report["recipes"]:
            if not any(r[0] == recipe["text"] for r in rows):
                tool.fail("no row of %r" % recipe["text"])
        folds = document.all("details")
        proven = [f for f in report["findings"] if f["status"] in ("WARN", "FAIL")]
        tool.equal("folded parts", len(folds), len(proven))
        for fold, finding in zip(folds, proven):
            shown = [r[0] for r in fold.all("table")[0].rows()[1:]]
            tool.equal("cases of " + finding["id"], shown, finding["cases"])


@test("a case in Markdown has its calls and its program as they are")
def markdown_case(_):
    case = "tcp/any4/any6,v6only=on"
    text = tool.run("try", "-v", "-f", "markdown", "-p", "7020", case).stdout
    program = tool.run("explain", "--c", "-p", "7020", case).stdout
    for renderer in RENDERERS:
        blocks = render(renderer, text).all("pre")
        tool.equal("blocks", len(blocks), 2)
        if "socket 1  bind(0.0.0.0, port 7020) = ok\n" not in blocks[0].text():
            tool.fail("no call in %r" % blocks[0].text())
        tool.equal("the program", blocks[1].text(), program)


@test("Markdown of a hostile report is text and nothing else")
def markdown_hostile(_):
    for renderer in RENDERERS:
        for words in (["core"], ["core", "verbose"], ["wildcard", "picked"]):
            text = made_up("markdown", "linux", words[0], "hostile", *words[1:])
            document = render(renderer, text)
            if "<evil onclick=evil()>" not in document.text():
                tool.fail("it does not show what the host said")


def draw(form, command, paths):
    done = tool.run(*command, "-f", form, *paths)
    if done.returncode not in (0, 1):
        tool.fail("status %d: %s" % (done.returncode, done.stderr))
    return done.stdout


def elements(document):
    return collections.Counter((e.name, e.attributes.get("class")) for e in document.all())


@test("hostile reports and comparisons in Markdown are built as harmless ones", namespace=False)
def markdown_twins(work):
    hostile.need_reader()
    for renderer in RENDERERS:
        drawn = [(["show", "-v"], [evil], [good])
                 for evil, good in hostile.poisoned(work, hostile.BASES, [3])[0]]
        evil, good = hostile.to_compare(work)
        drawn += [(["compare"], evil[:2], good[:2]), (["compare"], evil, good),
                  (["compare", "--portable"], evil, good)]
        for command, bad, plain in drawn:
            got = elements(render(renderer, draw("markdown", command, bad)))
            wanted = elements(render(renderer, draw("markdown", command, plain)))
            tool.equal("%s of %s %s" % (renderer, command, bad), got, wanted)


def browse(work, text, width, scheme, *case):
    """What Chromium says of the page; fails for what no page may do."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or \
        shutil.which("google-chrome")
    if program is None:
        tool.skip("there is no Chromium")
    path = os.path.join(work, "page.html")
    tool.write_file(path, text)
    found = json.loads(node("browse.js", program, path, str(width), scheme, *case,
                            need=["puppeteer-core", "axe-core"]))
    tool.equal("what was loaded", found["requests"], [])
    tool.equal("what went wrong", found["errors"], [])
    tool.equal("what the accessibility checker says", found["violations"], [])
    tool.equal("links to elsewhere", found["links"], 0)
    if found["overflow"] > 0 or found["rules"] < 10 or found["paper"] < 10000:
        tool.fail("it is too wide, or was not checked or printed: %r" % found)
    return found


@test("a page is found good on a phone in the light, and its script finds and sorts",
      namespace="if possible")
def phone(work):
    found = browse(work, tool.run("-v", "-f", "html").stdout, 390, "light", CASE)
    tool.equal("cases found", found["filtered"], [CASE])
    order = ["FAIL", "WARN", "PASS", "N/A"]
    tool.equal("findings in order", found["sorted"], sorted(found["sorted"], key=order.index))
    tool.equal("a case is opened by keys", found["byKeys"], True)
    tool.equal("fields without script", found["bareTools"], 0)
    tool.equal("a link opens its case without script", found["bareOpen"], True)


@test("a page is found good on a desk in the dark")
def desk(work):
    dark = browse(work, tool.run("-f", "html").stdout, 1280, "dark")["ground"]
    if max(map(int, re.findall(r"\d+", dark)[:3])) > 64:
        tool.fail("the ground in the dark is " + dark)


@test("a sweep's page is found good")
def sweep(work):
    browse(work, tool.run("-f", "html", "-s", "full", "-t", "--no-delivery").stdout, 390, "dark")


@test("a hostile report does nothing in a browser")
def hostile_page(work):
    browse(work, made_up("html", "linux", "core", "hostile", "verbose"), 390, "light")


@test("a hostile comparison does nothing in a browser", namespace=False)
def hostile_comparison(work):
    hostile.need_reader()
    evil, _ = hostile.to_compare(work)
    browse(work, draw("html", ["compare"], evil), 390, "light")


@test("comparisons are found good on a phone and on a desk, in the light and in the dark",
      namespace=False)
def comparisons(work):
    hostile.need_reader()
    paths = []
    for system in ("linux", "openbsd", "dragonfly"):
        paths.append(os.path.join(work, system + ".json"))
        tool.write_file(paths[-1], made_up("json", system, "core"))
    for count, command, schemes in ((2, ["compare"], ("light", "dark")),
                                    (3, ["compare"], ("dark", "light")),
                                    (3, ["compare", "--portable"], ("light", "dark"))):
        for width, scheme in zip((390, 1280), schemes):
            browse(work, draw("html", command, paths[:count]), width, scheme)


if __name__ == "__main__":
    tool.main()
