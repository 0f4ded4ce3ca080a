"""valgrind(1) has nothing to say: no wrong access, no leak of memory or descriptors, in the
program or in its helper process."""

import os
import subprocess

import tool
from tool import test

VALGRIND = ["-q", "--error-exitcode=99", "--leak-check=full", "--track-fds=yes",
            "--trace-children=yes", "--vgdb=no"]


def need_valgrind():
    tool.need_own_system("what valgrind sees")
    tool.need("valgrind")
    done = subprocess.run(["valgrind", "-q", "true"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode != 0:
        tool.skip("valgrind does not run here")


def clean(work, status, *arguments):
    """Runs the program under valgrind, which must be silent; each process has its log."""
    log = os.path.join(work, "log")
    done = tool.run(*VALGRIND, "--log-file=%s.%%p" % log, tool.BINDPROBE, *arguments,
                    program="valgrind")
    said = []
    for name in os.listdir(work):
        with open(os.path.join(work, name), errors="replace") as file:
            lines = [line.split("== ", 1)[-1].rstrip() for line in file]
        os.remove(os.path.join(work, name))
        said += complaints(lines, log)
    tool.none("valgrind on %r" % (arguments,), said)
    tool.expect(done, status)


def complaints(lines, log):
    """The log without the descriptors that are to be open at the end: the log itself, and the
    helper's end of the channel, which ends when it is closed by the other side."""
    left, expected = [], False
    for line in lines:
        if line.startswith("Open "):
            expected = log in line or line.startswith("Open AF_UNIX socket 3:")
        elif not line.startswith((" ", "<")):
            expected = False
        if not expected and line and not line.startswith("FILE DESCRIPTORS:"):
            left.append(line)
    return left


@test("the core suite as text and as JSON")
def core(work):
    need_valgrind()
    tool.own_addresses()
    clean(work, 0)
    clean(work, 0, "-v", "-f", "json")


@test("try, list, help, version and wrong usage")
def others(work):
    need_valgrind()
    port = str(tool.free_port())
    clean(work, 0, "try", "-v", "-p", port, "tcp/any4/any6,v6only=on", "udp/127.0.0.1/::",
          "tcp/fe80::1%lo", "tcp/any6/any6/any4/loop4", "udp/any6,late-v6only=on")
    clean(work, 0, "list", "tcp/*")
    clean(work, 0, "--version")
    clean(work, 2, "try", "tcp" + 13 * "/any4")
    clean(work, 2, "-s", "core,none")
    clean(work, 2, "-c", "none")


@test("a busy port, and a report that cannot be written")
def trouble(work):
    need_valgrind()
    with tool.socket.socket() as sock:
        sock.bind(("127.0.0.1", tool.free_port()))
        sock.listen(1)
        clean(work, 3, str(sock.getsockname()[1]))
    clean(work, 3, "-o", "/dev/full", "-f", "json", "-c", "tcp/any4")
    clean(work, 3, "-o", os.path.join(work, "none", "report"), "-c", "tcp/any4")


if __name__ == "__main__":
    tool.main()
