"""A network of the probe's own: what is asked for is there, and nothing of the host is touched.

The host is the namespace that each test has for itself, which it may change and count in."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
import time

import tool
from tool import test

KINDS = {"host4", "host6", "link6", "link6-unscoped", "mcast6"}
CARRIED = {"net.ipv6.bindv6only": "1", "net.ipv4.ip_nonlocal_bind": "1",
           "net.ipv6.ip_nonlocal_bind": "1", "net.ipv4.ip_unprivileged_port_start": "80",
           "net.ipv4.ip_local_port_range": "20000\t30000", "net.ipv4.ip_autobind_reuse": "1",
           "net.ipv4.ip_local_reserved_ports":
               ",".join("%d" % port for port in range(2001, 5001, 2))}


def need_linux():
    if "system layer   linux" not in tool.run("--version").stdout:
        skip = tool.run("--isolate")
        tool.expect(skip, 3)
        if "not available" not in tool.one_line(skip.stderr):
            tool.fail(skip.stderr)
        tool.skip("networks of one's own are of Linux")


def need_isolation(**options):
    """Skips where the system has no namespaces to give; what is said then is tested too."""
    need_linux()
    done = tool.run("try", "--isolate", "-q", "tcp/any4", **options)
    if done.returncode == 3:
        tool.skip(tool.one_line(done.stderr))


def isolated(*arguments, **options):
    return tool.report("--isolate", "-f", "json", *arguments, **options)


def host_state():
    """Every setting below /proc/sys/net, the interfaces and their addresses."""
    state = {}
    for folder, _, names in os.walk("/proc/sys/net"):
        for name in names:
            path = os.path.join(folder, name)
            try:
                with open(path, "rb") as file:
                    state[path] = file.read()
            except OSError as error:
                state[path] = error.errno
    for name in ("if_inet6", "dev", "fib_trie", "igmp", "igmp6"):
        try:
            with open("/proc/net/" + name) as file:
                state[name] = [re.sub(r":.*", "", line) if name == "dev" else line
                               for line in file]
        except OSError:
            pass
    state["links"] = sorted(os.listdir("/sys/class/net"))
    return state


def changed(before, after):
    return [key for key in sorted(set(before) | set(after)) if before.get(key) != after.get(key)]


def network(document):
    return document["host"]["isolation"]


@test("every kind of address is there and reached, and the report says where it ran")
def kinds(_):
    need_isolation()
    document = isolated()
    tool.equal("kinds", set(document["host"]["kinds"]), KINDS)
    tool.equal("isolation", network(document),
               {"namespaces": "network namespace", "interfaces": "veth pair", "set": {}})
    kinds = document["host"]["kinds"]
    tool.equal("interfaces", {i["name"] for i in document["host"]["interfaces"]},
               {"lo", "veth0", "veth1"})
    reached = {d["to"] for c in document["cases"] for d in c["delivery"] if d["by"]}
    wanted = {"127.0.0.1", "::1", kinds["host4"], kinds["host6"], kinds["link6"]}
    tool.none("not reached", sorted(wanted - reached))
    tool.none("cases without an answer", [c["id"] for c in document["cases"]
                                          if c["outcome"] == "n/a" and "other" not in c["id"]])
    passive = document["host"]["getaddrinfo"]
    tool.equal("getaddrinfo", passive["passive"], passive["addrconfig"])


@test("a plain user has it too, with privileged ports, and is said to be one", namespace=False)
def plain(work):
    options = tool.as_plain_user(work)
    need_isolation(**options)
    document = isolated("443", **options)
    tool.equal("user", document["host"]["user"], "plain user with CAP_NET_BIND_SERVICE")
    tool.equal("namespaces", network(document)["namespaces"], "user and network namespace")
    tool.equal("kinds", set(document["host"]["kinds"]), KINDS)
    tool.equal("bound", tool.by_id(document)["tcp/any4/any6,v6only=on"]["outcome"], "ok")
    reasons = {s.get("reason") for c in document["cases"] for s in c["sockets"]
               if s["result"] == "n/a"}
    tool.equal("reasons", reasons - {"needs root"}, {"not reached: an earlier socket is n/a"}
               & reasons)


@test("a plain user gets no more than that: what the host denies is denied", namespace=False)
def no_more(work):
    options = tool.as_plain_user(work)
    need_isolation(**options)
    ids = ["tcp/absent4,transparent", "tcp/absent6,transparent"]
    mine = tool.report("try", "-f", "json", *ids, **options)
    apart = tool.report("try", "--isolate", "-f", "json", *ids, **options)
    tool.equal("outcomes", [c["outcome"] for c in apart["cases"]],
               [c["outcome"] for c in mine["cases"]])


@test("root has other users there too, as on the host")
def other_users(_):
    tool.need_other_user()
    need_isolation()
    port = str(tool.free_port())
    tool.own_addresses()
    here = tool.by_id(tool.report("-f", "json", port))
    there = tool.by_id(isolated(port))
    tool.equal("cases", len([i for i in there if "user=other" in i]) > 10, True)
    tool.none("otherwise", [i for i in there if there[i]["outcome"] != here[i]["outcome"]])


@test("the answers are those of the host, which has all kinds of address itself")
def as_host(_):
    need_isolation()
    tool.own_addresses()
    port = str(tool.free_port())
    here = tool.by_id(tool.report("-s", "core,reuse,wildcard", "-f", "json", port))
    there = tool.by_id(isolated("-s", "core,reuse,wildcard", port))
    tool.none("otherwise", [i for i in there
                            if [s["result"] for s in there[i]["sockets"]]
                            != [s["result"] for s in here[i]["sockets"]]])


class Service:
    """A server on a port of the host, and a client that uses it all the time."""

    def __init__(self):
        self.listener = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.listener.bind(("::", 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.ends = False
        self.served = self.used = 0
        self.errors = []
        self.threads = [threading.Thread(target=i, daemon=True) for i in (self.serve, self.use)]

    def serve(self):
        while True:
            sock, _ = self.listener.accept()
            with sock:
                self.served += 1
                request = sock.recv(16)
                sock.sendall(request)
                if request == b"end":
                    return

    def ask(self, text):
        with socket.create_connection(("127.0.0.1", self.port), timeout=tool.BOUND) as sock:
            sock.sendall(text)
            self.used += 1
            if sock.recv(16) != text:
                self.errors.append("another answer")

    def use(self):
        while not self.ends:
            try:
                self.ask(b"hello")
            except OSError as error:
                self.errors.append(repr(error))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ends = True
        self.threads[1].join(tool.BOUND)
        self.ask(b"end")
        self.threads[0].join(tool.BOUND)
        self.listener.close()


def check_busy(**options):
    with Service() as service:
        done = tool.run(str(service.port), **options)
        tool.expect(done, 3, "without a network of its own")
        if "--isolate" not in tool.one_line(done.stderr):
            tool.fail("nothing says what else to do: " + done.stderr)
        before = service.used
        document = isolated(str(service.port), **options)
        tool.equal("port", document["port"], service.port)
        isolated("-s", "reuse,wildcard", str(service.port), **options)
    if service.used - before < 2:
        tool.fail("the client was served %d times meanwhile" % (service.used - before))
    tool.none("errors of the client", service.errors)
    tool.equal("connections to the server", service.served, service.used)


@test("a busy port is probed, and no client of its server notices")
def busy(_):
    need_isolation()
    check_busy()


@test("the same of a plain user", namespace=False)
def busy_plain(work):
    options = tool.as_plain_user(work)
    need_isolation(**options)
    check_busy(**options)


# Each, and what shows that it is so: a case and whether it stands then.
SETTINGS = [
    ("net.ipv6.bindv6only=1", "tcp/any4/any6", "ok"),
    ("net.ipv6.conf.all.disable_ipv6=1", "tcp/loop6", "bind:EADDRNOTAVAIL"),
    ("net.ipv6.conf.lo.disable_ipv6=1", "tcp/loop6", "bind:EADDRNOTAVAIL"),
    ("net.ipv6.conf.default.disable_ipv6=1", "tcp/host6", "n/a"),
    ("net.ipv4.ip_nonlocal_bind=1", "tcp/absent4", "ok"),
    ("net.ipv6.ip_nonlocal_bind=1", "tcp/absent6", "ok"),
    ("net.ipv4.ip_unprivileged_port_start=0", "tcp/any4", "ok"),
    ("net.ipv4.ip_local_port_range=2000 3000", "tcp/any4", "ok"),
    ("net.ipv4.ip_local_reserved_ports=8080,9000-9100", "tcp/any4", "ok"),
    ("ipv6.disable=1", "tcp/any6", "socket:EAFNOSUPPORT"),
]


def check_setting(word, case, outcome):
    name, _, value = word.partition("=")
    document = tool.report("try", "--isolate", "--set", word, "-f", "json", case)
    tool.equal(word, document["cases"][0]["outcome"], outcome)
    tool.equal("recorded", network(document)["set"], {name: value})
    if "." in name.partition("ipv6.disable")[0]:
        tool.equal("in force", document["host"]["settings"][name].split(), value.split())
    tool.equal("simulated", "simulated" in network(document), name == "ipv6.disable")
    done = tool.run("try", "--isolate", "--set", word, case)
    tool.expect(done, 0)
    if "but for %s" % word not in " ".join(done.stdout.split()):
        tool.fail("the text does not say so:\n" + done.stdout)


@test("each setting shows in the answers and is recorded, and nothing of the host changes")
def settings(_):
    need_isolation()
    before = host_state()
    for word, case, outcome in SETTINGS:
        check_setting(word, case, outcome)
    tool.none("changed on the host", changed(before, host_state()))


@test("a setting of the host's is that of the network too, and not said to have been set")
def carried(_):
    need_isolation()
    for name, value in CARRIED.items():
        tool.set_sysctl(name, value)
    before = host_state()
    here, there = tool.report("-f", "json"), isolated()
    tool.equal("settings", there["host"]["settings"], here["host"]["settings"])
    tool.equal("set", network(there), {"namespaces": "network namespace",
                                       "interfaces": "veth pair", "set": {}})
    tool.equal("by default", tool.by_id(there)["tcp/any6"]["sockets"][0]["v6only"], True)
    if not 20000 <= there["port"] <= 30000:
        tool.fail("port %d was chosen" % there["port"])
    both = isolated("--set", "bindv6only=0")
    tool.equal("set", network(both)["set"], {"net.ipv6.bindv6only": "0"})
    tool.equal("by default", tool.by_id(both)["tcp/any6"]["sockets"][0]["v6only"], False)
    tool.none("changed on the host", changed(before, host_state()))


@test("what keeps low ports from plain users decides alone where it is set", namespace=False)
def privilege(work):
    options = tool.as_plain_user(work)
    need_isolation(**options)
    document = isolated("--set", "ip_unprivileged_port_start=0", "443", **options)
    tool.equal("user", document["host"]["user"], "plain user")
    done = tool.run("--isolate", "--set", "ip_unprivileged_port_start=1024", "443", **options)
    tool.expect(done, 3)
    if "443 is denied" not in tool.one_line(done.stderr):
        tool.fail(done.stderr)


@test("the end of a name is that of each setting that has it; slashes are dots")
def names(_):
    need_isolation()
    for word, wanted in (
            ("ip_nonlocal_bind=1", ["net.ipv4.ip_nonlocal_bind", "net.ipv6.ip_nonlocal_bind"]),
            ("conf.all.disable_ipv6=1", ["net.ipv6.conf.all.disable_ipv6"]),
            ("net/ipv6/bindv6only=1", ["net.ipv6.bindv6only"])):
        document = tool.report("try", "--isolate", "--set", word, "-f", "json", "tcp/any4")
        tool.equal(word, sorted(network(document)["set"]), wanted)
    document = tool.report("try", "--isolate", "--set", "bindv6only=1", "--set",
                           "net.ipv6.bindv6only=0", "-f", "json", "tcp/any4")
    tool.equal("the last one counts", network(document)["set"], {"net.ipv6.bindv6only": "0"})


@test("a value that the kernel refuses is told in one line, with status 3")
def refused_value(_):
    need_isolation()
    done = tool.run("--isolate", "--set", "ip_local_port_range=3000-2000")
    tool.expect(done, 3)
    line = tool.one_line(done.stderr)
    for word in ("net.ipv4.ip_local_port_range", "3000 2000", "EINVAL", "32768-60999"):
        if word not in line:
            tool.fail("%s is not in: %s" % (word, line))


def refused(command, word):
    """Runs the program behind a command of the shell in a user namespace of its own."""
    tool.need("unshare", "setpriv")
    script = "%s || exit 77; exec setpriv --bounding-set=-all --inh-caps=-all %s --isolate -q"
    if "max_net" in command:
        script = "%s || exit 77; exec %s --isolate -q"
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--net", "sh", "-c",
         script % (command, tool.BINDPROBE)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
        timeout=tool.BOUND, env=tool.environment())
    if done.returncode == 77:
        tool.skip("no such setting here: " + done.stderr.strip())
    tool.expect(done, 3)
    line = tool.one_line(done.stderr)
    for part in (word, "ENOSPC", "unshare(2)", "probe a free port"):
        if part not in line:
            tool.fail("%s is not in: %s" % (part, line))


@test("where no user namespace is allowed, the line says which setting that is")
def no_user_namespace(_):
    need_isolation()
    refused("echo 0 >/proc/sys/user/max_user_namespaces", "user.max_user_namespaces=0")


@test("where no network namespace is allowed, the line says which setting that is")
def no_network_namespace(_):
    need_isolation()
    refused("echo 0 >/proc/sys/user/max_net_namespaces", "user.max_net_namespaces=0")


def namespaces():
    """The network namespace of each process."""
    found = {}
    for pid in os.listdir("/proc"):
        if pid.isdigit():
            try:
                found[pid] = os.readlink("/proc/%s/ns/net" % pid)
            except OSError:
                pass
    return found


@test("nothing is left of it when the probe is killed, with its helper process")
def killed(_):
    need_isolation()
    before = host_state()
    case = "tcp/any4" if not tool.is_root else "udp/any4,reuseaddr/any4,reuseaddr,user=other"
    with tool.Started([tool.BINDPROBE, "try", "--isolate", "--hold=60", case]) as started:
        if "holding" not in started.line():
            tool.fail("it does not hold")
        own = os.readlink("/proc/%d/ns/net" % started.pid)
        tool.equal("another one", own != os.readlink("/proc/self/ns/net"), True)
        tool.equal("processes in it", len([i for i in namespaces().values() if i == own]),
                   2 if "other" in case else 1)
        tool.none("changed on the host", changed(before, host_state()))
        started.end(signal.SIGKILL)
    end = time.monotonic() + tool.BOUND
    while own in namespaces().values() and time.monotonic() < end:
        time.sleep(0.01)
    tool.equal("gone", own in namespaces().values(), False)
    tool.none("changed on the host", changed(before, host_state()))


@test("every format says that it ran in a network of its own, and show writes it again")
def formats(work):
    need_isolation()
    path = os.path.join(work, "report.json")
    tool.expect(tool.run("--isolate", "--set", "ipv6.disable=1", "-f", "json", "-o", path), 0)
    with open(path) as file:
        saved = file.read()
    for name in ("text", "json", "markdown", "html", "tap", "junit"):
        done = tool.run("show", "-f", name, path)
        tool.expect(done, 0)
        if name == "json":
            tool.equal("shown again", done.stdout, saved)
        for word in ("ipv6.disable", "network namespace", "seccomp"):
            if word not in " ".join(done.stdout.split()):
                tool.fail("%s does not say %s" % (name, word))
    redacted = tool.parse(tool.run("show", "--redact", "-f", "json", path).stdout)
    tool.equal("redacted", network(redacted)["set"], {"ipv6.disable": "1"})


@test("try, explain and compare --this run in a network of their own as well")
def commands(work):
    need_isolation()
    path = os.path.join(work, "report.json")
    tool.expect(tool.run("-f", "json", "-o", path, "-c", "tcp/any*"), 0)
    with Service() as service:
        port = str(service.port)
        tool.expect(tool.run("try", "--isolate", "-p", port, "tcp/any4"), 0)
        tool.expect(tool.run("explain", "--isolate", "-p", port, "tcp/any4"), 0)
        tool.expect(tool.run("explain", "--c", "--isolate", "-p", port, "tcp/any4"), 0)
        tool.expect(tool.run("compare", "--this", "--isolate", "-p", port, path), 0)
        done = tool.run("compare", "--this", "--isolate", "--set", "bindv6only=1", "-f", "json",
                        path)
        tool.expect(done, 1)
    if "one of its own" not in json.dumps(tool.parse(done.stdout)):
        tool.fail("nothing says why: " + done.stdout)


@test("what it sends does not leave it, and nothing of the host's arrives in it")
def no_traffic(_):
    need_isolation()

    def counted():
        with open("/proc/net/dev") as file:
            return [line.split() for line in file]

    before = counted()
    isolated("-s", "core,multicast")
    tool.equal("counters of the host's interfaces", counted(), before)


if __name__ == "__main__":
    tool.main()
