"""Where the report goes: whole or not at all, plain, and every trouble in writing is told."""

import os
import pty
import re
import resource
import signal
import subprocess

import tool
from tool import test

OLD = "what was there before\n"
QUICK = ["-c", "tcp/any4", "-c", "udp/any6"]


def read(path):
    with open(path) as file:
        return file.read()


def trouble(done, *words):
    """Status 3, and one line on standard error with these words."""
    tool.expect(done, 3)
    line = tool.one_line(done.stderr)
    for word in words:
        if word not in line:
            tool.fail("no %r in %r" % (word, line))


@test("-o writes the whole report to the file and nothing else anywhere")
def to_file(work):
    path = os.path.join(work, "report.json")
    done = tool.run("-f", "json", "-o", path)
    tool.expect(done, 0)
    tool.equal("outputs", (done.stdout, done.stderr), ("", ""))
    tool.equal("files", os.listdir(work), ["report.json"])
    tool.equal("cases", [c["id"] for c in tool.parse(read(path))["cases"]], tool.ids_of("core"))


@test("an old file is replaced and keeps its mode; a new one has that of the umask")
def modes(work):
    old, new = os.path.join(work, "old"), os.path.join(work, "new")
    tool.write_file(old, OLD)
    os.chmod(old, 0o640)
    for path in (old, new):
        tool.expect(tool.run("-o", path, *QUICK, preexec_fn=lambda: os.umask(0o027)), 0)
        tool.equal("mode of " + path, os.stat(path).st_mode & 0o777, 0o640)
        if not read(path).startswith("bindprobe "):
            tool.fail("not a report: %r" % read(path)[:80])


@test("a symbolic link stays, and what it leads to is replaced")
def link(work):
    target, name = os.path.join(work, "target"), os.path.join(work, "link")
    tool.write_file(target, OLD)
    os.symlink("target", name)
    tool.expect(tool.run("-o", name, *QUICK), 0)
    tool.equal("still a link", os.path.islink(name), True)
    tool.equal("replaced", read(target) != OLD, True)


@test("a directory that is not there, or is no directory, or is the file's name: status 3")
def bad_paths(work):
    tool.write_file(os.path.join(work, "plain"), OLD)
    for path in ("none/report", "plain/report", ".", "x" * 300):
        done = tool.run("-o", os.path.join(work, path), *QUICK)
        trouble(done, "cannot write", path[:100])
        tool.equal("standard output", done.stdout, "")
    tool.equal("files", os.listdir(work), ["plain"])
    tool.equal("the other file", read(os.path.join(work, "plain")), OLD)


@test("a directory that may not be written to: status 3, and the old file stays")
def unwritable(work):
    options = tool.as_plain_user(work)
    path = os.path.join(work, "report")
    tool.write_file(path, OLD)
    done = tool.run("-o", path, *QUICK, **options)
    trouble(done, "EACCES", path)
    tool.equal("the file", read(path), OLD)
    tool.equal("files", sorted(os.listdir(work)), ["bindprobe", "report"])


@test("a full file system: status 3, the old file stays, nothing is left beside it")
def full_disk(work):
    tool.need("mount")
    tool.need_root()
    disk = os.path.join(work, "disk")
    os.mkdir(disk)
    tool.unshare(tool.CLONE_NEWNS)
    for command in (["mount", "--make-rprivate", "/"],
                    ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk]):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            tool.skip("cannot mount here: %s" % done.stdout.decode().strip())
    try:
        path = os.path.join(disk, "report")
        tool.write_file(path, OLD)
        trouble(tool.run("-f", "json", "-o", path), "ENOSPC", path, "space")
        tool.equal("the file", read(path), OLD)
        tool.equal("files", os.listdir(disk), ["report"])
        os.remove(path)
        trouble(tool.run("-f", "json", "-o", path), "ENOSPC")
        tool.equal("files", os.listdir(disk), [])
    finally:
        subprocess.run(["umount", disk], check=False)


@test("a limit on the size of files: status 3, the old file stays")
def file_limit(work):
    path = os.path.join(work, "report")
    tool.write_file(path, OLD)

    tool.need_own_system("a limit on files")

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    trouble(tool.run("-f", "json", "-o", path, preexec_fn=limit), "EFBIG")
    tool.equal("the file", read(path), OLD)
    tool.equal("files", os.listdir(work), ["report"])


def need_full():
    if not os.path.exists("/dev/full"):
        tool.skip("there is no /dev/full")


@test("/dev/full as standard output, as -o, and for a report of any size: status 3")
def dev_full(_):
    need_full()
    for arguments in ([], ["-f", "json"], QUICK, ["list"], ["--help"], ["--version"],
                      ["try", "tcp/any4"]):
        with open("/dev/full", "w") as full:
            trouble(tool.run(*arguments, stdout=full), "standard output", "ENOSPC")
    trouble(tool.run("-o", "/dev/full", *QUICK), "/dev/full", "ENOSPC")
    tool.equal("still a device", os.path.exists("/dev/full") and not os.path.isfile("/dev/full"),
               True)


