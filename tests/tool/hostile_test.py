"""Whatever a report says is shown as text or refused in one line: in no format do its strings
become markup, tests of their own or commands of a terminal."""

import collections
import html.parser
import os
import re
import xml.etree.ElementTree

import hostile
import tool
from tool import test

FORMATS = ("text", "json", "markdown", "html", "tap", "junit")
SHIFTS = (0, 5, 11)[::tool.EVERY]

# Characters that are not seen, or change the order of what is: none may reach a reader.
UNSEEN = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b-\\u200f\\u2028-\\u202e"
                    "\\u2060-\\u206f\\ufeff\\ufff0-\\ufffb\\ufffe\\uffff\\ud800-\\udfff]")
TABS = ("html", "markdown")  # they have programs, which are indented by them


class Page(html.parser.HTMLParser):
    """The elements of a page with the names of their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.built, self.text = collections.Counter(), ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        kept = tuple((k, v if k in ("class", "scope", "colspan") else "") for k, v in attrs)
        self.built[(tag,) + kept] += 1

    def handle_endtag(self, tag):
        self.built["/" + tag] += 1

    def handle_data(self, data):
        self.text += data

    def other(self, data):
        self.built[data] += 1

    handle_comment = handle_decl = handle_pi = unknown_decl = other


def of_html(text):
    page = Page(text)
    return page.built, page.text


def of_junit(text):
    root = xml.etree.ElementTree.fromstring(text)
    built = [(e.tag, tuple(e.attrib), [v for k, v in e.attrib.items() if v.isdigit()])
             for e in root.iter()]
    said = [t for e in root.iter() for t in [e.text or "", e.tail or ""] + list(e.attrib.values())]
    return built, "".join(said)


def of_tap(text):
    """What a reader of TAP 14 makes of each line."""
    built, inside = [], False
    for line in text.split("\n"):
        if inside:
            inside = line != "  ..."
            if inside and not re.match(r'  ([a-z]+:|  "(\\.|[^"\\])*":)( "(\\.|[^"\\])*")?$', line):
                tool.fail("no YAML: %r" % line)
        elif line == "  ---":
            inside = True
        elif line.startswith("#"):
            built.append("comment")
        else:
            found = re.match(r"(not )?ok (\d+) - ((\\.|[^#\\])*)(# SKIP)?", line)
            built.append(found.group(1, 2, 5) if found else line)
    return built, text


def of_markdown(text):
    """Rows, fences and folded parts, and the markup of a line."""
    built, program, escape = [], False, re.compile(r"&(#\d+|[a-z]+);|\\.")
    for line in text.split("\n"):
        if line.startswith("~~~~~~"):
            program = not program
        if program:
            built.append("program" if line.startswith("~~~") else "line")
            continue
        line = re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "code", line)
        line = escape.sub("x", line)
        if line.startswith("<details>"):  # HTML to its end
            line = line.replace("_", "x")
        built.append((re.findall(r"^([#>+*-]|\d+[.)]|\|| {4,}|~~~)", line),
                      re.findall(r"[<>|\[\]*~`]|\*\*|(?<!\w)_|_(?!\w)", line)))
    tool.equal("blocks end", program, False)
    return built, text


def of_text(text):
    return None, text


BUILT = {"html": of_html, "junit": of_junit, "tap": of_tap, "markdown": of_markdown,
         "text": of_text, "json": of_text}


def draw(form, command, *paths, statuses=(0, 1)):
    done = tool.run(*command, "-f", form, "--color=always", *paths)
    if done.returncode not in statuses:
        tool.fail("status %d of %r: %s" % (done.returncode, done.args, done.stderr))
    return done.stdout


def check(form, command, evil, good):
    """Draws the hostile reports and their twins: they are built alike, and nothing of the
    one is unseen."""
    text = draw(form, command, *evil)
    built, said = BUILT[form](text)
    wanted, _ = BUILT[form](draw(form, command, *good))
    if built != wanted:
        one, other = (list(b.elements()) if isinstance(b, collections.Counter) else b
                      for b in (built, wanted))
        more = [i for i in zip(one, other) if i[0] != i[1]]
        tool.fail("%s %s is built otherwise: %r" % (form, command, more[:3]))
    found = UNSEEN.search(re.sub("\x1b\\[[0-9;]*m", "", text) if form == "text" else text)
    found = found or UNSEEN.search(said if form != "text" else "")
    if found:
        where = text if found.string is not said else said
        tool.fail("%s %s has %r in %r" % (form, command, found.group(),
                                          where[max(0, found.start() - 60):found.end() + 20]))
    if "\t" in text and form not in TABS:
        tool.fail("%s %s has a tab" % (form, command))


@test("text that tries to be more is shown as text, in every format of a report",
      namespace=False)
def shown(work):
    hostile.need_reader()
    for pairs in hostile.poisoned(work, hostile.BASES[::tool.EVERY], SHIFTS):
        for evil, good in pairs:
            for form in FORMATS:
                check(form, ["show", "-v"], [evil], [good])


@test("the same of comparisons, of which the names of the files are a part", namespace=False)
def compared(work):
    hostile.need_reader()
    evil, good = hostile.to_compare(work)
    for form in FORMATS:
        for count, words in ((2, []), (3, []), (3, ["--portable"])):
            check(form, ["compare"] + words, evil[:count], good[:count])


def refuse(line):
    """Fails unless it is one line that can be printed."""
    for c in tool.one_line(line):
        if not " " <= c <= "~":
            tool.fail("%r in %r" % (c, line))


@test("what may not stand in a place is refused in one line that can be printed",
      namespace=False)
def refused(work):
    hostile.need_reader()
    for base in ("judged", "sweep"):
        free, bound = hostile.find(work, base)
        for path in bound:
            document = hostile.load(base)
            for place in [p for p in hostile.places(document) if p.path == path]:
                place.put("".join(hostile.STRINGS))
            status, line = hostile.read(work, document)
            tool.equal("status of " + path, status, 3)
            refuse(line)
        for data in hostile.REFUSED:
            document = hostile.load(base)
            next(p for p in hostile.places(document) if p.path == free[-1]).put("<here>")
            status, line = hostile.read(
                work, hostile.encode(document).replace(b"<here>", data))
            tool.equal("status of %r" % data, status, 3)
            refuse(line)


@test("a file of any name that is no report is refused in one line that can be printed",
      namespace=False)
def names(work):
    hostile.need_reader()
    for name in hostile.FILE_NAMES + ("\udcff\udc9b.json",):
        path = os.path.join(work, name)
        for words in (["show", path], ["compare", path, path], ["--expect=" + path]):
            done = tool.run(*words)
            tool.expect(done, 3)
            refuse(done.stderr)


if __name__ == "__main__":
    tool.main()
