"""Neither the order of cases nor a second run changes what is said."""

import json
import os
import random

import tool
from tool import test

SEEDS = 3


def tried(ids, port):
    document = tool.report("try", "-f", "json", "-p", str(port), *ids)
    tool.equal("the order", [c["id"] for c in document["cases"]], ids)
    return {c["id"]: tool.answers(c) for c in document["cases"]}


def differences(usual, other):
    return ["%s:\n    %s\n    %s" % (id, usual[id], other[id]) for id in usual
            if usual[id] != other[id]]


@test("core cases in reversed and in shuffled order have the same answers as in their own")
def shuffled(_):
    tool.own_addresses()
    port = tool.free_port()
    ids = tool.ids_of("core")
    usual = tried(ids, port)
    tool.none("reversed", differences(usual, tried(ids[::-1], port)))
    seed = int(os.environ.get("BINDPROBE_SEED", random.randrange(1000000)))
    for one in range(seed, seed + SEEDS):
        order = list(ids)
        random.Random(one).shuffle(order)
        tool.none("BINDPROBE_SEED=%d" % one, differences(usual, tried(order, port)))


@test("each case alone has the same answer as among the others")
def alone(_):
    tool.own_addresses()
    port = tool.free_port()
    ids = tool.ids_of("core")
    usual = tried(ids, port)
    wrong = []
    for id in ids[::4]:
        wrong += differences({id: usual[id]}, tried([id], port))
    tool.none("cases that differ alone", wrong)


@test("a case that is tried twice in one run has the same answer twice")
def twice(_):
    ids = tool.ids_of("wildcard")
    document = tool.report("try", "-f", "json", *(ids + ids))
    first, second = document["cases"][:len(ids)], document["cases"][len(ids):]
    tool.none("cases that differ", differences({c["id"]: tool.answers(c) for c in first},
                                               {c["id"]: tool.answers(c) for c in second}))


def steady(document):
    """The report without what the manual calls volatile: how often each socket received, and
    the port that the system chose for port=0."""
    for case in document["cases"]:
        for delivery in case["delivery"]:
            delivery.pop("counts", None)
        for sock in case["sockets"]:
            sock.pop("port", None)
    return json.dumps(document)


@test("two runs on one port give the same JSON, but for what is marked volatile")
def same_json(_):
    tool.own_addresses()
    port = str(tool.free_port())
    for arguments in (["-f", "json"], ["-f", "json", "-s", "wildcard"]):
        first, second = [tool.report(*arguments, port) for _ in range(2)]
        if steady(first) != steady(second):
            tool.none("cases that differ", [
                (a, b) for a, b in zip(first["cases"], second["cases"]) if a != b])
            tool.fail("the reports differ outside of cases")


@test("without balanced cases and port=0, two runs give the same bytes, as JSON and as text")
def same_bytes(_):
    tool.own_addresses()
    port = str(tool.free_port())
    ids = [i for i in tool.ids_of("core") if "reuseport" not in i and "port=0" not in i]
    for form in ("json", "text"):
        first, second = [tool.run("try", "-f", form, "-p", port, *ids).stdout for _ in range(2)]
        tool.equal("bytes as " + form, first == second and len(first) > 1000, True)


@test("the environment does not change a byte: locale, time zone, width of the terminal")
def environment(_):
    port = str(tool.free_port())
    ids = ["tcp/any4/any6", "udp/any6,v6only=off/loop4", "tcp/absent4"]
    plain = tool.run("try", "-p", port, *ids).stdout
    for more in ({"LC_ALL": "de_DE.UTF-8", "LANG": "tr_TR.UTF-8"}, {"TZ": "Asia/Kathmandu"},
                 {"COLUMNS": "20", "LINES": "5"}, {"POSIXLY_CORRECT": "1"}):
        other = tool.run("try", "-p", port, *ids, env=tool.environment(**more)).stdout
        tool.equal("with %s" % more, other, plain)


if __name__ == "__main__":
    tool.main()
