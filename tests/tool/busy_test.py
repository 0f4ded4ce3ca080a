"""A port that is taken: status 3, one line that says by what, and no report."""

import os
import re
import socket
import subprocess

import tool
from tool import test

V4, V6 = socket.AF_INET, socket.AF_INET6
TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM


def take(family, kind, address, v6only=None, listen=True):
    """Takes a free port in this way; returns the socket and its port."""
    sock = socket.socket(family, kind)
    if v6only is not None:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    sock.bind((address, tool.free_port()))
    if listen and kind == TCP:
        sock.listen(8)
    return sock, sock.getsockname()[1]


def refused(port, *words, arguments=("-f", "json")):
    """Probes the port, which must fail, with these words in the one line; returns it."""
    done = tool.run(*arguments, str(port))
    tool.expect(done, 3, "port %d" % port)
    tool.equal("standard output", done.stdout, "")
    line = tool.one_line(done.stderr)
    for word in ("port %d is in use" % port,) + words:
        if word not in line:
            tool.fail("no %r in %r" % (word, line))
    return line


def own_process():
    """How the process of this test is named where the system tells."""
    with open("/proc/self/comm") as file:
        return "process %d (%s)" % (os.getpid(), file.read().strip())


HOLDERS = [
    ("a TCP listener on 0.0.0.0", (V4, TCP, "0.0.0.0"), "tcp4 0.0.0.0:%d"),
    ("a TCP listener on 127.0.0.1", (V4, TCP, "127.0.0.1"), "tcp4 127.0.0.1:%d"),
    ("a TCP listener on an address of the host", (V4, TCP, "192.0.2.2"), "tcp4 192.0.2.2:%d"),
    ("a TCP listener on ::, V6ONLY", (V6, TCP, "::", 1), "tcp6 [::]:%d"),
    ("a dual-stack TCP listener", (V6, TCP, "::", 0), "[::]:%d"),
    ("a TCP listener on ::1", (V6, TCP, "::1"), "tcp6 [::1]:%d"),
    ("a UDP socket on 0.0.0.0", (V4, UDP, "0.0.0.0"), "udp4 0.0.0.0:%d"),
    ("a UDP socket on ::, V6ONLY", (V6, UDP, "::", 1), "udp6 [::]:%d"),
    ("a dual-stack UDP socket", (V6, UDP, "::", 0), "[::]:%d"),
    ("a UDP socket on fd00::2", (V6, UDP, "fd00::2"), "udp6 [fd00::2]:%d"),
]


def add_holder(text, arguments, words):
    @test("%s: protocol, address and process are named" % text)
    def holder(_):
        tool.own_addresses()
        sock, port = take(*arguments)
        with sock:
            if tool.is_root and not tool.IS_WINE:
                refused(port, words % port, own_process())
            else:
                refused(port, words % port)
        document = tool.report("-f", "json", str(port))
        tool.equal("port", document["port"], port)

    holder.__name__ = "holder_" + re.sub(r"\W+", "_", text)
    return holder


for row in HOLDERS:
    add_holder(*row)


@test("each holder of several is named, still in one line")
def several(_):
    port = tool.free_port()
    held = []
    for family, kind, address in ((V4, TCP, "127.0.0.1"), (V6, TCP, "::1"),
                                  (V4, UDP, "127.0.0.1"), (V6, UDP, "::1")):
        sock = socket.socket(family, kind)
        sock.bind((address, port))
        if kind == TCP:
            sock.listen(8)
        held.append(sock)
    refused(port, "tcp4 127.0.0.1:%d" % port, "tcp6 [::1]:%d" % port,
            "udp4 127.0.0.1:%d" % port, "udp6 [::1]:%d" % port)
    for sock in held:
        sock.close()


@test("a port taken for UDP alone can be probed for TCP, and the other way round")
def other_protocol(_):
    sock, port = take(V4, UDP, "0.0.0.0")
    with sock:
        tool.report("-t", "-f", "json", str(port))
        refused(port, arguments=("-u", "-f", "json"))
        tool.report("try", "-f", "json", "-p", str(port), "tcp/any4")
        done = tool.run("try", "-p", str(port), "udp/any4")
        tool.expect(done, 3)
    sock, port = take(V6, TCP, "::")
    with sock:
        tool.report("-u", "-f", "json", str(port))
        refused(port, arguments=("-t", "-f", "json"))


@test("a TCP socket that is bound and does not listen: the port is taken all the same")
def bound_only(_):
    for family, address in ((V4, "0.0.0.0"), (V6, "::"), (V4, "127.0.0.1")):
        sock, port = take(family, TCP, address, listen=False)
        with sock:
            line = refused(port, "tcp")
            if "tell" not in line and own_process() not in line:
                tool.fail("neither the process nor that it is not known: " + line)


