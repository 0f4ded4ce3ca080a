"""The published JSON Schema: sound, and in step with the code and with the manual. Every
report that the tests of the tool read is validated by it, in tool.parse()."""

import copy
import os
import re

import schema
import tool
from tool import test

SCHEMAS = (schema.REPORT, schema.COMPARISON, schema.WHO, schema.WHAT_IF)

# Words that bindprobe-report(5) marks up as it does keys.
NO_KEYS = {"core", "host4"}

# A way to spoil a report, and the part that the schema has to find wrong.
SPOILED = (
    (lambda r: r.pop("host"), ""),
    (lambda r: r.update(schema=2), "schema"),
    (lambda r: r.update(port=65536), "port"),
    (lambda r: r["host"].pop("kinds"), "host"),
    (lambda r: r["host"]["settings"].update(a=1), "host/settings/a"),
    (lambda r: r["host"]["kinds"].update(any4="0.0.0.0"), "host/kinds"),
    (lambda r: r["host"]["interfaces"][0]["flags"].insert(0, "on"), "host/interfaces/0/flags/0"),
    (lambda r: r["cases"][0].update(id="tcp/any5"), "cases/0/id"),
    (lambda r: r["cases"][0].update(outcome="bind:eaddrinuse"), "cases/0/outcome"),
    (lambda r: r["cases"][0].update(outcome="fly:EADDRINUSE"), "cases/0/outcome"),
    (lambda r: r["cases"][0].pop("sockets"), "cases/0"),
    (lambda r: r["cases"][0]["sockets"][0].update(code=98), "cases/0/sockets/0"),
    (lambda r: r["cases"][0]["sockets"][0].pop("proto"), "cases/0/sockets/0"),
    (lambda r: r["cases"][0]["delivery"][0].update(to="lo"), "cases/0/delivery/0/to"),
    (lambda r: r["cases"][0]["delivery"][0].update(by=[0]), "cases/0/delivery/0/by/0"),
    (lambda r: r["cases"][0].update(unstable=True), "cases/0"),
    (lambda r: r["recipes"][0].update(verdict="good"), "recipes/0/verdict"),
    (lambda r: r["findings"][0].update(status="pass"), "findings/0/status"),
    (lambda r: r["findings"][0].update(cases=["any4"]), "findings/0/cases/0"),
    (lambda r: r["summary"][0].update({"pass": -1}), "summary/0/pass"),
    (lambda r: r.update(done=1), ""),
    (lambda r: r.update(sweep=True), ""),
)


def need_validator():
    if schema.jsonschema is None:
        tool.skip("there is no jsonschema for python3")


def source_of(*path):
    with open(os.path.join(tool.SOURCE, *path)) as file:
        return file.read()


def keys_of(part):
    """The keys of the objects that a part of the schema describes."""
    found = set()
    if isinstance(part, dict):
        if part.get("type") == "object":
            found |= set(part.get("properties", {}))
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            found |= keys_of(inner)
    return found


def words_of_page():
    """What the manual marks up as keys, but for what varies and for text."""
    page = source_of("man", "bindprobe-report.5")
    text, found = "", set()
    for first, last in ((".Sh DESCRIPTION", ".Ss Volatile"), (".Ss Comparison", ".Ss The rows")):
        text += page[page.index(first):page.index(last)]
    for line in re.findall(r"^\.(?:It )?Cm (.*)", text, re.M):
        found |= set(re.findall(r"[a-z0-9_]+", line.split(" Pq ")[0]))
    return found


def between(first, last, *path):
    """The part of a source between the first places with these words."""
    text = source_of("src", *path)
    begin = text.index(first)
    return text[begin:text.index(last, begin)]


def rows(text):
    """The first strings of the rows of a table whose rows are named by enumerators."""
    return re.findall(r"\[BP__[A-Z0-9_]+\] =\s*\{?\s*\"([^\"]+)\"", text)


def named(text):
    """The same of one whose rows have no names and begin with lower-case ids."""
    return re.findall(r"^ *\{\"([a-z0-9-]+)\", ", text, re.M)


def group(pattern, number):
    """The words of a group of a pattern, counted by its opening."""
    begin = [m.end() for m in re.finditer(r"\((?!\?)", pattern)][number]
    return re.split(r"[()]", pattern[begin:])[0].rstrip("|").split("|")