def closing(*descriptors):
    def close():
        for descriptor in descriptors:
            os.close(descriptor)

    return close


@test("a closed standard output: status 3, unless nothing is to be written there")
def closed_stdout(work):
    for arguments in ([], ["-f", "json"], ["list"], ["--version"], ["try", "tcp/any4"]):
        trouble(tool.run(*arguments, preexec_fn=closing(1)), "standard output")
    done = tool.run("-q", preexec_fn=closing(1))
    tool.expect(done, 0)
    path = os.path.join(work, "report")
    done = tool.run("-f", "json", "-o", path, preexec_fn=closing(1))
    tool.expect(done, 0)
    tool.parse(read(path))


@test("with standard input and error closed, or all three, the report is the same")
def closed_others(work):
    for closed in ((0,), (2,), (0, 2), (0, 1, 2)):
        path = os.path.join(work, "report")
        done = tool.run("-f", "json", "-o", path, preexec_fn=closing(*closed))
        tool.expect(done, 0)
        document = tool.parse(read(path))
        tool.equal("outcomes", {c["id"]: tool.answers(c) for c in document["cases"]},
                   {c["id"]: tool.answers(c) for c in tool.report("-f", "json")["cases"]})
    trouble_status = tool.run("70x", preexec_fn=closing(0, 1, 2))
    tool.equal("wrong usage", trouble_status.returncode, 2)


@test("a pipe whose reader goes away: status 3, one line, no signal")
def broken_pipe(_):
    for arguments in (["-f", "json"], [], ["list"]):
        reader, writer = os.pipe()
        os.close(reader)
        done = tool.run(*arguments, stdout=writer)
        os.close(writer)
        trouble(done, "standard output", "EPIPE")


@test("a report that fails while probing goes to no file, and says so once")
def gone_directory(work):
    inner = os.path.join(work, "inner")
    os.mkdir(inner)
    path = os.path.join(inner, "report")
    with tool.Started([tool.BINDPROBE, "try", "--hold=1", "-o", path, "tcp/any4"]) as probe:
        if "holding" not in probe.line():
            tool.fail("not held")
        for name in os.listdir(inner):
            os.remove(os.path.join(inner, name))
        os.rmdir(inner)
        status, out, error = probe.end()
    tool.equal("status", status, 3)
    tool.equal("standard output", out, "")
    tool.one_line(error)


@test("ended by SIGINT, SIGTERM or SIGHUP in mid-run: dies of it, no file, the old one stays")
def ended(work):
    for number in tool.ENDING:
        for old in (True, False):
            path = os.path.join(work, "report")
            if old:
                tool.write_file(path, OLD)
            with tool.Started([tool.BINDPROBE, "try", "--hold=600", "-o", path,
                               "tcp/any4", "udp/any6"]) as probe:
                if "holding tcp/any4" not in probe.line():
                    tool.fail("not held")
                status, out, _ = probe.end(number)
            tool.equal("status", status, tool.died_of(number))
            tool.equal("standard output", out, "")
            tool.equal("files", os.listdir(work), ["report"] if old else [])
            if old:
                tool.equal("the file", read(path), OLD)
                os.remove(path)


@test("a signal that was ignored by who started it stays ignored")
def nohup(_):
    tool.need_own_system("SIGHUP")

    def ignore():
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with tool.Started([tool.BINDPROBE, "try", "--hold=1", "-f", "json", "tcp/any4"],
                      preexec_fn=ignore) as probe:
        probe.line()
        status, out, _ = probe.end(signal.SIGHUP)
    tool.equal("status", status, 0)
    tool.parse(out)


@test("-q writes nothing at all")
def quiet(work):
    for arguments in (["-q"], ["--quiet", "-v", "-f", "json"], ["try", "-q", "tcp/any4"]):
        done = tool.run(*arguments)
        tool.expect(done, 0)
        tool.equal("outputs of %r" % arguments, (done.stdout, done.stderr), ("", ""))
    tool.expect(tool.run("-q", "-o", os.path.join(work, "report")), 0)
    tool.none("files", os.listdir(work))


