"""The helper that binds as another user: what it gives up, in which order, and that it cannot get
it back; it ends with the program, and takes nothing down with it."""

import os
import re
import signal
import subprocess

import tool
from tool import test

CASE = "udp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other"

# In this order, before the first socket(2).
STEPS = [
    r"setgroups\(0, NULL\) += 0",
    r"prctl\(PR_CAPBSET_DROP, (0x0|CAP_CHOWN|0)[ ,/)]",
    r"setresgid\((\d+), \1, \1\) += 0",
    r"setresuid\((\d+), \1, \1\) += 0",
    r"capset\(.*effective=0, permitted=0, inheritable=0.*\) += 0",
    r"prctl\(PR_SET_NO_NEW_PRIVS, 1.*\) += 0",
    r"prctl\(PR_SET_PDEATHSIG, SIGKILL\) += 0",
    r"setuid\(0\) += -1 EPERM",
    r"socket\(AF_INET",
]


def held(port):
    return tool.Started([tool.BINDPROBE, "try", "-p", str(port), "--hold=600", CASE])


def helper_of(pid):
    """The one child of the process."""
    path = "/proc/%d/task/%d/children" % (pid, pid)
    if not os.path.exists(path):
        tool.skip("the system does not list children")
    with open(path) as file:
        found = file.read().split()
    tool.equal("children", len(found), 1)
    return int(found[0])


def status_of(pid):
    with open("/proc/%d/status" % pid) as file:
        return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)


@test("groups, gid, uid, capabilities and new privileges go before its first socket")
def order(work):
    tool.need("strace")
    tool.need_other_user()
    log = os.path.join(work, "log")
    done = tool.run("-ff", "-qq", "-o", log, tool.BINDPROBE, "try", "-q", CASE, program="strace")
    tool.expect(done, 0)
    texts = []
    for name in os.listdir(work):
        with open(os.path.join(work, name)) as file:
            texts.append(file.read())
    helpers = [text for text in texts if "setgroups(0" in text]
    tool.equal("helpers", len(helpers), 1)
    at = 0
    for step in STEPS:
        found = re.search(step, helpers[0][at:])
        if not found:
            tool.fail("%s is not there, or too early" % step)
        at += found.start()
    before = helpers[0][:re.search(STEPS[-1], helpers[0]).start()]
    tool.equal("sockets before", "socket(" in before, False)


@test("its status has no group, no capability, not in any set, and no way to new privileges")
def status(_):
    tool.need_other_user()
    with held(tool.free_port()) as probe:
        tool.equal("held", "holding" in probe.line(), True)
        said = status_of(helper_of(probe.pid))
        probe.end(signal.SIGINT)
    tool.equal("groups", said["Groups"].strip(), "")
    for key in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        tool.equal(key, int(said.get(key, "0"), 16), 0)
    tool.equal("NoNewPrivs", said.get("NoNewPrivs", "1"), "1")
    for key in ("Uid", "Gid"):
        tool.equal(key + " are one", len(set(said[key].split())), 1)
        tool.equal(key + " is root's", said[key].split()[0] == "0", False)
    mine = int(status_of(os.getpid())["CapEff"], 16)
    if mine >> 8 & 1:  # CAP_SETPCAP, without which the bounding set stays
        tool.equal("CapBnd", int(said["CapBnd"], 16), 0)


@test("it dies when the program is killed")
def killed(_):
    tool.need_other_user()
    tool.libc.prctl(tool.PR_SET_CHILD_SUBREAPER, 1)
    with held(tool.free_port()) as probe:
        tool.equal("held", "holding" in probe.line(), True)
        helper = helper_of(probe.pid)
        os.kill(helper, signal.SIGSTOP)  # so that it does not see its channel closed
        probe.end(signal.SIGKILL)
    signal.alarm(tool.BOUND)
    _, ended = os.waitpid(helper, 0)
    signal.alarm(0)
    tool.equal("killed", os.WIFSIGNALED(ended) and os.WTERMSIG(ended), signal.SIGKILL)


@test("killed in mid-run it leaves the cases that need it untried, and says so; the rest go on")
def lost(_):
    tool.need_other_user()
    port = tool.free_port()
    with tool.Started([tool.BINDPROBE, "try", "-f", "json", "-p", str(port), "--hold=1", CASE, CASE,
                       "tcp/any4"]) as probe:
        tool.equal("held", "holding" in probe.line(), True)
        os.kill(helper_of(probe.pid), signal.SIGKILL)
        code, out, _ = probe.end()
    tool.equal("status", code, 0)
    cases = tool.parse(out)["cases"]
    reasons = [s.get("reason") for s in cases[1]["sockets"]]
    tool.equal("the second", cases[1]["outcome"], "n/a")
    if not any("helper process was ended by signal 9" in (r or "") for r in reasons):
        tool.fail("%s" % reasons)
    tool.equal("the third", cases[2]["outcome"], "ok")


@test("a plain user starts no helper")
def plain(work):
    tool.need("strace")
    options = tool.as_plain_user(work)
    program = options.pop("program")
    log = os.path.join(work, "plain", "log")
    os.mkdir(os.path.dirname(log))
    os.chmod(os.path.dirname(log), 0o777)
    done = tool.run("-f", "-qq", "-e", "trace=process", "-o", log, program, "try", "-q", CASE,
                    program="strace", **options)
    tool.expect(done, 0)
    with open(log) as file:
        tool.equal("forks", re.findall(r"\b(?:v?fork|clone3?)\(", file.read()), [])


if __name__ == "__main__":
    tool.main()
