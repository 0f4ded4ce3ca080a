"""Lets every system call of the program fail, one at a time, by strace(1)'s fault injection.

make check-faults learns by a run without faults which calls the program makes, and then runs
it once for each call, each errno of ERRORS and each n: the n-th call fails. Of a call that is
made often, the first are taken and then some of the rest, evenly. SAMPLE=N takes N of all
runs, evenly; each is told so that it can be done again:

    python3 tests/faults/faults.py two-tcp bind EPERM 3

What must hold of each run:

 - it ends in time, by itself, with status 0 or 3;
 - with 3, it says in one line what is wrong, and leaves the output file as it was;
 - with 0, the report is as the schema has it, and what it says is what it said without the
   fault, but where it names the error, or says that the answer is unstable or not known;
 - no process, no file and no descriptor is left.
"""

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tool"))

import tool  # pylint: disable=wrong-import-position
from tool import BINDPROBE  # pylint: disable=wrong-import-position

ERRORS = ["ENOMEM", "EMFILE", "ENFILE", "EINTR", "EAGAIN", "ENOBUFS", "EPERM", "EACCES",
          "EINVAL", "ENOSYS"]
PASSING = ERRORS[:6]  # of the moment, so that a second try is without them
# Calls that are made again when a signal interrupts them.
RETRIED = {"poll", "connect", "accept", "accept4", "recvfrom", "sendto", "recvmsg", "sendmsg",
           "wait4"}
FEW = 20  # calls that are all made to fail
SOME = 20  # of the others
PORT = 7020
BOUND = 60  # seconds; nothing takes a tenth of that

# What cannot fail, or not without the end of the process.
NEVER = {"exit_group", "exit", "execve", "rt_sigreturn", "restart_syscall", "getuid", "geteuid",
         "getgid", "getegid", "getpid", "getppid", "gettid"}

SCENARIOS = {
    "two-tcp": ["try", "tcp/any4/any6,v6only=on"],
    "two-udp": ["try", "udp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other"],
    "wildcards": ["-c", "*/any?", "-c", "tcp/any?/any?,v6only=on", "-c", "udp/any6,late*"],
    "core": [],
}

# What the C library says as it ends the process, of calls that cannot fail in this way.
LAST_WORDS = ["getaddrinfo: Assertion", "futex facility returned an unexpected error"]

OPENED = re.compile(r"^(socket|accept4?|openat|dup|epoll_create1|pidfd_open)\(.*\) += (\d+)")
PAIR = re.compile(r"^(socketpair|pipe2?)\(.*\[(\d+), (\d+)\]")
RIGHTS = re.compile(r"SCM_RIGHTS, cmsg_data=\[(\d+)\]")
CLOSED = re.compile(r"^close\((\d+)\) += 0")
LINE = re.compile(r"^(\d+) +(.*)$")
UNFINISHED = re.compile(r"^(.*) <unfinished \.\.\.>$")
RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$")


class Wrong(Exception):
    """What does not hold of a run."""


def read_log(path):
    """The calls of each process, whole, in their order."""
    calls, begun = {}, {}
    with open(path, errors="replace") as file:
        for line in file:
            found = LINE.match(line.rstrip("\n"))
            if not found:
                continue
            pid, text = int(found.group(1)), found.group(2)
            half = UNFINISHED.match(text)
            if half:
                begun[pid] = half.group(1)
                continue
            rest = RESUMED.match(text)
            if rest:
                text = begun.pop(pid, "") + rest.group(1)
            calls.setdefault(pid, []).append(text)
    return calls


def name_of(text):
    found = re.match(r"(\w+)\(", text)
    return found.group(1) if found else None


def learn(log):
    """How often each call is made by the process that makes it most often, and how often
    before main() begins."""
    most, before = {}, {}
    for number, calls in enumerate(read_log(log).values()):
        counts, begun = {}, number > 0
        for text in calls:
            name = name_of(text)
            begun = begun or text.startswith("rt_sigaction(SIGINT")
            if name is None:
                continue
            counts[name] = counts.get(name, 0) + 1
            if not begun:
                before[name] = counts[name]
        for name, count in counts.items():
            most[name] = max(most.get(name, 0), count)
    return most, before


