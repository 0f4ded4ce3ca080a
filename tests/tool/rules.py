"""Reads the printed rules as a reader does who has bindprobe(1) and the ids of the cases, and
nothing else: what the words mean is written here a second time."""

import socket

FOUR = {"any4", "loop4", "host4", "mcast4", "bcast4", "absent4"}
PLAIN = {"mapany": "any4", "maploop": "loop4", "link6-unscoped": "link6"}
NUMBERS = {"127.0.0.1": "loop4", "::1": "loop6", "::ffff:127.0.0.1": "maploop",
           "233.252.0.1": "mcast4", "127.255.255.255": "bcast4"}
REUSE = {"SO_REUSEADDR": "reuseaddr", "SO_REUSEPORT": "reuseport",
         "SO_REUSEPORT_LB": "reuseport_lb", "SO_EXCLUSIVEADDRUSE": "exclusive"}
TRANSPORTS = ("tcp", "udp", "mptcp", "sctp", "udplite", "dccp")
RECEIVERS = {"-": "nobody", "1": "the first", "2": "the second", "+": "shared"}
SIDES = (("first", 0), ("second", 1))


def v6only_default():
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as sock:
        return sock.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) != 0


class Side:
    """One socket: what it takes up of the addresses of each family."""

    def __init__(self, text, v6only):
        self.kind, *options = text.split(",")
        self.options = set(options)
        self.plain = PLAIN.get(self.kind, self.kind)
        self.six = self.kind not in FOUR
        self.v6only = self.six and "v6only=off" not in options and (
            v6only or "v6only=on" in options)
        self.wildcard = self.plain in ("any4", "any6")
        self.extents = {4: "none", 6: "none"}
        self.extents[4 if self.plain in FOUR else 6] = "all" if self.wildcard else "one"
        if self.plain == "any6" and not self.v6only:
            self.extents[4] = "all"
        self.reuse = self.options & set(REUSE.values())

    def nearness(self, target):
        """2 on the very address of the kind, 1 by a wildcard, 0 not at all."""
        plain = PLAIN.get(target, target)
        if self.extents[4 if plain in FOUR else 6] == "all":
            return 1
        return 2 if self.plain == plain else 0


class Question:
    """A case and a target, or none."""

    def __init__(self, id, v6only, first_stands=True, target=None):
        series, *sockets = id.split("/")
        self.transport, _, self.listening = series.partition("-")
        self.sides = [Side(text, v6only) for text in sockets]
        self.first_stands = first_stands
        self.aim_at(target)

    def aim_at(self, target):
        self.target = target
        self.six = PLAIN.get(target, target) not in FOUR
        self.near = [side.nearness(target) for side in self.sides]
        self.own = [near > 0 and side.six == self.six
                    for near, side in zip(self.near, self.sides)]

    def connects(self):
        return self.transport not in ("udp", "udplite")

    def overlap(self, family):
        first, second = self.sides
        extents = [first.extents[family], second.extents[family]]
        return "none" not in extents and (first.plain == second.plain or "all" in extents)


def of_pair():
    """Words about both sockets, their opposites, and what they ask."""
    yield "connections", "datagrams", lambda q: q.connects()
    yield "first listening", "first not listening", lambda q: q.connects() and not q.listening
    yield "listening late", "not listening late", lambda q: q.listening == "late"
    yield "only bound", "not only bound", lambda q: q.listening == "bind"
    yield "first stands", "first fails", lambda q: q.first_stands
    yield "same user", "another user", lambda q: (
        len({"user=other" in side.options for side in q.sides}) == 1)
    yield "same reuse options", "unlike reuse options", lambda q: (
        q.sides[0].reuse == q.sides[1].reuse)
    yield "address sets overlap", "address sets apart", lambda q: q.overlap(4) or q.overlap(6)
    yield "IPv4 sets overlap", "IPv4 sets apart", lambda q: q.overlap(4)
    yield "IPv6 sets overlap", "IPv6 sets apart", lambda q: q.overlap(6)
    yield "same address", "unlike addresses", lambda q: q.sides[0].plain == q.sides[1].plain
    yield "same address set", "unlike address sets", lambda q: (
        q.sides[0].extents == q.sides[1].extents and
        (q.sides[0].plain == q.sides[1].plain or all(side.wildcard for side in q.sides)))
    yield "same family", "unlike families", lambda q: q.sides[0].six == q.sides[1].six
    yield "both wildcards", "not both wildcards", lambda q: all(s.wildcard for s in q.sides)
    yield "one dual-stack", "none dual-stack", lambda q: any(
        "none" not in side.extents.values() for side in q.sides)
    for name, word in REUSE.items():
        yield "both " + name, "not both " + name, lambda q, w=word: all(
            w in side.options for side in q.sides)
        yield name + " on one or both", "neither " + name, lambda q, w=word: any(
            w in side.options for side in q.sides)
    for name in TRANSPORTS:
        yield name, "not " + name, lambda q, n=name: q.transport == n


