#!/usr/bin/env python3
"""Probes the system on a disk image: boots it with qemu, brings the release there, builds it,
runs `bindprobe -f json -s core,reuse` and brings the report home.

    vm.py [OPTION]... IMAGE [-- OPTION-OF-QEMU...]

It talks over the serial line, to a shell that is there by itself or after a login, or over
ssh with a key. The image is not changed. What is wanted of the system: a C compiler, make,
tar, gzip and cksum, and a console on the serial line, or an sshd; with --binary, which brings
a program that is built already, no compiler. It gets one network card, whose network leads
nowhere and gives it 192.0.2.2 by DHCP and the prefix fd00::/64.

    FreeBSD    vm.py -o freebsd.json --login=root --tarball=bindprobe-1.0.0.tar.xz \\
                   FreeBSD-14.2-RELEASE-amd64-BASIC-CI-ufs.raw
    NetBSD     vm.py -o netbsd.json --login=root --tarball=... netbsd.qcow2
               (installed with the compiler set, and `consdev com0` in /boot.cfg)
    OpenBSD    vm.py -o openbsd.json --login=root --password=... --tarball=... \\
                   --at='boot> ::set tty com0\\nboot' openbsd.qcow2
    DragonFly  vm.py -o dragonfly.json --login=root --tarball=... dragonfly.img
               (with `console="comconsole"` in /boot/loader.conf)
    illumos    vm.py -o omnios.json --ssh=root --identity=key --tarball=... \\
                   --memory=2048 omnios.qcow2
    macOS      vm.py -o macos.json --ssh=me --identity=key --tarball=... \\
                   --accel=kvm --nic=vmxnet3 macos.qcow2 -- ...what it needs to boot
    Windows    vm.py -o windows.json --ssh=me --identity=key --windows \\
                   --binary=bindprobe.exe --memory=4096 windows.qcow2
    other machines: --qemu=qemu-system-aarch64, and -- -machine virt -cpu max -bios ...

Exits 0 with the report, 1 where that failed, which it explains, and 2 for wrong usage.
"""

import argparse
import base64
import datetime
import gzip
import hashlib
import json
import lzma
import os
import re
import select
import socket
import subprocess
import sys
import time
import uuid

PROBE = "-f json -s core,reuse"
# What a terminal is told that is not text.
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>78]|[\r\0]")
# Of lines that go to a terminal: systems keep as few as 255 bytes of a line, and 1,024 of
# lines that nobody has read.
LINE = 76
LINES_AHEAD = 10


class Trouble(Exception):
    """What went wrong, in words for those who started this."""