def left_open(log):
    """The descriptors that the first process opened and did not close."""
    stood = {}
    for text in next(iter(read_log(log).values()), []):
        found = OPENED.match(text)
        pair = PAIR.match(text)
        rights = RIGHTS.search(text) if text.startswith("recvmsg") else None
        closed = CLOSED.match(text)
        if found:
            stood[int(found.group(2))] = text
        elif pair:
            stood[int(pair.group(2))] = stood[int(pair.group(3))] = text
        elif rights:
            stood[int(rights.group(1))] = text
        elif closed:
            stood.pop(int(closed.group(1)), None)
    # Those of the standard output and its like are the system's to close.
    return [text for number, text in stood.items() if number > 2]


class Run:
    """One run under strace, with a fault or without."""

    def __init__(self, work, scenario, fault=None):
        self.scenario, self.fault = scenario, fault
        self.log = os.path.join(work, "log")
        self.out = os.path.join(work, "report")
        arguments = SCENARIOS[scenario] + ["-f", "json", "-o", self.out]
        arguments += ["-p", str(PORT)] if arguments[0] == "try" else [str(PORT)]
        command = ["strace", "-f", "-qq", "-o", self.log, "-e", "signal=none"]
        if fault:
            command += ["-e", "inject=%s:error=%s:when=%d" % fault]
        for name in os.listdir(work):
            os.remove(os.path.join(work, name))
        with open(self.out, "w") as file:
            file.write("old")
        try:
            done = subprocess.run(command + [BINDPROBE] + arguments, timeout=BOUND,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, env=tool.environment())
        except subprocess.TimeoutExpired:
            raise Wrong("does not end") from None
        self.status = done.returncode
        self.said = done.stderr.decode(errors="replace")
        self.printed = done.stdout.decode(errors="replace")
        with open(self.out) as file:
            self.text = file.read()
        self.files = [n for n in os.listdir(work) if n not in ("log", "report")]

    def report(self):
        return tool.parse(self.text)


def children():
    """The processes that are left. The helper's is ours where it was not waited for, and ends by
    itself, when its channel is closed."""
    def stay(*_):
        raise Wrong("left a process that does not end")

    signal.signal(signal.SIGALRM, stay)
    signal.alarm(BOUND)
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass
    signal.alarm(0)
    with open("/proc/self/task/%d/children" % os.getpid()) as file:
        return file.read().split()


def check_refusal(run):
    """Of a run that could not probe, or not write."""
    name, error = run.fault[0], run.fault[1]
    lines = run.said.splitlines()
    if len(lines) != 1 or not lines[0].startswith("bindprobe: "):
        if not (name == "write" and not lines):
            raise Wrong("status 3 says %r" % run.said)
    if run.text != "old":
        raise Wrong("status 3, and the file is another")
    return error


def shows(delivery):
    """Whether it is said who received, or that nobody did."""
    return delivery.get("nobody") in (None, "connect:ECONNREFUSED", "receive:ECONNREFUSED",
                                      "bind:EADDRNOTAVAIL")


def is_marked(case, error):
    """Whether the case itself says that something went wrong, or is not known."""
    if case.get("unstable"):
        return True
    for sock in case["sockets"]:
        if (sock["result"] == "n/a" or sock["result"].endswith(":" + error) or
                sock.get("local", 0) is None or sock.get("port") == 0 or
                sock.get("v6only", 0) is None):
            return True
    return not all(shows(d) for d in case["delivery"])


def named(target):
    """The target with the name of its zone: its number stands where there is no asking."""
    return target.replace("%1", "%lo")


def answers(case, targets):
    """What the case says, without what is of the moment."""
    said = tool.answers(case)
    said["delivery"] = [(named(d[0]),) + d[1:] for d in said["delivery"]
                        if named(d[0]) in targets]
    return said


def check_cases(quiet, now, error):
    """Returns the ids of the cases that are marked."""
    mine = {named(target) for target in now["targets"]}
    targets = set(quiet["targets"]) & mine
    if set(quiet["targets"]) != mine and "warning" not in now["host"]:
        raise Wrong("targets: %s" % now["targets"])
    marked = set()
    if [c["id"] for c in quiet["cases"]] != [c["id"] for c in now["cases"]]:
        raise Wrong("other cases")
    for before, after in zip(quiet["cases"], now["cases"]):
        if after == before:
            continue  # as one that cannot be tried here anyway
        if is_marked(after, error):
            marked.add(after["id"])
        elif answers(before, targets) != answers(after, targets):
            raise Wrong("%s is not as it was: %s" % (after["id"], json.dumps(after)))
    return marked


