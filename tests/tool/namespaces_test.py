"""Hosts that are set up in other ways, as fresh network namespaces: what is said is true.

Nothing here expects an error by name: the same calls made by Python beside the program, and
what ip(8) and sysctl say, are what it is compared with."""

import errno
import socket

import tool
from tool import test

FAMILIES = {"any4": (socket.AF_INET, "0.0.0.0"), "any6": (socket.AF_INET6, "::"),
            "loop4": (socket.AF_INET, "127.0.0.1"), "loop6": (socket.AF_INET6, "::1"),
            "mapany": (socket.AF_INET6, "::ffff:0.0.0.0"),
            "maploop": (socket.AF_INET6, "::ffff:127.0.0.1"),
            "absent4": (socket.AF_INET, "203.0.113.1"),
            "absent6": (socket.AF_INET6, "2001:db8::1")}
V6ONLY = (socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
OPTIONS = {"reuseaddr": (socket.SOL_SOCKET, socket.SO_REUSEADDR, 1),
           "reuseport": (socket.SOL_SOCKET, socket.SO_REUSEPORT, 1),
           "v6only=on": V6ONLY + (1,), "v6only=off": V6ONLY + (0,)}


def attempt(call, *arguments):
    """'ok', or the name of the error."""
    try:
        call(*arguments)
    except OSError as error:
        return errno.errorcode.get(error.errno, repr(error))
    return "ok"


def open_one(word, kind, port, listen):
    """Opens one socket of a case; returns it, or None, and the result."""
    address, *options = word.split(",")
    family, number = FAMILIES[address]
    sock = socket.socket(family, kind)
    result = "ok"
    for option in options:
        if result == "ok":
            said = attempt(sock.setsockopt, *OPTIONS[option])
            result = said if said == "ok" else "%s:%s" % (option.split("=")[0], said)
    if result == "ok":
        said = attempt(sock.bind, (number, port))
        result = said if said == "ok" else "bind:" + said
    if result == "ok" and listen:
        said = attempt(sock.listen, 16)
        result = said if said == "ok" else "listen:" + said
    if result == "ok":
        return sock, result
    sock.close()
    return None, result


def kernel(id):
    """What the kernel answers here and now for the sockets of a case, and V6ONLY of each."""
    series, *words = id.split("/")
    kind = socket.SOCK_DGRAM if series == "udp" else socket.SOCK_STREAM
    port = tool.free_port()
    opened, results = [], []
    for word in words:
        sock, result = open_one(word, kind, port, series == "tcp")
        opened.append(sock)
        results.append(result)
    for i, sock in enumerate(opened):
        said = attempt(sock.listen, 16) if sock and series == "tcp-late" else "ok"
        if said != "ok":
            results[i] = "listen:" + said
            sock.close()
    v6only = [sock.getsockopt(*V6ONLY) != 0
              if sock and sock.fileno() >= 0 and sock.family == socket.AF_INET6 else None
              for sock in opened]
    for sock in opened:
        if sock:
            sock.close()
    return results, v6only


def is_simple(id):
    return not any(word in id for word in ("other", "host", "link", "late-v6", "port=0"))


def check_results(document):
    """Compares every case that Python can make with what the kernel answers to Python."""
    tool.need_own_system("what the system answers Python")
    wrong, compared = [], 0
    for case in document["cases"]:
        if not is_simple(case["id"]):
            continue
        results, v6only = kernel(case["id"])
        said = [s["result"] for s in case["sockets"]]
        set_said = [s.get("v6only") for s in case["sockets"]]
        compared += 1
        if said != results or set_said != v6only:
            wrong.append("%s: %s %s, to Python %s %s" % (
                case["id"], said, set_said, results, v6only))
    tool.none("cases that Python sees otherwise", wrong)
    if compared < 120:
        tool.fail("only %d cases were compared" % compared)


def check_host(document):
    """The interfaces are those ip(8) has, the settings what /proc/sys has."""
    host = document["host"]
    said = {(address.split("%")[0], i["name"]) for i in host["interfaces"]
            for address in i["addresses"]}
    tool.equal("addresses", said, tool.host_addresses())
    for interface in tool.json.loads(tool.ip("-json", "link")):
        found = [i for i in host["interfaces"] if i["name"] == interface["ifname"]]
        if found:  # one without an address may be left out
            tool.equal(interface["ifname"], "up" in found[0]["flags"], "UP" in interface["flags"])
    if "net.ipv6.bindv6only" not in host["settings"]:
        tool.fail("no settings: %r" % host["settings"])
    for name, value in host["settings"].items():
        with open("/proc/sys/" + name.replace(".", "/")) as file:
            tool.equal(name, value.split(), file.read().split())


def check_getaddrinfo(document):
    flags = {"passive": socket.AI_PASSIVE, "addrconfig": socket.AI_PASSIVE | socket.AI_ADDRCONFIG}
    for key, flag in flags.items():
        said = document["host"]["getaddrinfo"][key]
        try:
            found = [f[4][0] for f in socket.getaddrinfo(None, 1, type=socket.SOCK_STREAM,
                                                         flags=flag)]
        except socket.gaierror as error:
            tool.equal("getaddrinfo " + key, getattr(socket, said["error"]), error.errno)
            continue
        tool.equal("getaddrinfo " + key, said["addresses"], found)


def check_delivery(document):
    """Who is said to be reached can be: Python's client gets the same from its own server."""
    reached = {d["to"] for c in document["cases"] for d in c["delivery"] if d["by"]}
    for to, family in (("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)):
        with socket.socket(family, socket.SOCK_DGRAM) as server, \
                socket.socket(family, socket.SOCK_DGRAM) as client:
            answer = attempt(server.bind, ("::" if ":" in to else "0.0.0.0", 0))
            if answer == "ok":
                answer = attempt(client.bind, (to, 0))
            if answer == "ok":
                answer = attempt(client.connect, (to, server.getsockname()[1]))
            if answer == "ok":
                answer = attempt(client.send, b"here")
            if answer == "ok":
                server.settimeout(0.5)  # it comes at once or never
                answer = attempt(server.recv, 16)
        tool.equal("reached at " + to, to in reached, answer == "ok")


def check_findings(document):
    """A finding names cases of this report, and speaks of traffic only where some arrived."""
    cases = tool.by_id(document)
    arrived = any(d["by"] for c in document["cases"] for d in c["delivery"])
    for finding in document["findings"]:
        tool.none(finding["id"] + ": cases that are not in the report",
                  [i for i in finding["cases"] if i not in cases])
        both_stand = [i for i in finding["cases"] if i.count("/") > 1
                      and cases[i]["outcome"] == "ok"]
        if "traffic" in finding["text"] and finding["status"] == "PASS" and not arrived:
            tool.none("%s: no traffic arrived, and yet: %s" % (finding["id"], finding["text"]),
                      both_stand)


def check_text():
    done = tool.run()
    tool.expect(done, 0)
    tool.equal("standard error", done.stderr, "")
    tool.none("lines over 80 columns", [i for i in done.stdout.splitlines() if len(i) > 80])
    return done.stdout


def check_all():
    document = tool.report("-f", "json")
    check_results(document)
    check_host(document)
    check_getaddrinfo(document)
    check_delivery(document)
    check_findings(document)
    return document, check_text()


def finding(document, id):
    return [f for f in document["findings"] if f["id"] == id][0]


def wildcards_work(document):
    """Whether 0.0.0.0 and :: share a port with nothing set, in both orders, as TCP and UDP."""
    cases = tool.by_id(document)
    return all(cases["%s/%s" % (s, o)]["outcome"] == "ok" for s in ("tcp", "udp")
               for o in ("any4/any6", "any6/any4"))


def default_v6only():
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as sock:
        return sock.getsockopt(*V6ONLY) != 0


def check_default(document, text, is_on):
    tool.equal("Python's socket", default_v6only(), is_on)
    tool.equal("a bare :: socket", tool.by_id(document)["tcp/any6"]["sockets"][0]["v6only"], is_on)
    tool.equal("v6only-default", finding(document, "v6only-default")["status"],
               "WARN" if is_on else "PASS")
    word = "on" if is_on else "off"
    if "IPV6_V6ONLY %s by default" % word not in text:
        tool.fail("no word of the default:\n" + text[:600])
    works = wildcards_work(document)
    tool.equal("wildcard-untouched", finding(document, "wildcard-untouched")["status"],
               "PASS" if works else "WARN")
    verdict = " ".join(document["verdict"].split())
    if ("Left alone, that works" in verdict) != works:
        tool.fail("the verdict is not what the cases say: " + verdict)


@test("lo up: the report is what Python, ip and sysctl say")
def plain(_):
    document, text = check_all()
    check_default(document, text, False)


@test("a host with addresses of its own: the same, and they are reached")
def with_addresses(_):
    tool.own_addresses()
    document, _ = check_all()
    reached = {d["to"] for c in document["cases"] for d in c["delivery"] if d["by"]}
    tool.equal("reached", {"192.0.2.2", "fd00::2", "fe80::2%lo"} <= reached, True)


@test("net.ipv6.bindv6only=1: the same, and the verdict says that untouched works")
def bindv6only(_):
    tool.set_sysctl("net.ipv6.bindv6only", "1")
    document, text = check_all()
    check_default(document, text, True)
    tool.equal("setting", document["host"]["settings"]["net.ipv6.bindv6only"], "1")


@test("IPv6 disabled on every interface: the same, and no IPv6 address is claimed")
def disable_ipv6(_):
    for name in ("all", "default", "lo"):
        tool.set_sysctl("net.ipv6.conf.%s.disable_ipv6" % name, "1")
    document, _ = check_all()
    tool.equal("reached", [d["to"] for c in document["cases"] for d in c["delivery"]
                           if d["by"] and ":" in d["to"] and "." not in d["to"]], [])
    tool.equal("ipv6-available", finding(document, "ipv6-available")["status"] != "PASS", True)
    tool.none("recipes that reach IPv6", [r["id"] for r in document["recipes"] if r["ipv6"]])


@test("lo down: the same, and nothing is said to be reached")
def lo_down(_):
    tool.set_up("lo", False)
    document, _ = check_all()
    tool.none("recipes that work", [r["id"] for r in document["recipes"]
                                    if r["verdict"] == "works" or r["ipv4"] or r["ipv6"]])


@test("net.ipv4.ip_nonlocal_bind=1 and net.ipv6.ip_nonlocal_bind=1: the same")
def nonlocal_bind(_):
    tool.set_sysctl("net.ipv4.ip_nonlocal_bind", "1")
    tool.set_sysctl("net.ipv6.ip_nonlocal_bind", "1")
    document, _ = check_all()
    answers = kernel("tcp/absent4")[0] + kernel("tcp/absent6")[0]
    tool.equal("absent-address", finding(document, "absent-address")["status"],
               "WARN" if "ok" in answers else "PASS")


@test("a range of two ports for clients: the same")
def few_ports(_):
    tool.set_sysctl("net.ipv4.ip_local_port_range", "40000 40001")
    check_findings(tool.report("-f", "json"))
    check_findings(tool.report("-f", "json", "40000"))
    check_text()


@test("each setting that is reported is the one in force")
def settings(_):
    tool.need_own_system("a sysctl")
    tool.set_sysctl("net.ipv4.ip_unprivileged_port_start", "80")
    tool.set_sysctl("net.ipv4.ip_local_port_range", "20000 30000")
    document = tool.report("-f", "json")
    check_host(document)
    if not 20000 <= document["port"] <= 30000:
        tool.fail("port %d was chosen" % document["port"])


if __name__ == "__main__":
    tool.main()
