"""The JSON report: valid, and what bindprobe-report(5) says it is."""

import json
import os
import re
import subprocess

import tool
from tool import test

CALLS = {"socket", "v6only", "reuseaddr", "reuseport", "reuseport_lb", "exclusive", "bind",
         "late-v6only", "listen"}
SWEEP = ["-f", "json", "-s", "full", "-c", "tcp/*"]
RUNS = (["-f", "json", "-v"],
        ["-f", "json", "-t", "-s", "facts"],
        ["try", "-f", "json", "tcp/any6/any4", "udp/absent6", "tcp/link6-unscoped",
         "tcp/any4,port=0", "tcp/fe80::1%no-such", "tcp/any6,reuseport/any6,reuseport"],
        ["try", "-f", "json", "--repeat=3", "tcp/any6/any4", "udp/any4"])


def keys_of(value, path=""):
    """Every key of an object in the report, with the way to it; names from outside are left
    out."""
    found = set()
    if isinstance(value, dict):
        for key, inner in value.items():
            if path.endswith(("/settings", "/kinds")):
                continue
            found.add((path, key))
            found |= keys_of(inner, path + "/" + key)
    elif isinstance(value, list):
        for inner in value:
            found |= keys_of(inner, path)
    return found


def page_text():
    tool.need("mandoc")
    page = os.path.join(tool.SOURCE, "man", "bindprobe-report.5")
    if not os.path.exists(page):
        tool.skip("there is no bindprobe-report(5)")
    done = subprocess.run(["mandoc", "-T", "ascii", page], stdout=subprocess.PIPE, check=True,
                          universal_newlines=True)
    return re.sub(".\b", "", done.stdout)


@test("every key of the report is in bindprobe-report(5)")
def documented(_):
    tool.own_addresses()
    words = set(re.findall(r"[a-z0-9_]+", page_text()))
    missing = set()
    for arguments in RUNS + (SWEEP,):
        missing |= {"%s/%s" % k for k in keys_of(tool.report(*arguments)) if k[1] not in words}
    tool.none("keys that are not in the manual", sorted(missing))


@test("every key that the manual's lists give is in some report")
def written(work):
    tool.own_addresses()
    page = os.path.join(tool.SOURCE, "man", "bindprobe-report.5")
    if not os.path.exists(page):
        tool.skip("there is no bindprobe-report(5)")
    with open(page) as file:
        listed = set(re.findall(r"^\.It (?:Cm|Li|Va|Ic|Dv|Sy) ([a-z0-9_]+)\b", file.read(), re.M))
    seen = set()
    for arguments in RUNS + (SWEEP,):
        seen |= {key for _, key in keys_of(tool.report(*arguments))}
    path = os.path.join(work, "base.json")
    tool.expect(tool.run("try", "-f", "json", "-o", path, "tcp/any4"), 0)
    comparison = tool.run("compare", "--redact", "--this", path, "-f", "json").stdout
    seen |= {key for _, key in keys_of(tool.parse(comparison))}
    for arguments in (("who", "7020"), ("what-if",), ("--isolate",)):
        done = tool.run(*arguments, "-f", "json")
        if done.returncode != 0:
            tool.skip("%s: %s" % (arguments[0], done.stderr.strip()))
        seen |= {key for _, key in keys_of(tool.parse(done.stdout))}
    profiles = os.path.join(tool.SOURCE, "profiles")
    name = next(n for n in os.listdir(profiles) if n.endswith(".json"))
    with open(os.path.join(profiles, name)) as file:
        seen |= {key for _, key in keys_of(json.load(file))}
    # What only an unsteady port, a failing call, an unreachable family or a system that tells
    # little of its sockets would bring.
    rare = {"unstable", "first", "warning", "error", "deviating", "lacking", "needs_root"}
    tool.none("keys that no report has", sorted(listed - seen - rare) if listed & seen else [])


@test("jq(1) reads it, in every run")
def jq(work):
    tool.need("jq")
    path = os.path.join(work, "report")
    for arguments in RUNS:
        tool.expect(tool.run("-o", path, *arguments) if arguments[0] != "try" else
                    tool.run(*arguments, "-o", path), 0)
        subprocess.run(["jq", "-e", ".cases | length > 0", path], stdout=subprocess.DEVNULL,
                       check=True)


@test("the parts fit each other: results, codes, receivers, findings, recipes, summary")
def consistent(_):
    tool.own_addresses()
    for arguments in RUNS:
        check_report(tool.report(*arguments))


