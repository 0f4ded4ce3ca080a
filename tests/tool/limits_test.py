"""The limits of a process, and what it lacks: whatever it has not, the program ends soon, says in
one line why it cannot probe, or reports what it saw and no more, and leaves nothing."""

import itertools
import os
import resource
import signal
import subprocess

import tool
from tool import test

QUICK = ["-c", "tcp/any?", "-c", "udp/any?/any?,v6only=on"]
TRY = ["try", "tcp/any4/any6,v6only=on", "udp/any6"]


def limited(kind, soft):
    return lambda: resource.setrlimit(kind, (soft, soft))


def check(done, what):
    """Probed, or could not and says so in one line. Returns whether it probed."""
    if done.returncode == 127 and "shared librar" in done.stderr:
        return False  # the loader has no room
    if done.returncode not in (0, 3):
        tool.fail("%s: status %s: %s" % (what, done.returncode, done.stderr))
    if done.returncode == 3:
        tool.one_line(done.stderr)
        return False
    tool.equal("%s: standard error" % what, done.stderr, "")
    return True


def quiet():
    return tool.by_id(tool.report("-f", "json", *QUICK))


def check_cases(text, before, what, excused):
    """Each case is as without the limit, or names an error or a reason."""
    told = 0
    for id, case in tool.by_id(tool.parse(text)).items():
        said = str(case)
        if any(word in said for word in excused) or case.get("unstable"):
            told += 1
        elif tool.answers(case) != tool.answers(before[id]):
            tool.fail("%s: %s is %s" % (what, id, case))
    return told


@test("RLIMIT_NOFILE of 3 to 16: probed or refused, and no case claims what it did not see")
def descriptors(work):
    before = quiet()
    probed = 0
    for limit in range(3, 17):
        path = os.path.join(work, "report")
        for more in ([], ["-o", path]):
            done = tool.run("-f", "json", *QUICK, *more,
                            preexec_fn=limited(resource.RLIMIT_NOFILE, limit))
            what = "%d descriptors %s" % (limit, more)
            if not check(done, what):
                if "EMFILE" not in done.stderr and done.returncode == 3:
                    tool.fail("%s: %s" % (what, done.stderr))
                tool.none(what, os.listdir(work))
                continue
            probed += 1
            text = done.stdout
            if more:
                with open(path) as file:
                    text = file.read()
                os.remove(path)
            check_cases(text, before, what, ["EMFILE"])
    if probed == 0:
        tool.fail("never probed")


@test("the same with other users' cases, whose helper has the limit too")
def helper_descriptors(_):
    case = "udp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other"
    before = tool.by_id(tool.report("try", "-f", "json", case))
    for limit in range(3, 17):
        done = tool.run("try", "-f", "json", case,
                        preexec_fn=limited(resource.RLIMIT_NOFILE, limit))
        if check(done, "%d descriptors" % limit):
            check_cases(done.stdout, before, "%d descriptors" % limit, ["EMFILE", "n/a"])


@test("RLIMIT_NPROC of 0: what needs another process is n/a with the reason, the rest is tried")
def processes(work):
    tool.need_other_user()
    options = tool.as_plain_user(work)
    drop = options["preexec_fn"]

    def limit():
        drop()
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))

    options["preexec_fn"] = limit
    document = tool.report("-f", "json", *QUICK, **options)
    tool.none("n/a", [c for c in document["cases"] if c["outcome"] == "n/a"])


@test("a fork that fails: EAGAIN is the reason of other users' cases, the rest is tried")
def no_fork(work):
    tool.need("strace")
    tool.need_other_user()
    log = os.path.join(work, "log")
    case = "udp/any4,reuseaddr/any4,reuseaddr,user=other"
    done = tool.run("-f", "-qq", "-o", log, "-e", "trace=clone,clone3,fork,vfork", "-e",
                    "inject=clone,clone3,fork,vfork:error=EAGAIN", tool.BINDPROBE, "try", "-f",
                    "json", case, "tcp/any4", program="strace")
    tool.expect(done, 0)
    cases = tool.parse(done.stdout)["cases"]
    reasons = [s.get("reason", "") for s in cases[0]["sockets"]]
    tool.equal("reason", "cannot become another user: fork EAGAIN" in reasons, True)
    tool.equal("the other case", cases[1]["outcome"], "ok")


