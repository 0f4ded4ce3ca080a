"""A sweep: the suite full, whose outcomes are written as they come and not kept."""

import json
import random
import signal
import subprocess

import rules
import tool
from tool import test

FULL = ["-f", "json", "-s", "full"]
BYTES_A_CASE = 200


def results_of(case):
    return case.get("results", ["ok"] * case["id"].count("/"))


def letters_of(case):
    """The receivers of a case from try, as a sweep writes them."""
    return "".join("-" if not d["by"] else str(d["by"][0]) if len(d["by"]) == 1 else "+"
                   for d in case["delivery"])


@test("what a sweep says of a case is what try says of it")
def agrees(_):
    tool.own_addresses()
    swept = tool.report(*FULL, "-c", "udp/*", "-c", "tcp-late/any*")
    tool.equal("sweep", swept["sweep"], True)
    chosen = random.Random(7020).sample(swept["cases"], 150)
    tried = tool.report("try", "-f", "json", *[case["id"] for case in chosen])
    tool.equal("targets", swept["targets"], [d["to"] for d in next(
        case["delivery"] for case in tried["cases"]
        if case["delivery"] and case["id"].startswith("udp"))])
    for case, alone in zip(chosen, tried["cases"]):
        tool.equal("id", alone["id"], case["id"])
        tool.equal("results of " + case["id"], results_of(case),
                   [socket["result"] for socket in alone["sockets"]])
        tool.equal("receivers of " + case["id"], case.get("by", ""), letters_of(alone))


@test("every case planned is run, or left out and counted by its reason")
def counts(_):
    swept = tool.report(*FULL, "--no-delivery")
    left_out = sum(absence["cases"] for absence in swept["absent"])
    tool.equal("cases", len(swept["cases"]), swept["done"])
    tool.equal("planned", swept["done"] + left_out, swept["planned"])
    tool.equal("ids", len(tool.by_id(swept)), swept["done"])
    tool.equal("stopped", swept["stopped"], False)


@test("the rules tell every case, and the models are measured on every one")
def told(_):
    swept = tool.report(*FULL, "--no-delivery", "-t")
    tool.equal("lists", len(swept["rules"]), 2)
    for number, listed in enumerate(swept["rules"]):
        tool.equal("told wrongly", listed["wrong"], 0)
        tool.equal("told", sum(rule["cases"] for rule in listed["rules"]), swept["done"])
        seen = {results_of(case)[number] for case in swept["cases"]}
        tool.equal("results", {rule["result"] for rule in listed["rules"]}, seen)
    shares = [model["explained"] for model in swept["behaves"]]
    tool.equal("nearest first", shares, sorted(shares, reverse=True))
    for model in swept["behaves"]:
        if not 0 <= model["explained"] <= model["total"] <= swept["done"]:
            tool.fail("%r" % model)


@test("the printed rules alone tell every result and every receiver")
def told_by_words(_):
    tool.own_addresses()
    swept = tool.report(*FULL, "-c", "tcp/*", "-c", "tcp-*/any*", "-c", "udp/*")
    tool.equal("titles", [rules["title"] for rules in swept["rules"]],
               ["first socket", "second socket", "receiver"])
    tool.none("results told wrongly", rules.wrong_results(swept))
    wrong, count = rules.wrong_deliveries(swept)
    listed = swept["rules"][2]
    tool.equal("told wrongly", len(wrong), listed["wrong"])
    tool.equal("deliveries", listed["wrong"] + sum(r["deliveries"] for r in listed["rules"]),
               count)
    # An even balance may come to one socket alone, by chance.
    tool.none("told wrongly, and not by chance", [
        one for one in wrong if one[2] != "shared" or one[3] not in ("the first", "the second")])
    case = next(case for case in swept["cases"] if case.get("by", "").startswith("-"))
    case["by"] = "1" + case["by"][1:]
    tool.equal("told wrongly of a changed letter", len(rules.wrong_deliveries(swept)[0]),
               len(wrong) + 1)


@test("a case of a sweep takes few bytes")
def compact(_):
    done = tool.run(*FULL, "--no-delivery", "-t")
    tool.expect(done, 0)
    cases = tool.parse(done.stdout)["done"]
    if len(done.stdout) >= BYTES_A_CASE * cases:
        tool.fail("%d bytes for %d cases" % (len(done.stdout), cases))


@test("an interrupted sweep writes what it has, and ends by the signal")
def stops(_):
    with subprocess.Popen([tool.BINDPROBE] + FULL, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        begun = child.stdout.read(4096)
        child.send_signal(signal.SIGINT)
        rest, said = child.communicate()
    swept = json.loads(begun + rest)
    tool.equal("stopped", swept["stopped"], True)
    tool.equal("cases", len(swept["cases"]), swept["done"])
    tool.equal("standard error", said, b"")
    tool.equal("status", child.returncode, tool.died_of(signal.SIGINT))


if __name__ == "__main__":
    tool.main()
