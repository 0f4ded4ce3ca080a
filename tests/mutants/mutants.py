"""make check-mutants: small changes to the sources, one at a time, which tests have to notice.

  mutants.py [--count N] [--seed N] [--least PERCENT] [--list] FILE...

runs in the build tree, where the unit tests were built, with the compiler's flags in
MUTANT_FLAGS and the libraries in MUTANT_LIBS. A sample of all changes that the operators below
find in the functions of the files is drawn by the seed, so that a run can be repeated. Each
change is compiled, linked in place of the object in the library, and run by the quick tests of
its folder; those that live are run by the slower ones. What lives through all is printed, and
the run fails when less than so many percent were killed. A change that makes no difference to
anyone is in the file equivalent beside this, with the reason, and counts as neither.
"""

import argparse
import concurrent.futures
import glob
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile

SOURCE = os.path.abspath(os.environ.get("BINDPROBE_SOURCE", "."))
HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 240  # a change that takes a test longer has made a loop without end
# What is wrong in memory is noticed too, as in CI.
SANITIZERS = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
WRAPS = ["-Wl,--wrap=" + name for name in ("malloc", "calloc", "realloc", "bp__arena_array")]

# The tests of a folder: the quick ones first, then what a survivor has to live through too.
TESTS = {
    "src/probe": (["finding", "wording"],
                  ["probe", "format", "matrix", "plan", "repeat", "no_memory", "fault"]),
    "src/analyse": (["words", "learn", "rules"], ["behaves", "format", "grids", "no_memory"]),
}

# An operator: its name, what it finds in a line, and what it puts there.
OPERATORS = [
    ("relational", r" == ", " != "),
    ("relational", r" != ", " == "),
    ("relational", r" < ", " <= "),
    ("relational", r" <= ", " < "),
    ("relational", r" > ", " >= "),
    ("relational", r" >= ", " > "),
    ("logical", r" && ", " || "),
    ("logical", r" \|\| ", " && "),
    ("logical", r"!(?=[a-z(])", ""),
    ("arithmetic", r" \+ ", " - "),
    ("arithmetic", r" - ", " + "),
    ("arithmetic", r"\+\+", "--"),
    ("bits", r" & ", " | "),
    ("bits", r" \| ", " & "),
    ("constant", r"(?<![\w.\"'])0(?![\w.\"'])", "1"),
    ("constant", r"(?<![\w.\"'])1(?![\w.\"'])", "2"),
    ("constant", r"(?<![\w.\"'])([2-9]|[1-9]\d+)(?![\w.\"'])", r"(\1 + 1)"),
    ("constant", r"\btrue\b", "false"),
    ("constant", r"\bfalse\b", "true"),
    ("condition", r"(?<=\bif )(\(.*\))$", r"(!\1)"),
    ("condition", r"(?<=\bif )(\(.*\))(?= \{$)", r"(!\1)"),
    ("statement", r"^(\t+)(continue|break);$", r"\1;"),
    ("statement", r"^(\t+)[a-z_]+\([^{}]*\);$", r"\1;"),
    ("statement", r"^(\t+)[a-z_][\w>.\[\]-]* [-+|&]?= [^{}]*;$", r"\1;"),
    ("statement", r"^(\t+)[a-z_][\w>.\[\]-]*(\+\+|--);$", r"\1;"),
]


class Mutant:
    def __init__(self, path, number, operator, old, new):
        self.path, self.number, self.operator = path, number, operator
        self.old, self.new = old, new

    def __str__(self):
        return "%s:%d: %s\n    - %s\n    + %s" % (
            self.path, self.number + 1, self.operator, self.old.strip(), self.new.strip())

    def key(self):
        return (self.path, self.old.strip(), self.new.strip())


def bare(line):
    """The line with its comments and what is in its strings replaced by blanks of one length."""
    line = re.sub(r'"(\\.|[^"\\])*"', lambda m: '"' + " " * (len(m.group()) - 2) + '"', line)
    line = re.sub(r"'(\\.|[^'\\])+'", lambda m: "'" + "_" * (len(m.group()) - 2) + "'", line)
    return re.sub(r"/\*.*?(\*/|$)|^\s*\*.*|//.*", lambda m: " " * len(m.group()), line)


def bodies(lines):
    """The numbers of the lines inside functions."""
    inside = False
    for i, line in enumerate(lines):
        if line == "{":
            inside = True
        elif line == "}":
            inside = False
        elif inside and not line.lstrip().startswith(("#", "static const", "assert(")):
            yield i