@test("RLIMIT_AS from little to enough: out of memory in one line, or a whole report")
def memory(_):
    before = quiet()
    ends = set()
    for size in (4, 5, 6, 8, 12, 16, 24, 32, 64):
        done = tool.run("-f", "json", *QUICK, preexec_fn=limited(resource.RLIMIT_AS, size << 20))
        if done.returncode == 127 or done.returncode < 0 and not done.stdout:
            continue  # the loader itself has no room
        if check(done, "%d MiB" % size):
            check_cases(done.stdout, before, "%d MiB" % size, ["ENOMEM"])
        ends.add(done.returncode)
    tool.equal("with 64 MiB", done.returncode, 0)


@test("RLIMIT_FSIZE of any size: EFBIG where SIGXFSZ is ignored, and no part of a file")
def file_size(work):
    for size in (0, 1, 512, 4096):
        path = os.path.join(work, "report")

        def limit(size=size):
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        done = tool.run("-f", "json", "-o", path, preexec_fn=limit)
        tool.expect(done, 3)
        if "EFBIG" not in tool.one_line(done.stderr):
            tool.fail(done.stderr)
        tool.none("files", os.listdir(work))


@test("SIGXFSZ, where it is not ignored: status 3 and one line all the same, nothing is left")
def file_size_signal(work):
    path = os.path.join(work, "report")
    done = tool.run("-f", "json", "-o", path, preexec_fn=limited(resource.RLIMIT_FSIZE, 512))
    tool.expect(done, 3)
    if "EFBIG" not in tool.one_line(done.stderr):
        tool.fail(done.stderr)
    tool.none("files", os.listdir(work))


def need_mounts():
    tool.need("mount")
    tool.need_root()
    try:
        tool.unshare(tool.CLONE_NEWNS)
        subprocess.run(["mount", "--make-rprivate", "/"], check=True, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        tool.skip("no mount namespace: %s" % error)


def cover(*folders):
    for folder in folders:
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)


@test("without /proc, without /sys and without both the cases are answered as ever")
def no_proc(_):
    before = {id: tool.answers(c) for id, c in tool.by_id(tool.report("-f", "json")).items()}
    need_mounts()
    for folders in (["/sys"], ["/proc"]):
        cover(*folders)
        document = tool.report("-f", "json")
        after = {id: tool.answers(c) for id, c in tool.by_id(document).items()}
        wrong = [id for id in before if before[id] != after.get(id)]
        tool.none("cases without %s" % folders, wrong)
        tool.expect(tool.run(), 0)
    tool.equal("settings that were not read", document["host"]["settings"], {})


@test("without /proc a port that is taken is refused all the same")
def no_proc_busy(_):
    need_mounts()
    port = tool.free_port()
    with tool.socket.socket() as sock:
        sock.bind(("127.0.0.1", port))
        sock.listen(1)
        cover("/proc")
        done = tool.run(str(port))
    tool.expect(done, 3)
    if "port %d is in use" % port not in tool.one_line(done.stderr):
        tool.fail(done.stderr)


@test("an empty environment changes no answer")
def environment(_):
    before = tool.report("-f", "json")
    done = tool.run("-i", tool.BINDPROBE, "-f", "json", program="env")
    tool.expect(done, 0)
    after = tool.parse(done.stdout)
    for a, b in zip(before["cases"], after["cases"]):
        tool.equal(a["id"], tool.answers(b), tool.answers(a))
    done = tool.run("-i", tool.BINDPROBE, *TRY, program="env")
    tool.expect(done, 0)


def closing(descriptors):
    def close():
        for descriptor in descriptors:
            os.close(descriptor)

    return close


