"""A firewall on loopback: what it stops is told apart from what is refused, no wait is long, and
the report says that delivery could not be judged."""

import os
import re
import subprocess

import tool
from tool import test

WAITS = re.compile(r"poll\(.*, (\d+)\) += 0 \(Timeout\)")

FULL_WAIT, NEXT_WAITS = 250, 5  # milliseconds, as bindprobe(1) has them
FULL_WAITS = 3

TAKEOVERS = ["v6only-off-honoured", "v6only-on-honoured", "v6only-on-both-orders",
             "override-same-user", "override-other-user", "closer-same-user",
             "closer-other-user"]


def nft(rules):
    """Has the kernel filter what comes in to this namespace."""
    tool.need("nft")
    script = "table inet probe { chain input { type filter hook input priority 0;\n%s\n}\n}\n"
    done = subprocess.run(["nft", "-f", "-"], input=script % rules, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True, timeout=tool.BOUND)
    if "Operation not permitted" in done.stdout or "not supported" in done.stdout:
        tool.skip("nft: %s" % done.stdout.strip().splitlines()[0])
    tool.equal("nft", (done.returncode, done.stdout), (0, ""))


def probe(work):
    """A report, and the same as text; where no report can be read back, the text is as JSON has
    it."""
    path = os.path.join(work, "report.json")
    tool.expect(tool.run("-f", "json", "-o", path, str(tool.free_port())), 0)
    with open(path) as file:
        text = file.read()
    shown = tool.run("show", path)
    return tool.parse(text), " ".join((shown.stdout or text).split())


def nobodies(document, series, family=""):
    """How it showed that nobody got what was sent to plain sockets of the series."""
    ids = ["%s/any%s" % (series, n) for n in (family or "46")]
    return {d.get("nobody") for c in document["cases"] if c["id"] in ids
            for d in c["delivery"]
            if ("4" in c["id"]) == (":" not in d["to"]) and "ffff:" not in d["to"]}


def check_judged(document, text, words):
    """Nothing is claimed of delivery, and it is said why."""
    findings = {f["id"]: f for f in document["findings"]}
    for id in TAKEOVERS:
        tried = tool.is_root or not id.endswith("other-user")
        if findings[id]["status"] != "N/A" or \
                tried and "could not be judged" not in findings[id]["text"]:
            tool.fail("%s" % findings[id])
    for family in ("IPv4", "IPv6"):
        if "%s delivery could not be judged: " % family not in document["verdict"]:
            tool.fail(document["verdict"])
    for word in words:
        if word not in document["verdict"] or word not in text:
            tool.fail("no %r: %s" % (word, document["verdict"]))
    tool.none("recipes", [r for r in document["recipes"] if r["use"] or
                          r["verdict"] not in ("n/a", "fails") or
                          r["verdict"] == "fails" and not r["gave_up"]])


@test("dropped: no answer within so many milliseconds, and delivery is not judged")
def dropped(work):
    tool.own_addresses()
    nft("meta l4proto { tcp, udp } drop")
    document, text = probe(work)
    for series in ("tcp", "udp"):
        tool.equal(series, nobodies(document, series), {"wait:TIMEOUT"})
    check_judged(document, text, ["no answer within"])
    if "refused (" in text:
        tool.fail("said to be refused: " + text)


@test("refused for who listens: told as refused where a socket stands, and not judged")
def reset(work):
    nft("tcp flags & (syn | ack) == syn reject with tcp reset\n"
        "meta l4proto udp reject with icmpx type port-unreachable")
    document, text = probe(work)
    tool.equal("tcp", nobodies(document, "tcp"), {"connect:ECONNREFUSED"})
    # The kernel sends no more than so many messages of ICMP in a second.
    tool.equal("udp", nobodies(document, "udp") - {"wait:TIMEOUT"}, {"receive:ECONNREFUSED"})
    check_judged(document, text, ["refused (", "where a socket stands"])


@test("administratively prohibited: the error is named, and delivery is not judged")
def prohibited(work):
    nft("meta l4proto { tcp, udp } reject with icmpx type admin-prohibited")
    document, text = probe(work)
    for series, call in (("tcp", "connect"), ("udp", "receive")):
        seen = nobodies(document, series) - {"wait:TIMEOUT"}
        if call + ":EHOSTUNREACH" not in seen or seen - {call + ":EHOSTUNREACH", call + ":EACCES"}:
            tool.fail("%s: %s" % (series, seen))
    check_judged(document, text, ["EHOSTUNREACH"])


@test("one family dropped: the other is judged still")
def one_family(work):
    nft("meta nfproto ipv6 meta l4proto { tcp, udp } drop")
    document, _ = probe(work)
    tool.equal("IPv6", nobodies(document, "tcp", "6"), {"wait:TIMEOUT"})
    tool.equal("IPv4", nobodies(document, "tcp", "4"), {None})
    findings = {f["id"]: f["status"] for f in document["findings"]}
    tool.equal("IPv4 is judged", findings["v6only-on-honoured"], "PASS")
    tool.equal("both are not", findings["v6only-on-both-orders"], "N/A")
    if "IPv4 delivery" in document["verdict"] or "IPv6 delivery" not in document["verdict"]:
        tool.fail(document["verdict"])


@test("what is not dropped is answered and refused as ever")
def other_port(_):
    port = tool.free_port()
    nft("tcp dport %d drop\nudp dport %d drop" % ((port ^ 1,) * 2))
    document = tool.report("-f", "json", str(port))
    tool.equal("tcp", nobodies(document, "tcp"), {None})
    for recipe in document["recipes"]:
        tool.equal(recipe["id"], "no answer" in str(recipe), False)


@test("try says in words: no answer within 250 ms, or refused")
def words(_):
    nft("ip daddr 127.0.0.1 udp dport != 53 drop")
    done = tool.run("try", "udp/any4", "udp/loop6")
    tool.expect(done, 0)
    text = " ".join(done.stdout.split())
    for word in ("nobody at 127.0.0.1", "no answer within 250 ms (wait:TIMEOUT)",
                 "refused (receive:ECONNREFUSED)"):
        if word not in text:
            tool.fail("no %r in %s" % (word, text))


def waits_of(work, *arguments):
    """The milliseconds of every wait that ended by the clock."""
    tool.need("strace")
    log = os.path.join(work, "log")
    done = tool.run("-f", "-qq", "-e", "trace=poll", "-o", log, tool.BINDPROBE, *arguments,
                    program="strace")
    tool.expect(done, 0)
    with open(log) as file:
        return [int(found.group(1)) for found in map(WAITS.search, file) if found]


@test("waits are bounded, and their sum: of those that end by the clock few are long")
def bounded(work):
    tool.own_addresses()
    nft("meta l4proto { tcp, udp } drop")
    for suite in ("core", "timewait", "multicast", "late,ephemeral"):
        waits = waits_of(work, "-s", suite, "-f", "json", str(tool.free_port()))
        long_ones = [n for n in waits if n > NEXT_WAITS]
        if len(waits) < FULL_WAITS or set(waits) - {FULL_WAIT, NEXT_WAITS} or \
                len(long_ones) > 2 * FULL_WAITS:
            tool.fail("%s: %d waits, of which %d are long" % (suite, len(waits), len(long_ones)))
        if sum(waits) > 61000:
            tool.fail("%s: %d ms in all" % (suite, sum(waits)))


if __name__ == "__main__":
    tool.main()