@test("connections in TIME_WAIT on the port: said so")
def time_wait(_):
    listener, port = take(V4, TCP, "127.0.0.1")
    client = socket.create_connection(("127.0.0.1", port))
    server, _ = listener.accept()
    listener.close()
    server.shutdown(socket.SHUT_WR)  # the side that ends first keeps TIME_WAIT
    client.recv(1)
    client.close()
    server.recv(1)
    server.close()
    if not any("TIME-WAIT" in line for line in tool.sockets_on(port)):
        tool.skip("no TIME_WAIT came of it here")
    refused(port, "tcp4", "TIME_WAIT")


@test("a connection that stands on the port: said so")
def established(_):
    listener, port = take(V4, TCP, "127.0.0.1")
    with socket.create_connection(("127.0.0.1", port)):
        server, _ = listener.accept()
        listener.close()
        with server:
            refused(port, "tcp4", "ESTABLISHED")


@test("an ugly process name cannot break the line")
def ugly_name(work):
    tool.need("python3")
    ready = os.path.join(work, "ready")
    os.mkfifo(ready)
    port = tool.free_port()
    code = ("import socket, sys\n"
            "open('/proc/self/comm', 'w').write('a\\nb\\x1b[31m;')\n"
            "s = socket.socket(); s.bind(('127.0.0.1', %d)); s.listen(8)\n"
            "open(%r, 'w').close(); sys.stdin.read()\n" % (port, ready))
    with tool.Started(["python3", "-c", code], stdin=subprocess.PIPE):
        with open(ready):
            pass
        line = refused(port)
        if any(not " " <= c <= "~" for c in line):
            tool.fail("not plain: %r" % line)


@test("the output file is left as it was, or is not made, and nothing is beside it")
def file_untouched(work):
    sock, port = take(V4, TCP, "0.0.0.0")
    old = os.path.join(work, "old")
    tool.write_file(old, "old\n")
    with sock:
        for name in ("old", "new"):
            refused(port, arguments=("-o", os.path.join(work, name)))
    with open(old) as file:
        tool.equal("the file", file.read(), "old\n")
    tool.equal("files", os.listdir(work), ["old"])


@test("-q says nothing on standard output, and why on standard error")
def quiet(_):
    sock, port = take(V6, UDP, "::1")
    with sock:
        refused(port, "udp6", arguments=("-q",))


@test("a plain user is told what holds the port")
def plain_user(work):
    options = tool.as_plain_user(work)
    sock, port = take(V4, TCP, "127.0.0.1")
    with sock:
        done = tool.run(str(port), **options)
    tool.expect(done, 3)
    line = tool.one_line(done.stderr)
    if "tcp4 127.0.0.1:%d" % port not in line or "root" not in line:
        tool.fail("not said what, or how to know more: " + line)


@test("a port that is taken while the probe runs: the report is not given out")
def taken_meanwhile(work):
    port = tool.free_port()
    out = os.path.join(work, "report")
    with tool.Started([tool.BINDPROBE, "try", "--hold=1", "-p", str(port), "-o", out,
                       "tcp/loop4"]) as probe:
        line = probe.line()
        if "holding tcp/loop4" not in line:
            tool.fail("not held: %r" % line)
        with socket.socket(V4, TCP) as rival:
            rival.bind(("127.0.0.2", port))
            rival.listen(8)
            status, text, error = probe.end()
    tool.equal("status", status, 3)
    tool.equal("files", os.listdir(work), [])
    tool.equal("standard output", text, "")
    if "tcp4 127.0.0.2:%d" % port not in tool.one_line(error):
        tool.fail("the rival is not named: " + error)


@test("a privileged port and a plain user: the privilege is named")
def privileged(work):
    tool.set_sysctl("net.ipv4.ip_unprivileged_port_start", "1024")
    options = tool.as_plain_user(work)
    for port, arguments in ((7, ["7"]), (1023, ["try", "-p", "1023", "udp/any4"])):
        done = tool.run(*arguments, **options)
        tool.expect(done, 3)
        tool.equal("standard output", done.stdout, "")
        line = tool.one_line(done.stderr)
        for word in ("port %d " % port, "privilege", "root", "1024"):
            if word not in line:
                tool.fail("no %r in %r" % (word, line))


@test("a privileged port is probed where the system lets a plain user have it")
def unprivileged(work):
    tool.set_sysctl("net.ipv4.ip_unprivileged_port_start", "0")
    options = tool.as_plain_user(work)
    document = tool.report("-f", "json", "7", **options)
    tool.equal("port", document["port"], 7)


if __name__ == "__main__":
    tool.main()