def cksum(data):
    """What cksum(1) prints, by POSIX: every system has it."""
    table = []
    for i in range(256):
        crc = i << 24
        for _ in range(8):
            crc = (crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)
        table.append(crc & 0xFFFFFFFF)
    size, crc = len(data), 0
    for byte in data + size.to_bytes((size.bit_length() + 7) // 8, "little"):
        crc = (crc << 8 & 0xFFFFFFFF) ^ table[crc >> 24 ^ byte]
    return "%d %d" % (crc ^ 0xFFFFFFFF, size)


def came_whole(data, said):
    """Whether what a system says of a file has the right checksum of the data."""
    return cksum(data) in said.split("\n") or hashlib.sha256(data).hexdigest() in said


class Machine:
    """A qemu that runs, and its serial line."""

    def __init__(self, command, log_path, deadline):
        self.deadline = deadline
        self.log = open(log_path, "ab")
        self.text = ""
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE,
                                            stderr=subprocess.STDOUT)
        except OSError as error:
            raise Trouble("cannot run %s: %s" % (command[0], error.strerror))
        os.set_blocking(self.process.stdout.fileno(), False)

    def left(self):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise Trouble("the time is up; --minutes gives it more")
        return left

    def pump(self, seconds):
        """Reads what the line has, waiting so long for something; whether there was any."""
        ready = select.select([self.process.stdout], [], [], min(seconds, self.left()))[0]
        if not ready:
            return False
        data = self.process.stdout.read()
        if not data:
            raise Trouble("qemu ended with status %s" % self.process.wait())
        self.log.write(data)
        self.log.flush()
        self.text = ESCAPES.sub("", self.text + data.decode("utf-8", "replace"))
        return True

    def send(self, text):
        try:
            self.process.stdin.write(text.encode())
            self.process.stdin.flush()
        except OSError:
            raise Trouble("qemu ended with status %s" % self.process.wait())

    def expect(self, pattern, seconds=None):
        """The match of the pattern in what the line says from here on; what is before it is
        then past. None where it did not come in these seconds."""
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            found = re.search(pattern, self.text, re.MULTILINE)
            if found:
                self.text = self.text[found.end():]
                return found
            if until is not None and time.monotonic() >= until:
                return None
            self.pump(1)

    def end(self, seconds):
        """Waits so long for it to end by itself, and ends it."""
        until = time.monotonic() + seconds
        try:
            while time.monotonic() < until:
                self.pump(1)
        except Trouble:
            pass
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Serial:
    """A shell on the serial line. It reads from dd and not from the terminal, so that it
    neither prompts nor edits lines. A cat that splices keeps lines back."""

    # Systems have one or the other program for base64, and busybox may have no cksum.
    FUNCTIONS = r"""
for d in 'base64 -d' 'base64 -D' 'b64decode -r' 'openssl base64 -d' uu; do
[ "$(echo aGVsbG8= | $d 2>/dev/null)" = hello ] && break
done
for e in base64 'openssl base64' 'uuencode -m x'; do
printf hello | $e 2>/dev/null | grep aGVsbG8= >/dev/null && break
done
for c in cksum sha256sum; do
$c </dev/null >/dev/null 2>&1 && break
done
decode() {
[ "$d" != uu ] || { (echo begin-base64 644 x; cat; echo ====) |
uudecode -o /dev/stdout; return; }
$d
}
"""

    def __init__(self, machine, options):
        self.machine = machine
        self.nonce = uuid.uuid4().hex[:8]
        self.reach_shell(options)
        status, said = self.run("type decode $e $c gzip", before=self.FUNCTIONS)
        if status != 0:
            raise Trouble("the system lacks a program: %s" % said.strip())

    def reach_shell(self, options):
        """Answers what the line asks, until it is a shell that answers."""
        machine = self.machine
        answers = []
        if options.login is not None:
            answers += [(r"ogin: *\Z", options.login), (r"assword: *\Z", options.password)]
        for rule in options.at:
            pattern, _, text = rule.partition("::")
            answers.append((re.escape(pattern) + r"\Z",
                            text.encode().decode("unicode_escape")))
        logged_in = options.login is None
        while True:
            quiet = not machine.pump(1)
            for pattern, text in answers:
                if re.search(pattern, machine.text):
                    machine.text = ""
                    machine.send(text + "\n")
                    logged_in = logged_in or text == options.login
                    quiet = False
            if quiet and logged_in and re.search(options.prompt + r"\Z", machine.text):
                machine.text = ""
                machine.send("stty -echo; dd bs=1k | sh\n")
                # A shell that edits lines drops what comes before it has set the terminal.
                # The quotes keep the echo of it from being taken for the answer.
                for _ in range(10):
                    if machine.expect("^shell" + self.nonce, 2):
                        return
                    machine.send("echo shell''%s\n" % self.nonce)

    def run(self, script, before=""):
        """The status of a script, and what it wrote."""
        self.machine.send("%s\n(\n%s\n) </dev/null 2>&1\ns=$?; echo; echo end%s $s\n" %
                          (before, script, self.nonce))
        found = self.machine.expect(r"\A((?:.|\n)*?)^end%s (\d+)\n" % self.nonce)
        return int(found.group(2)), found.group(1)

    def put(self, path, data):
        text = base64.b64encode(data).decode()
        lines = [text[i:i + LINE] for i in range(0, len(text), LINE)]
        # A shell may read on before it runs a command: it gets no more until that runs.
        self.machine.send("{ echo .reads; while read -r l; do case $l in\n"
                          ".ack*) echo \"is $l\" ;;\n.end) break ;;\n"
                          "*) echo \"$l\" >&3 ;;\nesac; done; echo .has; } 3>%s.b64\n" % path)
        self.machine.expect(r"^\.reads$")
        for i in range(0, len(lines), LINES_AHEAD):
            self.machine.send("\n".join(lines[i:i + LINES_AHEAD] + [".ack%d" % i, ""]))
            self.machine.expect(r"^is \.ack%d$" % i)
        self.machine.send(".end\n")
        self.machine.expect(r"^\.has$")
        status, said = self.run("decode <%s.b64 >%s && $c <%s" % (path, path, path))
        if status != 0 or not came_whole(data, said):
            raise Trouble("what was sent to the system arrived damaged: %s" % said.strip())

    def get(self, path):
        """A file of the system's; what its kernel says meanwhile may damage it on its way."""
        for _ in range(3):
            _, said = self.run("$c <%s; gzip -c %s | $e" % (path, path))
            lines = [i for i in said.split("\n") if re.fullmatch("[A-Za-z0-9+/]+=*", i)]
            try:
                data = gzip.decompress(base64.b64decode("".join(lines), validate=True))
            except (ValueError, OSError, EOFError):
                continue
            if came_whole(data, said):
                return data
        raise Trouble("the report arrives damaged")


