"""What the tests of the tool share: TAP, running bindprobe, network namespaces.

A test is a function with @test("what is true when it passes"). Each runs in a process of its
own and in a fresh network namespace with lo up, so that tests neither see each other nor what
else goes on here; namespace=False leaves it in that of the host, "if possible" as well where
none can be made. It fails by an exception, mostly fail() or
equal(), and is skipped by skip(). Arguments on the command line pick tests by a part of their
name.
"""

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import traceback

import schema

BINDPROBE = os.path.abspath(os.environ.get("BINDPROBE", "bindprobe"))
SOURCE = os.environ.get("BINDPROBE_SOURCE", ".")
BUILD = os.environ.get("BINDPROBE_BUILD", ".")

# Wine, where the program is of Windows: see tests/emulated.sh, which BINDPROBE leads to.
IS_WINE = "wine" in os.environ.get("EMULATOR", "")

# Every how many of a list are tried, where a start takes a tenth of a second; and picks of so
# many cases that they make a sweep, which takes half a minute there.
EVERY = 8 if IS_WINE else 1
SWEEPS = {"tcp/*", "udp/*", "tcp*"}

BOUND = 240 if IS_WINE else 60  # seconds after which a process is hung: no test depends on the figure

CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36

libc = ctypes.CDLL(None, use_errno=True)
is_root = os.geteuid() == 0
tests = []


class Failure(Exception):
    pass


class Skip(Exception):
    pass


def fail(text):
    raise Failure(text)


def skip(reason):
    raise Skip(reason)


def equal(what, got, wanted):
    if got != wanted:
        fail("%s:\n  got    %r\n  wanted %r" % (what, got, wanted))


def none(what, wrong):
    """Fails when there is something in the list, and shows it."""
    if wrong:
        shown = [str(i) for i in wrong[:40]]
        fail("%s: %d\n  %s" % (what, len(wrong), "\n  ".join(shown)))


def need(*programs):
    for program in programs:
        if shutil.which(program) is None:
            skip("there is no " + program)


def node_package(name):
    """The folder of a package of tests/npm that npm has put into the build tree."""
    need("node")
    folder = os.path.join(BUILD, "node_modules", name)
    if not os.path.exists(os.path.join(folder, "package.json")):
        skip("npm has not installed %s in the build tree" % name)
    return folder


def node_program(name):
    """The program of such a package."""
    folder = node_package(name)
    with open(os.path.join(folder, "package.json")) as file:
        programs = json.load(file).get("bin", {})
    return os.path.join(folder, programs if isinstance(programs, str) else programs[name])


def need_own_system(what):
    """Skips what is asked of this system, which Wine stands before."""
    if IS_WINE:
        skip("%s is not the program's own under Wine" % what)


