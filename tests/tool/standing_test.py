"""A service on the probed port is not disturbed: it answers a client throughout, and strace(1)
shows that nothing was bound over it."""

import os
import socket
import subprocess
import threading

import strace_log
import tool
from tool import test

V4, V6 = socket.AF_INET, socket.AF_INET6
TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
OPTIONS = {"no option": (), "SO_REUSEADDR": (socket.SO_REUSEADDR,),
           "SO_REUSEPORT": (socket.SO_REUSEPORT,),
           "both": (socket.SO_REUSEADDR, socket.SO_REUSEPORT)}
ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1", "127.0.0.1": "127.0.0.1", "::1": "::1"}


class Service:
    """A server that sends back what it gets, and a client that asks it without a pause."""

    def __init__(self, kind, address, options, port):
        self.kind, self.family = kind, V6 if ":" in address else V4
        self.to = (ADDRESSES[address], port)
        self.answers, self.errors, self.strangers = 0, [], 0
        self.ended = threading.Event()
        self.sock = socket.socket(self.family, kind)
        for option in options:
            self.sock.setsockopt(socket.SOL_SOCKET, option, 1)
        self.sock.bind((address, port))
        if kind == TCP:
            self.sock.listen(16)
        self.sock.settimeout(0.1)
        self.threads = [threading.Thread(target=self.serve), threading.Thread(target=self.ask)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in reversed(self.threads):
            thread.join()
        self.sock.close()

    def serve(self):
        while not self.ended.is_set() or self.threads[1].is_alive():
            try:
                if self.kind == TCP:
                    connection, _ = self.sock.accept()
                    with connection:
                        connection.settimeout(tool.BOUND)
                        connection.sendall(connection.recv(64))
                else:
                    data, peer = self.sock.recvfrom(64)
                    self.strangers += data != b"question"
                    self.sock.sendto(data, peer)
            except socket.timeout:
                continue
            except OSError as error:
                self.strangers += 1
                self.errors.append("server: %s" % error)

    def ask(self):
        while not self.ended.is_set():
            try:
                with socket.socket(self.family, self.kind) as sock:
                    sock.settimeout(5)
                    if self.kind == TCP:
                        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                        b"\1\0\0\0\0\0\0\0")
                    sock.connect(self.to)
                    sock.sendall(b"question")
                    if sock.recv(64) != b"question":
                        raise OSError("another answer")
                self.answers += 1
            except OSError as error:
                self.errors.append("client: %s" % error)

    def await_answers(self, count):
        wanted = self.answers + count
        for _ in range(100 * tool.BOUND):
            if self.answers >= wanted or self.errors:
                return
            self.ended.wait(0.01)

    def check(self, what):
        self.await_answers(3)
        tool.none(what + ": errors", self.errors)
        tool.equal(what + ": datagrams of others", self.strangers, 0)
        if self.answers < 6:
            tool.fail("%s: only %d answers" % (what, self.answers))


def each_service():
    for kind, word in ((TCP, "TCP"), (UDP, "UDP")):
        for address in ADDRESSES:
            for option, numbers in OPTIONS.items():
                yield "%s, %s, %s" % (word, address, option), kind, address, numbers


def bound_on(log, port):
    """The calls of bind(2) to the port that the kernel let pass."""
    return [event for event in strace_log.read(log) if event.name == "bind" and
            event.error is None and event.address() is not None and
            event.address().port == port]


@test("a standing service answers throughout, is named, and nothing at all is bound to its port")
def undisturbed(work):
    tool.need_strace()
    log = os.path.join(work, "log")
    for what, kind, address, options in each_service():
        port = tool.free_port()
        with Service(kind, address, options, port) as service:
            service.await_answers(3)
            done = tool.run("-f", "-qq", "-e", "trace=" + strace_log.CALLS, "-o", log,
                            tool.BINDPROBE, str(port), program="strace")
            service.check(what)
        tool.expect(done, 3, what)
        line = tool.one_line(done.stderr)
        if "process %d" % os.getpid() not in line:
            tool.fail("%s: the process is not named: %s" % (what, line))
        tool.none(what + ": bound", bound_on(log, port))


