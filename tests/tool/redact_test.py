"""Redacted reports: in a namespace with names and addresses that are easy to find, none of them
is in any format of any command, however it is written; and the report reads as before."""

import functools
import ipaddress
import os
import re
import socket

import tool
from tool import test

FORMATS = ("text", "json", "markdown", "html", "tap", "junit")
CLONE_NEWUTS = 0x04000000

HOST_NAME = "wombat-7.example.org"
MAC = "02:a1:b2:c3:d4:e5"
EUI64 = "a1:b2ff:fec3:d4e5"
DEVICE = "enx02a1b2c3d4e5"
OTHER = "platypus0.77"
ABSENT = "nosuch-if"
ADDRESSES = {
    DEVICE: ("10.77.1.3/24", "172.29.44.7/32", "198.51.100.99/32", "fe80::" + EUI64 + "/64",
             "fd12:3456:789a:1:" + EUI64 + "/64", "2a00:1450:4001:82a::200e/64"),
    OTHER: ("10.78.1.3/24", "fe80::" + EUI64 + "/64", "fdee::7/64"),
}
# What no interface has, but cases name.
NAMED = ("10.99.98.97", "fdcc::9", "fe80::5bad:cafe", "239.77.1.3", "ff02::7bad", "169.254.88.99")

CASES = (
    "tcp/10.77.1.3/::", "tcp/::ffff:10.77.1.3/any4", "udp/::/10.78.1.3,reuseaddr",
    "tcp/10.99.98.97", "tcp/169.254.88.99/::ffff:10.99.98.97", "tcp/fdcc::9/fdee::7,v6only=on",
    "tcp/fe80::%s%%%s/any6" % (EUI64, DEVICE), "tcp/fe80::%s%%%s" % (EUI64, OTHER),
    "tcp/fe80::5bad:cafe%" + ABSENT, "udp/239.77.1.3/239.77.1.3,reuseaddr",
    "udp/ff02::7bad%" + DEVICE, "tcp/host4/host6", "tcp/link6/link6-unscoped",
    "udp/any4,device=host/any4,device=loopback", "tcp/absent4/absent6", "udp/mcast4/mcast6",
    "tcp/any4/any6/any4",
)


def need_reader():
    if "reads reports  Jansson" not in tool.run("--version").stdout:
        tool.skip("it was built without Jansson")


def make_host():
    """Names the host, and gives it interfaces and addresses."""
    try:
        tool.unshare(CLONE_NEWUTS)
        socket.sethostname(HOST_NAME)
    except OSError as error:
        tool.skip("the host cannot be named here: %s" % error)
    tool.ip("link", "add", DEVICE, "address", MAC, "type", "veth", "peer", "name", OTHER)
    for name, addresses in ADDRESSES.items():
        tool.ip("link", "set", name, "addrgenmode", "none")
        tool.ip("link", "set", name, "up")
        for address in addresses:
            nodad = ("nodad",) if ":" in address else ()
            tool.ip("addr", "add", address, "dev", name, *nodad)


def spellings(text):
    """The ways to write an address."""
    address = ipaddress.ip_address(text)
    packed = address.packed
    yield from (str(address), address.exploded, packed.hex(), address.reverse_pointer)
    yield ", ".join("0x%02x" % byte for byte in packed)
    yield "".join("\\x%02x" % byte for byte in packed)
    if address.version == 4:
        groups = packed.hex()
        yield "%s:%s" % (groups[:4], groups[4:])
        yield "%x:%x" % (int(groups[:4], 16), int(groups[4:], 16))
        yield str(int(address))


@functools.lru_cache(maxsize=None)
def secrets():
    """All that is not to be found, in lower case."""
    bare = MAC.replace(":", "")
    found = {HOST_NAME, HOST_NAME.split(".")[0], "wombat", DEVICE, OTHER, ABSENT, "platypus",
             "nosuch", MAC, MAC.replace(":", "-"), bare, bare[:6], bare[6:], EUI64,
             "b2ff:fec3", "b2:c3", "c3d4", "fec3", "0000" + EUI64.replace(":", ""),
             "789a", "1450:4001"}
    found.add(".".join(bare[i:i + 4] for i in range(0, 12, 4)))
    for addresses in ADDRESSES.values():
        for address in addresses:
            found.update(spellings(address.split("/")[0]))
    for address in NAMED:
        found.update(spellings(address))
    return {secret.lower() for secret in found}