def check_report(document):
    tool.equal("schema", document["schema"], 1)
    for case in document["cases"]:
        check_case(case, document)
    cases = {c["id"] for c in document["cases"]}
    for finding in document["findings"]:
        tool.equal(finding["id"], finding["status"] in ("PASS", "WARN", "FAIL", "N/A"), True)
        tool.none(finding["id"] + ": cases not in the report", set(finding["cases"]) - cases)
        if finding["status"] in ("WARN", "FAIL") and not finding["cases"] and \
                finding["id"] != "getaddrinfo-order":
            tool.fail("no proof of " + finding["id"])
    check_recipes(document)


def check_case(case, document):
    id = case["id"]
    tool.equal(id + ": sockets", len(case["sockets"]), id.count("/"))
    failed = [s["result"] for s in case["sockets"] if s["result"] != "ok"]
    tool.equal(id + ": outcome", case["outcome"], failed[0] if failed else "ok")
    for sock in case["sockets"]:
        if sock["result"] == "n/a":
            tool.equal(id + ": reason", bool(sock["reason"]), True)
        elif sock["result"] != "ok":
            call, name = sock["result"].split(":")
            tool.equal(id + ": call", call in CALLS, True)
            tool.equal(id, (sock["name"], tool.errno.errorcode[sock["code"]]), (name, name))
        elif "port=0" not in id:
            tool.equal(id + ": port", sock.get("port", document["port"]), document["port"])
    for delivery in case["delivery"]:
        by = delivery["by"]
        tool.equal(id + ": by", by, sorted(set(by)))
        tool.none(id + ": no such socket", [i for i in by if not 1 <= i <= len(case["sockets"])])
        tool.equal(id + ": counts", len(delivery.get("counts", by)), len(by))
        tool.equal(id + ": nobody", "nobody" in delivery, not by)


def check_recipes(document):
    for series in ("tcp", "udp"):
        mine = [r for r in document["recipes"] if r["series"] == series]
        if mine:
            tool.equal("recipes to use, " + series, len([r for r in mine if r["use"]]), 1)
    for recipe in document["recipes"]:
        if recipe["use"]:
            tool.equal(recipe["id"], recipe["verdict"], "works")
        if recipe["verdict"] == "works":
            tool.equal(recipe["id"], (recipe["ipv4"], recipe["ipv6"]), (True, True))


@test("what other programs name may hold any byte and the report stays valid")
def ugly_names(_):
    tool.own_addresses()
    for name in ("a\"b\\c", "d\te\x7ff", "caf\u00e9", "<&>'`|#"):
        done = subprocess.run(["ip", "link", "add", name, "type", "dummy"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if done.returncode != 0:
            continue
        subprocess.run(["ip", "addr", "add", "10.9.8.7/32", "dev", name], check=True)
        subprocess.run(["ip", "link", "set", name, "up"], check=True)
        names = [i["name"] for i in tool.report("-f", "json", "-s", "facts")["host"]["interfaces"]]
        if name not in names:
            tool.fail("no %r in %r" % (name, names))
        text = tool.run("-s", "facts").stdout
        if any(c != "\n" and not " " <= c <= "~" for c in text):
            tool.fail("the text is not plain ASCII with an interface %r" % name)
        subprocess.run(["ip", "link", "del", name], check=True)


@test("the same outcomes as JSON, verbose JSON, and text")
def same_in_text(_):
    port = str(tool.free_port())
    ids = [i for i in tool.ids_of("core")]
    plain = tool.report("try", "-f", "json", "-p", port, *ids)
    verbose = tool.report("try", "-f", "json", "-v", "-p", port, *ids)
    text = tool.run("try", "-p", port, *ids).stdout
    wrong = []
    for one, other in zip(plain["cases"], verbose["cases"]):
        if tool.answers(one) != tool.answers(other) or "calls" not in other:
            wrong.append(one["id"])
        block = text[text.index("\n%s\n" % one["id"]):].split("\n\n")[0]
        for sock in one["sockets"]:
            shown = sock.get("reason", sock.get("proto", sock["result"]))
            if shown not in " ".join(block.split()):
                wrong.append("%s: no %r in %r" % (one["id"], shown, block))
    tool.none("cases that differ", wrong)
    tool.equal("keys", sorted(plain), sorted(json.loads(json.dumps(verbose))))


if __name__ == "__main__":
    tool.main()
