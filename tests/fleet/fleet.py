"""A fleet of hosts to manage over ssh, on one machine and leaving nothing on it.

Each host is a set of namespaces (network, mounts, processes, name) with an sshd and users of
its own; they are joined by a bridge in the network namespace of this process. None has a
name in the system, so all of it ends with this process, however that comes to its end."""

import os
import shutil
import signal
import subprocess
import time

import tool

SSHD = "/usr/sbin/sshd"
BOUND = 200  # seconds after which a run is hung: no test depends on the figure

PASSWD = """root:*:0:0:root:/root:/bin/sh
nobody:*:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
sshd:*:65533:65534::/run/sshd:/usr/sbin/nologin
prober:*:4711:4711::/home/prober:/bin/sh
"""
GROUP = "root:x:0:\nprober:x:4711:\nnogroup:x:65534:\n"

SSHD_CONFIG = """Port {port}
HostKey {folder}/host_key
PidFile none
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AuthorizedKeysFile {work}/user_key.pub
StrictModes no
Subsystem sftp internal-sftp
"""

SSH_CONFIG = """Host *
	IdentityFile {work}/user_key
	IdentitiesOnly yes
	IdentityAgent none
	UserKnownHostsFile {work}/known_hosts
	GlobalKnownHostsFile /dev/null
	StrictHostKeyChecking yes
"""

ANSIBLE_CONFIG = """[defaults]
inventory = {work}/hosts
home = {work}/ansible
local_tmp = {work}/ansible/tmp
interpreter_python = /usr/bin/python3
nocows = True
retry_files_enabled = False
timeout = 10
[ssh_connection]
ssh_args = -F {work}/ssh_config -o ControlMaster=auto -o ControlPersist=60s
control_path_dir = {work}/control
pipelining = True
"""

IN_NAMESPACES = ["unshare", "--net", "--mount", "--uts", "--pid", "--fork", "--kill-child",
                 "--mount-proc"]
# What ansible-playbook leaves in the background, connections of ssh, ends with it.
IN_OWN_PROCESSES = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
                    "sh", "-c", '"$@"; exit $?', "-"]


def die_with_parent():
    tool.libc.prctl(tool.PR_SET_PDEATHSIG, signal.SIGKILL)


