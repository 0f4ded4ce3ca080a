"""Measures how fast reports are compared, beside jq reading the same files, and the memory that
takes. It prints figures and judges nothing. Usage: reading.py PROGRAM."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

CORE = ((9, 15), (100, 9), (1000, 5), (10000, 3))  # files, and how often they are read
FULL = (2, 7)
MEMORY = (10, 100, 1000, 10000)
VARIANTS = 24  # systems that answer otherwise


def probe(program, path, *arguments):
    """A real report of this host, made on the spot."""
    with open(path, "wb") as file:
        subprocess.run([program, "-f", "json", *arguments], stdout=file, check=True)


def fail_socket(case):
    """The case as a system would answer it where its last socket cannot be bound."""
    case["sockets"][-1] = {"result": "bind:EACCES", "code": 13}
    if all(socket["result"] == "ok" for socket in case["sockets"][:-1]):
        case["outcome"] = "bind:EACCES"
    case["delivery"] = []


def mutate(document, number):
    """The report as another host would write it: another name of its system, an address of its
    own, and an answer that is not the same."""
    document["host"]["release"] += "-%d" % number
    if number % 3 > 0:
        fail_socket(document["cases"][number % VARIANTS])


def write_json(path, document):
    """In one line a case, as the program has it."""
    cases = document["cases"]
    document["cases"] = []
    head, tail = json.dumps(document, separators=(",", ":")).split('"cases":[]', 1)
    with open(path, "w", encoding="ascii") as file:
        file.write(head + '"cases":[\n' + ",\n".join(
            json.dumps(case, separators=(",", ":")) for case in cases) + "]" + tail + "\n")


def make_core(program, work):
    """Reports of the core cases, with and without delivery, of many systems: a hundred that
    are not the same file, each under many names."""
    made = []
    for source, arguments in (("core", ()), ("quiet", ("--no-delivery",))):
        path = os.path.join(work, source)
        probe(program, path, *arguments)
        for number in range(50):
            with open(path, encoding="utf-8") as file:
                document = json.load(file)
            mutate(document, number)
            made.append("%s-%d" % (path, number))
            write_json(made[-1], document)
    names = []
    for number in range(CORE[-1][0]):
        names.append("%05d.json" % number)
        os.link(made[number % len(made)], os.path.join(work, names[-1]))
    return names


def make_full(program, work):
    names = ["full-%d.json" % i for i in range(FULL[0])]
    for name in names:
        probe(program, os.path.join(work, name), "-s", "full")
    return names


def run(command, work):
    """The seconds that the command takes; its output is thrown away."""
    start = time.monotonic()
    done = subprocess.run(command, cwd=work, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, check=False)
    seconds = time.monotonic() - start
    if done.returncode not in (0, 1):
        sys.exit("reading.py: %s %s failed" % (command[0], command[1]))
    return seconds


def measure(command, others, names, work, rounds):
    """Both in turn, as what else the machine does changes from moment to moment."""
    size = sum(os.path.getsize(os.path.join(work, name)) for name in names) / 2 ** 20
    own, ratios = [], []
    for _ in range(rounds):
        own.append(run(command + names, work))
        if others:
            ratios.append(own[-1] / run(others + names, work))
    seconds = statistics.median(own)
    text = "%8.0f files/s  %6.1f MiB/s" % (len(names) / seconds, size / seconds)
    if ratios:
        text += "  %5.2f times the time of jq (%.2f to %.2f)" % (
            statistics.median(ratios), min(ratios), max(ratios))
    return text


def peak(command, work):
    """The most memory the command has, in MiB. It is looked at while the command runs: what
    wait4(2) tells has in it what the child was before it became the command."""
    most = 0
    with subprocess.Popen(command, cwd=work, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            with open("/proc/%d/status" % child.pid, encoding="ascii",
                      errors="replace") as file:
                for line in file:
                    if line.startswith("VmHWM:"):
                        most = int(line.split()[1])
            time.sleep(0.001)
    return most / 1024


def main():
    program = os.path.abspath(sys.argv[1])
    others = ["jq", "-c", "."]
    if shutil.which("jq") is None:
        print("jq is not installed: there is nothing to measure reading beside")
        others = []
    with tempfile.TemporaryDirectory(prefix="bindprobe-bench-") as work:
        core, full = make_core(program, work), make_full(program, work)
        for count, rounds in CORE:
            print("compare, core     %6d reports  %s" % (count, measure(
                [program, "compare"], others, core[:count], work, rounds)), flush=True)
        print("compare, full     %6d reports  %s" % (len(full), measure(
            [program, "compare"], others, full, work, FULL[1])))
        print("show, full             1 report   %s" % measure(
            [program, "show", "-f", "json"], others, full[:1], work, FULL[1]))
        print("compare, peak memory      %s" % ", ".join(
            "%d reports %.1f MiB" % (n, peak([program, "compare"] + core[:n], work))
            for n in MEMORY))


if __name__ == "__main__":
    main()
