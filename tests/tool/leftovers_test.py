"""Nothing is left behind: no process, no socket, no TIME_WAIT, no descriptor, no file."""

import os
import signal

import tool
from tool import test


def children():
    """The processes whose parent this test is: as their subreaper it gets orphans too."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open("/proc/%s/stat" % name) as file:
                words = file.read().rpartition(")")[2].split()
        except (OSError, ValueError):
            continue
        if name.isdigit() and int(words[1]) == os.getpid():
            found.append(int(name))
    return found


def adopt_orphans():
    tool.need_own_system("which processes there are")
    tool.libc.prctl(tool.PR_SET_CHILD_SUBREAPER, 1)


def nothing_left(port, what):
    tool.none("%s: sockets left" % what, tool.sockets_on(port))
    tool.none("%s: processes left" % what, children())


def connections():
    """Every TCP socket of this namespace, whatever its port and state."""
    tool.need("ss")
    return tool.subprocess.run(["ss", "-tanH"], stdout=tool.subprocess.PIPE, check=True,
                               universal_newlines=True).stdout.splitlines()


@test("after a run: no socket on the port, no TIME_WAIT on any, no process")
def whole_run(_):
    adopt_orphans()
    tool.own_addresses()
    port = tool.free_port()
    for arguments in ([], ["-f", "json", "-v"], ["-q"]):
        tool.expect(tool.run(*arguments, str(port)), 0)
        nothing_left(port, "bindprobe %s" % " ".join(arguments))
        tool.none("TCP sockets left on other ports", connections())


@test("two runs on one port right after each other: the second finds it free")
def again(_):
    port = str(tool.free_port())
    for _ in range(5):
        tool.expect(tool.run("-q", port), 0)


def at_work(command):
    """Starts the program at a moment when its sockets, and the helper's, stand."""
    probe = tool.Started(command)
    if "holding" not in probe.line():
        probe.__exit__()
        tool.fail("not held")
    return probe


def case():
    return ("udp/any6,v6only=off,reuseaddr/any4,reuseaddr" +
            (",user=other" if tool.is_root else ""))


@test("after SIGINT, SIGTERM and SIGHUP in mid-run: the same")
def signals(_):
    adopt_orphans()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        port = tool.free_port()
        command = [tool.BINDPROBE, "try", "-p", str(port), "--hold=600", case(), "tcp/any4"]
        with at_work(command) as probe:
            if not tool.sockets_on(port):
                tool.fail("no socket stands")
            status, _, _ = probe.end(number)
        tool.equal("status", status, -number)
        nothing_left(port, "signal %d" % number)


def wait_for_orphans():
    """Waits until every child has ended: the helper does so when its channel is closed. One
    that stays would be waited for without end: it is ended then, and the test fails."""
    def give_up(*_):
        left = children()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        tool.fail("processes that stay: %s" % left)

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(tool.BOUND)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    signal.alarm(0)


@test("after SIGKILL the helper ends by itself, and with it its sockets")
def killed(_):
    adopt_orphans()
    port = tool.free_port()
    command = [tool.BINDPROBE, "try", "-p", str(port), "--hold=600", case()]
    with at_work(command) as probe:
        status, _, _ = probe.end(signal.SIGKILL)
        tool.equal("status", status, -signal.SIGKILL)
    wait_for_orphans()
    nothing_left(port, "SIGKILL")


@test("SIGINT at any moment: dies of it or had ended, and leaves nothing")
def any_moment(work):
    adopt_orphans()
    port = tool.free_port()
    path = os.path.join(work, "report")
    for number in range(40):
        with tool.Started([tool.BINDPROBE, "-v", "-o", path, str(port)],
                          stdout=tool.subprocess.DEVNULL) as probe:
            for _ in range(number * 400):  # lets it get further each time
                pass
            status, _, error = probe.end(signal.SIGINT)
        if status not in (-signal.SIGINT, 0):
            tool.fail("status %d: %s" % (status, error))
        if os.path.exists(path):
            os.remove(path)
        tool.none("files", os.listdir(work))
        wait_for_orphans()
        nothing_left(port, "interrupt %d" % number)


@test("descriptors of who starts it stay out of it, and it takes over none")
def descriptors(work):
    port = tool.free_port()
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    tool.need_own_system("what a process has open")
    command = [tool.BINDPROBE, "try", "-p", str(port), "--hold=600", case()]
    with tool.Started(command, close_fds=False) as probe:
        probe.line()
        os.close(writer)
        inherited = [pid for pid in descendants(probe.pid) if holds(pid, reader)]
        tool.equal("processes with the pipe", [p for p in inherited if p != probe.pid], [])
        probe.end(signal.SIGINT)
    os.close(reader)
    tool.none("files", os.listdir(work))


def descendants(pid):
    found = [pid]
    for one in found:
        try:
            with open("/proc/%d/task/%d/children" % (one, one)) as file:
                found += [int(word) for word in file.read().split()]
        except OSError:
            tool.skip("the system does not list children")
    return found


def holds(pid, descriptor):
    """Whether the process has the pipe of our descriptor open."""
    pipe = os.readlink("/proc/self/fd/%d" % descriptor)
    folder = "/proc/%d/fd" % pid
    try:
        return pipe in [os.readlink(os.path.join(folder, name)) for name in os.listdir(folder)]
    except OSError as error:
        tool.skip("cannot look at process %d: %s" % (pid, error))
        return False


if __name__ == "__main__":
    tool.main()
