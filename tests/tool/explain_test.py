"""A case as a program gives the same results as the probe: neither shares code with the other,
so each is a check of the other. And the words about a case."""

import concurrent.futures
import contextlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import traceback

import tool
from tool import test

SAMPLE = 120
COMPILER = os.environ.get("CC", "cc").split()
WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror"]

SERIES = ["tcp", "tcp-late", "tcp-bind", "udp"] * 6 + [
    "mptcp", "mptcp-late", "mptcp-bind", "sctp", "sctp-late", "sctp-bind", "udplite",
    "dccp", "dccp-late", "dccp-bind"]
KINDS4 = ["any4", "loop4", "host4", "mcast4", "absent4", "0.0.0.0", "127.0.0.1", "127.0.0.2",
          "192.0.2.2", "255.255.255.255"]
KINDS6 = ["any6", "loop6", "host6", "link6", "link6-unscoped", "mapany", "maploop", "mcast6",
          "absent6", "::", "::1", "::ffff:192.0.2.2", "fe80::2%lo", "fe80::1%no-such",
          "ff02::1", "::1%lo", "fe80::2"]


def of_inet6(_, inet6):
    return inet6


def of_datagrams(series, _):
    return series.startswith("udp")


def of_listeners(series, _):
    return "-" not in series and not of_datagrams(series, None)


def of_any(_, __):
    return True


# In the order of ids: how often one of the words is there, where it may be.
OPTIONS = [
    (0.5, ["v6only=on", "v6only=off"], of_inet6), (0.3, ["reuseaddr"], of_any),
    (0.3, ["reuseport"], of_any), (0.01, ["reuseport_lb"], of_any),
    (0.01, ["exclusive"], of_any), (0.06, ["freebind"], of_any),
    (0.06, ["transparent"], of_any), (0.01, ["bindany"], of_any),
    (0.06, ["device=loopback", "device=host"], of_any), (0.06, ["range=same"], of_any),
    (0.12, ["user=other"], of_any), (0.06, ["family=other", "family=unspec"], of_any),
    (0.06, ["length=short", "length=long"], of_any),
    (0.06, ["late-v6only=on", "late-v6only=off"], of_inet6),
    (0.06, ["late-reuseaddr=on", "late-reuseaddr=off"], of_any),
    (0.06, ["late-reuseport=on", "late-reuseport=off"], of_any),
    (0.1, ["join"], of_datagrams), (0.06, ["bind=again"], of_any), (0.12, ["port=0"], of_any),
    (0.12, ["timewait=server", "timewait=client"], of_listeners), (0.08, ["closed"], of_any)]
EACH_SUITE = 4


def random_socket(rng, series):
    inet6 = rng.random() < 0.55
    words = [rng.choice(KINDS6 if inet6 else KINDS4)]
    for share, choices, stands_at in OPTIONS:
        if stands_at(series, inet6) and rng.random() < share:
            words.append(rng.choice(choices))
    # With both, what is left in TIME_WAIT would be on the port of all other cases.
    if "range=same" in words:
        words = [word for word in words if not word.startswith("timewait")]
    # V6ONLY is an option of AF_INET6, and which family this is depends on the order of words.
    if "family=other" in words:
        words = [word for word in words if "v6only" not in word]
    return ",".join(words)


def random_ids(rng, count):
    ids = []
    while len(ids) < count:
        series = rng.choice(SERIES)
        sockets = [random_socket(rng, series) for _ in range(rng.choice([1, 2, 2, 2, 2, 3, 4]))]
        id = "/".join([series] + sockets)
        if id not in ids:
            ids.append(id)
    return ids


def suites():
    done = tool.run("list")
    tool.expect(done, 0)
    return [line.split()[0] for line in done.stdout.split("\n\n")[0].splitlines()]


def each_option():
    """Cases for each word: of the first of a pair, and of a socket of IPv6 alone."""
    ids = []
    for _, words, stands_at in OPTIONS:
        for series in ("tcp", "udp"):
            for word in words:
                if stands_at(series, False):
                    ids.append("%s/any4,%s/any4,reuseaddr" % (series, word))
                if stands_at(series, True):
                    ids.append("%s/any6,%s" % (series, word))
    return ids


def cases(seed):
    """The cases to write as programs; every kind of socket and option there is, some of each
    suite, and many pairs."""
    rng = random.Random(seed)
    every = ["udp/" + kind for kind in KINDS4 + KINDS6]
    some = [id for suite in suites() for id in rng.sample(tool.ids_of(suite), EACH_SUITE)]
    return list(dict.fromkeys(tool.ids_of("core") + every + each_option() + some +
                              random_ids(rng, SAMPLE)))


