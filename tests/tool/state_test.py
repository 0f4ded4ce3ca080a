"""What is said to stand does stand: ss(8) beside the State rows, while the sockets are held."""

import os
import re
import subprocess

import tool
from tool import test

CASES = [
    "tcp/any4",
    "tcp/any6",
    "tcp/any4/any6,v6only=on",
    "tcp/any6,v6only=off,reuseport/any4,reuseport",
    "tcp/any4,reuseport/loop4,reuseport/host4,reuseport/any6,v6only=on",
    "tcp-late/any6,v6only=on/any4",
    "tcp-late/any4,reuseaddr/any6,reuseaddr",
    "tcp-bind/any4/any6,v6only=on",
    "tcp/maploop",
    "tcp/loop6/host6/link6",
    "tcp/any6,v6only=on,port=0/any4",
    "tcp/any4/any4",
    "udp/any6",
    "udp/any4/any6,v6only=on",
    "udp/any6,v6only=off,reuseaddr/loop4,reuseaddr",
    "udp/maploop/loop6",
    "udp/127.0.0.2/fd00::2/fe80::2%lo",
]
OTHER = [
    "udp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other",
    "tcp/any6,v6only=on,user=other/any4",
    "tcp/loop4,user=other/loop6",
]


def ss(*ports):
    """The sockets ss(8) has on the ports: (protocol, local address, V6ONLY, listens, owner)."""
    tool.need("ss")
    where = " or ".join("sport = :%d" % port for port in sorted(set(ports)))
    done = subprocess.run(["ss", "-tulanpHe", where], stdout=subprocess.PIPE,
                          universal_newlines=True, timeout=tool.BOUND, check=True)
    rows = []
    for line in done.stdout.splitlines():
        words = line.split()
        address, _, port = words[4].rpartition(":")
        uid = re.search(r"\buid:(\d+)", line)
        v6only = re.search(r"\bv6only:(\d)", line)
        rows.append((words[0], address.replace("[", "").replace("]", ""), int(port), v6only and v6only.group(1) == "1",
                     words[1] == "LISTEN", int(uid.group(1)) if uid else 0))
    return rows


def as_ss(socket, port, uid):
    """One socket of the report as ss(8) should have it: it writes a dual-stack :: as *."""
    proto = socket["proto"]
    address = socket["local"]
    if proto.endswith("46"):
        address = "*"
    inet6 = "v6only" in socket
    return (proto[:3], address, socket.get("port", port), socket["v6only"] if inet6 else None,
            socket.get("listening", False), uid)


def is_listed(row):
    """ss has no line for a TCP socket that is bound and does not listen."""
    return row[0] == "udp" or row[4]


def held(work, ids, uid):
    """Runs the cases one after the other with --hold and compares each while it stands."""
    tool.own_addresses()
    out = os.path.join(work, "report")
    for id in ids:
        port = tool.free_port()
        command = [tool.BINDPROBE, "try", "-f", "json", "-p", str(port), "--hold=600", id]
        with open(out, "w") as file, tool.Started(command, stdout=file) as probe:
            line = probe.line()
            if "holding %s " % id not in line:
                tool.fail("%s is not held: %r" % (id, line))
            with open(out) as written:
                case = tool.json.loads(partial(written.read()))["cases"][-1]
            tool.none(id + ": not tried", [s for s in case["sockets"] if s["result"] == "n/a"])
            wanted = [as_ss(s, port, uid[1] if "user=other" in word else uid[0])
                      for s, word in zip(case["sockets"], id.split("/")[1:])
                      if s["result"] == "ok"]
            ports = [port] + [row[2] for row in wanted]
            got = ss(*ports)
            status, _, _ = probe.end(tool.signal.SIGINT)
        compare(id, got, wanted)
        tool.equal(id + ": died of the signal", status, tool.died_of(tool.signal.SIGINT))
        tool.equal(id + ": sockets left", ss(*ports), [])


def partial(text):
    """A JSON report that goes on: the cases so far are complete."""
    return text.rstrip() + "]}"


def compare(id, got, wanted):
    """The zone is left out, which not every ss(8) writes, and V6ONLY of IPv4 sockets."""
    def bare(row):
        return (row[0], row[1].split("%")[0], row[2], bool(row[3])) + row[4:]

    tool.equal(id, sorted(map(bare, got)), sorted(bare(r) for r in wanted if is_listed(r)))


@test("ss has the sockets of each case as the report has them, and none after SIGINT")
def beside_ss(work):
    held(work, CASES, (0, None))


@test("a socket of the other user is owned by that user, who is not root")
def other_user(work):
    tool.need_other_user()
    held(work, OTHER, (0, 65534))


@test("the kernel's table is a second witness of each socket that stands, and agrees")
def second_witness(_):
    tool.own_addresses()
    document = tool.report("-f", "json")
    sockets = [(case["id"], i, s) for case in document["cases"] if not case.get("unstable")
               for i, s in enumerate(case["sockets"]) if s["result"] == "ok"]
    if not any("kernel" in s for _, _, s in sockets):
        tool.skip("netlink does not tell here")
    wrong = []
    for id, i, s in sockets:
        other = "user=other" in id.split("/")[1:][i]
        kernel = s.get("kernel") or {}
        wanted = {"state": "LISTEN" if s.get("listening") else "BOUND",
                  "uid": kernel.get("uid") if other else os.geteuid()}
        if "v6only" in s:
            wanted["v6only"] = s["v6only"]
        if kernel != wanted or (other and kernel["uid"] == os.geteuid()):
            wrong.append((id, i, kernel, wanted))
    tool.none("other than the sockets say", wrong)
    grade, = [f["status"] for f in document["findings"] if f["id"] == "kernel-table"]
    tool.equal("finding", grade, "PASS")


@test("where netlink is denied there is no second witness, and the report says why")
def without_netlink(work):
    tool.need_own_system("netlink")
    document = tool.parse(tool.run(tool.BINDPROBE, "-f", "json", "-s", "facts",
                                   program=tool.denial_of_netlink(work)).stdout)
    tool.none("what the kernel says of sockets", [
        s for case in document["cases"] for s in case["sockets"] if "kernel" in s])
    found, = [(f["status"], f["text"]) for f in document["findings"]
              if f["id"] == "kernel-table"]
    tool.equal("finding", found, (
        "N/A", "the kernel's table of sockets does not tell all: /proc/net does not tell "
        "IPV6_V6ONLY, nor TCP sockets that do not listen"))


@test("SIGTERM ends a hold at once, and the later cases are not run")
def terminated(_):
    with tool.Started([tool.BINDPROBE, "try", "--hold=600", "tcp/any4", "udp/any4"]) as probe:
        probe.line()
        status, out, error = probe.end(tool.signal.SIGTERM)
    tool.equal("status", status, -tool.signal.SIGTERM)
    if "udp/any4" in error:
        tool.fail("the second case was held: " + error)


if __name__ == "__main__":
    tool.main()