@test("standard descriptors closed in every combination: no socket takes their place")
def closed(work):
    tool.need("strace")
    wanted = {c["id"]: tool.answers(c) for c in tool.report(*TRY, "-f", "json")["cases"]}
    for count in (1, 2, 3):
        for gone in itertools.combinations((0, 1, 2), count):
            path, log = os.path.join(work, "report"), os.path.join(work, "log")
            done = subprocess.run(
                ["strace", "-qq", "-o", log, "-e", "trace=socket,accept4,socketpair,write,sendto",
                 "/bin/sh", "-c", 'exec "$0" "$@" %s' % " ".join("%d>&-" % d for d in gone),
                 tool.BINDPROBE] + TRY + ["-f", "json", "-o", path],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                timeout=tool.BOUND)
            tool.equal("status without %s" % (gone,), done.returncode, 0)
            tool.equal("outputs without %s" % (gone,), done.stdout + done.stderr, b"")
            with open(log) as file:
                low = [line for line in file
                       if line.startswith(("socket(", "accept4(")) and
                       line.rstrip().endswith(("= 0", "= 1", "= 2"))]
            tool.none("sockets in the place of standard ones without %s" % (gone,), low)
            with open(path) as file:
                got = {c["id"]: tool.answers(c) for c in tool.parse(file.read())["cases"]}
            tool.equal("answers without %s" % (gone,), got, wanted)
            os.remove(path)


@test("a folder a plain user may not write to: EACCES, one line, and nothing in it")
def read_only(work):
    options = tool.as_plain_user(work)
    folder = os.path.join(work, "folder")
    os.mkdir(folder, 0o555)
    done = tool.run(*TRY, "-o", os.path.join(folder, "report"), **options)
    tool.expect(done, 3)
    if "EACCES" not in tool.one_line(done.stderr):
        tool.fail(done.stderr)
    tool.none("files", os.listdir(folder))


@test("a file system that is read-only: EROFS")
def read_only_mount(work):
    need_mounts()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", work], check=True)
    done = tool.run(*TRY, "-o", os.path.join(work, "report"))
    subprocess.run(["umount", work], check=False)
    tool.expect(done, 3)
    if "EROFS" not in tool.one_line(done.stderr):
        tool.fail(done.stderr)


# Moments of a run, by the n-th of a call, as strace(1) counts them.
MOMENTS = [("rt_sigaction", 8), ("openat", 3), ("socket", 1), ("socket", 9), ("bind", 3),
           ("bind", 12), ("connect", 4), ("connect", 10), ("poll", 1), ("poll", 4), ("close", 12),
           ("close", 40), ("recvfrom", 1), ("sendto", 3), ("write", 1), ("rename", 1)]