def results(ids, port):
    """What the probe says: the text of the result lines, by id."""
    document = tool.report("try", "-f", "json", "--no-delivery", "-p", str(port), *ids)
    return {case["id"]: "".join("%d %s\n" % (i, sock["result"])
                                for i, sock in enumerate(case["sockets"], 1))
            for case in document["cases"]}


def written(form, ids):
    """Each case as a program, by id."""
    def one(id):
        done = tool.run("explain", form, id)
        tool.expect(done, 0, id)
        return id, done.stdout

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, ids))


def seeded(work):
    """The cases, and the seed that a failure has to name."""
    tool.need_own_system("what the system answers Python")
    tool.own_addresses()
    seed = int(os.environ.get("BINDPROBE_SEED", random.randrange(1000000)))
    tool.write_file(os.path.join(work, "seed"), str(seed))
    return cases(seed), "with BINDPROBE_SEED=%d, results that differ" % seed


def differences(ids, run):
    """Compares the probe with what run(ids, port) says, and what differs once more: between the
    two a port that the system chose may have been one with an old connection in TIME_WAIT."""
    for _ in range(2):
        port = tool.free_port()
        wanted, got = results(ids, port), run(ids, port)
        ids = [id for id in ids if got.get(id) != wanted[id]]
        if not ids:
            return []
    return ["%s: wanted %r, got %r" % (id, wanted[id], got.get(id)) for id in ids[:40]]


def for_plain_user(work, function):
    """What the function returns when a plain user calls it; nothing where root is none."""
    try:
        program = tool.as_plain_user(work)["program"]
    except tool.Skip:
        return []
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            tool.drop_root()
            tool.BINDPROBE = program
            found = function()
        except BaseException:  # pylint: disable=broad-except
            found = [traceback.format_exc()]
        os.write(writer, json.dumps(found).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as file:
        found = json.loads(file.read())
    os.wait()
    return ["plain user: " + text for text in found]


def compare(work, what, ids, run):
    tool.none(what, differences(ids, run) +
              for_plain_user(work, lambda: differences(ids, run)))


def run_script(text, port):
    """Runs one script in this process."""
    out = io.StringIO()
    sys.argv = ["script", str(port)]
    with contextlib.redirect_stdout(out):
        exec(compile(text, "script", "exec"), {"__name__": "__main__"})
    return out.getvalue()


@test("each case as a Python script gives the results of the probe")
def python(work):
    ids, what = seeded(work)
    scripts = written("--python", ids)
    compare(work, what, ids,
            lambda ids, port: {id: run_script(scripts[id], port) for id in ids})
    alone = os.path.join(work, "alone.py")
    tool.write_file(alone, scripts["tcp/any4/any6"])
    done = tool.run("-W", "error", alone, program=sys.executable)
    wanted = results(["tcp/any4/any6"], tool.free_port())["tcp/any4/any6"]
    tool.equal("without a port", (done.stdout, done.stderr), (wanted, ""))


# What the programs define: each gets names of its own, so that many are compiled as one.
NAMES = ["fd", "result", "fail", "server_ends", "client_ends"]
HEADERS = ["sys/types.h", "sys/socket.h", "sys/wait.h", "netinet/in.h", "arpa/inet.h", "net/if.h",
           "errno.h", "pwd.h", "stdio.h", "stdlib.h", "string.h", "unistd.h"]
DRIVER = """
int
main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof mains / sizeof *mains; i++) {
		printf("==\\n");
		fflush(stdout);
		pid_t pid = fork();
		if (pid == 0) {
			int status = mains[i](argc, argv);
			fflush(stdout);
			_exit(status);
		}
		waitpid(pid, NULL, 0);
	}
	return 0;
}
"""


def compile_c(source, program, *options):
    """Compiles, and says what the compiler says."""
    done = subprocess.run(COMPILER + WARNINGS + list(options) + ["-o", program, source],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          universal_newlines=True, timeout=tool.BOUND, check=False)
    if done.returncode != 0:
        tool.fail("the compiler complains of %s:\n%s" % (source, done.stdout[:2000]))


def as_one(texts, path):
    """Writes the programs as one, which runs each in a process of its own."""
    with open(path, "w") as file:
        file.write("#define _DEFAULT_SOURCE 1\n")
        file.writelines("#include <%s>\n" % header for header in HEADERS)
        # One that only says n/a has main(void).
        file.write("#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n")
        for number, text in enumerate(texts):
            file.write("#define main(...) main_%d(int argc, char **argv)\n" % number)
            file.writelines("#define %s %s_%d\n" % (n, n, number) for n in NAMES)
            file.write(text)
            file.writelines("#undef %s\n" % n for n in NAMES + ["main"])
        file.write("static int (*const mains[])(int, char **) = {%s};\n" % ", ".join(
            "main_%d" % number for number in range(len(texts))))
        file.write(DRIVER)


def compile_as_one(ids, texts, work):
    """Compiles the programs, half of them by each of two processors."""
    def half(part):
        source = os.path.join(work, "part%d.c" % part)
        as_one([texts[id] for id in ids[part::2]], source)
        compile_c(source, source[:-2], "-std=c99", "-O0")

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(half, range(2)))