def on_terminal(*arguments, **env):
    """What the program writes to a terminal."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen([tool.BINDPROBE] + list(arguments), stdin=subprocess.DEVNULL,
                               stdout=terminal, stderr=subprocess.PIPE,
                               env=tool.environment(**env))
    os.close(terminal)
    parts = []
    while True:
        try:
            part = os.read(controller, 4096)
        except OSError:  # EIO: nobody has the terminal open any more
            break
        if not part:
            break
        parts.append(part)
    os.close(controller)
    process.communicate()
    tool.equal("status", process.returncode, 0)
    return b"".join(parts).decode()


@test("colour: on a terminal only, NO_COLOR is honoured, --color=WHEN has the last word")
def color(work):
    def piped(*arguments, **env):
        done = tool.run(*arguments, env=tool.environment(**env))
        tool.expect(done, 0)
        return "\x1b" in done.stdout

    path = os.path.join(work, "report")
    got = {
        "a terminal": "\x1b" in on_terminal(),
        "a terminal, NO_COLOR=1": "\x1b" in on_terminal(NO_COLOR="1"),
        "a terminal, NO_COLOR empty": "\x1b" in on_terminal(NO_COLOR=""),
        "a terminal, TERM=dumb": "\x1b" in on_terminal(TERM="dumb"),
        "a terminal, --color=never": "\x1b" in on_terminal("--color=never"),
        "a terminal, JSON": "\x1b" in on_terminal("-f", "json"),
        "a pipe": piped(),
        "a pipe, --color=auto": piped("--color=auto"),
        "a pipe, --color=always": piped("--color=always"),
        "a pipe, --color=always, NO_COLOR=1": piped("--color=always", NO_COLOR="1"),
        "a pipe, JSON, --color=always": piped("-f", "json", "--color=always"),
        "list in a pipe": piped("list"),
        "a file": "\x1b" in (on_terminal("-o", path) + read(path)),
    }
    tool.equal("colour", got, {
        "a terminal": True,
        "a terminal, NO_COLOR=1": False,
        "a terminal, NO_COLOR empty": True,
        "a terminal, TERM=dumb": False,
        "a terminal, --color=never": False,
        "a terminal, JSON": False,
        "a pipe": False,
        "a pipe, --color=auto": False,
        "a pipe, --color=always": True,
        "a pipe, --color=always, NO_COLOR=1": True,
        "a pipe, JSON, --color=always": False,
        "list in a pipe": False,
        "a file": False,
    })


# An id is there to be copied, and so is never folded.
LONE_ID = re.compile(r"(tcp|udp)[a-z-]*/\S+$")


def check_drawing(text, what):
    wrong = []
    for line in text.split("\n"):
        if len(line) > 80 and not LONE_ID.match(line):
            wrong.append("%d columns: %s" % (len(line), line))
        if any(not " " <= c <= "~" for c in line):
            wrong.append("not plain ASCII: %r" % line)
        if line.endswith(" "):
            wrong.append("blanks at the end: %r" % line)
    tool.none(what, wrong)
    if not text.endswith("\n"):
        tool.fail("%s does not end with a line" % what)


def check_drawings():
    ids = tool.ids_of("core")
    mine = ["tcp/::ffff:127.0.0.1,v6only=off,reuseaddr,reuseport/127.0.0.1,reuseaddr,reuseport",
            "udp/fd00:1111:2222:3333:4444:5555:6666:7777,v6only=off,reuseaddr,reuseport"
            "/2001:db8:1111:2222:3333:4444:5555:6666,v6only=on,reuseaddr,reuseport,user=other"]
    for arguments in ([], ["-v"], ["-t"], ["-u", "-v"], ["-s", "closer"], ["-s", "facts"],
                      ["-s", "mapped,wildcard", "-v"], ["-c", "udp/*host*"],
                      ["try"] + ids[:40], ["try", "-v"] + mine + ids[-30:]):
        done = tool.run(*arguments)
        tool.expect(done, 0)
        check_drawing(done.stdout, "bindprobe %s" % " ".join(arguments)[:60])


@test("the text report is plain ASCII of at most 80 columns, with no blanks at line ends")
def drawing(_):
    check_drawings()


@test("the same with long interface names, long and many addresses")
def wide_drawing(_):
    tool.own_addresses()
    long6 = "fd00:1111:2222:3333:4444:5555:6666:%x/128"
    made = False
    for number, name in enumerate(("abcdefghijklmno", "w%s\"'`<&>|,;:_", "x.y-z@0123456~")):
        for kind in (["type", "dummy"], ["type", "veth", "peer", "name", "peer%d" % number],
                     ["type", "bridge"]):
            done = subprocess.run(["ip", "link", "add", name] + kind, stderr=subprocess.PIPE)
            if done.returncode == 0:
                made = True
                break
        else:
            continue
        tool.ip("link", "set", name, "up")
        for i in range(12):
            tool.ip("addr", "add", long6 % (0x7000 + 256 * number + i), "dev", name, "nodad")
            tool.ip("addr", "add", "10.%d.222.%d/32" % (200 + number, 200 + i), "dev", name)
        tool.ip("addr", "add", "fe80::1111:2222:3333:%d/64" % (4444 + number), "dev", name,
                "nodad")
    if not made:
        for i in range(12):
            tool.ip("addr", "add", long6 % (0x7000 + i), "dev", "lo", "nodad")
    check_drawings()
    tool.parse(tool.run("-f", "json", "-v").stdout)


if __name__ == "__main__":
    tool.main()
