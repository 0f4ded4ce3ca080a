"""bindprobe who: each socket on a port as the kernel has it, whose it is, and nothing opened."""

import ctypes
import json
import os
import socket
import subprocess

import strace_log
import tool
from tool import test

V4, V6 = socket.AF_INET, socket.AF_INET6
TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
MPTCP, UDPLITE = 262, 136


def open_on(port, family, kind, address, v6only=None, protocol=0, listen=True, reuse=()):
    sock = socket.socket(family, kind, protocol)
    if v6only is not None:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    for option in reuse:
        sock.setsockopt(socket.SOL_SOCKET, option, 1)
    scope = (0, socket.if_nametoindex("lo")) if address.startswith("fe80") else ()
    sock.bind((address, port) + scope)
    if listen and kind == TCP:
        sock.listen(64)
    return sock


def who(port, **options):
    done = tool.run("who", "-f", "json", str(port), **options)
    tool.expect(done, 0)
    tool.equal("standard error", done.stderr, "")
    document = tool.parse(done.stdout)
    tool.equal("port", document["port"], port)
    tool.equal("in use", document["in_use"], bool(document["who"]))
    return document


def text(port, **options):
    done = tool.run("who", str(port), **options)
    tool.expect(done, 0)
    tool.none("lines of more than 80 columns",
              [line for line in done.stdout.splitlines() if len(line) > 80])
    return done.stdout


def one_line(words):
    return " ".join(words.split())


def own_name():
    with open("/proc/self/comm") as file:
        return file.read().strip()


# What is opened, and its row; Linux turns V6ONLY on with bind(2) to an address: proto, local, state, v6only
ROWS = [
    ("tcp4 on the wildcard", (V4, TCP, "0.0.0.0"), ("tcp4", "0.0.0.0", "LISTEN", None)),
    ("tcp4 on loopback", (V4, TCP, "127.0.0.1"), ("tcp4", "127.0.0.1", "LISTEN", None)),
    ("tcp6, V6ONLY on", (V6, TCP, "::", 1), ("tcp6", "::", "LISTEN", True)),
    ("tcp46, V6ONLY off", (V6, TCP, "::", 0), ("tcp46", "::", "LISTEN", False)),
    ("tcp6 on loopback", (V6, TCP, "::1"), ("tcp6", "::1", "LISTEN", True)),
    ("tcp4 as IPv4-mapped", (V6, TCP, "::ffff:127.0.0.1", 0),
     ("tcp4", "::ffff:127.0.0.1", "LISTEN", False)),
    ("tcp6 with a zone", (V6, TCP, "fe80::2", 1), ("tcp6", "fe80::2%lo", "LISTEN", True)),
    ("udp4", (V4, UDP, "0.0.0.0"), ("udp4", "0.0.0.0", "BOUND", None)),
    ("udp6, V6ONLY on", (V6, UDP, "::", 1), ("udp6", "::", "BOUND", True)),
    ("udp46, V6ONLY off", (V6, UDP, "::", 0), ("udp46", "::", "BOUND", False)),
    ("udp6 on an address", (V6, UDP, "fd00::2", 1), ("udp6", "fd00::2", "BOUND", True)),
]


@test("each kind of socket is the row it should be, with its process, user and inode")
def rows(_):
    tool.need_own_system("what Linux tells of sockets")
    tool.own_addresses()
    for what, arguments, wanted in ROWS:
        port = tool.free_port()
        with open_on(port, *arguments) as sock:
            document = who(port)
            tool.equal(what + ": rows", len(document["who"]), 1)
            row = document["who"][0]
            got = (row["proto"], row["local"], row["state"], row.get("v6only"))
            tool.equal(what, got, wanted)
            if arguments[0] == V6:
                kernel = sock.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
                tool.equal(what + ": V6ONLY read back", row["v6only"], bool(kernel))
            tool.equal(what + ": inode", row["inode"], os.fstat(sock.fileno()).st_ino)
            tool.equal(what + ": process", row["processes"],
                       [{"pid": os.getpid(), "name": own_name()}])
            tool.equal(what + ": user", row["uid"], os.geteuid())
        tool.equal(what + ": closed", who(port)["who"], [])