class Ssh:
    """The same over ssh."""

    def __init__(self, machine, options):
        self.machine = machine
        self.target = "%s@127.0.0.1" % options.ssh
        self.options = ["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o",
                        "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o",
                        "ConnectTimeout=10"]
        if options.identity:
            self.options += ["-i", options.identity, "-o", "IdentitiesOnly=yes"]
        self.port = str(options.port)
        while self.call("exit 0").returncode != 0:
            machine.pump(2)

    def call(self, command, data=b""):
        return self.finish(["ssh", "-p", self.port] + self.options + [self.target, command],
                           data)

    def finish(self, command, data=b""):
        try:
            return subprocess.run(command, input=data, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=self.machine.left())
        except subprocess.TimeoutExpired:
            raise Trouble("the time is up; --minutes gives it more")
        except OSError as error:
            raise Trouble("cannot run %s: %s" % (command[0], error.strerror))

    def run(self, script):
        done = self.call("sh -s", script.encode())
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def put(self, path, data):
        done = self.call("cat >" + path, data)
        if done.returncode != 0:
            raise Trouble("cannot write on the system: %r" % done.stdout)

    def get(self, path):
        return self.call("cat " + path).stdout

    def copy(self, path, name):
        """For a system without sh and cat."""
        done = self.finish(["scp", "-P", self.port] + self.options +
                           [path, "%s:%s" % (self.target, name)])
        if done.returncode != 0:
            raise Trouble("scp: %s" % done.stdout.decode("utf-8", "replace").strip())


def do(guest, what, script):
    print("vm: " + what, flush=True)
    status, said = guest.run(script)
    if status != 0:
        raise Trouble("%s: status %d\n%s" % (what, status, "\n".join(
            said.strip().split("\n")[-20:])))
    return said


def read_file(path):
    with open(path, "rb") as file:
        return file.read()


def bring_program(guest, options):
    """Puts the program there, which it builds where there is none; the folder it is in."""
    folder = "/tmp/bindprobe-vm"
    do(guest, "making %s" % folder, "rm -rf %s; mkdir %s" % (folder, folder))
    if options.binary:
        print("vm: sending the program", flush=True)
        guest.put(folder + "/program.gz", gzip.compress(read_file(options.binary)))
        do(guest, "unpacking", "cd %s && gzip -dc program.gz >bindprobe && chmod 755 bindprobe"
           % folder)
        return folder
    data = read_file(options.tarball)
    print("vm: sending the release", flush=True)
    # Not every system reads xz.
    guest.put(folder + "/release.gz",
              gzip.compress(lzma.decompress(data)) if data[:2] == b"\xfd7" else data)
    do(guest, "unpacking", "cd %s && gzip -dc release.gz | tar -xf - && mv bindprobe-* source"
       % folder)
    do(guest, "./configure", "cd %s/source && ./configure --disable-shared --without-jansson %s"
       % (folder, options.configure))
    do(guest, "make", "cd %s/source && $(command -v gmake || echo make)" % folder)
    return folder + "/source"


def probe(guest, options):
    """The report."""
    if options.windows:
        guest.copy(options.binary, "bindprobe.exe")
        report = guest.call(".\\bindprobe.exe " + PROBE).stdout
        guest.call("shutdown /s /t 0")
        return report
    folder = bring_program(guest, options)
    do(guest, "bindprobe " + PROBE, "cd %s && ./bindprobe %s >report.json" % (folder, PROBE))
    report = guest.get(folder + "/report.json")
    print("vm: shutting down", flush=True)
    off = "(sleep 1; poweroff -f || shutdown -p now || shutdown -h now || halt -p)"
    guest.run(off + " >/dev/null 2>&1 </dev/null &")
    return report


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def command_of(options, log):
    # Over ssh nobody reads the serial line, which must not wait for that.
    command = [options.qemu, "-display", "none", "-monitor", "none", "-no-reboot", "-m",
               str(options.memory), "-serial", "file:" + log if options.ssh else "stdio"]
    accel = options.accel
    if accel == "auto":
        accel = "kvm" if os.access("/dev/kvm", os.R_OK | os.W_OK) else "tcg"
    command += ["-accel", accel]
    if accel == "tcg" and options.qemu.endswith("x86_64") and "-cpu" not in options.rest:
        # Some kernels do not boot with cx16 emulated.
        command += ["-cpu", "qemu64,-cx16"]
    if options.image:
        command += ["-snapshot", "-drive", "if=%s,file=%s" % (options.disk, options.image)]
    nic = "user,model=%s,net=192.0.2.0/24,host=192.0.2.1,dhcpstart=192.0.2.2," \
        "ipv6-prefix=fd00::,restrict=on" % options.nic
    if options.ssh:
        options.port = free_port()
        nic += ",hostfwd=tcp:127.0.0.1:%d-:22" % options.port
    return command + ["-nic", nic] + options.rest


