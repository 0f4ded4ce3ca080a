"""Datagrams to groups and to the broadcast address of loopback, ports in TIME_WAIT, and rows
of many sockets: what is said is what the same calls made by Python beside the program show."""

import errno
import json
import socket
import struct

import tool
from tool import test

GROUP4, GROUP6, BROADCAST = "233.252.0.1", "ff01::db8:0:1", "127.255.255.255"
ADDRESSES = {"mcast4": GROUP4, "bcast4": BROADCAST, "mcast6": GROUP6, "any4": "0.0.0.0",
             "any6": "::"}
TARGETS = [GROUP4, GROUP6, BROADCAST]
OPTIONS = {"reuseaddr": socket.SO_REUSEADDR, "reuseport": socket.SO_REUSEPORT}
LO = socket.if_nametoindex("lo")


def name_of(error):
    return errno.errorcode.get(error.errno, repr(error))


def of(address, port):
    """The sockaddr; a group of IPv6 is that of lo."""
    return (address, port, 0, LO if address == GROUP6 else 0) if ":" in address else (address,
                                                                                    port)


def family_of(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def join(sock, family):
    if family == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                        socket.inet_aton(GROUP4) + socket.inet_aton("127.0.0.1"))
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
                        socket.inet_pton(family, GROUP6) + struct.pack("@I", LO))


def open_one(word, port):
    """The socket and its result."""
    kind, *options = word.split(",")
    address = ADDRESSES[kind]
    sock = socket.socket(family_of(address), socket.SOCK_DGRAM)
    sock.setblocking(False)
    step = "bind"
    try:
        for option in options:
            if option in OPTIONS:
                sock.setsockopt(socket.SOL_SOCKET, OPTIONS[option], 1)
        sock.bind(of(address, port))
        step = "join"
        if "join" in options:
            join(sock, sock.family)
    except OSError as error:
        sock.close()
        return None, "%s:%s" % (step, name_of(error))
    return sock, "ok"


class Sender:
    """Sends to one target from loopback, and a marker after it to a member of its own."""

    def __init__(self, target):
        self.target = target
        family = family_of(target)
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        self.sock.bind(("::1" if ":" in target else "127.0.0.1", 0))
        if ":" in target:
            self.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, LO)
        else:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                                 socket.inet_aton("127.0.0.1"))
        self.member = socket.socket(family, socket.SOCK_DGRAM)
        self.member.settimeout(tool.BOUND)
        self.member.bind(of(target, 0))
        if target != BROADCAST:
            join(self.member, family)
        self.count = 0

    def reaches(self, socks, port):
        """The letters of who got it."""
        self.count += 1
        text = b"%d to %s" % (self.count, self.target.encode())
        try:
            self.sock.sendto(text, of(self.target, port))
            self.sock.sendto(text, of(self.target, self.member.getsockname()[1]))
        except OSError:
            return "-"
        while self.member.recv(64) != text:
            pass
        got = [i for i, sock in enumerate(socks, 1) if self.has(sock, text)]
        return "-" if not got else str(got[0]) if len(got) == 1 else "+"

    @staticmethod
    def has(sock, text):
        found = False
        try:
            while True:
                found = sock.recv(64) == text or found
        except BlockingIOError:
            return found


def expected(id, senders, port):
    socks, results = zip(*[open_one(word, port) for word in id.split("/")[1:]])
    letters = None
    if all(socks):
        letters = "".join(sender.reaches(socks, port) for sender in senders)
    for sock in socks:
        if sock:
            sock.close()
    return list(results), letters


def letter(delivery):
    by = delivery["by"]
    return "-" if not by else str(by[0]) if len(by) == 1 else "+"