@test("it says of V6ONLY what ss -e says")
def beside_ss(_):
    tool.need_own_system("what Linux tells of sockets")
    tool.need("ss")
    for family, kind, v6only in ((V6, TCP, 0), (V6, TCP, 1), (V6, UDP, 0), (V6, UDP, 1)):
        port = tool.free_port()
        with open_on(port, family, kind, "::", v6only):
            out = subprocess.run(["ss", "-lntueH", "sport = :%d" % port], check=True,
                                 stdout=subprocess.PIPE, universal_newlines=True).stdout
            tool.equal("ss", "v6only:%d" % v6only in out, True)
            tool.equal("who", who(port)["who"][0]["v6only"], bool(v6only))


@test("a socket that is bound and does not listen is seen, where the kernel tells")
def bound_only(_):
    tool.need_own_system("what Linux tells of sockets")
    port = tool.free_port()
    with open_on(port, V6, TCP, "::", 0, listen=False):
        found = who(port)["who"]
        version = tuple(int(n) for n in os.uname().release.split("-")[0].split(".")[:2])
        if version < (6, 8):
            tool.skip("Linux tells since 6.8")
        tool.equal("rows", [(r["proto"], r["state"], r["v6only"]) for r in found],
                   [("tcp46", "BOUND", False)])
        words = one_line(text(port))
        if "that does not listen" not in words:
            tool.fail("not said: " + words)


@test("the sentence names the process, and both families of one dual-stack socket")
def sentence(_):
    tool.need_own_system("what Linux tells of sockets")
    port = tool.free_port()
    process = "%s (pid %d)" % (own_name(), os.getpid())
    with open_on(port, V6, TCP, "::", 0):
        wanted = ("Port %d is in use by %s, on IPv4 and IPv6 by one dual-stack TCP socket."
                  % (port, process))
        tool.equal("sentence", one_line(text(port)).split(" Proto ")[0], wanted)
    with open_on(port, V4, TCP, "0.0.0.0"), open_on(port, V6, TCP, "::", 1):
        wanted = ("Port %d is in use by %s, on IPv4 by a TCP socket, on IPv6 alone by a TCP "
                  "socket." % (port, process))
        tool.equal("sentence", one_line(text(port)).split(" Proto ")[0], wanted)
    free = text(port)
    tool.equal("free", "Port %d is free" % port in free, True)


@test("connections are counted beside their listener, not listed")
def connections(_):
    port = tool.free_port()
    with open_on(port, V6, TCP, "::", 0) as listener:
        clients = [socket.create_connection((a, port)) for a in ["127.0.0.1", "::1"] * 20]
        servers = [listener.accept()[0] for _ in clients]
        row, = who(port)["who"]
        tool.equal("connections", row["connections"], {"ESTABLISHED": 40})
        tool.equal("text", "40 ESTABLISHED" in text(port), True)
        for sock in servers[:3]:
            sock.shutdown(socket.SHUT_WR)
        for sock in clients[:3]:
            sock.recv(1)
            sock.close()
        for sock in servers[:3]:
            sock.recv(1)
            sock.close()
        row, = who(port)["who"]
        tool.equal("connections", row["connections"].get("TIME_WAIT"), 3)
        for sock in servers + clients:
            sock.close()