def signalled(work, moment, number):
    """A run that is sent the signal at that moment; its status, and whether it was sent."""
    tool.libc.prctl(tool.PR_SET_CHILD_SUBREAPER, 1)
    log, path = os.path.join(work, "log"), os.path.join(work, "report")
    done = tool.run("-f", "-o", log, "-e", "inject=%s:signal=%s:when=%d" % (
        moment[0], number.name, moment[1]), tool.BINDPROBE, *TRY,
        "udp/any4,reuseaddr/any4,reuseaddr,user=other", "-f", "json", "-o", path,
        program="strace", preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
    with open(log) as file:
        sent = "--- %s {" % number.name in file.read()
    os.remove(log)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    return done, sent, path


def check_signalled(work, number):
    """At each moment: dies of the signal and leaves nothing, or had done its work."""
    died = 0
    for moment in MOMENTS:
        done, sent, path = signalled(work, moment, number)
        what = "%s at %s" % (number.name, moment)
        if done.returncode == -number:
            died += 1
            tool.none(what + ": files", [n for n in os.listdir(work) if n != "report"])
        elif done.returncode != 0:
            tool.fail("%s: status %d: %s" % (what, done.returncode, done.stderr))
        elif sent and not os.path.exists(path):
            tool.fail("%s: status 0 and no report" % what)
        if os.path.exists(path):
            with open(path) as file:
                tool.parse(file.read())
            os.remove(path)
    return died


@test("SIGINT, SIGTERM and SIGHUP at any moment: dies of it, with a whole file or none")
def signals(work):
    tool.need("strace")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if check_signalled(work, number) < len(MOMENTS) // 2:
            tool.fail("%s had no effect" % number.name)


@test("SIGPIPE at any moment changes nothing")
def pipe_signal(work):
    tool.need("strace")
    for moment in MOMENTS:
        if moment[0] in ("rt_sigaction", "openat"):
            continue  # before the program is ready, it may die of it
        done, _, path = signalled(work, moment, signal.SIGPIPE)
        tool.equal("%s" % (moment,), (done.returncode, done.stderr), (0, ""))
        os.remove(path)


@test("stopped and continued at any moment: the report is the same")
def stopped(work):
    tool.need("strace")
    wanted = {c["id"]: tool.answers(c) for c in tool.report(*TRY, "-f", "json")["cases"]}
    for moment in MOMENTS[::2]:
        path, log = os.path.join(work, "report"), os.path.join(work, "log")
        arguments = ["strace", "-o", log, "-e", "inject=%s:signal=SIGSTOP:when=%d" % moment,
                     tool.BINDPROBE] + TRY + ["-f", "json", "-o", path]
        with tool.Started(arguments) as probe:
            stopped_one = wait_for_stop(probe.process, log)
            if stopped_one is not None:
                os.kill(stopped_one, signal.SIGCONT)
            status, _, error = probe.end()
        tool.equal("%s" % (moment,), (status, error), (0, ""))
        with open(path) as file:
            got = {c["id"]: tool.answers(c) for c in tool.parse(file.read())["cases"]}
        tool.equal("answers, stopped at %s" % (moment,), got, wanted)
        os.remove(path)
        os.remove(log)


def wait_for_stop(tracer, log):
    """Waits until the program has stopped; its number, or None when it ended before."""
    children = "/proc/%d/task/%d/children" % (tracer.pid, tracer.pid)
    while tracer.poll() is None:
        with open(log) if os.path.exists(log) else open(os.devnull) as file:
            seen = "--- stopped by SIGSTOP ---" in file.read()
        with open(children) as file:
            pids = file.read().split()
        if seen and pids:
            return int(pids[0])
        os.sched_yield()
    return None


CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

/* The time of day jumps by a day to and fro with each look at it. */
static time_t
jump(void)
{
	static int n;
	return n++ % 2 == 0 ? 86400 : -86400;
}

int
clock_gettime(clockid_t id, struct timespec *now)
{
	static int (*real)(clockid_t, struct timespec *);
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	int result = real(id, now);
	if (id == CLOCK_REALTIME)
		now->tv_sec += jump();
	return result;
}

time_t
time(time_t *result)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (result != NULL)
		*result = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *restrict now, void *restrict zone)
{
	(void)zone;
	now->tv_sec = time(NULL);
	now->tv_usec = 0;
	return 0;
}
"""


@test("a clock that steps by days changes neither answers nor how long is waited")
def clock_steps(work):
    compiler = os.environ.get("CC", "cc").split()
    tool.need(compiler[0])
    source, library = os.path.join(work, "clock.c"), os.path.join(work, "clock.so")
    tool.write_file(source, CLOCK)
    done = subprocess.run(compiler + ["-shared", "-fPIC", "-o", library, source, "-ldl"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        tool.skip("no library can be built: %s" % done.stdout.decode().strip())
    wanted = {c["id"]: tool.answers(c) for c in tool.report(*TRY, "-f", "json")["cases"]}
    env = tool.environment(LD_PRELOAD=library)
    got = {c["id"]: tool.answers(c) for c in tool.report(*TRY, "-f", "json", env=env)["cases"]}
    tool.equal("answers", got, wanted)
    with tool.Started([tool.BINDPROBE, "try", "--hold=1", "tcp/any4"], env=env) as probe:
        status, _, error = probe.end()
    tool.equal("status", status, 0)
    tool.equal("held", error.count("holding"), 1)


if __name__ == "__main__":
    tool.main()
