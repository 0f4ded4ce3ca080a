"""bindprobe show: a saved report is what the probe wrote, and nothing else gets past it."""

import json
import os
import re
import subprocess

import tool
from tool import test

FORMATS = ("text", "json", "markdown", "tap", "junit")


def need_reader():
    done = tool.run("--version")
    tool.expect(done, 0)
    if "reads reports  Jansson" not in done.stdout:
        tool.skip("it was built without Jansson")


def show(*arguments, status=0, **options):
    done = tool.run("show", *arguments, **options)
    tool.expect(done, status)
    return done.stdout


def steady(text, port):
    """The text without what differs from run to run: shares, and ports the system chose."""
    text = re.sub(r"\(\d+ of 16\)", "(n of 16)", text)
    text = re.sub(r"\b(?!%s\b)\d{5}\b" % port, "PORT", text)
    return " ".join(text.split())


def same(work, *arguments, **options):
    """JSON comes out as it went in, and text as another run has it."""
    need_reader()
    port = str(tool.free_port())
    where = ["-p", port] if arguments[0] == "try" else [port]
    path = os.path.join(work, "report")
    saved = tool.run(*arguments, "-f", "json", *where, **options)
    tool.expect(saved, 0)
    tool.write_file(path, saved.stdout)
    verbose = ["-v"] if "-v" in arguments else []
    if show("-f", "json", path, *verbose) != saved.stdout:
        tool.fail("the JSON is not the same: %s" % (arguments,))
    text = tool.run(*arguments, *where, **options)
    tool.equal("text of %s" % (arguments,), steady(show(path, *verbose), port),
               steady(text.stdout, port))


@test("core, with and without calls, is shown as it was probed")
def core(work):
    tool.own_addresses()
    same(work, "-s", "core")
    same(work, "-s", "core", "-v")


@test("suites with rules are shown as they were probed")
def suites(work):
    tool.own_addresses()
    same(work, "-s", "reuse")
    same(work, "-s", "freebind,many")


@test("cases and repeated cases are shown as they were tried")
def tried(work):
    tool.own_addresses()
    same(work, "try", "-v", "tcp/any6/any4", "udp/any4", "tcp/absent4", "tcp/any4")
    same(work, "try", "--repeat=3", "tcp/any6/any4", "tcp/fe80::1%no-such")
    same(work, "-c", "tcp/any4*")


@test("what a plain user probed is shown the same")
def plain_user(work):
    tool.own_addresses()
    same(work, "-s", "core", **tool.as_plain_user(work))