@test("connections of no listener have rows of their own, counted too")
def clients(_):
    port = tool.free_port()
    with open_on(port, V4, TCP, "127.0.0.1") as listener:
        pairs = [(socket.create_connection(("127.0.0.1", port)), listener.accept()[0])
                 for _ in range(5)]
        mine = pairs[0][0].getsockname()[1]
    row, = who(port)["who"]
    tool.equal("row", (row["proto"], row["local"], row["state"], row["count"]),
               ("tcp4", "127.0.0.1", "ESTABLISHED", 5))
    tool.equal("no server", "no server" in one_line(text(port)), True)
    row, = who(mine)["who"]
    tool.equal("client", (row["state"], row["count"]), ("ESTABLISHED", 1))


@test("several sockets of one port by several processes: each is there")
def several(_):
    tool.need_own_system("what Linux tells of sockets")
    port = tool.free_port()
    reuse = (socket.SO_REUSEPORT,)
    with open_on(port, V4, TCP, "127.0.0.1", reuse=reuse):
        code = ("import socket, sys\n"
                "s = socket.socket(); s.setsockopt(1, 15, 1)\n"
                "s.bind(('127.0.0.1', %d)); s.listen(8)\n"
                "print('here', file=sys.stderr, flush=True); sys.stdin.read()\n" % port)
        with tool.Started(["python3", "-c", code], stdin=subprocess.PIPE) as other:
            other.line()
            found = who(port)["who"]
            tool.equal("processes", sorted(r["processes"][0]["pid"] for r in found),
                       sorted([os.getpid(), other.pid]))
            out = text(port)
    for pid in (os.getpid(), other.pid):
        if str(pid) not in out:
            tool.fail("process %d is not named:\n%s" % (pid, out))


@test("a socket that processes share has them all")
def shared(_):
    tool.need_own_system("what Linux tells of sockets")
    port = tool.free_port()
    with open_on(port, V4, TCP, "127.0.0.1") as sock:
        sock.set_inheritable(True)
        with tool.Started(["sleep", "60"], close_fds=False) as child:
            row, = who(port)["who"]
            tool.equal("processes", [p["pid"] for p in row["processes"]],
                       sorted([os.getpid(), child.pid]))


@test("MPTCP and UDP-Lite, where the kernel has them")
def others(_):
    tool.need_own_system("what Linux tells of sockets")
    for protocol, kind, proto in ((MPTCP, TCP, "mptcp46"), (UDPLITE, UDP, "udplite46")):
        port = tool.free_port()
        try:
            sock = open_on(port, V6, kind, "::", 0, protocol)
        except OSError as error:
            print("# %s: %s" % (proto, error))
            continue
        with sock:
            tool.equal(proto, [r["proto"] for r in who(port)["who"]], [proto])


@test("a plain user sees the sockets of others, and is told what root would see")
def plain_user(work):
    options = tool.as_plain_user(work)
    port = tool.free_port()
    with open_on(port, V6, TCP, "::", 0):
        document = who(port, **options)
        row, = document["who"]
        tool.equal("row", (row["proto"], row["v6only"], row["uid"], row["processes"]),
                   ("tcp46", False, 0, []))
        tool.equal("needs root", document.get("needs_root"), True)
        out = text(port, **options)
        tool.equal("needs root", "needs root" in out, True)


@test("where netlink is refused /proc/net answers, and says what it does not tell")
def without_netlink(work):
    deny = tool.denial_of_netlink(work)
    port = tool.free_port()
    with open_on(port, V6, TCP, "::", 0), open_on(port, V4, UDP, "127.0.0.1"):
        done = tool.run(tool.BINDPROBE, "who", "-f", "json", str(port), program=deny)
        tool.expect(done, 0)
        document = tool.parse(done.stdout)
    tool.equal("source", document["source"], "/proc/net")
    tool.equal("rows", sorted((r["proto"], r["state"], r.get("v6only"), r["processes"][0]["pid"])
                              for r in document["who"]),
               [("tcp6", "LISTEN", None, os.getpid()), ("udp4", "BOUND", None, os.getpid())])
    tool.equal("told", "IPV6_V6ONLY" in document["lacking"], True)


