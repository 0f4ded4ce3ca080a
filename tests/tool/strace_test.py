"""What is reported for each case is what the kernel answered, as strace(1) saw it."""

import os
import random
import re

import strace_log
import tool
from tool import test

OPTIONS = {
    "reuseaddr": ("SO_REUSEADDR", 1),
    "reuseport": ("SO_REUSEPORT", 1),
    "v6only=on": ("IPV6_V6ONLY", 1),
    "v6only=off": ("IPV6_V6ONLY", 0),
    "late-v6only=on": ("IPV6_V6ONLY", 1),
    "late-v6only=off": ("IPV6_V6ONLY", 0),
}
NUMBERS = {
    "any4": "0.0.0.0", "any6": "::", "loop4": "127.0.0.1", "loop6": "::1",
    "mapany": "::ffff:0.0.0.0", "maploop": "::ffff:127.0.0.1", "mcast4": "233.252.0.1",
    "mcast6": "ff01::db8:0:1%lo", "absent4": "203.0.113.1", "absent6": "2001:db8::1",
    # what own_addresses() gave lo
    "host4": "192.0.2.2", "host6": "fd00::2", "link6": "fe80::2%lo",
    "link6-unscoped": "fe80::2",
}
TARGETS = ["127.0.0.1", "::1", "::ffff:127.0.0.1", "192.0.2.2", "fd00::2", "fe80::2%lo"]
PASSING = ("EINTR", "EAGAIN", "ENOMEM", "ENOBUFS", "EMFILE", "ENFILE")


def traced(work, *arguments):
    """Runs the program under strace; returns its report and the events."""
    tool.need_strace()
    tool.own_addresses()
    log = os.path.join(work, "log")
    command = ["-f", "-qq", "-s", "96", "-e", "trace=" + strace_log.CALLS, "-o", log,
               tool.BINDPROBE] + list(arguments)
    document = tool.report(*command, program="strace")
    return document, strace_log.read(log)


def try_cases(work, ids):
    port = tool.free_port()
    return traced(work, "try", "-f", "json", "-p", str(port), *ids)


def expected_address(word):
    return NUMBERS.get(word, word)


def check_calls(trial, id, port):
    """The calls of each server are what the id says, up to the one that failed."""
    series, *sockets = id.split("/")
    chosen = None
    for number, (server, words) in enumerate(zip(trial.servers, sockets), 1):
        address, *options = words.split(",")
        address = expected_address(address)
        who = "socket %d of %s" % (number, id)
        tool.equal(who + ": family", server.family, "AF_INET6" if ":" in address else "AF_INET")
        tool.equal(who + ": type", server.kind,
                   "SOCK_DGRAM" if series.startswith("udp") else "SOCK_STREAM")
        tool.equal(who + ": user", server.uid is not None, "user=other" in options)
        if server.uid is not None and server.uid == 0:
            tool.fail(who + ": the other user is root")
        early = [OPTIONS[o] for o in options if o in OPTIONS and not o.startswith("late-")]
        late = [OPTIONS[o] for o in options if o.startswith("late-")]
        if server.result == "ok":
            tool.equal(who + ": options before bind", sorted(server.before), sorted(early))
            tool.equal(who + ": options after bind", server.after, late)
            tool.equal(who + ": listening", server.listening, series in ("tcp", "tcp-late"))
        if server.bound is not None:
            tool.equal(who + ": address", server.bound.text, address)
            wanted = 0 if "port=0" in options else port
            chosen = chosen or "port=0" in options
            if not chosen or wanted == 0:
                tool.equal(who + ": port", server.bound.port, wanted)


def check_sockets(trial, case):
    """The results are what the kernel answered."""
    for number, (server, said) in enumerate(zip(trial.servers, case["sockets"]), 1):
        who = "socket %d of %s" % (number, case["id"])
        tool.equal(who, said["result"], server.result)
        if server.result != "ok":
            name = server.result.split(":")[1]
            tool.equal(who + ": name", said["name"], name)
            tool.equal(who + ": code", said["code"], getattr(tool.errno, name))
            continue
        tool.equal(who + ": v6only", said.get("v6only"), server.v6only)
        inet6 = server.family == "AF_INET6"
        proto = ("udp" if server.kind == "SOCK_DGRAM" else "tcp") + (
            "4" if not inet6 or server.bound.text.startswith("::ffff:") else
            "46" if server.v6only is False and server.bound.text == "::" else "6")
        tool.equal(who + ": proto", said["proto"], proto)
        if "listening" in said:
            tool.equal(who + ": listening", said["listening"], server.listening)


