"""Other programs bind, listen, connect and send on the probed port while the core suite runs: no
answer is told as sure that a quiet run does not have.

BINDPROBE_RUNS is how many runs there are, BINDPROBE_SEED what the others draw their doings from;
make check-interference RUNS=N runs it alone.
"""

import collections
import os
import random
import socket
import sys
import time

import tool
from tool import test

RUNS = int(os.environ.get("BINDPROBE_RUNS", "40"))
V4, V6 = socket.AF_INET, socket.AF_INET6
TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
ADDRESSES = ["0.0.0.0", "::", "127.0.0.1", "::1", "127.0.0.9", "192.0.2.2", "fd00::2"]

# How long the others rest between two doings at most, and stay on the port, in seconds. Those
# that hardly rest mostly keep the probe from running at all.
TEMPERS = [(0.2, 0.0), (0.2, 0.0005), (0.05, 0.0), (0.05, 0.002), (0.02, 0.0), (0.5, 0.02),
           (0.01, 0.0002)]


def bind_there(generator, port, stay):
    """Takes the port in some way for a moment, and what comes to it."""
    address, kind = generator.choice(ADDRESSES), generator.choice([TCP, UDP])
    with socket.socket(V6 if ":" in address else V4, kind) as sock:
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            if generator.random() < 0.5:
                sock.setsockopt(socket.SOL_SOCKET, option, 1)
        if ":" in address and generator.random() < 0.5:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setblocking(False)
        sock.bind((address, port))
        if kind == TCP and generator.random() < 0.8:
            sock.listen(4)
        time.sleep(generator.uniform(0, stay))
        if kind == UDP:
            sock.recv(64)
        else:
            sock.accept()[0].close()


def send_there(generator, port):
    """Connects, or sends a datagram; the end is a reset, so that no TIME_WAIT stays."""
    address = generator.choice(["127.0.0.1", "::1", "192.0.2.2"])
    kind = generator.choice([TCP, UDP])
    with socket.socket(V6 if ":" in address else V4, kind) as sock:
        sock.settimeout(0.01)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        sock.connect((address, port))
        sock.send(b"bindprobe 1 2")


def interfere(seed, port, temper):
    """The life of another program, until it is ended."""
    tool.libc.prctl(tool.PR_SET_PDEATHSIG, 9)
    generator = random.Random(seed)
    rest, stay = temper
    while True:
        try:
            if generator.random() < 0.6:
                bind_there(generator, port, stay)
            else:
                send_there(generator, port)
        except OSError:
            pass
        time.sleep(generator.uniform(0, rest))


class Others:
    """Programs that interfere while the block is entered."""

    def __init__(self, seed, port, temper, count=2):
        self.arguments = [(seed + i, port, temper) for i in range(count)]

    def __enter__(self):
        self.pids = []
        for arguments in self.arguments:
            pid = os.fork()
            if pid == 0:
                try:
                    interfere(*arguments)
                finally:
                    os._exit(0)
            self.pids.append(pid)

    def __exit__(self, *_):
        for pid in self.pids:
            os.kill(pid, 9)
            os.waitpid(pid, 0)


def recipes_of(document):
    return {(r["series"], r["id"]): r["verdict"] for r in document["recipes"]}


def findings_of(document):
    return {f["id"]: f["status"] for f in document["findings"]}


def wrong(quiet, document):
    """What the report says for sure and the quiet one does not."""
    expected, found = tool.by_id(quiet), tool.by_id(document)
    cases = [(id, tool.answers(case), tool.answers(expected[id])) for id, case in found.items()
             if not case.get("unstable") and tool.answers(case) != tool.answers(expected[id])]
    told, known = recipes_of(document), recipes_of(quiet)
    recipes = [(id, told[id], known[id]) for id in known if told[id] not in (known[id], "n/a")]
    said, right = findings_of(document), findings_of(quiet)
    findings = [(id, said[id], right[id]) for id in right
                if id != "steady" and said[id] not in (right[id], "N/A")]
    return cases + recipes + findings


def run_once(port, quiet, count):
    done = tool.run("-f", "json", str(port))
    if done.returncode == 3:
        line = tool.one_line(done.stderr)
        if "in use" not in line and "lost" not in line:
            tool.fail("another trouble: " + line)
        count["port taken"] += 1
        return []
    tool.expect(done, 0)
    document = tool.parse(done.stdout)
    unstable = sum(bool(case.get("unstable")) for case in document["cases"])
    count["complete"] += 1
    count["with unstable cases"] += unstable > 0
    count["unstable cases"] += unstable
    return wrong(quiet, document)


@test("%d runs among others on the port: no wrong answer is told as sure" % RUNS)
def runs(_):
    tool.own_addresses()
    seed = int(os.environ.get("BINDPROBE_SEED", random.randrange(1000000)))
    port = tool.free_port()
    quiet = tool.report("-f", "json", str(port))
    tool.none("wrong in a quiet run", wrong(quiet, tool.report("-f", "json", str(port))))
    count, errors = collections.Counter(), []
    for number in range(RUNS):
        if number % 10 == 0:
            others = Others(seed + 10 * number, port, TEMPERS[number // 10 % len(TEMPERS)])
            others.__enter__()
        try:
            errors += [(number,) + tuple(error) for error in run_once(port, quiet, count)]
        finally:
            if number % 10 == 9 or number == RUNS - 1:
                others.__exit__()
        if number % 1000 == 999:
            print("# %d runs: %s, wrong %d" % (number + 1, dict(count), len(errors)),
                  file=sys.stderr, flush=True)
    print("# seed %d, %d runs: %s" % (seed, RUNS, dict(count)), file=sys.stderr, flush=True)
    tool.none("wrong and told as sure, BINDPROBE_SEED=%d" % seed, errors)
    tool.equal("sockets left on the port", tool.sockets_on(port), [])
    if count["complete"] == 0:
        tool.fail("no run was complete")


if __name__ == "__main__":
    tool.main()