@test("without IPv6 addresses, and with interfaces of any name, it is shown the same")
def odd_hosts(work):
    tool.need_root()
    for name in ("a\"b\\c", "d\te\x7ff", "caf\u00e9", b"\xff\xfe\xef\xbf\xbd"):
        if subprocess.run(["ip", "link", "add", name, "type", "dummy"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE).returncode == 0:
            subprocess.run(["ip", "link", "set", name, "up"], check=True)
            subprocess.run(["ip", "addr", "add", "10.9.8.7/32", "dev", name], check=True)
    same(work, "-s", "facts")
    tool.set_sysctl("net.ipv6.conf.all.disable_ipv6", "1")
    same(work, "-s", "wildcard,facts")


@test("a sweep is shown to the byte, and cases of it")
def sweep(work):
    need_reader()
    path = os.path.join(work, "report")
    saved = tool.run("-f", "json", "-s", "full", "-c", "tcp/*", "--no-delivery")
    tool.expect(saved, 0)
    tool.write_file(path, saved.stdout)
    tool.equal("the same", show("-f", "json", path) == saved.stdout, True)
    one = json.loads(show("-f", "json", "-c", "tcp/any4/any6", path))
    tool.equal("cases", [c["id"] for c in one["cases"]], ["tcp/any4/any6"])
    for word in ("\ntcp/any4/any6,v6only=off\n", "2 bind:EADDRINUSE"):
        tool.equal(word, word in show("-c", "tcp/any4/any6,v6only=off", path), True)


@test("standard input, an output file, every format, colour")
def ways(work):
    need_reader()
    path = os.path.join(work, "report")
    tool.expect(tool.run("-f", "json", "-o", path, "-s", "wildcard"), 0)
    with open(path) as file:
        tool.equal("standard input", show("-", stdin=file), show(path))
    for name in FORMATS:
        tool.equal(name, bool(show("-f", name, path)), True)
    show("-o", path, "-f", "json", path)
    tool.equal("written over itself", json.load(open(path))["schema"], 1)
    tool.equal("colour", "\033[" in show("--color=always", path), True)
    tool.equal("no colour", "\033[" in show("--color=never", path), False)


@test("parts: cases, suites, findings, rules")
def parts(work):
    need_reader()
    tool.own_addresses()
    path = os.path.join(work, "report")
    tool.expect(tool.run("-f", "json", "-o", path, "-s", "core"), 0)
    document = json.load(open(path))
    picked = json.loads(show("-f", "json", "-c", "udp/any4*", path))
    tool.equal("cases", [c for c in document["cases"] if c["id"].startswith("udp/any4")],
               picked["cases"])
    tool.equal("findings", (picked["findings"], picked["recipes"]), ([], []))
    facts = set(tool.ids_of("facts"))
    tool.equal("suite", {c["id"] for c in json.loads(show("-f", "json", "-s", "facts", path))
                         ["cases"]}, {c["id"] for c in document["cases"]} & facts)
    findings = json.loads(show("-f", "json", "--findings", path))
    tool.equal("findings", findings["findings"], document["findings"])
    tool.equal("proof", {c["id"] for c in findings["cases"]},
               {i for f in document["findings"] for i in f["cases"]})
    for wrong in (["--rules"], ["-c", "no/such"], ["-s", "many"], ["-s", "no-such"]):
        done = tool.run("show", *wrong, path)
        tool.expect(done, 2)
        tool.one_line(done.stderr)


REFUSED = (
    (b"", "empty"),
    (b"{\"schema\":1,\"compared\":{\"cases\":0}}", "a comparison"),
    (b"{\"schema\":1,\"port\":7020,\"who\":[]}", "bindprobe who"),
    (b"\x1b]0;owned\x07", ":1:1:"),
    (b"{\"schema\":1,\"tool\":{\"name\":\"\\u001b[2J\\u009b\"}}", "tool.name"),
    (b"[" * 100000, ":1:65: nested deeper than 64"),
    (b"{\"schema\":1,\"schema\":1}", "schema"),
    (b"{\"schema\":2,\"tool\":{\"name\":\"bindprobe\",\"version\":\"9\"}}", "expected 1"),
    (b"\xff\xfe{\x00", "UTF-16"),
    (b"{\"schema\":" + b"9" * 400 + b"}", ":1:"),
    (b"{\"a\":\"\xff\"}", ":1:"),
)


@test("however its JSON is laid out, it is the same report")
def layouts(work):
    need_reader()
    tool.own_addresses()
    for arguments in ((), ("-s", "full", "-c", "udp/any*", "-c", "tcp/any*" if not tool.IS_WINE else "tcp/any4/any*")):
        saved = tool.run("-f", "json", str(tool.free_port()), *arguments)
        tool.expect(saved, 0)
        document = json.loads(saved.stdout)
        path = os.path.join(work, "report")
        for case in document["cases"][::3]:
            case["id"] = case.pop("id")
        for text in (json.dumps(document), json.dumps(document, indent="\t"),
                     json.dumps(document).replace('"cases": [{', '"c\\u0061ses": [{', 1),
                     json.dumps(dict(reversed(document.items()))),
                     json.dumps(document).replace("}, {", "} ,\r\n {")):
            tool.write_file(path, text)
            tool.equal("shown", show("-f", "json", path), saved.stdout)


@test("a case is checked by its own id, whatever another with the same text has")
def own_id(work):
    need_reader()
    path = os.path.join(work, "report")
    document = tool.report("try", "-f", "json", "tcp/any4", "tcp/any6", "udp/any4")
    first = document["cases"][0]
    for id, wanted in (("tcp/any6", "v6only"), ("tcp/any4/loop4", "sockets"),
                       ("tcp/any4,", "cases[1].id"), ("tcp/an\\u00794", "cases[1].id")):
        document["cases"][1] = dict(first, id=id)
        document["picked"] = False
        tool.write_file(path, json.dumps(document, separators=(",", ":")))
        done = tool.run("show", path)
        tool.expect(done, 3, id)
        tool.equal("what is wrong", wanted in tool.one_line(done.stderr), True)
    document["cases"][1] = dict(first)
    tool.write_file(path, json.dumps(document, separators=(",", ":")))
    done = tool.run("show", path)
    tool.expect(done, 3)
    tool.equal("twin", "cases[1].id" in done.stderr and "cases[0]" in done.stderr, True)


@test("what is no report is refused in one printable line, and nothing is written")
def refused(work):
    need_reader()
    path = os.path.join(work, "report")
    output = os.path.join(work, "output")
    tool.write_file(output, "as it was")
    for data, word in REFUSED:
        with open(path, "wb") as file:
            file.write(data)
        done = tool.run("show", "-o", output, path)
        tool.expect(done, 3)
        line = tool.one_line(done.stderr)
        if word not in line or not all(" " <= c <= "~" for c in line):
            tool.fail("%r for %.40r" % (line, data))
    with open(output) as file:
        tool.equal("the output", file.read(), "as it was")
    tool.equal("left over", sorted(os.listdir(work)), ["output", "report"])
    for name in (work, os.path.join(work, "none"), ""):
        done = tool.run("show", name)
        tool.expect(done, 3)
        tool.one_line(done.stderr)


@test("a report that was cut anywhere is refused")
def cut(work):
    need_reader()
    whole = tool.run("try", "-v", "-f", "json", "tcp/any4/any6").stdout
    path = os.path.join(work, "report")
    for length in range(0, len(whole) - 1, tool.EVERY * (1 + len(whole) // 100)):
        tool.write_file(path, whole[:length])
        done = tool.run("show", path)
        tool.expect(done, 3)
        tool.equal("standard output", done.stdout, "")


if __name__ == "__main__":
    tool.main()
