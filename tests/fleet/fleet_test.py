"""contrib/ansible over ssh: what the playbook does to hosts that differ, and what it says.

The runs are made one after another before the first test; a test looks at what came of them.
"""

import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import fleet
import tool
from tool import test

NO_IPV6 = ["net.ipv6.conf.%s.disable_ipv6=1" % i for i in ("all", "default", "lo")]
HOSTS = [fleet.Host("plain", 1),
         fleet.Host("v6only", 2, settings=["net.ipv6.bindv6only=1"]),
         fleet.Host("noipv6", 3, settings=NO_IPV6),
         fleet.Host("asroot", 4, user="root")]
NAMES = sorted(host.name for host in HOSTS)

MADE_ANEW = {"Probe, into a new report", "Fetch the report", "Compare the reports"}
ONE_FAILS = "{{ ['--nonsense'] if inventory_hostname == 'v6only' else [] }}"
STATIC = os.path.join(tool.BUILD, "bindprobe-static")
ROLE = tool.SOURCE + "/contrib/ansible"

plays = {}
files = {}     # on the hosts, after a run
reports = {}   # names of those here, after a run
document = {}  # the reports of the first run, by host
pages = {}     # the comparison of the first run, by format
left = []


def formats_of_compare(work):
    """Those of the formats of the role that this bindprobe compares in."""
    report = work + "/trial.json"
    tool.expect(tool.run("-t", "-f", "json", "-o", report), 0)
    return [format for format in ("html", "text")
            if tool.run("compare", "-f", format, report, report).returncode == 0]


def tarball():
    """The release that make dist left in the build folder, or None."""
    found = sorted(glob.glob(tool.BUILD + "/bindprobe-*.tar.xz"))
    return found[-1] if found else None


def make_plays(hosts):
    """All the runs, each with what it left on the hosts and here."""
    formats = formats_of_compare(hosts.work)
    usual = {"bindprobe_binary": STATIC, "bindprobe_control": tool.BINDPROBE,
             "bindprobe_formats": formats}

    def play(name, *arguments, **variables):
        if not formats:
            arguments += ("--skip-tags", "compare")
        plays[name] = hosts.play(*arguments, **usual, **variables)
        files[name] = {host.name: host.files() for host in hosts.hosts}
        reports[name] = sorted(os.listdir(hosts.reports)) if os.path.isdir(
            hosts.reports) else []

    play("check at first", "--check", "--limit", "plain,away")
    play("first")
    for host in NAMES:
        path = "%s/%s.json" % (hosts.reports, host)
        document[host] = tool.parse(fleet.read(path)) if os.path.exists(path) else None
    for path in glob.glob(hosts.reports + "/comparison.*"):
        pages[path.rpartition(".")[2]] = fleet.read(path)
    play("second", "--tags", "probe,compare")
    play("check", "--check", "--limit", "plain,away")
    play("one fails", "--limit", "plain,v6only,away", bindprobe_require_all=True,
         bindprobe_arguments=ONE_FAILS)
    if formats:
        play("compare", "--tags", "compare")
    if tarball():
        for name in ("build", "build again"):
            play(name, "--limit", "plain", bindprobe_method="build",
                 bindprobe_tarball=tarball(),
                 bindprobe_configure="--without-jansson CFLAGS=-O0")


@test("check mode, on hosts that have nothing: all goes well, and they still have nothing")
def check_at_first(_):
    plays["check at first"].expect(0)
    tool.equal("files on hosts", files["check at first"], {name: [] for name in NAMES})
    tool.equal("reports", reports["check at first"], [])
    tool.equal("would change", plays["check at first"].changed["plain"],
               ["Make a folder for the program", "Copy the program"])


@test("the first run leaves a program and a report on each host, and a report of each here")
def first(_):
    plays["first"].expect(0)
    tool.equal("files on hosts", files["first"],
               {name: ["bindprobe", "report.json"] for name in NAMES})
    tool.equal("reports", [name for name in reports["first"] if name.endswith(".json")],
               [name + ".json" for name in NAMES])


@test("each report is of its host: address, user and settings")
def own_reports(_):
    for host in HOSTS:
        said = document[host.name]["host"]
        addresses = {i["name"]: i["addresses"] for i in said["interfaces"]}
        tool.equal(host.name + ": address", host.address in addresses["eth0"], True)
        tool.equal(host.name + ": user", said["user"] == "root", host.user == "root")
        for name, value in (setting.split("=") for setting in host.settings):
            if name in said["settings"]:
                tool.equal("%s: %s" % (host.name, name), said["settings"][name], value)
    tool.equal("bindv6only where it is not set",
               document["plain"]["host"]["settings"]["net.ipv6.bindv6only"], "0")


@test("the reports differ as the hosts do")
def differ(_):
    cases = {name: tool.by_id(document[name]) for name in NAMES}
    v6only = {name: cases[name]["tcp/any6"]["sockets"][0].get("v6only") for name in NAMES}
    tool.equal("V6ONLY of ::, untouched",
               {name: v6only[name] for name in ("plain", "asroot", "v6only")},
               {"plain": False, "asroot": False, "v6only": True})
    answers = {name: {id: tool.answers(case)["outcome"] for id, case in cases[name].items()}
               for name in NAMES}
    tool.equal("v6only answers like plain", answers["v6only"] == answers["plain"], False)
    tool.equal("noipv6 answers like plain", answers["noipv6"] == answers["plain"], False)
    reached = [d["to"] for case in cases["noipv6"].values() for d in case["delivery"]
               if d["by"] and ":" in d["to"] and "." not in d["to"]]
    tool.none("reached by IPv6 where it is off", reached)