def compare():
    tool.need_own_system("what the system answers Python")
    document = tool.report("-f", "json", "--suite", "multicast")
    senders = [Sender(target) for target in TARGETS]
    port = tool.free_port()
    wrong, seen = [], set()
    for case in document["cases"]:
        results, letters = expected(case["id"], senders, port)
        said = "".join(letter(d) for d in case["delivery"] if d["to"].split("%")[0] in TARGETS)
        if [s["result"] for s in case["sockets"]] != results or said != (letters or ""):
            wrong.append("%s: %s %s, wanted %s" % (case["id"], said, results, letters))
        seen.update(said)
    tool.none("cases told wrongly", wrong)
    tool.equal("outcomes there are", seen, set("-12+"))


@test("multicast: each result, and who gets what is sent to each group, is the kernel's")
def groups(work):
    compare()


@test("multicast: the same where the system has a route for IPv6 groups on loopback")
def routed_groups(work):
    tool.ip("-6", "route", "add", "multicast", "ff01::/16", "dev", "lo", "table", "local")
    compare()


@test("nothing that is sent to groups leaves by another interface")
def stays_on_loopback(work):
    tool.ip("link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
    tool.ip("link", "set", "veth0", "addrgenmode", "none", "up")
    tool.ip("link", "set", "veth1", "addrgenmode", "none", "up")
    tool.ip("addr", "add", "192.0.2.2/24", "dev", "veth0")
    before = sent("veth0")
    tool.report("-f", "json", "--suite", "multicast")
    tool.equal("packets sent by veth0", sent("veth0") - before, 0)


def sent(interface):
    link = json.loads(tool.ip("-json", "-statistics", "link", "show", interface))[0]
    return link["stats64"]["tx"]["packets"]


def times_waiting():
    """(local port, remote port) of the connections in TIME_WAIT."""
    found = set()
    for path in ("/proc/net/tcp", "/proc/net/tcp6"):
        with open(path) as file:
            for line in list(file)[1:]:
                words = line.split()
                if words[3] == "06":
                    found.add(tuple(int(w.split(":")[1], 16) for w in words[1:3]))
    return found


@test("timewait: the connection is in TIME_WAIT on the side that ended it, on the port told")
def timewait(work):
    for ender, side in (("server", 0), ("client", 1)):
        for pair in ("loop4,timewait=%s/loop4", "any6,reuseaddr,timewait=%s/any4,reuseaddr"):
            before = times_waiting()
            id = "tcp/" + pair % ender
            case = tool.report("try", "-f", "json", id)["cases"][0]
            found = times_waiting() - before
            # One a try: on a port the system chose, one more when it was found in use.
            tool.equal(id, len(found) in (1, 2), True)
            tool.equal(id, case["sockets"][0]["port"] in [p[side] for p in found], True)


@test("many: a row of eleven sockets is answered as Python is")
def many(work):
    tool.need_own_system("what the system answers Python")
    document = tool.report("-f", "json", "--no-delivery", "--suite", "many")
    wrong = []
    for case in document["cases"]:
        series, *words = case["id"].split("/")
        if series == "tcp-late":
            continue
        results, socks = [], []
        for word in words:
            results.append(plain_result(word, series, document["port"], socks))
        for sock in socks:
            sock.close()
        if results != [s["result"] for s in case["sockets"]]:
            wrong.append("%s: wanted %s" % (case["id"], results))
    tool.none("cases told wrongly", wrong)
    tool.equal("sockets of a case", {len(c["sockets"]) for c in document["cases"]}, {3, 12})


def plain_result(word, series, port, socks):
    kind, *options = word.split(",")
    address = ADDRESSES.get(kind, kind)
    type = socket.SOCK_DGRAM if series == "udp" else socket.SOCK_STREAM
    sock = socket.socket(family_of(address), type)
    step = "bind"
    try:
        for option in options:
            if option in OPTIONS:
                sock.setsockopt(socket.SOL_SOCKET, OPTIONS[option], 1)
            else:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, option == "v6only=on")
        sock.bind(of(address, port))
        step = "listen"
        if series == "tcp":
            sock.listen(16)
    except OSError as error:
        sock.close()
        return "%s:%s" % (step, name_of(error))
    socks.append(sock)
    return "ok"


if __name__ == "__main__":
    tool.main()