def write_results(options, report, command):
    with open(options.output, "wb") as file:
        file.write(report)
    with open(os.path.splitext(options.output)[0] + ".provenance", "w") as file:
        names = [os.path.basename(i) if os.path.exists(i) else i for i in command]
        file.write("command: %s\n" % " ".join(names))
        file.write("image: %s\n" % os.path.basename(options.image or "none"))
        file.write("program: %s\n" % os.path.basename(options.binary or options.tarball))
        file.write("date: %s\n" % datetime.datetime.now(datetime.timezone.utc).date())


def parse(arguments):
    rest = []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, rest = arguments[:at], arguments[at + 1:]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("image", nargs="?", help="disk image; none where qemu is told to boot "
                        "something else after --")
    parser.add_argument("-o", "--output", default="vm.json", help="the report [vm.json]; what "
                        "the console said is beside it")
    parser.add_argument("--tarball", help="the release, to be built there")
    parser.add_argument("--binary", help="a program to run instead")
    parser.add_argument("--configure", default="", help="more arguments for ./configure")
    parser.add_argument("--login", help="log in on the serial line by this name")
    parser.add_argument("--password", default="", help="and this password")
    parser.add_argument("--prompt", default="[#$%>] *", help="how a shell asks [%(default)s]"
                        .replace("[#$%>]", "[#$%%>]"))
    parser.add_argument("--at", action="append", default=[], metavar="TEXT::ANSWER",
                        help="when the line ends with the text, answer this; may repeat")
    parser.add_argument("--ssh", metavar="USER", help="use ssh and not the serial line")
    parser.add_argument("--identity", help="the key for ssh")
    parser.add_argument("--windows", action="store_true", help="it is Windows: needs --ssh and "
                        "--binary")
    parser.add_argument("--qemu", default="qemu-system-x86_64", help="[%(default)s]")
    parser.add_argument("--accel", default="auto", help="kvm or tcg [kvm where it is there]")
    parser.add_argument("--memory", type=int, default=1024, help="MiB [%(default)s]")
    parser.add_argument("--disk", default="ide", help="ide, virtio, ... [%(default)s]")
    parser.add_argument("--nic", default="e1000", help="network card [%(default)s]")
    parser.add_argument("--minutes", type=float, default=60, help="for all of it [%(default)g]")
    options = parser.parse_args(arguments)
    options.rest = rest
    if (options.tarball is None) == (options.binary is None):
        parser.error("give --tarball or --binary")
    if options.windows and not (options.ssh and options.binary):
        parser.error("--windows needs --ssh and --binary")
    if options.image is None and not rest:
        parser.error("give an image")
    for path in (options.image, options.tarball, options.binary, options.identity):
        if path is not None and not os.access(path, os.R_OK):
            parser.error("cannot read %s" % path)
    return options


def main():
    options = parse(sys.argv[1:])
    log = os.path.splitext(options.output)[0] + ".console"
    command = command_of(options, log)
    machine = None
    try:
        open(log, "wb").close()
        machine = Machine(command, log, time.monotonic() + 60 * options.minutes)
        print("vm: booting", flush=True)
        guest = (Ssh if options.ssh else Serial)(machine, options)
        report = probe(guest, options)
        try:
            json.loads(report.decode())
        except ValueError:
            raise Trouble("what it wrote is no report: %r" % report[:200])
        write_results(options, report, command)
        print("vm: the report is %s" % options.output)
    except Trouble as trouble:
        sys.stderr.write("vm: %s\n" % trouble)
        if machine is not None:
            sys.stderr.write("vm: %s has all of the console, which ended with:\n%s\n" % (
                log, "\n".join(machine.text.strip().split("\n")[-10:])))
        return 1
    finally:
        if machine is not None:
            machine.end(20)
    return 0


if __name__ == "__main__":
    sys.exit(main())