def check_outcome(trial, case):
    failed = [s.result for s in trial.servers if s.result != "ok"]
    tool.equal(case["id"] + ": outcome", case["outcome"], failed[0] if failed else "ok")


def check_delivery(trial, case):
    """Who received is who accepted the client's connection or got its datagram."""
    stands = all(s.result == "ok" for s in trial.servers)
    said = {d["to"]: d for d in case["delivery"]}
    tool.equal(case["id"] + ": tried", sorted(said), sorted(TARGETS if stands else []))
    for to, delivery in said.items():
        counts = trial.by.get(to, {})
        who = "%s to %s" % (case["id"], to)
        tool.equal(who + ": by", delivery["by"], sorted(counts))
        if len(counts) > 1:
            tool.equal(who + ": counts", delivery["counts"], [counts[i] for i in sorted(counts)])
        tool.equal(who + ": nobody", "nobody" in delivery, not counts)


def is_surprising(walk, trial):
    """As the manual has it: another program on the port, no memory, a wait that ended, and the
    first refusal that a target gives."""
    refused = {(trial.servers[0].kind, to) for to, counts in trial.by.items() if not counts}
    first = not refused <= walk.refused
    walk.refused |= refused
    return first or trial.surprising or any(
        s.result.endswith((":EADDRINUSE",) + PASSING) for s in trial.servers)


def take_look(walk, port):
    """Takes a look at the port: whether it is free in both families, by the wildcards with no
    option that lets others share."""
    for wildcard in ("::", "0.0.0.0"):
        server = walk.trial(1).servers[0]
        tool.equal("a look at the port", (server.bound.text, server.bound.port, server.result),
                   (wildcard, port, "ok"))
        tool.equal("options of a look at the port", server.before,
                   [("IPV6_V6ONLY", 1)] if wildcard == "::" else [])


def follow(walk, case, port):
    """The try of this case that counts. Before a case whose sockets could share the port with
    those of others, and before it is tried again, the port is looked at."""
    count = len(case["sockets"])
    if re.search(r",reuse(addr|port)", case["id"]):
        take_look(walk, port)
    trial = walk.trial(count)
    if trial is not None and is_surprising(walk, trial):
        take_look(walk, port)
        trial = walk.trial(count)
    if trial is None:
        tool.fail("the trace ends before %s" % case["id"])
    return trial


def is_absent(case):
    return any(s["result"] == "n/a" for s in case["sockets"])


def check_cases(document, walk):
    """Compares every case with the trace; returns how many there were."""
    compared = 0
    for case in document["cases"]:
        if is_absent(case):
            continue
        trial = follow(walk, case, document["port"])
        check_calls(trial, case["id"], document["port"])
        check_sockets(trial, case)
        check_outcome(trial, case)
        check_delivery(trial, case)
        tool.none(case["id"], trial.wrong)
        compared += 1
    return compared


def check_rest(walk):
    """After the cases of try comes the check of the port alone, which sends nothing."""
    while True:
        trial = walk.trial(1)
        if trial is None:
            return
        tool.none("sockets that are not of the check of the port",
                  [i for i in trial.by] + [repr(o) for o in trial.servers[0].before
                                           if o != ("IPV6_V6ONLY", 1)])


@test("core: every result, error number and V6ONLY value, and who received, is the kernel's")
def core(work):
    ids = tool.ids_of("core")
    document, events = try_cases(work, ids)
    walk = strace_log.Walk(events)
    compared = check_cases(document, walk)
    absent = [c["id"] for c in document["cases"] if is_absent(c)]
    needless = [i for i in absent if tool.is_root or "user=other" not in i]
    tool.none("cases not tried", needless)
    tool.equal("cases compared", compared, len(ids) - len(absent))
    check_rest(walk)