def run_as_one(ids, work, port):
    got = {}
    for part in range(2):
        done = tool.run(str(port), program=os.path.join(work, "part%d" % part))
        tool.expect(done, 0)
        got.update(zip(ids[part::2], done.stdout.split("==\n")[1:]))
    return got


def shapes(texts):
    """One program of each shape: the functions it has and the words it asks for."""
    found = {}
    for id, text in texts.items():
        shape = frozenset(re.findall(r"^\w+\(|^#.*|SOCK_\w+, \w+", text, re.M))
        found.setdefault(shape, id)
    return list(found.values())


ALONE = [("-std=c99",), ("-std=c11", "-O2"), ("-std=gnu17",), ()]


@test("each case as a C program compiles without warnings and gives the results of the probe")
def c_programs(work):
    if shutil.which(COMPILER[0]) is None:
        tool.skip("there is no " + COMPILER[0])
    ids, what = seeded(work)
    texts = written("--c", ids)
    compile_as_one(ids, texts, work)
    compare(work, what, ids, lambda _, port: run_as_one(ids, work, port))
    picked = shapes(texts)[:24]

    def alone(number):
        path = os.path.join(work, "alone%d" % number)
        tool.write_file(path + ".c", texts[picked[number]])
        compile_c(path + ".c", path, *ALONE[number % len(ALONE)])

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(alone, range(len(picked))))
    tool.none(what, differences(picked, lambda ids, port: {
        id: tool.run(str(port), program=os.path.join(work, "alone%d" % number)).stdout
        for number, id in enumerate(picked)}))
    path = os.path.join(work, "alone.c")
    tool.write_file(path, texts["tcp/any4/any6"])
    compile_c(path, path[:-2])
    wanted = results(["tcp/any4/any6"], tool.free_port())["tcp/any4/any6"]
    tool.equal("without a port", tool.run(program=path[:-2]).stdout, wanted)


@test("a case of two sockets is a C program of 60 to 75 lines, and a script of no more")
def length(_):
    for id in ("tcp/any4/any6", "udp/any6,v6only=off,reuseaddr/loop4,reuseaddr"):
        lines = {form: tool.run("explain", form, id).stdout.count("\n")
                 for form in ("--c", "--python")}
        if not 60 <= lines["--c"] <= 75 or lines["--python"] > lines["--c"]:
            tool.fail("%s: %s" % (id, lines))


@test("a program names its case and what was answered, in lines of at most 100 columns")
def title(_):
    tool.own_addresses()
    id = "tcp/any4,reuseaddr/any6,v6only=off,reuseaddr"
    wanted = results([id], tool.free_port())[id]
    for form, mark in (("--c", " * "), ("--python", "# ")):
        text = tool.run("explain", form, id).stdout
        lines = ["%s%s\n" % (mark, line) for line in [id] + wanted.splitlines()]
        tool.none("not in the program", [line for line in lines if line not in text])
        tool.none("long lines", [i for i in text.splitlines() if len(i.expandtabs()) > 100])


@test("a program can be written to a file, and is not when the case is wrong")
def to_file(work):
    path = os.path.join(work, "case.c")
    tool.expect(tool.run("explain", "--c", "-o", path, "udp/any4"), 0)
    with open(path) as file:
        tool.equal("the beginning", file.read(2), "/*")
    tool.expect(tool.run("explain", "--python", "-o", path + "x", "udp/any5"), 2)
    tool.equal("files", os.listdir(work), ["case.c"])


@test("the words about each core case and option keep to 80 columns of ASCII and name the id")
def words(_):
    tool.own_addresses()
    wrong = []

    def look(id):
        done = tool.run("explain", id)
        lines = done.stdout.splitlines()
        if done.returncode != 0 or done.stderr or not lines or lines[0] != id:
            wrong.append("%s: %d %r" % (id, done.returncode, done.stdout[:80]))
        wrong.extend("%s: %s" % (id, line) for line in lines
                     if len(line) > 80 or not line.isascii() or line != line.rstrip())
        for heading in ("What it does", "Why it matters", "What rules it",
                        "What systems are known to answer", "What this host answers"):
            if heading not in lines:
                wrong.append("%s: no '%s'" % (id, heading))

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(look, (tool.ids_of("core") + each_option())[::tool.EVERY]))
    tool.none("explanations that are wrong", wrong)


if __name__ == "__main__":
    tool.main()