def carry(report, ids, error):
    """Whether a socket of these cases has the error for an answer of the system."""
    return any(sock["result"].endswith(":" + error) for case in report["cases"]
               if case["id"] in ids and not case.get("unstable") for sock in case["sockets"])


def check_findings(quiet, now, marked, error):
    known = "warning" not in now["host"] and "error" not in json.dumps(now["host"]["getaddrinfo"])
    for before, after in zip(quiet["findings"], now["findings"]):
        if before["status"] == after["status"] or after["status"] == "N/A":
            continue
        if after["id"] == "getaddrinfo-order":
            continue  # the resolver's own calls may fail too: it then gives another order
        if known and not marked & set(before["cases"] + after["cases"]):
            raise Wrong("%s is %s: %s" % (after["id"], after["status"], after["text"]))
        if after["status"] == "PASS" and before["status"] != "N/A" and (
                error in PASSING or not carry(now, set(before["cases"] + after["cases"]), error)):
            raise Wrong("%s passes: %s" % (after["id"], after["text"]))
    if quiet.get("verdict") != now.get("verdict") and not marked:
        raise Wrong("the verdict: %s" % now.get("verdict"))


def is_turned(before, after):
    """Whether the steps are in another order: glibc's getaddrinfo(3) tries its answers with
    socket(2), connect(2) and getsockname(2), and puts those last that fail."""
    one, other = ([s["case"] for s in r["steps"]] for r in (before, after))
    return one != other and sorted(one) == sorted(other)


def check_recipes(quiet, now, call, error):
    wrong = []
    for before, after in zip(quiet["recipes"], now["recipes"]):
        if call in ("socket", "connect", "getsockname") and is_turned(before, after):
            continue
        named = ":" + error in json.dumps(after) or "TIMEOUT" in json.dumps(after)
        if before["verdict"] != after["verdict"] and not named and \
                after["verdict"] != "n/a" and "warning" not in now["host"]:
            wrong.append((before, after))
        if after["verdict"] == "works" and before["verdict"] != "works":
            wrong.append((before, after))
    if wrong:
        raise Wrong("recipes: %s" % wrong)


def is_of_libc(run, before):
    """Whether the C library ended the process: the loader, before main() begins, or glibc's
    getaddrinfo(3), which asserts that connect(2) to AF_UNSPEC does not fail."""
    name, _, number = run.fault
    if number <= before.get(name, 0) and (run.status == 127 or run.status < 0):
        return True
    if run.status == -signal.SIGABRT:
        return any(words in run.said for words in LAST_WORDS)
    return run.status == -signal.SIGSEGV and name == "brk"  # in malloc(3), where it asks once more


def check(run, quiet, before):
    name, error, _ = run.fault
    if is_of_libc(run, before):
        return "ended by the C library"
    if run.status < 0:
        raise Wrong("ends by signal %d" % -run.status)
    if run.files:
        raise Wrong("left files: %s" % run.files)
    if children():
        raise Wrong("left processes: %s" % children())
    if run.status == 3:
        check_refusal(run)
        return "refused"
    if run.status != 0:
        raise Wrong("status %d: %s" % (run.status, run.said))
    if run.said or run.printed:
        raise Wrong("says %r, prints %r" % (run.said, run.printed))
    open_still = left_open(run.log)
    if open_still and name != "close":
        raise Wrong("left open: %s" % open_still)
    now = run.report()
    marked = check_cases(quiet, now, error)
    if error == "EINTR" and name in RETRIED and marked:
        raise Wrong("interrupted, and not made again: %s" % sorted(marked))
    check_findings(quiet, now, marked, error)
    check_recipes(quiet, now, name, error)
    return "told" if marked else "as before"