@test("a host that cannot be reached is named in the end, and the rest goes on")
def away(_):
    for name in ("first", "second"):
        play = plays[name]
        tool.equal("recap of away", (play.recap["away"]["failed"], play.recap["away"]["changed"]),
                   (0, 0))
        if "cannot be reached: away" not in play.end():
            tool.fail("not named in the end:\n" + play.end())
        tool.equal("failed", {h: c["failed"] for h, c in play.recap.items() if c["failed"]}, {})


@test("a second run changes the reports and nothing else")
def second(_):
    plays["second"].expect(0)
    tool.equal("files on hosts", files["second"], files["first"])
    tool.equal("files here", reports["second"], reports["first"])
    for host, tasks in plays["second"].changed.items():
        tool.none("changed on %s" % host, sorted(set(tasks) - MADE_ANEW))
    tool.equal("hosts probed anew", sorted(plays["second"].changed), NAMES)


@test("check mode on hosts that have it all: nothing would change")
def check(_):
    plays["check"].expect(0)
    tool.equal("changed", plays["check"].changed, {})
    tool.equal("files on hosts", files["check"], files["first"])


@test("where a probe fails, the host is named, and its old report is not compared")
def fails(_):
    play = plays["one fails"]
    play.expect(2)
    tool.equal("failed", {h: c["failed"] for h, c in play.recap.items()},
               {"plain": 1, "v6only": 1, "away": 0})
    end = play.end()
    for line in ("not compared: plain.json", "cannot be reached: away", "failed: v6only"):
        if '"%s"' % line not in end:
            tool.fail("no '%s' in the end:\n%s" % (line, end))


@test("where all hosts are wanted, one that is away fails the playbook")
def require_all(_):
    if "fatal" not in plays["one fails"].end():
        tool.fail(plays["one fails"].end())


@test("the comparison is of the reports that came, and says that they differ")
def compares(_):
    if not pages:
        tool.skip("this bindprobe cannot compare")
    for format, page in pages.items():
        print("# compared as " + format)
        for name in NAMES:
            tool.equal("%s.json as %s" % (name, format), name + ".json" in page, True)
        tool.equal("away.json as " + format, "away.json" in page, False)
    tool.equal("text says bindv6only", "bindv6only" in pages["text"], True)
    for line in ("compared: " + ", ".join(host.name + ".json" for host in HOSTS),
                 "they differ: see "):
        if '"' + line not in plays["first"].end():
            tool.fail("no '%s' in the end:\n%s" % (line, plays["first"].end()))


@test("--tags compare asks no host, and compares the reports that are there")
def compare_alone(_):
    if "compare" not in plays:
        tool.skip("this bindprobe cannot compare")
    play = plays["compare"]
    play.expect(0)
    changed = [task for tasks in play.changed.values() for task in tasks]
    tool.equal("changed", sorted(set(changed)), ["Compare the reports"])
    if "cannot be reached" in play.output:
        tool.fail(play.output)


@test("the release is built on a host without Autotools, once")
def build(_):
    if not tarball():
        tool.skip("no release was made: see make dist")
    plays["build"].expect(0)
    plays["build again"].expect(0)
    tool.equal("built", "Build the program" in plays["build"].changed["plain"], True)
    tool.none("changed by the second run",
              sorted(set(plays["build again"].changed["plain"]) - MADE_ANEW))
    new = set(files["build again"]["plain"]) - set(files["first"]["plain"])
    tool.equal("new files", len(new), 2)
    tool.equal("files on hosts", files["build again"], files["build"])


@test("no process of a host is left")
def nothing_left(_):
    tool.none("left", left)


def lint(name, *command):
    @test("%s has nothing to say" % name, namespace=False)
    def run(work):
        tool.need(command[0])
        done = subprocess.run(list(command), cwd=ROLE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              env=tool.environment(HOME=work, ANSIBLE_HOME=work,
                                                   LC_ALL="C.UTF-8"))
        if done.returncode != 0:
            tool.fail(done.stdout)
    return run


lint("yamllint", "yamllint", "--strict", ".")
lint("ansible-playbook --syntax-check", "ansible-playbook", "-i", "hosts.example",
     "--syntax-check", "probe.yml")
lint("ansible-lint", "ansible-lint", "--offline", "--strict", "probe.yml", "roles/bindprobe")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        fleet.need_all()
    except tool.Skip as reason:
        print("1..0 # SKIP " + str(reason))
        return
    work = tempfile.mkdtemp(prefix="bindprobe-fleet-")
    os.chmod(work, 0o755)  # the users of the hosts have their keys in it
    hosts = fleet.Fleet(HOSTS, work)
    try:
        hosts.start()
        make_plays(hosts)
    finally:
        hosts.stop()
        left.extend(hosts.left())
        shutil.rmtree(work)
    tool.main()


if __name__ == "__main__":
    main()
