"""No packet leaves the host: a capture and the counters at the far end of a veth stay at what the
kernel sends by itself."""

import json
import os
import random
import select
import socket
import struct
import subprocess

import tool
from tool import test

ETH_P_ALL = 0x0003
ETH_P_IP, ETH_P_ARP, ETH_P_IPV6 = 0x0800, 0x0806, 0x86DD
HEADER = 14
SAMPLE = 600

# What the kernel sends because an interface is up and has addresses, whoever runs there.
ICMPV6 = {
    130: "MLD query",
    131: "MLD report",
    132: "MLD done",
    133: "router solicitation",
    135: "neighbour solicitation (duplicate address detection)",
    136: "neighbour advertisement",
    143: "MLDv2 report",
}


def icmpv6_type(frame):
    """The type of an ICMPv6 message, behind a hop-by-hop header as MLD has it; else None."""
    following, at = frame[HEADER + 6], HEADER + 40
    if following == 0 and len(frame) > at + 1:
        following, at = frame[at], at + 8 * (frame[at + 1] + 1)
    return frame[at] if following == socket.IPPROTO_ICMPV6 and len(frame) > at else None


def kernel_s_own(frame):
    """What the frame is called where the kernel sends it by itself; else None."""
    kind = struct.unpack("!H", frame[12:14])[0]
    if kind == ETH_P_IPV6:
        return ICMPV6.get(icmpv6_type(frame))
    if kind == ETH_P_IP and frame[HEADER + 9] == 2:
        return "IGMP report"
    return None


def capture(port, stop):
    """Every frame that comes to the far end until the pipe is closed."""
    frames = []
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL)) as sock:
        sock.bind(("far", 0))
        os.write(port, b"up\n")
        while True:
            ready, _, _ = select.select([sock, stop], [], [])
            if sock in ready:
                frame, where = sock.recvfrom(65536)
                if where[2] != socket.PACKET_OUTGOING:
                    frames.append(frame)
            elif stop in ready:
                return frames


class Far:
    """The far end of eth0, in a namespace of its own."""

    def __enter__(self):
        from_far, port = os.pipe()
        stop, self.stop = os.pipe()
        ready, go = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                for descriptor in (from_far, self.stop, go):
                    os.close(descriptor)
                tool.libc.prctl(tool.PR_SET_PDEATHSIG, tool.signal.SIGKILL)
                tool.unshare(tool.CLONE_NEWNET)
                os.write(port, b"made\n")
                os.read(ready, 1)
                tool.set_up("far")
                frames = capture(port, stop)
                with os.fdopen(port, "w") as pipe:
                    json.dump([frame.hex() for frame in frames], pipe)
            finally:
                os._exit(0)
        for descriptor in (port, stop, ready):
            os.close(descriptor)
        self.pipe = os.fdopen(from_far)
        tool.equal("namespace", self.pipe.readline(), "made\n")
        tool.ip("link", "add", "eth0", "type", "veth", "peer", "name", "far", "netns",
                str(self.pid))
        os.write(go, b"g")
        os.close(go)
        tool.equal("capture", self.pipe.readline(), "up\n")
        return self

    def __exit__(self, *_):
        if self.stop is not None:
            os.close(self.stop)
        self.pipe.close()
        os.waitpid(self.pid, 0)

    def frames(self):
        """Ends the capture; returns what came."""
        os.close(self.stop)
        self.stop = None
        return [bytes.fromhex(text) for text in json.load(self.pipe)]


def sent():
    """Packets that left by eth0, as the kernel counts them."""
    with open("/proc/net/dev") as file:
        for line in file:
            if line.strip().startswith("eth0:"):
                return int(line.split(":")[1].split()[9])
    return tool.fail("no eth0")


def check(commands):
    """Runs the program beside a veth that leads outside; nothing of its may come there."""
    with Far() as far:
        tool.set_up("eth0")
        tool.ip("addr", "add", "192.0.2.2/24", "dev", "eth0", "broadcast", "192.0.2.255")
        tool.ip("addr", "add", "fd00::2/64", "dev", "eth0", "nodad")
        tool.ip("addr", "add", "fe80::2/64", "dev", "eth0", "nodad")
        tool.ip("route", "add", "default", "via", "192.0.2.1")
        tool.ip("-6", "route", "add", "default", "via", "fd00::1")
        tool.settle("192.0.2.2", "fd00::2")
        reports = [tool.report(*command, "-f", "json") for command in commands]
        count = sent()
        frames = far.frames()
    seen = {}
    for frame in frames:
        name = kernel_s_own(frame) or "of the program: " + frame[:80].hex()
        seen[name] = seen.get(name, 0) + 1
    for name, times in sorted(seen.items()):
        print("# %s: %d" % (name, times))
    tool.none("frames that left", [name for name in seen if name.startswith("of the program")])
    if count > len(frames):
        tool.fail("%d packets were sent, %d frames came" % (count, len(frames)))
    return reports


def add_suite(suite):
    @test("nothing leaves: -s %s" % suite)
    def leaves(_):
        report = check([["-s", suite, str(tool.free_port())]])[0]
        delivered = [d["to"] for c in report["cases"] for d in c["delivery"] if d["by"]]
        if suite != "timewait" and "192.0.2.2" not in delivered:
            tool.fail("nothing was sent to the address of eth0")

    leaves.__name__ = "leaves_" + suite


for name in ("core", "reuse", "user", "exclusive", "multicast", "late", "timewait", "ephemeral",
             "device", "freebind", "many", "history"):
    add_suite(name)


@test("nothing leaves: a sample of -s full, and groups as ids have them")
def full(_):
    ids = tool.ids_of("full")
    seed = int(os.environ.get("BINDPROBE_SEED", "7020"))
    picked = random.Random(seed).sample(ids, SAMPLE)
    more = ["udp/mcast4,join", "udp/mcast6,join", "udp/any4,join/any6,join",
            "udp/239.255.0.1,join", "udp/bcast4", "udp/192.0.2.255", "udp/255.255.255.255",
            "tcp/absent4,freebind", "udp/absent6,freebind", "tcp/absent4,transparent",
            "tcp/absent4,freebind,timewait=server"]
    valid = [id for id in more if tool.run("list", id).returncode == 0]
    check([["try", "-p", str(tool.free_port())] + picked, ["try"] + valid])


@test("the capture sees what does leave")
def control(_):
    with Far() as far:
        tool.set_up("eth0")
        tool.ip("addr", "add", "192.0.2.2/24", "dev", "eth0")
        tool.ip("neigh", "add", "192.0.2.9", "lladdr", "02:00:00:00:00:09", "dev", "eth0")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(b"out", ("192.0.2.9", 9))
        frames = far.frames()
    tool.equal("seen", any(frame.endswith(b"out") for frame in frames), True)


if __name__ == "__main__":
    tool.main()