def draw(generator):
    """A random case id: numbers and kinds, up to four sockets."""
    series = generator.choice(["tcp", "tcp-late", "tcp-bind", "udp"])
    words = []
    for _ in range(generator.randint(1, 4)):
        kinds = [kind for kind in NUMBERS if not kind.startswith("mcast")]
        address = generator.choice(kinds + ["127.0.0.2", "127.0.0.1", "::", "0.0.0.0",
                                                    "::ffff:127.0.0.3", "192.0.2.2", "fd00::2"])
        options = []
        if ":" in expected_address(address):
            options += generator.choice([[], ["v6only=on"], ["v6only=off"]])
        for option in ("reuseaddr", "reuseport"):
            if generator.random() < 0.4:
                options.append(option)
        if tool.is_root and generator.random() < 0.15:
            options.append("user=other")
        words.append(",".join([address] + options))
    return "/".join([series] + words)


@test("random cases of up to four sockets: the same")
def random_cases(work):
    seed = int(os.environ.get("BINDPROBE_SEED", random.randrange(1000000)))
    generator = random.Random(seed)
    ids = sorted({draw(generator) for _ in range(60)})
    generator.shuffle(ids)
    try:
        document, events = try_cases(work, ids)
        walk = strace_log.Walk(events)
        check_cases(document, walk)
        check_rest(walk)
    except tool.Failure as failure:
        tool.fail("BINDPROBE_SEED=%d: %s" % (seed, failure))


def take_recipe(walk, recipe):
    """A try of the recipe; when it gave up, its clients come after its sockets are closed."""
    trial = walk.trial(len(recipe["steps"]))
    if not trial.by:
        clients = [walk.trial(1).servers[0].bound for _ in ("IPv4", "IPv6")]
        tool.equal(recipe["id"] + ": clients", [(c.text, c.port) for c in clients],
                   [("127.0.0.1", 0), ("::1", 0)])
    return trial


def follow_recipe(walk, recipe, port):
    """The try that counts: one that fails in some way is made twice more on a free port."""
    trial = take_recipe(walk, recipe)
    if recipe["verdict"] != "works" or any(s.result != "ok" for s in trial.servers):
        for _ in range(2):
            take_look(walk, port)
            trial = take_recipe(walk, recipe)
    return trial


@test("a whole run: every step of every recipe is the kernel's, and who is reached")
def recipes(work):
    document, events = traced(work, "-f", "json", str(tool.free_port()))
    walk = strace_log.Walk(events)
    check_cases(document, walk)
    tool.equal("recipes", len(document["recipes"]) > 6, True)
    for recipe in document["recipes"]:
        steps = recipe["steps"]
        trial = follow_recipe(walk, recipe, document["port"])
        said = [step["result"] for step in steps]
        tool.equal(recipe["id"], said, [s.result for s in trial.servers])
        tool.equal(recipe["id"] + ": addresses",
                   [expected_address(s["case"].split("/")[1].split(",")[0]) for s in steps],
                   [s.bound.text for s in trial.servers])
        if not trial.by:
            tool.equal(recipe["id"] + ": verdict", recipe["verdict"], "fails")
        tool.equal(recipe["id"] + ": IPv4", recipe["ipv4"], bool(trial.by.get("127.0.0.1")))
        tool.equal(recipe["id"] + ": IPv6", recipe["ipv6"], bool(trial.by.get("::1")))


@test("nothing is sent, connected or bound but to addresses of this host")
def stays_here(work):
    _, events = traced(work, "-f", "json")
    own = {address for address, _ in tool.host_addresses()} | {"::", "0.0.0.0"}
    wrong = []
    for event in events:
        address = event.address()
        if event.name not in ("connect", "sendto") or address is None:
            continue
        if address.key()[0] not in own:
            wrong.append(event)
    tool.none("calls with other addresses", wrong)
    sent = [e for e in events if e.name in ("connect", "sendto") and e.address()]
    if len(sent) < 100:
        tool.fail("only %d calls were seen" % len(sent))


@test("every descriptor of every process is closed, each once")
def all_closed(work):
    _, events = traced(work, "-f", "json")
    is_open, wrong = {}, []
    for event in events:
        found = strace_log.RIGHTS.search(event.text) if event.name == "recvmsg" else None
        made = int(found.group(1)) if found else event.value
        if event.name in ("socket", "accept4", "accept") and made >= 0 or found:
            is_open[event.pid, made] = event
        elif event.name == "close":
            known = is_open.pop((event.pid, event.fd), None)
            if known is None and event.error:
                wrong.append(event)
    tool.none("sockets left open", list(is_open.values()))
    main = events[0].pid
    tool.none("close(2) that failed", [e for e in wrong if e.pid == main])


if __name__ == "__main__":
    tool.main()