def mutants_of(path):
    with open(os.path.join(SOURCE, path)) as file:
        lines = file.read().split("\n")
    for i in bodies(lines):
        plain = bare(lines[i]).rstrip()
        for operator, pattern, put in OPERATORS:
            for found in re.finditer(pattern, plain):
                old = lines[i]
                new = old[:found.start()] + found.expand(put) + old[found.end():]
                if new != old:
                    yield Mutant(path, i, operator, old, new)


def equivalents():
    """FILE, old, new and the reason, each on a line of its own; a blank line between two."""
    with open(os.path.join(HERE, "equivalent")) as file:
        text = "".join(line for line in file if not line.startswith("#"))
    entries = [entry.strip().split("\n") for entry in re.split(r"\n\n+", text) if entry.strip()]
    return {tuple(part.strip() for part in entry[:3]) for entry in entries}


def run(command, **more):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, **more)


def link(test, output, first):
    objects = glob.glob("tests/unit/%s_test-*.o" % test)
    if not objects:
        sys.exit("tests/unit/%s_test was not built" % test)
    wraps = WRAPS if test == "no_memory" else []
    return run(["gcc", "-o", output] + SANITIZERS + wraps + objects + first + [".libs/libfaked.a"] +
               shlex.split(os.environ["MUTANT_LIBS"]))


def passes(test, work, first):
    program = os.path.join(work, test)
    done = link(test, program, first)
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    try:
        return run([program], timeout=SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def fate(mutant):
    """What became of it: "invalid", the test that killed it, or "alive"."""
    with tempfile.TemporaryDirectory() as work:
        with open(os.path.join(SOURCE, mutant.path)) as file:
            lines = file.read().split("\n")
        lines[mutant.number] = mutant.new
        changed, built = os.path.join(work, "changed.c"), os.path.join(work, "changed.o")
        with open(changed, "w") as file:
            file.write("\n".join(lines))
        flags = shlex.split(os.environ["MUTANT_FLAGS"])
        if run(["gcc", "-w", "-O1"] + SANITIZERS + flags + ["-c", "-o", built, changed]).returncode != 0:
            return "invalid"
        for tests in TESTS[os.path.dirname(mutant.path)]:
            for test in tests:
                if not passes(test, work, [built]):
                    return test
    return "alive"


def draw(options):
    pool = [mutant for path in options.files for mutant in mutants_of(path)]
    known = equivalents()
    stale = known - {mutant.key() for mutant in pool}
    if stale:
        sys.exit("the file equivalent has what no operator makes: %s" % sorted(stale))
    random.Random(options.seed).shuffle(pool)
    print("# %d changes are possible, %d of them known to be equivalent" %
          (len(pool), len(known)))
    return [mutant for mutant in pool if mutant.key() not in known]


def tested(pool, options):
    """The fates of as many as are wanted that compile."""
    fates = []
    jobs = os.cpu_count() or 1
    with concurrent.futures.ThreadPoolExecutor(jobs) as executor:
        while pool and len(fates) < options.count:
            now, pool = pool[:options.count - len(fates)], pool[options.count - len(fates):]
            for mutant, end in zip(now, executor.map(fate, now)):
                if end != "invalid":
                    fates.append((mutant, end))
                if end == "alive":
                    print("alive: %s" % mutant, flush=True)
    return fates


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--seed", type=int, default=7020)
    parser.add_argument("--least", type=int, default=90)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    pool = draw(options)
    if options.list:
        print("\n".join(str(mutant) for mutant in pool[:options.count]))
        return 0
    for test in {test for tests in TESTS.values() for group in tests for test in group}:
        with tempfile.TemporaryDirectory() as work:
            if not passes(test, work, []):
                sys.exit("tests/unit/%s_test fails before anything is changed" % test)
    fates = tested(pool, options)
    killed = sum(end != "alive" for _, end in fates)
    kinds = sorted({mutant.operator for mutant, _ in fates})
    for kind in kinds:
        of_kind = [end for mutant, end in fates if mutant.operator == kind]
        print("# %-11s %d of %d killed" % (
            kind, sum(end != "alive" for end in of_kind), len(of_kind)))
    percent = 100 * killed / len(fates)
    print("# %d of %d changes were killed: %.1f %%, with --seed %d" % (
        killed, len(fates), percent, options.seed))
    return 0 if percent >= options.least else 1


if __name__ == "__main__":
    sys.exit(main())
