"""bindprobe what-if: what is said of a setting is what --isolate --set measures, and the host
keeps its own."""

import os

import isolate_test
import tool
from tool import test

need_isolation = isolate_test.need_isolation
tool.tests.clear()  # those of isolate_test run there


def what_if(*arguments, **options):
    done = tool.run("what-if", "-f", "json", *arguments, **options)
    tool.expect(done, 0)
    tool.equal("standard error", done.stderr, "")
    return tool.parse(done.stdout)


def effect(document, name, value="1"):
    found = [e for e in document["what_if"] if (e["name"], e["value"]) == (name, value)]
    tool.equal("effects of " + name, len(found), 1)
    return found[0]


def changed(found):
    return {id: (c["before"], c["after"]) for c in found["cases"] for id in c["ids"]}


@test("each setting is there, and nothing of the host changes")
def host(_):
    need_isolation()
    before = isolate_test.host_state()
    document = what_if()
    tool.none("changed on the host", isolate_test.changed(before, isolate_test.host_state()))
    told = {e["name"] for e in document["what_if"]} | set(document["absent"])
    out = tool.run("--help").stdout.partition("Settings for --set")[2]
    known = {line.split()[0] for line in out.splitlines()[1:] if line.startswith("  ")}
    tool.equal("settings", told, known)
    tool.none("refused", [e for e in document["what_if"] if "refused" in e])
    for found in document["what_if"]:
        tool.equal(found["name"] + ": cases", found["changed"],
                   sum(len(c["ids"]) for c in found["cases"]))
        tool.equal(found["name"] + ": changes", found["changes"],
                   bool(found["cases"] or found["recipes"] or found["findings"]))


def outcomes(document):
    return {c["id"]: ([s["result"] for s in c["sockets"]],
                      {d["to"]: d["by"] for d in c["delivery"]}) for c in document["cases"]}


@test("what is said to change is what two runs answer, and what is not said does not")
def measured(_):
    need_isolation()
    port = str(tool.free_port())
    document = what_if(port)
    base = outcomes(isolate_test.isolated(port))
    for name in ("net.ipv6.bindv6only", "net.ipv6.ip_nonlocal_bind", "net.mptcp.enabled",
                 "net.ipv4.ip_autobind_reuse", "ipv6.disable"):
        value = "0" if "mptcp" in name else "1"
        if name in document["absent"]:
            continue
        run = outcomes(isolate_test.isolated("--set", "%s=%s" % (name, value), port))
        said = set(changed(effect(document, name, value)))
        results = {id for id in base if run[id][0] != base[id][0]}
        tool.none(name + ": results that change and are not told", sorted(results - said))
        tool.none(name + ": told and the same",
                  [id for id in sorted(said) if run[id] == base[id]])


@test("net.ipv6.bindv6only=1 mends wildcards left alone, and the recipes say so")
def bindv6only(_):
    need_isolation()
    found = effect(what_if(), "net.ipv6.bindv6only")
    tool.equal("before", found["before"], "0")
    tool.equal("tcp/any4/any6", changed(found)["tcp/any4/any6"], ("bind:EADDRINUSE on 2", "ok"))
    recipes = {r["id"]: (r["before"], r["after"]) for r in found["recipes"]}
    tool.equal("recipe", recipes["tcp walk-untouched-fatal"], ("fails", "works"))
    tool.equal("another verdict", "verdict" in found, True)


@test("the host's own value is where it starts from, and so is that of --set")
def base(_):
    need_isolation()
    tool.set_sysctl("net.ipv6.bindv6only", "1")
    document = what_if("-t")
    tool.equal("before", effect(document, "net.ipv6.bindv6only", "0")["before"], "1")
    document = what_if("-t", "--set", "bindv6only=0")
    tool.equal("before", effect(document, "net.ipv6.bindv6only")["before"], "0")
    tool.equal("set", document["host"]["set"], {"net.ipv6.bindv6only": "0"})


@test("a plain user sees what low ports need", namespace=False)
def plain(work):
    options = tool.as_plain_user(work)
    need_isolation(**options)
    for port, tried in (("443", 443), ("7020", 443), ("80", 80)):
        found = effect(what_if("-t", port, **options), "net.ipv4.ip_unprivileged_port_start", "0")
        tool.equal("port", found["port"], tried)
        tool.equal("user", found["user"], "plain user")
        tool.equal("tcp/any4", changed(found)["tcp/any4"], ("bind:EACCES", "ok"))


@test("the text names each setting that changes something, and the others in one place")
def text(_):
    need_isolation()
    document = what_if("7020")
    done = tool.run("what-if", "7020")
    tool.expect(done, 0)
    tool.none("lines over 80 columns", [i for i in done.stdout.splitlines() if len(i) > 80])
    head, _, rest = done.stdout.partition("\nchange nothing")
    for found in document["what_if"]:
        word = "%s=%s" % (found["name"], found["value"])
        tool.equal(word, word + " (now" in head, found["changes"])
        tool.equal(word, word in rest, not found["changes"])
    if "Nothing on this host was changed." not in " ".join(head.split()):
        tool.fail(head)


@test("it is no report: show and compare say what it is")
def no_report(work):
    need_isolation()
    path = os.path.join(work, "what.json")
    tool.expect(tool.run("what-if", "-t", "-f", "json", "-o", path), 0)
    done = tool.run("show", path)
    tool.expect(done, 3)
    if "what-if" not in tool.one_line(done.stderr) and "Jansson" not in done.stderr:
        tool.fail(done.stderr)


if __name__ == "__main__":
    tool.main()