# What asks the program to end, and can be waited for. Wine has no more than Ctrl-C.
ENDING = (signal.SIGINT,) if IS_WINE else (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def died_of(number):
    """The status of a program that the signal ended: Windows has STATUS_CONTROL_C_EXIT, of
    which Wine gives its parent the last byte."""
    return 0x3a if IS_WINE else -number


def need_root():
    if not is_root:
        skip("needs root")


def drop_root():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


def need_other_user():
    """Skips where root cannot become a plain user, as in some user namespaces."""
    need_own_system("the user")
    need_root()
    try:
        subprocess.run(["true"], preexec_fn=drop_root, check=True)
    except subprocess.SubprocessError:
        skip("root cannot become another user here")


def test(text, namespace=True):
    def add(function):
        tests.append((text, function, namespace))
        return function

    return add


# ---- namespaces


def unshare(flags):
    if libc.unshare(flags) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def write_file(path, text):
    with open(path, "w") as file:
        file.write(text)


def set_up(interface, up=True):
    """Brings an interface up or down by SIOCSIFFLAGS."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sH14x", interface.encode(), 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(sock, 0x8913, request))[1]
        flags = flags | 1 if up else flags & ~1
        fcntl.ioctl(sock, 0x8914, struct.pack("16sH14x", interface.encode(), flags))


def enter_namespace():
    """Enters a fresh network namespace; a plain user becomes root of a user namespace."""
    uid, gid = os.geteuid(), os.getegid()
    try:
        if uid == 0:
            unshare(CLONE_NEWNET)
        else:
            unshare(CLONE_NEWUSER | CLONE_NEWNET)
            write_file("/proc/self/uid_map", "0 %d 1" % uid)
            write_file("/proc/self/setgroups", "deny")
            write_file("/proc/self/gid_map", "0 %d 1" % gid)
        set_up("lo")
        settle("127.0.0.1", "::1")
    except OSError as error:
        skip("no network namespace can be made here: %s" % error)


@contextlib.contextmanager
def own_wine():
    """Gives the test a Windows of its own, which stands in this namespace. It is made when the
    program is run first, and its server, where there is one, is ended by its folder."""
    with tempfile.TemporaryDirectory(prefix="bindprobe-wine-") as folder:
        prefix = os.path.join(folder, "prefix")
        os.environ["WINEPREFIX"] = prefix
        try:
            yield
        finally:
            if os.path.exists(prefix):
                subprocess.run(["wineserver", "-k"], timeout=BOUND, check=False)


def set_sysctl(name, value):
    path = "/proc/sys/" + name.replace(".", "/")
    try:
        write_file(path, value)
    except OSError as error:
        skip("cannot set %s here: %s" % (name, error))


def ip(*arguments):
    """Runs ip(8) in this namespace."""
    need("ip")
    done = subprocess.run(["ip"] + list(arguments), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True, timeout=BOUND)
    if done.returncode != 0:
        skip("ip %s: %s" % (" ".join(arguments), done.stdout.strip()))
    return done.stdout


def settle(*addresses):
    """Waits until datagrams to these addresses of lo arrive: the kernel makes their routes in
    its own time, and would answer a probe that comes before otherwise than one after."""
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        if ":" in address and not os.path.exists("/proc/net/if_inet6"):
            continue
        scope = (0, 1) if address.startswith("fe80") else ()
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.settimeout(0.05)
            for _ in range(20 * BOUND):
                try:
                    sock.sendto(b"here", (address, sock.getsockname()[1] or bound(sock)) + scope)
                    sock.recv(16)
                    break
                except OSError:
                    continue


def bound(sock):
    """Binds the socket to a port the system chooses; returns it."""
    sock.bind(("", 0))
    return sock.getsockname()[1]


def own_addresses():
    """Gives lo what a host has: global addresses of both families and a link-local one."""
    ip("addr", "add", "192.0.2.2/32", "dev", "lo")
    ip("addr", "add", "fd00::2/128", "dev", "lo", "nodad")
    ip("addr", "add", "fe80::2/64", "dev", "lo", "nodad")
    settle("192.0.2.2", "fd00::2", "fe80::2")


def host_addresses():
    """The addresses of this host as ip(8) has them, with the interface's name."""
    pairs = set()
    for interface in json.loads(ip("-json", "addr")):
        for address in interface.get("addr_info", []):
            if "local" in address:
                pairs.add((address["local"], interface["ifname"]))
    return pairs


# ---- running bindprobe


def environment(**more):
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CLICOLOR")}
    env.update(LC_ALL="C", TERM="xterm")
    env.update(more)
    return env


def decode(data):
    """Output as text, with no newline translated; nothing is lost of what is no UTF-8."""
    return data if data is None else data.decode("utf-8", "surrogateescape")


def run(*arguments, program=None, env=None, **options):
    """Runs the program under test to its end, its outputs as text."""
    if IS_WINE and "full" in arguments and (SWEEPS & set(arguments) or "-c" not in arguments):
        skip("a sweep takes half a minute under Wine")
    options.setdefault("stdin", subprocess.DEVNULL)
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    done = subprocess.run([program or BINDPROBE] + list(arguments), timeout=BOUND,
                          env=env or environment(), **options)
    done.stdout = decode(done.stdout)
    done.stderr = decode(done.stderr)
    return done


def made_up(*arguments):
    """Runs tests/pages/page, which writes reports of made-up systems."""
    page = [os.path.join(BUILD, "tests", "pages", "page")]
    if IS_WINE:
        page = [os.path.join(SOURCE, "tests", "emulated.sh"), page[0] + ".exe"]
    done = run(*page[1:], *arguments, program=page[0])
    expect(done, 0)
    return done.stdout


def file_name(name):
    """The name without what files of Windows have not in theirs."""
    return re.sub(r'[<>:"|?*\\\x00-\x1f]', "", name) if IS_WINE else name


def expect(done, status, what="exit status"):
    if done.returncode != status:
        fail("%s: %s, wanted %s\n  %s\n  out: %.300s\n  err: %s" % (
            what, done.returncode, status, done.args, done.stdout, done.stderr))


def no_constant(word):
    raise ValueError("not JSON: " + word)


def no_twin(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError("a key comes twice: %r" % keys)
    return dict(pairs)


def parse(text):
    """Reads JSON strictly: no NaN, no key twice. A report has to be as its schema says."""
    document = json.loads(text, parse_constant=no_constant, object_pairs_hook=no_twin)
    if isinstance(document, dict) and "schema" in document:
        none("what the schema does not allow", schema.errors(document, SOURCE))
    return document


def report(*arguments, **options):
    """The JSON report of a run that must succeed and say nothing on standard error."""
    command = list(arguments)
    done = run(*command, **options)
    expect(done, 0)
    equal("standard error", done.stderr, "")
    return parse(done.stdout)


def ids_of(what="core"):
    done = run("list", what)
    expect(done, 0)
    return [line.split()[0] for line in done.stdout.splitlines() if "/" in line.split(" ")[0]]


def by_id(document):
    return {case["id"]: case for case in document["cases"]}


def answers(case):
    """What one case says, without what may differ from run to run: how often each socket
    received, and the port the system chose."""
    sockets = [{k: v for k, v in s.items() if k not in ("port", "kernel")}
               for s in case["sockets"]]
    delivery = [(d["to"], tuple(d["by"]), d.get("nobody")) for d in case["delivery"]]
    return {"outcome": case["outcome"], "sockets": sockets, "delivery": delivery}


def one_line(text):
    """Fails unless the text is one line of the program's own; returns it."""
    if not text.startswith("bindprobe: ") or not text.endswith("\n") or text.count("\n") != 1:
        fail("standard error is not one line of bindprobe's: %r" % text)
    return text[:-1]


class Started:
    """A process in the background, ended by pid when the block is left."""

    def __init__(self, arguments, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        options.setdefault("env", environment())
        self.process = subprocess.Popen(arguments, universal_newlines=True, **options)
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def line(self):
        """The next line of its standard error: comes when it comes, or at its end."""
        return self.process.stderr.readline()

    def end(self, number=None):
        """Ends it by the signal, or waits for it; returns its status and outputs."""
        if number is not None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=BOUND)
        return self.process.returncode, out, err


def free_port():
    """A port that is free in both families and protocols, at this moment."""
    for _ in range(64):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as first:
            first.bind(("0.0.0.0", 0))
            port = first.getsockname()[1]
        try:
            for family, wildcard in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    with socket.socket(family, kind) as sock:
                        sock.bind((wildcard, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
        return port
    skip("no port is free in both families and protocols")
    return 0


def sockets_on(port):
    """The lines of ss(8) for every socket that has the port on its side, in any state."""
    need("ss")
    done = subprocess.run(["ss", "-tuanH", "sport = :%d" % port], stdout=subprocess.PIPE,
                          universal_newlines=True, timeout=BOUND, check=True)
    return done.stdout.splitlines()


def as_plain_user(directory):
    """Options of subprocess for a plain user, and a copy of the program that user can read."""
    need_other_user()
    copy = os.path.join(directory, "bindprobe")
    shutil.copy(BINDPROBE, copy)
    os.chmod(copy, 0o755)
    os.chmod(directory, 0o755)
    return {"program": copy, "preexec_fn": drop_root, "cwd": "/"}


def need_strace():
    need_own_system("what strace sees")
    need("strace")
    done = subprocess.run(["strace", "-o", "/dev/null", "true"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)
    if done.returncode != 0:
        skip("strace cannot trace here: " + done.stdout.strip())


DENIAL = r"""
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct sock_filter rules[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_NETLINK, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof rules / sizeof *rules, rules};
	if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		return 99;
	execv(argv[1], argv + 1);
	return 98;
}
"""


def denial_of_netlink(work):
    """A program that runs another without netlink."""
    source = os.path.join(work, "deny.c")
    compiler = os.environ.get("CC", "cc").split()
    need(compiler[0])
    write_file(source, DENIAL)
    program = os.path.join(work, "deny")
    done = subprocess.run(compiler + ["-o", program, source], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True)
    if done.returncode != 0:
        skip("no program without netlink can be made: " + done.stdout[-100:])
    if subprocess.run([program, "/bin/true"]).returncode != 0:
        skip("seccomp is not to be had here")
    return program


# ---- TAP


def diagnose(text):
    for line in text.rstrip().splitlines():
        print("# " + line)


def enter(namespace):
    try:
        enter_namespace()
    except Skip:
        if namespace != "if possible":
            raise


def run_here(function, namespace, channel):
    """In the child: runs one test and says how it went through the pipe."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    verdict, text = "ok", ""
    with tempfile.TemporaryDirectory(prefix="bindprobe-test-") as work:
        try:
            if namespace:
                enter(namespace)
            with own_wine() if IS_WINE and namespace else contextlib.nullcontext():
                function(work)
        except Skip as reason:
            verdict, text = "skip", str(reason)
        except Failure as failure:
            verdict, text = "not ok", str(failure)
        except Exception:  # pylint: disable=broad-except
            verdict, text = "not ok", traceback.format_exc()
    os.write(channel, (verdict + "\n" + text).encode())


def run_apart(function, namespace):
    """Runs one test in a process of its own; returns how it went and why."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            run_here(function, namespace, writer)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, errors="replace") as pipe:
        verdict, _, text = pipe.read().partition("\n")
    os.waitpid(pid, 0)
    return (verdict or "not ok"), text


def main():
    # Who starts the tests in the background may have them ignore it, and what they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    picked = [t for t in tests if all(word in t[1].__name__ for word in sys.argv[1:])]
    print("1..%d" % len(picked))
    failed = 0
    for number, (text, function, namespace) in enumerate(picked, 1):
        verdict, why = run_apart(function, namespace)
        if verdict == "skip":
            print("ok %d - %s # SKIP %s" % (number, text, why.splitlines()[0]))
            continue
        failed += verdict != "ok"
        print("%s %d - %s" % (verdict, number, text))
        diagnose(why)
    sys.stdout.flush()
    sys.exit(1 if failed else 0)
