"""Reports in which every string that the reader takes tries to be more than text, and their
twins: the same with words of as many bytes in place of them. What is drawn of both must be
built alike.

The strings are found by trying: one that may be any word is a place for a hostile one."""

import json
import os
import re

import tool

CORPUS = os.path.join(tool.SOURCE, "tests", "fuzz", "corpus-read")
BASES = ("judged", "noipv6", "repeat", "sweep", "try")

# What means something where a line or a cell begins with it.
BEGINNINGS = (
    "# evil", "- evil", "1. evil", "> evil", "=====", "| evil | evil |", "    evil", "~~~ evil",
    "...", "not ok 7 - evil", "#skip evil", "Bail out! evil", "1..9", "---", "TAP version 13",
    "[evil]: http://evil.example", "===", "***", "<!-- evil", "=evil()",
)

# What means something anywhere.
STRINGS = (
    "</script><img src=x onerror=evil()>", "\"><svg onload=evil()>", "' onclick='evil()",
    "]]>", "<!--", "-->", "<evil", "</td></tr></table>", "&lt;evil&gt; &#60;evil&#62; &evil;",
    "</details></summary><details>", "a|b \\| c \\\\| d", "`x` ``y`` ```", "*x* __y__ ~~z~~ **",
    "[evil](javascript:evil()) ![evil](x:y)", "<https://evil.example> https://evil.example/",
    "www.evil.example evil@evil.example", "@evil #1 !2 o/r#3 GH-4 ~evil $5 %6 :evil: &7",
    "evil # SKIP # TODO", "\nnot ok 8 - evil\nBail out!\n  ...\n1..0\n", "\r\n# evil\r",
    "\x1b[2J\x1b]0;evil\x07 \x9b31m \x7f\x08\x01", "\u202eevil\u202c \u2066x\u2069 \u200b\ufeff",
    "\u2028\u2029\u00ad", "\ufffe\uffff\ufdd0", "caf\u00e9 \U0001f600 e\u0301",
    "${evil} $(evil) `evil` %n%s", "\"quoted\" \\\" \\", "*/ evil(); /*", "\t\u0085",
)

# Text that no place may have: the report is no JSON, or what it says is no text.
REFUSED = (b"\\u0000", b"\\ud800", b"\\udc00\\ud800", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80",
           b"\xf4\x90\x80\x80", b"\x1b[2J", b"\n")

# Letters of a zone, and of an error's name, in which some mean something.
ZONES = ("@evil", "www.evil.example", "evil@evil.example", "GH-4", "-x-", "--", "a:b")
NAMES = ("__evil__", "_x_", "GH-4", "--evil", "-_-")

# Places of single words, which are short.
WORDS = re.compile(r"(flags|results)\[\]$")
WORD_SIZE = 40

# What a file may be called: on the command line it stands in the comparison.
FILE_NAMES = ("# evil <img src=x onerror=evil()>|`x`.json", "not ok 1 - evil # SKIP.json",
              "\nBail out!\n<!--]]>\x1b[2J\u202e.json",
              "[evil](javascript:evil()) @evil www.evil.example.json")

# Some that have to be found, each by the name of a report that has it.
EXPECTED = {
    "judged": ("tool.version", "host.system", "host.release", "host.user", "host.environment",
               "host.evidence", "host.warning", "host.machine", "host.interfaces[].name",
               "host.interfaces[].flags[]", "host.devices.*", "host.settings.*",
               "host.settings.*=", "host.getaddrinfo.*.error", "verdict", "findings[].id",
               "findings[].text", "recipes[].id", "recipes[].text", "recipes[].users",
               "suites[]"),
    "repeat": ("cases[].seen[].outcome", "cases[].seen[].results[]", "cases[].seen[].by",
               "cases[].sockets[].reason", "cases[].first"),
    "sweep": ("absent[].reason", "rules[].title", "rules[].rules[].text",
              "rules[].rules[].result", "behaves[].model", "behaves[].source",
              "deviating[].title"),
    "try": ("cases[].calls[].call",),
}

# Members whose names are data.
NAMED = re.compile(r"host\.(settings|devices|kinds|getaddrinfo)$")


def load(name):
    """A report of the corpus, with what it could have had and has not."""
    with open(os.path.join(CORPUS, name + ".json")) as file:
        document = json.load(file)
    host = document["host"]
    host["warning"] = "warning"
    host["getaddrinfo"]["addrconfig"]["error"] = "EAI_FAIL"
    host["settings"].setdefault("net.ipv6.bindv6only", "0")
    document.setdefault("verdict", "verdict")
    if "sweep" in document:
        document["absent"] = [{"reason": "reason", "cases": 1}] * 3
    else:
        document["suites"] = document["suites"] or ["core"]
        document["cases"][0].update(unstable=True, first="first")
    return document


