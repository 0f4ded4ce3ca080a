"""Known systems: the table in the program is that of profiles/, and what is said to be nearest
is, by the reports themselves."""

import json
import os
import re
import subprocess
import sys

import tool
from tool import test

PROFILES = os.path.join(tool.SOURCE, "profiles")


def profiles():
    """The reports by the names of their systems, each with its path."""
    found = {}
    for name in sorted(os.listdir(PROFILES)):
        if name.endswith(".json"):
            path = os.path.join(PROFILES, name)
            with open(path) as file:
                found[json.load(file)["profile"]["system"]] = path
    return found


def differing(first, second):
    """The ids of the cases that differ, and how many both have tried."""
    done = tool.run("compare", "-f", "json", first, second)
    document = tool.parse(done.stdout)
    ids = {r["id"] for r in document["rows"] if r["sort"] == "case" and r["differs"]}
    return ids, document["compared"]["cases"]


@test("the table in the program is that of profiles/", namespace=False)
def table(_):
    done = subprocess.run([sys.executable, os.path.join(PROFILES, "update"), tool.SOURCE, "--check"],
                          stderr=subprocess.PIPE, universal_newlines=True)
    tool.equal("what is said", (done.returncode, done.stderr), (0, ""))


@test("each profile is a report, with where it is from", namespace=False)
def reports(_):
    for system, path in profiles().items():
        with open(path) as file:
            document = tool.parse(file.read())
        tool.equal(system, document["suites"], ["core", "reuse"])


@test("the nearest to a profile is itself, or what answered as it did", namespace=False)
def itself(_):
    known = profiles()
    for system, path in known.items():
        done = tool.run("compare", "-f", "json", "--known", path)
        document = tool.parse(done.stdout)
        tool.equal(system, document["differing"]["cases"], 0)
        tool.equal(system, done.returncode, 0 if sum(document["differing"].values()) == 0 else 1)
        names = [n for c in document["columns"] for n in c["reports"] if ", measured " in n]
        if not names:
            tool.fail("nothing is near %s" % system)


def check_nearest(work):
    """That what the report of this host says is nearest is so."""
    path = os.path.join(work, "this.json")
    tool.expect(tool.run("-f", "json", "-o", path), 0)
    with open(path) as file:
        nearest = tool.parse(file.read())["nearest"]
    known = profiles()
    tool.none("systems without a profile", sorted(set(nearest["systems"]) - set(known)))
    shares = {}
    for system, profile in known.items():
        ids, compared = differing(path, profile)
        if system == nearest["systems"][0]:
            tool.equal("ids", sorted(nearest["differing"]), sorted(ids))
            tool.equal("compared", nearest["compared"], compared)
        if compared > 0:
            shares[system] = len(ids) / compared
    tool.equal("share", shares[nearest["systems"][0]], min(shares.values()))
    shown = " ".join(tool.run("show", path).stdout.split("\n\n")[-1].split())
    for system in nearest["systems"][:5]:
        if system not in shown:
            tool.fail("%s is not in the last line: %s" % (system, shown))
    return shown


@test("the report ends with the systems that are nearest, by the reports in profiles/")
def nearest(work):
    tool.own_addresses()
    check_nearest(work)


@test("so it does where settings are other than usual")
def other(work):
    tool.need_own_system("a sysctl")
    tool.own_addresses()
    plain = check_nearest(work)
    tool.set_sysctl("net.ipv6.bindv6only", "1")
    if check_nearest(work) == plain:
        tool.fail("the same is nearest: %s" % plain)


@test("list --known has every system of the table, in 80 columns of ASCII", namespace=False)
def listed(_):
    done = tool.run("list", "--known")
    tool.expect(done, 0)
    with open(os.path.join(tool.SOURCE, "src", "analyse", "profile_table.c")) as file:
        names = re.findall(r'\.name = "(.*)",', file.read())
    for name in names:
        tool.equal(name, done.stdout.count("\n" + name + " "), 4)
    tool.none("lines", [line for line in done.stdout.splitlines()
                        if len(line) > 80 or not line.isascii() or line != line.rstrip()])


@test("the README has what the program lists", namespace=False)
def readme(_):
    with open(os.path.join(tool.SOURCE, "README")) as file:
        text = file.read()
    listed = "".join("    " + line if line.strip() else line
                     for line in tool.run("list", "--known").stdout.splitlines(keepends=True))
    if "\nMeasured:\n\n" + listed + "\nNot measured" not in text:
        tool.fail("run make profiles, or profiles/update SOURCE --readme PROGRAM")


@test("--known is for one report", namespace=False)
def usage(_):
    path = next(iter(profiles().values()))
    for arguments in ((path, path), ("--this", path), ()):
        done = tool.run("compare", "--known", *arguments)
        tool.expect(done, 2)
        tool.equal("lines", len(done.stderr.splitlines()), 1)


if __name__ == "__main__":
    tool.main()