def of_side(name, i):
    """Words about one of the sockets; those that name a kind or an option are read apart."""
    for option, word in REUSE.items():
        yield "%s " + option, "%s without " + option, lambda q, w=word: w in q.sides[i].options
    yield "%s no reuse option", "%s some reuse option", lambda q: not q.sides[i].reuse
    yield "%s wildcard", "%s not wildcard", lambda q: q.sides[i].wildcard
    yield "%s multicast", "%s not multicast", lambda q: "mcast" in q.sides[i].plain
    yield "%s IPv4-mapped", "%s not IPv4-mapped", lambda q: "map" in q.sides[i].kind
    yield "%s V6ONLY", "%s not V6ONLY", lambda q: q.sides[i].v6only
    yield "%s dual-stack", "%s not dual-stack", lambda q: (
        "none" not in q.sides[i].extents.values())
    yield "%s leaves V6ONLY", "%s sets V6ONLY or is AF_INET", lambda q: (
        q.sides[i].six and not {"v6only=on", "v6only=off"} & q.sides[i].options)
    yield "%s AF_INET6", "%s AF_INET", lambda q: q.sides[i].six
    for family in (4, 6):
        words = " on IPv%d" % family, " not on IPv%d" % family
        yield "%s" + words[0], "%s" + words[1], lambda q, f=family: (
            q.sides[i].extents[f] != "none")
        words = " on all IPv%d" % family, " not on all IPv%d" % family
        yield "%s" + words[0], "%s" + words[1], lambda q, f=family: (
            q.sides[i].extents[f] == "all")
    yield "%s nearer to target", "%s not nearer to target", lambda q: (
        q.near[i] > q.near[1 - i])
    yield "%s covers target", "%s not covering target", lambda q: q.near[i] > 0
    yield "%s on the very target", "%s not on the very target", lambda q: q.near[i] == 2
    yield ("%s covers target in its own family", "%s not covering target in its own family",
           lambda q: q.own[i])
    yield ("only %s covers target in its own family",
           "not only %s covers target in its own family",
           lambda q: q.own[i] and not q.own[1 - i])


def of_target():
    yield "target covered by neither", "target covered by one or both", lambda q: (
        not any(q.near))
    yield "target covered by both", "target not covered by both", lambda q: all(q.near)
    yield ("neither covers target in its own family",
           "one or both cover target in its own family", lambda q: not any(q.own))
    yield "target IPv4", "target IPv6", lambda q: not q.six
    yield "target IPv4-mapped", "target not IPv4-mapped", lambda q: q.target == "maploop"
    yield "target unicast", "target not unicast", lambda q: (
        "mcast" not in q.target and q.target != "bcast4")
    yield "target a group", "target no group", lambda q: "mcast" in q.target


def vocabulary():
    words = {}
    for yes, no, holds in list(of_pair()) + list(of_target()):
        words[yes] = holds
        words[no] = lambda q, h=holds: not h(q)
    for name, i in SIDES:
        for yes, no, holds in of_side(name, i):
            words[yes % name] = holds
            words[no % name] = lambda q, h=holds: not h(q)
    return words


WORDS = vocabulary()


def raw(words):
    """Words that name a coordinate as it is: "target is not loop6", "first with no user=other"."""
    who, _, what = words.partition(" ")
    value = what.split(" ")[-1]
    if what.startswith("is "):
        holds = ((lambda q: q.target == value) if who == "target" else
                 (lambda q: q.sides[dict(SIDES)[who]].kind == value))
        return holds if not what.startswith("is not ") else lambda q: not holds(q)
    if what.startswith("with no "):
        return lambda q: value not in q.sides[dict(SIDES)[who]].options
    if what.startswith("with "):
        return lambda q: value in q.sides[dict(SIDES)[who]].options
    raise ValueError("no such words: %r" % words)


def read_rule(text):
    """The conditions of "WORDS, WORDS: RESULT, 1,234 cases", and the result."""
    conditions, _, rest = text.partition(": ")
    result = rest.split(", ")[0]
    if conditions == "otherwise":
        return [], result
    return [WORDS.get(words) or raw(words) for words in conditions.split(", ")], result


def read_list(document, number):
    return [read_rule(rule["text"]) for rule in document["rules"][number]["rules"]]


def told(rules, question):
    """The result of the first rule that matches."""
    for conditions, result in rules:
        if all(holds(question) for holds in conditions):
            return result
    return None


def kinds_of_targets(document):
    """The kind of each target; None for a further address of the host."""
    kinds = {address: kind for kind, address in document["host"]["kinds"].items()
             if kind != "link6-unscoped"}
    kinds.update(NUMBERS)
    return [kinds.get(target) for target in document["targets"]]


def wrong_results(document):
    """The cases whose results the printed rules do not tell."""
    lists, default, wrong = [read_list(document, i) for i in (0, 1)], v6only_default(), []
    for case in document["cases"]:
        results = case.get("results", ["ok", "ok"])
        question = Question(case["id"], default)
        first = told(lists[0], question)
        question.first_stands = first == "ok"
        if [first, told(lists[1], question)] != results:
            wrong.append(case["id"])
    return wrong


def wrong_deliveries(document):
    """What the printed rules do not tell of the receivers: the id, the target, who is told and
    who received; and how many deliveries there are."""
    rules, default, wrong, count = read_list(document, 2), v6only_default(), [], 0
    kinds = kinds_of_targets(document)
    for case in document["cases"]:
        if "by" not in case:
            continue
        question = Question(case["id"], default)
        for kind, letter in zip(kinds, case["by"]):
            if kind is None:
                continue
            count += 1
            question.aim_at(kind)
            said = told(rules, question)
            if said != RECEIVERS[letter]:
                wrong.append((case["id"], kind, said, RECEIVERS[letter]))
    return wrong, count