class Place:
    """A string of a document: that of a key, or when named the key itself."""

    def __init__(self, path, inside, key, named):
        self.path, self.inside, self.key, self.named = path, inside, key, named

    def put(self, text):
        if not self.named:
            self.inside[self.key] = text
            return
        members = [(text if k == self.key else k, v) for k, v in self.inside.items()]
        self.inside.clear()
        self.inside.update(members)

    def get(self):
        return self.key if self.named else self.inside[self.key]


def places(value, path=""):
    """Every string inside, those that are names of members last."""
    found, names = [], []
    if isinstance(value, dict):
        members = [(k, path + ".*" if NAMED.search(path) else path + "." + k) for k in value]
        if path == "host.settings":
            names = [Place(path + ".*", value, k, True) for k in value]
    elif isinstance(value, list):
        members = [(i, path + "[]") for i in range(len(value))]
    else:
        return []
    for key, at in members:
        at = at.lstrip(".")
        if isinstance(value[key], str):
            found.append(Place(at + ("=" if names else ""), value, key, False))
        found += places(value[key], at)
    return found + names


def read(work, document):
    """What the reader does with it: its status, and its line when it refuses."""
    path = os.path.join(work, "tried.json")
    with open(path, "wb") as file:
        file.write(document if isinstance(document, bytes) else encode(document))
    done = tool.run("show", "-f", "json", path)
    if done.returncode not in (0, 3):
        tool.fail("status %d: %s" % (done.returncode, done.stderr))
    return done.returncode, done.stderr


def encode(document):
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def find(work, name):
    """The paths of a report where any word may stand, and those where none may."""
    free, bound = [], []
    for path in dict.fromkeys(place.path for place in places(load(name))):
        document = load(name)
        same = [p for p in places(document) if p.path == path]
        for number, place in enumerate(same):
            place.put("word%d" % number)
        (free if read(work, document)[0] == 0 else bound).append(path)
    return free, bound


def twin(text):
    """The same letters, and others for all that could mean something."""
    return "".join(c if c == " " or c.isascii() and c.isalnum() else "x" * len(c.encode())
                   for c in text)


def texts(path, count, shift):
    """As many strings for a place, no two of them the same: each begins in its own way."""
    for i in range(shift, shift + count):
        turned = 7 * i % len(STRINGS)
        if WORDS.search(path):
            word = STRINGS[i % len(STRINGS)].replace(" ", "").encode()[:WORD_SIZE]
            yield "%s%d" % (word.decode(errors="ignore"), i)
        else:
            rest = STRINGS[turned:] + STRINGS[:turned]
            yield "%s %s %d" % (BEGINNINGS[i % len(BEGINNINGS)], " ".join(rest), i)


def poison(name, free, shift):
    """A hostile report and its twin."""
    evil, good = load(name), load(name)
    pairs = list(zip(places(evil), places(good)))
    for path in free:
        same = [p for p in pairs if p[0].path == path]
        for (bad, plain), text in zip(same, texts(path, len(same), shift)):
            bad.put(text)
            plain.put(twin(text))
    return narrow(evil, shift, lambda text: text), narrow(good, shift, twin)


def narrow(document, shift, change):
    """The same with another zone wherever an address has one, and other names of errors."""
    text = json.dumps(document)
    zone = change(ZONES[shift % len(ZONES)])
    text = re.sub(r"%(eth0|lo)(?=[\"/,])", "%" + zone, text)
    for number, name in enumerate(("EADDRINUSE", "ECONNREFUSED", "EAFNOSUPPORT")):
        text = text.replace(name, change(NAMES[(shift + number) % len(NAMES)]))
    return json.loads(text)


def need_reader():
    done = tool.run("--version")
    tool.expect(done, 0)
    if "reads reports  Jansson" not in done.stdout:
        tool.skip("it was built without Jansson")


def write(work, name, document):
    path = os.path.join(work, name)
    with open(path, "wb") as file:
        file.write(encode(document))
    return path


def poisoned(work, bases, shifts):
    """The paths of hostile reports of these kinds, each with its twin: a list a shift."""
    found = [[] for _ in shifts]
    for base in bases:
        free, _ = find(work, base)
        tool.none("places of %s that were not found" % base,
                  [p for p in EXPECTED.get(base, ()) if p not in free])
        for pairs, shift in zip(found, shifts):
            name = "%s-%d" % (base, shift)
            evil, good = poison(base, free, shift)
            pairs.append((write(work, name + "-evil.json", evil), write(work, name, good)))
    return found


def to_compare(work):
    """The paths of three hostile reports with hostile names, and of their twins."""
    first, second = poisoned(work, ("judged", "noipv6"), (0, 7))
    evil, good = [], []
    names = [tool.file_name(name) for name in FILE_NAMES]
    for name, (bad, plain) in zip(names, (first[0], second[1], second[0])):
        evil.append(os.path.join(work, name))
        good.append(os.path.join(work, twin(name)))
        os.rename(bad, evil[-1])
        os.rename(plain, good[-1])
    return evil, good