@test("the same where netlink is denied")
def without_table(work):
    tool.need_strace()
    log = os.path.join(work, "log")
    deny = tool.denial_of_netlink(work)
    for what, kind, address, options in each_service():
        if options and len(options) > 1:
            continue
        port = tool.free_port()
        with Service(kind, address, options, port) as service:
            service.await_answers(3)
            done = tool.run("-f", "-qq", "-e", "trace=" + strace_log.CALLS, "-o", log,
                            deny, tool.BINDPROBE, str(port), program="strace")
            service.check(what)
        tool.expect(done, 3, what)
        tool.none(what + ": bound over it",
                  [e for e in bound_on(log, port) if (":" in e.address().text) == (":" in address)
                   and kind == TCP])


@test("a service that starts while the probe runs is not joined, though it could be")
def started_meanwhile(work):
    for kind, series in ((TCP, "tcp"), (UDP, "udp")):
        port = tool.free_port()
        out = os.path.join(work, "report")
        cases = [series + "/any6,v6only=on", series + "/any4,reuseport",
                 series + "/loop4,reuseaddr,reuseport"]
        with tool.Started([tool.BINDPROBE, "try", "--hold=1", "-p", str(port), "-o", out]
                          + cases) as probe:
            tool.equal("held", cases[0] in probe.line(), True)
            both = (socket.SO_REUSEADDR, socket.SO_REUSEPORT)
            with Service(kind, "0.0.0.0", both, port) as service:
                status, _, error = probe.end()
                service.check(series)
        tool.equal("status", status, 3)
        if "lost during the run" not in error or str(os.getpid()) not in error:
            tool.fail("not said: " + error)
        tool.equal("files", os.listdir(work), [])


@test("a socket that is connected from the port keeps it too")
def connected(_):
    port = tool.free_port()
    with socket.socket(V4, UDP) as peer, socket.socket(V4, UDP) as sock:
        peer.bind(("127.0.0.1", 0))
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("127.0.0.1", port))
        sock.connect(peer.getsockname())
        done = tool.run(str(port))
        tool.expect(done, 3)
        tool.equal("named", "CONNECTED" in done.stderr, True)
        sock.send(b"still")
        tool.equal("peer", peer.recv(16), b"still")


@test("of two probes on one port one runs, and the other says so and names it")
def two_probes(_):
    port = str(tool.free_port())
    # The first is between its cases in TCP, on which it has no socket at this moment.
    with tool.Started([tool.BINDPROBE, "try", "--hold=600", "-p", port, "udp/any4",
                       "tcp/any4"]) as first:
        tool.equal("held", "udp/any4" in first.line(), True)
        for words in (["-t", port], [port], ["try", "-p", port, "tcp/loop6"]):
            done = tool.run(*words)
            tool.expect(done, 3)
            line = tool.one_line(done.stderr)
            if "another bindprobe (process %d)" % first.pid not in line:
                tool.fail("not said: " + line)
        first.end(tool.signal.SIGINT)
    tool.report("-f", "json", port)


@test("of many probes at once each runs, or says that another does")
def many_probes(_):
    for _ in range(5):
        port = str(tool.free_port())
        probes = [subprocess.Popen([tool.BINDPROBE, "-q", port], stderr=subprocess.PIPE,
                                   env=tool.environment(), universal_newlines=True)
                  for _ in range(6)]
        ends = [(probe.communicate(timeout=tool.BOUND)[1], probe.returncode) for probe in probes]
        tool.none("other ends", [e for e in ends if e != ("", 0) and (
            e[1] != 3 or "another bindprobe" not in e[0])])
        if not any(status == 0 for _, status in ends):
            tool.fail("none ran")


if __name__ == "__main__":
    tool.main()