@test("it is a schema of draft 2020-12", namespace=False)
def sound(_):
    need_validator()
    for name in SCHEMAS:
        document = schema.read(tool.SOURCE, name)
        tool.equal("$schema", document["$schema"], "https://json-schema.org/draft/2020-12/schema")
        schema.jsonschema.Draft202012Validator.check_schema(document)


@test("its keys are those of bindprobe-report(5)", namespace=False)
def documented(_):
    keys = set().union(*(keys_of(schema.read(tool.SOURCE, name)) for name in SCHEMAS))
    words = words_of_page()
    tool.equal("in the schema alone", sorted(keys - words), [])
    tool.equal("in the manual alone", sorted(words - keys), sorted(NO_KEYS))


@test("its words are those of the tables of the sources", namespace=False)
def words(_):
    parts = schema.read(tool.SOURCE)["$defs"]
    case_c, report_c = ("model", "case.c"), ("model", "report.c")
    series = rows(between("[BP__TCP] =", "one row a series", *case_c))
    kinds = between("[BP__ANY4] =", "one row a kind", *case_c)
    found_out = re.findall(r"\{\"([^\"]+)\", BP__INET6?,\s+NULL", kinds)
    recipe, finding = parts["recipe"]["properties"], parts["finding"]["properties"]
    ids = parts["id"]["pattern"]
    for what, mine, theirs in (
            ("suites", parts["suite"]["enum"],
             re.findall(r"^(\w+) ", tool.run("list", "*").stdout.split("\n\n")[0], re.M)),
            ("series", parts["series"]["enum"], series),
            ("series of ids", group(ids, 0), series),
            ("kinds of address", group(ids, 2)[:-1], rows(kinds)),
            ("kinds that are found out",
             parts["host"]["properties"]["kinds"]["propertyNames"]["enum"], found_out),
            ("options", group(ids, 5),
             rows(between("[BP__V6ONLY_ON] =", "one row an option", *case_c))),
            ("calls", group(parts["result"]["pattern"], 1),
             rows(between("[BP__CALL_SOCKET] =", "one word a call", *case_c))),
            ("recipes", recipe["id"]["enum"],
             named(between("{\"walk-v6only\"", "};", "probe", "recipe.c"))),
            ("verdicts", recipe["verdict"]["enum"],
             rows(between("[BP__WORKS] =", "one word a verdict", *report_c))),
            ("findings", finding["id"]["enum"],
             named(between("{\"ipv6-available\"", "};", "probe", "finding.c"))),
            ("grades", sorted(finding["status"]["enum"]),
             sorted(rows(between("[BP__GRADE_NONE] =", "one word a grade", *report_c))))):
        tool.equal(what, mine, theirs)


@test("it finds what is wrong in a report")
def strict(_):
    need_validator()
    good = tool.report("-f", "json", "-c", "tcp/any4", "-c", "tcp/any6")
    good["recipes"] = tool.report("-f", "json", "-t", "--no-delivery")["recipes"]
    tool.none("errors of a good report", schema.errors(good, tool.SOURCE))
    for number, (spoil, place) in enumerate(SPOILED):
        bad = copy.deepcopy(good)
        spoil(bad)
        places = [e.split(": ")[0] for e in schema.errors(bad, tool.SOURCE)]
        if not any(p == place or p.startswith(place and place + "/") for p in places):
            tool.fail("spoiled %d: nothing at %r but at %r" % (number, place, places))


@test("keys to come are allowed by the schema, and not by the tests")
def open_for_more(_):
    need_validator()
    report = tool.report("try", "-f", "json", "tcp/any4")
    for part in (report, report["host"], report["cases"][0], report["cases"][0]["sockets"][0]):
        part["to_come"] = 1
    plain = schema.jsonschema.Draft202012Validator(schema.read(tool.SOURCE))
    tool.none("errors", list(plain.iter_errors(report)))
    tool.equal("in tests", len(schema.errors(report, tool.SOURCE)), 4)


@test("it holds for a sweep, each of whose cases is looked at")
def sweep(_):
    need_validator()
    report = tool.report("-f", "json", "-s", "full", "-c", "udp/*", "--no-delivery")
    tool.equal("sweep", report.get("sweep"), True)
    cases = report["cases"]
    for i in range(0, len(cases), schema.WHOLE):
        part = dict(report, cases=cases[i:i + schema.WHOLE])
        tool.none("errors", schema.errors(part, tool.SOURCE))
    cases[0]["results"] = ["perhaps"]
    tool.equal("a wrong one", len(schema.errors(report, tool.SOURCE)), 1)


if __name__ == "__main__":
    tool.main()