def numbers(count):
    """Which of so many calls are made to fail."""
    if count <= FEW + SOME:
        return range(1, count + 1)
    rest = count - FEW
    return sorted(set(range(1, FEW + 1)) | {FEW + rest * (i + 1) // SOME for i in range(SOME)})


def enter(work):
    """A namespace with addresses, in which nothing but one run at a time is on the port."""
    tool.libc.prctl(tool.PR_SET_CHILD_SUBREAPER, 1)
    os.chmod(work, 0o755)
    tool.enter_namespace()
    tool.own_addresses()


def plan(scenarios):
    """Learns the calls of each scenario; returns what is to be done, and what it said."""
    todo, known = [], {}
    with tempfile.TemporaryDirectory(prefix="bindprobe-faults-") as work:
        enter(work)
        for scenario in scenarios:
            run = Run(work, scenario)
            if run.status != 0:
                raise Wrong("%s without a fault: %s" % (scenario, run.said))
            most, before = learn(run.log)
            known[scenario] = (run.report(), before)
            if left_open(run.log):
                raise Wrong("%s left open: %s" % (scenario, left_open(run.log)))
            todo += [(scenario, name, error, number)
                     for name, count in sorted(most.items()) if name not in NEVER
                     for number in numbers(count) for error in ERRORS]
    return todo, known


def work_on(todo, known, channel):
    """Does its part of the runs, and tells of each."""
    with tempfile.TemporaryDirectory(prefix="bindprobe-faults-") as work:
        enter(work)
        for scenario, *fault in todo:
            fault = tuple(fault)
            try:
                run = Run(work, scenario, fault)
                channel.put((scenario, fault, check(run, *known[scenario]), ""))
            except (Wrong, tool.Failure, ValueError, KeyError) as wrong:
                channel.put((scenario, fault, "wrong", str(wrong)))
    channel.put(None)


def sample(todo, count):
    """So many of them, evenly, and no two of a kind more than need be."""
    if count <= 0 or count >= len(todo):
        return todo
    return [todo[i * len(todo) // count + i % max(1, len(todo) // count)] for i in range(count)]


def run_all(todo, known, jobs, tell):
    """Runs all in parallel; returns how often each end was seen, and what was wrong."""
    channel = multiprocessing.Queue()
    parts = [multiprocessing.Process(target=work_on, args=(todo[i::jobs], known, channel))
             for i in range(jobs)]
    for part in parts:
        part.start()
    ends, wrong, running = {}, [], jobs
    while running > 0:
        item = channel.get()
        if item is None:
            running -= 1
            continue
        scenario, fault, end, why = item
        ends[end] = ends.get(end, 0) + 1
        tell(sum(ends.values()))
        if end == "wrong":
            wrong.append("%s %s %s %d: %s" % ((scenario,) + fault + (why,)))
    for part in parts:
        part.join()
    return ends, wrong


def plan_apart(scenarios):
    """The same as plan(), by a process that may enter a namespace."""
    reader, writer = multiprocessing.Pipe(False)

    def learn_all():
        try:
            writer.send((plan(scenarios), None))
        except (Wrong, tool.Skip) as why:
            writer.send((None, why))

    child = multiprocessing.Process(target=learn_all)
    child.start()
    found, why = reader.recv()
    child.join()
    if why is not None:
        raise why
    return found


def campaign(scenarios, count, tell=lambda done: None):
    """Runs a sample of the faults of these scenarios."""
    tool.need("strace", "ip")
    todo, known = plan_apart(scenarios)
    todo = sample(todo, count)
    ends, wrong = run_all(todo, known, os.cpu_count() or 1, tell)
    return len(todo), ends, wrong


def main():
    if len(sys.argv) == 5:
        scenario, fault = sys.argv[1], (sys.argv[2], sys.argv[3], int(sys.argv[4]))
        _, known = plan_apart([scenario])
        ends, wrong = run_all([(scenario,) + fault], known, 1, lambda done: None)
    else:
        scenarios = sys.argv[1:] or list(SCENARIOS)
        total, ends, wrong = campaign(scenarios, int(os.environ.get("SAMPLE") or 0))
        print("# %d runs with a fault" % total)
    for text in wrong:
        print("not ok - %s" % text)
    print("# " + ", ".join("%s: %d" % pair for pair in sorted(ends.items())))
    print("%d passed, %d failed" % (sum(ends.values()) - len(wrong), len(wrong)))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    try:
        main()
    except tool.Skip as reason:
        print("1..0 # SKIP %s" % reason)
        sys.exit(77)