def look(what, text):
    """Fails when there is any of them in the text."""
    lower = text.lower()
    found = []
    for secret in sorted(secrets()):
        if secret not in lower:
            continue
        # Part of a number, as of a count of bytes, is none; part of a longer word is.
        at = re.search(r"(?<![0-9])%s(?![0-9])" % re.escape(secret), lower)
        if at:
            found.append("%s in: %s" % (secret, lower[max(0, at.start() - 40):at.end() + 40]))
    tool.none(what, found)
    if not text:
        tool.fail("%s: nothing was written" % what)


def saved(work, name, *arguments):
    """A report with the originals, in a file; what it says has them."""
    path = os.path.join(work, name)
    done = tool.run(*arguments, "-f", "json", "-o", path)
    tool.expect(done, 0)
    with open(path) as file:
        text = file.read()
    if "10.77.1.3" not in text or DEVICE not in text or EUI64 not in text:
        tool.fail("the report does not have what is to be redacted: %.2000s" % text)
    return path


def written(*arguments, status=0):
    done = tool.run(*arguments)
    tool.expect(done, status)
    tool.equal("standard error", done.stderr, "")
    return done.stdout


def pairs_of(original, redacted, found):
    """Walks both at once and notes each pair of strings that stand in the same place."""
    if isinstance(original, dict):
        keys = [key for key in redacted if key != "redacted"]
        tool.equal("keys", keys, list(original))
        for key in keys:
            pairs_of(original[key], redacted[key], found)
    elif isinstance(original, list):
        tool.equal("length", len(redacted), len(original))
        for one, other in zip(original, redacted):
            pairs_of(one, other, found)
    elif isinstance(original, str):
        found.add((original, redacted))
    else:
        tool.equal("value", redacted, original)


@test("a run has nothing that tells the host, in any format")
def probe(_):
    make_host()
    for form in FORMATS:
        look("the report in " + form, written("--redact", "-f", form))
        look("with every call in " + form,
             written("--redact", "-v", "-s", "device,facts", "-f", form))
        look("of groups in " + form, written("--redact", "-s", "multicast", "-f", form))
    look("of many cases", written("--redact", "-s", "history", "-f", "json"))


@test("cases that name addresses and interfaces do not name the host's")
def run_cases(_):
    make_host()
    for form in FORMATS:
        look("cases in " + form, written("try", "--redact", "-v", "-f", form, *CASES))
        look("cases again and again in " + form,
             written("try", "--redact", "--repeat", "3", "-f", form, *CASES))
    document = tool.report("try", "--redact", *CASES, "-f", "json")
    ids = [case["id"] for case in document["cases"]]
    tool.equal("ids without numbers", ids[-6:], list(CASES[-6:]))
    for pattern, id in zip((r"tcp/192\.0\.2\.\d/::", r"tcp/::ffff:192\.0\.2\.\d/any4"), ids):
        if not re.fullmatch(pattern, id):
            tool.fail("%s is not as %s" % (id, pattern))


@test("a saved report is redacted as a run is, and what is redacted stays")
def show(work):
    need_reader()
    make_host()
    for arguments in (("-v", "-s", "closer,facts"), ("try", "-v") + CASES):
        path = saved(work, "wombat-7.json", *arguments)
        redacted = os.path.join(work, "redacted.json")
        written("show", "--redact", "-v", "-f", "json", "-o", redacted, path)
        for form in FORMATS:
            for verbose in ([], ["-v"]):
                text = written("show", "--redact", "-f", form, *verbose, path)
                look("shown in " + form, text)
                tool.equal("what is redacted, in " + form,
                           written("show", "-f", form, *verbose, redacted), text)
                tool.equal("redacted twice, in " + form,
                           written("show", "--redact", "-f", form, *verbose, redacted), text)
        part = written("show", "--redact", "-c", "*", "-v", path)
        tool.equal("a part", written("show", "--redact", "-c", "*", "-v", redacted), part)


