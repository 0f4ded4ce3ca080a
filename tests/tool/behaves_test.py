"""The model of Linux explains what Linux answers, in every suite of pairs."""

import os
import platform
import subprocess

import tool
from tool import test

# In history sockets were bound and closed before, of which a model knows nothing.
UNEXPLAINED = ["history"]

PAIRS = {"reuse", "user", "multicast", "late", "timewait", "ephemeral", "device", "freebind",
         "full"}

# None that the system would choose for a case that leaves it in TIME_WAIT; and one in its
# range, as a socket's own range is heeded only there. TCP is given odd ones first.
PORT = "7020"
PORT_IN_RANGE = "60998"

# What calls itself Linux, and answers otherwise.
NO_LINUX = ["preloaded stack", "gVisor", "user-mode emulation"]

# A port that the system chose for one family may be taken in the other one, by what earlier
# cases left in TIME_WAIT. Such an answer does not come again on a host without them.
TRIES = 5


def need_linux_6():
    """Skips on what is no Linux that the model is of, whatever it calls itself."""
    host = tool.report("-f", "json", "-c", "tcp/any4")["host"]
    if host["system"] != "Linux" or host["environment"] in NO_LINUX:
        tool.skip("this is no Linux: %s" % host["environment"])
    if int(platform.release().split(".")[0]) < 6:
        tool.skip("the model is of Linux 6, and this is " + platform.release())


def suites():
    done = tool.run("list")
    tool.expect(done, 0)
    names = [line.split()[0] for line in done.stdout.split("\n\n")[0].splitlines()]
    return [name for name in names if name not in UNEXPLAINED]


def outside():
    """An interface that is not of loopback, with addresses; where none can be made, those of
    lo have to do."""
    link = ["ip", "link", "add", "bp0", "type"]
    for kind in ["dummy"], ["veth", "peer", "name", "bp1"]:
        if subprocess.call(link + kind, stderr=subprocess.DEVNULL) == 0:
            break
    else:
        tool.own_addresses()
        return
    tool.ip("addr", "add", "192.0.2.2/24", "dev", "bp0")
    tool.ip("addr", "add", "fd00::2/64", "dev", "bp0", "nodad")
    tool.ip("addr", "add", "fe80::2/64", "dev", "bp0", "nodad")
    tool.set_up("bp0")


def unexplained(suite, port, **options):
    """What is said of the suite when Linux is not all of it; whether there are pairs."""
    report = tool.report("-f", "json", "--no-delivery", "-s", suite, port, **options)
    models = report.get("behaves")
    if not models:
        return None, False
    linux = [m for m in models if m["model"] == "Linux"][0]
    if linux["explained"] == linux["total"] and models[0] == linux:
        return None, True
    return "%s: %d of %d" % (suite, linux["explained"], linux["total"]), True


def explain(suite, port, **options):
    for _ in range(TRIES):
        tool.enter_namespace()
        outside()
        said, has_pairs = unexplained(suite, port, **options)
        if said is None:
            break
    return said, has_pairs


def explain_all(**options):
    wrong = []
    pairs = set()
    for suite, port in [(name, PORT) for name in suites()] + [("ephemeral", PORT_IN_RANGE)]:
        said, has_pairs = explain(suite, port, **options)
        if said is not None:
            wrong.append(said)
        if has_pairs:
            pairs.add(suite)
    tool.none("suites that the model of Linux does not explain", wrong)
    tool.none("suites of which it says nothing", sorted(PAIRS - pairs))


@test("the model of Linux explains every pair of every suite but history")
def as_root(_):
    tool.need("ip")
    need_linux_6()
    explain_all()


@test("it does for a plain user too, whom the system does not allow all")
def as_plain_user(work):
    tool.need("ip")
    if os.geteuid() != 0:
        tool.skip("root of a namespace of its own has but one user")
    options = tool.as_plain_user(work)
    need_linux_6()
    explain_all(**options)


if __name__ == "__main__":
    tool.main()