def make_key(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path],
                   check=True, stdin=subprocess.DEVNULL)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Host:
    """One host: its name, address, port, the user who logs in, and its settings."""

    def __init__(self, name, number, user="prober", settings=()):
        self.name = name
        self.address = "192.0.2.%d" % (10 + number)
        self.port = 2200 + number
        self.user = user
        self.settings = list(settings)
        self.process = None
        self.namespace = None

    def line(self):
        return "%s ansible_host=%s ansible_port=%d ansible_user=%s" % (
            self.name, self.address, self.port, self.user)

    def start(self, work):
        folder = os.path.join(work, self.name)
        os.mkdir(folder)
        make_key(folder + "/host_key")
        tool.write_file(folder + "/passwd", PASSWD)
        tool.write_file(folder + "/group", GROUP)
        tool.write_file(folder + "/sshd_config",
                        SSHD_CONFIG.format(port=self.port, folder=folder, work=work))
        with open(work + "/known_hosts", "a", encoding="utf-8") as file:
            file.write("[%s]:%d %s" % (self.address, self.port,
                                       read(folder + "/host_key.pub")))
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "host.sh")
        self.process = subprocess.Popen(
            IN_NAMESPACES + ["sh", script, folder] + self.settings, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=die_with_parent)
        if self.process.stdout.readline() != "ready\n":
            self.give_up()
        self.namespace = os.readlink("/proc/%d/ns/net" % self.process.pid)
        self.join()

    def join(self):
        """Gives the host its eth0 on our bridge, and waits for its sshd."""
        port = "port%d" % (self.port % 100)
        tool.ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns",
                str(self.process.pid))
        tool.ip("link", "set", port, "master", "bridge", "up")
        self.process.stdin.write(self.address + "\n")
        self.process.stdin.close()
        for line in self.process.stderr:
            if "Server listening on 0.0.0.0" in line:
                return
        self.give_up()

    def give_up(self):
        self.process.kill()
        tool.fail("%s: %s" % (self.name, self.process.stderr.read().strip()))

    def first(self):
        """The first process of the host, with which all its others end; None before it."""
        found = read("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid))
        return int(found) if found else None

    def files(self):
        """What the role has left in the home of the user, by path from there."""
        home = "root" if self.user == "root" else "home/prober"
        top = "/proc/%d/root/%s/.bindprobe" % (self.first(), home)
        return sorted(os.path.relpath(os.path.join(folder, name), top)
                      for folder, _, names in os.walk(top) for name in names)

    def stop(self):
        """Ends all processes of the host, and returns when they have ended."""
        if self.process is None:
            return
        if self.process.poll() is None:
            os.kill(self.first() or self.process.pid, signal.SIGKILL)
        self.process.wait()


class Fleet:
    """The hosts, started, and ansible-playbook to run on them."""

    def __init__(self, hosts, work):
        self.hosts = hosts
        self.work = work
        self.reports = os.path.join(work, "reports")

    def start(self):
        tool.enter_namespace()
        tool.ip("link", "add", "bridge", "type", "bridge")
        tool.ip("address", "add", "192.0.2.1/24", "dev", "bridge")
        tool.ip("link", "set", "bridge", "up")
        make_key(self.work + "/user_key")
        for host in self.hosts:
            host.start(self.work)
        # An address in the inventory at which there is nobody.
        away = Host("away", 99)
        lines = [host.line() for host in self.hosts + [away]]
        tool.write_file(self.work + "/hosts", "\n".join(lines) + "\n")
        tool.write_file(self.work + "/ssh_config", SSH_CONFIG.format(work=self.work))
        tool.write_file(self.work + "/ansible.cfg", ANSIBLE_CONFIG.format(work=self.work))

    def play(self, *arguments, **variables):
        """Runs the playbook; returns a Play."""
        variables.setdefault("bindprobe_reports", self.reports)
        command = ["ansible-playbook", tool.SOURCE + "/contrib/ansible/probe.yml",
                   "-e", tool.json.dumps(variables)] + list(arguments)
        env = tool.environment(ANSIBLE_CONFIG=self.work + "/ansible.cfg", LC_ALL="C.UTF-8",
                               HOME=self.work, ANSIBLE_NOCOLOR="1")
        began = time.monotonic()
        done = subprocess.run(IN_OWN_PROCESSES + command, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=env, cwd=self.work, timeout=BOUND,
                              preexec_fn=die_with_parent)
        print("# %.1f s: %s" % (time.monotonic() - began, " ".join(arguments)))
        return Play(done.returncode, done.stdout)

    def stop(self):
        for host in self.hosts:
            host.stop()

    def left(self):
        """The processes that are still in the namespaces of the hosts."""
        namespaces = [host.namespace for host in self.hosts]
        found = []
        for name in os.listdir("/proc"):
            try:
                if name.isdigit() and os.readlink("/proc/%s/ns/net" % name) in namespaces:
                    found.append(name + " " + read("/proc/%s/comm" % name).strip())
            except OSError:
                continue  # it has ended
        return found


class Play:
    """What a run of ansible-playbook came to: exit status, output, what it did to whom."""

    def __init__(self, status, output):
        self.status = status
        self.output = output
        self.changed = {}  # names of tasks by host
        self.recap = {}    # counts by host
        task = None
        for line in output.splitlines():
            words = line.split()
            if line.startswith(("TASK [", "RUNNING HANDLER [")):
                task = line[line.index("[") + 1:line.rindex("]")].split(" : ")[-1]
            elif line.startswith("changed: ["):
                host = line[len("changed: ["):].split("]")[0].split(" -> ")[0]
                self.changed.setdefault(host, []).append(task)
            elif len(words) > 2 and words[1] == ":" and words[2].startswith("ok="):
                counts = dict(word.split("=") for word in words[2:])
                self.recap[words[0]] = {k: int(v) for k, v in counts.items()}

    def end(self):
        """The last words of the playbook."""
        return self.output.partition("TASK [bindprobe : Say what was compared")[2]

    def expect(self, status):
        if self.status != status:
            tool.fail("exit status %d, wanted %d\n%s" % (self.status, status, self.output))


def need_all():
    tool.need_root()
    tool.need("ansible-playbook", "ssh", "ssh-keygen", "ip", "unshare", "hostname", "mount")
    if shutil.which(SSHD) is None:
        tool.skip("there is no sshd")
    trial = subprocess.run(IN_NAMESPACES + ["mount", "-t", "tmpfs", "tmpfs", "/run"],
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True)
    if trial.returncode != 0:
        tool.skip("no namespaces can be made here: " + trial.stdout.strip())