@test("the same original has the same stand-in, no other has it, and nothing else changes")
def bijection(work):
    need_reader()
    make_host()
    path = saved(work, "one.json", "try", "-v", *CASES)
    original = tool.parse(written("show", "-v", "-f", "json", path))
    redacted = tool.parse(written("show", "--redact", "-v", "-f", "json", path))
    tool.equal("redacted", redacted["redacted"], True)
    tool.equal("redacted", "redacted" in original, False)
    found = set()
    pairs_of(original, redacted, found)
    tool.equal("stand-ins", len({new for _, new in found}), len(found))
    tool.equal("originals", len({old for old, _ in found}), len(found))
    for old, new in found:
        if re.match(r"(127\.|::1?$|0\.0\.0\.0|203\.0\.113\.1$|233\.252\.0\.1$)", old):
            tool.equal("what stays", new, old)
    own = tool.report("--redact", "-f", "json")
    tool.equal("the host of a run", own["host"], redacted["host"])


@test("comparisons name neither hosts nor files")
def compare(work):
    need_reader()
    make_host()
    one = saved(work, "wombat-7.json", "try", *CASES)
    two = saved(work, "platypus-8.json", "try", "--no-delivery", *CASES[:-3])
    tool.set_sysctl("net.ipv6.bindv6only", "1")
    three = saved(work, "wombat-9.json", "try", *CASES)
    for form in FORMATS:
        look("compared in " + form,
             written("compare", "--redact", "-f", form, one, two, three, status=1))
        look("with this host in " + form,
             written("compare", "--redact", "--this", "-f", form, one, two, status=1))
        look("expected in " + form,
             written("--redact", "--expect", one, "--accept", two, "-f", form, status=1))
    text = written("compare", "--redact", "--this", one, two, status=1)
    for word in ("report 1", "report 2", "this host", "192.0.2.1"):
        if word not in text:
            tool.fail("'%s' is not in: %s" % (word, text))


@test("redacted reports compare with each other, their ids as they are")
def compare_redacted(work):
    need_reader()
    make_host()
    paths = []
    for name in ("one.json", "two.json"):
        paths.append(os.path.join(work, name))
        tool.expect(tool.run("try", "--redact", "-f", "json", "-o", paths[-1], *CASES), 0)
        tool.set_sysctl("net.ipv6.bindv6only", "1")
    document = tool.parse(written("show", "-f", "json", paths[0]))
    ids = {case["id"] for case in document["cases"]}
    done = tool.run("compare", "--redact", "-f", "json", *paths)
    tool.expect(done, 1)
    compared = tool.json.loads(done.stdout)
    tool.equal("redacted", compared["redacted"], True)
    tool.none("ids of no report", [row["id"] for row in compared["rows"]
                                   if row["sort"] == "case" and row["id"] not in ids])


@test("the text keeps to 80 columns and says that it is redacted")
def columns(_):
    make_host()
    for arguments in ((), ("try",) + CASES, ("-s", "device"), ("-v", "-s", "facts")):
        text = written(*arguments, "--redact")
        tool.none("long lines", [line for line in text.splitlines() if len(line) > 80])
        tool.equal("says so", len(re.findall("^redacted ", text, re.M)), 1)


@test("every person's format says that a report is redacted, and only then", namespace=False)
def says_so(_):
    for form in ("text", "markdown", "html", "json"):
        if "redacted" not in written("try", "--redact", "-f", form, "tcp/any4").lower():
            tool.fail(form + " does not say so")
        if "redacted" in written("try", "-f", form, "tcp/any4").lower():
            tool.fail(form + " says so")


if __name__ == "__main__":
    tool.main()