@test("an ugly process name is escaped in both formats")
def ugly_name(_):
    tool.need_own_system("what Linux tells of sockets")
    port = tool.free_port()
    with open_on(port, V4, TCP, "127.0.0.1"):
        tool.libc.prctl(15, ctypes.c_char_p(b'a"\n\x1b[31m\xff\\'), 0, 0, 0)
        document = who(port)
        tool.equal("name", document["who"][0]["processes"][0]["name"].startswith('a"\n\x1b[31m'), True)
        out = tool.run("who", str(port)).stdout
        done = tool.run(str(port))
    tool.none("bytes", [c for c in out + tool.one_line(done.stderr)
                        if not (" " <= c <= "~" or c == "\n")])


@test("no socket is opened but netlink's, and nothing is bound")
def opens_nothing(work):
    tool.need("strace")
    log = os.path.join(work, "log")
    port = tool.free_port()
    with open_on(port, V4, TCP, "0.0.0.0"):
        done = tool.run("-f", "-qq", "-e", "trace=" + strace_log.CALLS, "-o", log,
                        tool.BINDPROBE, "who", str(port), program="strace")
        if done.returncode != 0 and "ptrace" in done.stderr:
            tool.skip("strace cannot trace here")
        tool.expect(done, 0)
    events = strace_log.read(log)
    tool.none("sockets", [e for e in events if e.name == "socket" and
                          not e.text.startswith(("AF_NETLINK", "AF_UNIX"))])
    tool.none("bound", [e for e in events if e.name in ("bind", "connect", "listen") and
                        e.address() is not None])


@test("bad usage is status 2 and one line that says what is valid")
def usage(_):
    for words, wanted in (([], "no port"), (["1", "2"], "'2'"), (["0"], "'0'"),
                          (["65536"], "65535"), (["no-such-service"], "no-such-service"),
                          (["-f", "html", "80"], "text, json"), (["-p", "80", "80"], "-p"),
                          (["-f", "nope", "80"], "nope")):
        done = tool.run("who", *words)
        tool.expect(done, 2, " ".join(words))
        tool.equal("standard output", done.stdout, "")
        line = tool.one_line(done.stderr)
        if wanted not in line:
            tool.fail("no %r in %r" % (wanted, line))


@test("a service is a port too, and -o writes a file that is whole")
def service(work):
    path = os.path.join(work, "answer")
    done = tool.run("who", "-f", "json", "-o", path, "https")
    if done.returncode == 2:
        tool.skip("this host does not know the service https")
    tool.expect(done, 0)
    with open(path) as file:
        tool.equal("port", json.load(file)["port"], 443)
    tool.equal("files", os.listdir(work), ["answer"])


@test("on a full disk it is status 3")
def full(_):
    if not os.path.exists("/dev/full"):
        tool.skip("there is no /dev/full")
    with open("/dev/full", "w") as disk:
        done = tool.run("who", "80", stdout=disk)
    tool.expect(done, 3)


@test("a listener of the program's own is there with the program's name")
def own_listener(_):
    port = tool.free_port()
    with tool.Started([tool.BINDPROBE, "try", "-p", str(port), "--hold=600", "tcp/any4"]) as probe:
        if "holding" not in probe.line():
            tool.fail("not held")
        document, said = who(port), text(port)
        probe.end(tool.signal.SIGINT)
    row, = document["who"]
    tool.equal("row", (row["proto"], row["local"], row["state"]), ("tcp4", "0.0.0.0", "LISTEN"))
    name = "bindprobe.exe" if tool.IS_WINE else "bindprobe"
    tool.equal("an inode", "inode" in row, not tool.IS_WINE)
    if tool.IS_WINE and not row["processes"]:
        tool.skip("Wine does not tell the process")
    tool.equal("processes", [p["name"] for p in row["processes"]], [name])
    tool.equal("named in the text", "%s (pid %d)" % (name, row["processes"][0]["pid"])
               in one_line(said), True)


if __name__ == "__main__":
    tool.main()
