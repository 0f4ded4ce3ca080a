"""Root and a plain user: both get a whole report, and each its own answers."""

import os
import socket
import subprocess

import tool
from tool import test


def plain_and_root(work):
    tool.own_addresses()
    options = tool.as_plain_user(work)
    port = str(tool.free_port())
    return tool.report("-f", "json", port, **options), tool.report("-f", "json", port)


@test("a plain user: another user's cases are not tried and say why, the rest as root has it")
def plain(work):
    mine, root = plain_and_root(work)
    tool.equal("user", (mine["host"]["user"], root["host"]["user"]), ("plain user", "root"))
    wrong = []
    for case, other in zip(mine["cases"], root["cases"]):
        results = [s["result"] for s in case["sockets"]]
        if "user=other" in case["id"]:
            reasons = [s.get("reason") for s in case["sockets"] if s["result"] == "n/a"]
            if case["outcome"] != "n/a" or "needs root" not in reasons or case["delivery"]:
                wrong.append(case)
        elif "n/a" in results or tool.answers(case) != tool.answers(other):
            wrong.append((case, other))
    tool.none("cases", wrong)
    tool.equal("recipes", mine["recipes"], root["recipes"])


@test("root: another user's cases are tried, and that user has what a plain user gets")
def root(work):
    _, document = plain_and_root(work)
    cases = [c for c in document["cases"] if "user=other" in c["id"]]
    tool.equal("cases", len(cases) > 10, True)
    tool.none("not tried", [c["id"] for c in cases if c["outcome"] == "n/a"])


@test("what another user gets is what the kernel says to another user's process")
def as_kernel(_):
    tool.need_other_user()
    port = tool.free_port()
    ids = [i for i in tool.ids_of("core") if "user=other" in i and "host" not in i]
    cases = tool.by_id(tool.report("try", "-f", "json", "-p", str(port), *ids))
    numbers = {"any4": "0.0.0.0", "any6": "::", "loop4": "127.0.0.1", "loop6": "::1"}
    wrong = []
    for id in ids:
        series, first, second = id.split("/")
        with opened(series, first, numbers, port):
            answer = as_other(series, second, numbers, port)
        if cases[id]["sockets"][1]["result"].split(":")[-1] != answer:
            wrong.append("%s: %s, to Python %s" % (id, cases[id]["outcome"], answer))
    tool.none("cases that Python sees otherwise", wrong)


def opened(series, word, numbers, port):
    """Opens a socket of a case as who runs this."""
    address, *options = word.split(",")
    sock = socket.socket(socket.AF_INET6 if ":" in numbers[address] else socket.AF_INET,
                         socket.SOCK_DGRAM if series == "udp" else socket.SOCK_STREAM)
    for option in options:
        if option.startswith("v6only"):
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, option.endswith("on"))
        elif option.startswith("reuse"):
            sock.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_" + option.upper()), 1)
    sock.bind((numbers[address], port))
    if series == "tcp":
        sock.listen(16)
    return sock


def as_other(series, word, numbers, port):
    """Opens a socket of a case as a plain user; 'ok', or the name of the error."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        answer = "ok"
        try:
            tool.drop_root()
            opened(series, word.replace(",user=other", ""), numbers, port)
        except OSError as error:
            answer = tool.errno.errorcode[error.errno]
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    return answer


def heading(done):
    """The heading of a text report, which is folded where it is long."""
    return " ".join(done.stdout.split("\n\n")[0].split())


@test("the text says who ran it; a plain user is told what root would add")
def text(work):
    options = tool.as_plain_user(work)
    mine = tool.run(**options)
    tool.expect(mine, 0)
    tool.equal("standard error", mine.stderr, "")
    tool.equal("who", heading(mine).endswith(" plain user"), True)
    if "needs root" not in mine.stdout:
        tool.fail("not said what root would add")
    tool.equal("who", heading(tool.run()).endswith(" root"), True)


def become_root_of_a_namespace():
    tool.drop_root()
    tool.libc.prctl(tool.PR_SET_DUMPABLE, 1)  # else /proc/self belongs to root still
    tool.unshare(tool.CLONE_NEWUSER)
    tool.write_file("/proc/self/uid_map", "0 65534 1")


@test("root of a user namespace, who cannot become another user, is told so")
def user_namespace(work):
    options = {}
    if tool.is_root:  # a plain user's tests are run in such a namespace
        options = tool.as_plain_user(work)
        options["preexec_fn"] = become_root_of_a_namespace
    try:
        document = tool.report("-f", "json", **options)
    except subprocess.SubprocessError:
        tool.skip("no user namespace can be made here")
    cases = [c for c in document["cases"] if "user=other" in c["id"]]
    wrong = [c for c in cases if c["outcome"] != "n/a" or
             not any(s.get("reason") for s in c["sockets"])]
    tool.none("cases said to be tried", wrong)


if __name__ == "__main__":
    tool.main()
