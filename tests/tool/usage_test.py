"""The command line: what is wrong is refused in one line that has the word, with status 2."""

import os

import tool


def test(text):
    return tool.test(text, namespace="if possible")


THIRTEEN = "tcp" + 13 * "/any4"

# A command line, and the word its complaint must show.
WRONG = [
    (["0"], "0"),
    (["65536"], "65536"),
    (["-1"], "-1"),
    (["70x"], "70x"),
    (["x70"], "x70"),
    ([""], "''"),
    (["+7020"], "+7020"),
    ([" 7020"], " 7020"),
    (["99999999999999999999"], "99999999999999999999"),
    (["no-such-service"], "no-such-service"),
    (["7020", "7021"], "7021"),
    (["--no-such"], "--no-such"),
    (["-Z"], "-Z"),
    (["-qZ"], "-Z"),
    (["--quiet=yes"], "--quiet"),
    (["--format"], "--format"),
    (["-f"], "-f"),
    (["-f", "no-such-format"], "no-such-format"),
    (["--format=JSON"], "JSON"),
    (["-o", ""], "output"),
    (["-s", "no-such-suite"], "no-such-suite"),
    (["-s", "core,no-such-suite"], "no-such-suite"),
    (["-s", ""], "''"),
    (["-s", "core,"], "''"),
    (["-c", "xtp/*"], "xtp/*"),
    (["-c", "tcp/any4", "-c", "no/such*"], "no/such*"),
    (["-c", "tcp/*", "-u"], "-u"),
    (["--color=blue"], "blue"),
    (["--color"], "--color"),
    (["-p", "7020"], "-p"),
    (["--hold=1"], "--hold"),
    (["try"], "case"),
    (["try", "-p", "0", "tcp/any4"], "0"),
    (["try", "-p", "65536", "tcp/any4"], "65536"),
    (["try", "-p", "70x", "tcp/any4"], "70x"),
    (["try", "--hold=0", "tcp/any4"], "0"),
    (["try", "--hold=-1", "tcp/any4"], "-1"),
    (["try", "--hold=1s", "tcp/any4"], "1s"),
    (["try", "--hold=", "tcp/any4"], "''"),
    (["try", "--repeat=0", "tcp/any4"], "0"),
    (["try", "--repeat=1000001", "tcp/any4"], "1000001"),
    (["try", "--repeat=2x", "tcp/any4"], "2x"),
    (["--repeat=2"], "--repeat"),
    (["--isolate=yes"], "--isolate"),
    (["--set", "net.ipv6.bindv6only=1"], "net.ipv6.bindv6only=1"),
    (["--isolate", "--set"], "--set"),
    (["--isolate", "--set", "net.ipv6.bindv6only"], "net.ipv6.bindv6only"),
    (["--isolate", "--set", "net.ipv6.bindv6only=2"], "'2'"),
    (["--isolate", "--set", "net.ipv6.bindv6only="], "''"),
    (["--isolate", "--set", "no_such=1"], "no_such"),
    (["--isolate", "--set", "6only=1"], "6only"),
    (["--isolate", "--set", "../kernel/hostname=1"], "../kernel/hostname"),
    (["--isolate", "--set", "ip_local_port_range=1"], "'1'"),
    (["--isolate", "--set", "ip_unprivileged_port_start=65536"], "65536"),
    (["--isolate", "--set", "ip_local_reserved_ports=80,"], "80,"),
    (["list", "--isolate"], "--isolate"),
    (["what-if", "0"], "'0'"),
    (["what-if", "7020", "7021"], "7021"),
    (["what-if", "--isolate"], "--isolate"),
    (["what-if", "--set", "no_such=1"], "no_such"),
    (["what-if", "-f", "tap"], "tap"),
    (["show", "--isolate", "report.json"], "--isolate"),
    (["compare", "--isolate", "a.json", "b.json"], "--isolate"),
    (["try", "-s", "core", "tcp/any4"], "-s"),
    (["try", "-t", "tcp/any4"], "-t"),
    (["try", THIRTEEN], THIRTEEN),
    (["try", "tcp"], "tcp"),
    (["try", "tcp/"], "tcp/"),
    (["try", "/any4"], "/any4"),
    (["try", "tcp//any4"], "tcp//any4"),
    (["try", "tcp/any4/"], "tcp/any4/"),
    (["try", "xtp/any4"], "xtp"),
    (["try", "tcp/any5"], "any5"),
    (["try", "tcp/any4,"], "tcp/any4,"),
    (["try", "tcp/any4,no-such"], "no-such"),
    (["try", "tcp/any6,v6only"], "v6only"),
    (["try", "tcp/any6,v6only=maybe"], "v6only=maybe"),
    (["try", "tcp/any4,v6only=on"], "v6only=on"),
    (["try", "tcp/127.0.0.1,v6only=off"], "v6only=off"),
    (["try", "tcp/any6,user=root"], "user=root"),
    (["try", "tcp/any6,v6only=on,v6only=off"], "v6only=off"),
    (["try", "tcp/any4,reuseaddr,reuseaddr"], "reuseaddr"),
    (["try", "tcp/1.2.3"], "1.2.3"),
    (["try", "tcp/1.2.3.256"], "1.2.3.256"),
    (["try", "tcp/:::"], ":::"),
    (["try", "tcp/1.2.3.4%eth0"], "1.2.3.4%eth0"),
    (["try", "tcp/any4", "tcp/nothing"], "nothing"),
    (["try", "tcp/any4", "-f", "html5"], "html5"),
    (["explain"], "case"),
    (["explain", "tcp/any5"], "any5"),
    (["explain", "tcp/any4", "tcp/any6"], "tcp/any6"),
    (["explain", "--c", "--python", "tcp/any4"], "--python"),
    (["explain", "--c=c99", "tcp/any4"], "--c"),
    (["explain", "-f", "json", "tcp/any4"], "-f"),
    (["try", "--python", "tcp/any4"], "--python"),
    (["list", "no/such*"], "no/such*"),
    (["list", "tcp/*", "udp/*"], "udp/*"),
    (["list", "-f", "json"], "-f"),
    (["list", "--quiet"], "--quiet"),
]


@test("each wrong command line has status 2 and one line, with the word that is wrong")
def wrong_words(_):
    wrong = []
    for arguments, word in WRONG:
        done = tool.run(*arguments)
        line = done.stderr
        if done.returncode != 2:
            wrong.append("%r: status %d" % (arguments, done.returncode))
        elif done.stdout:
            wrong.append("%r: wrote %r" % (arguments, done.stdout[:60]))
        elif not line.startswith("bindprobe: ") or line.count("\n") != 1:
            wrong.append("%r: %r" % (arguments, line))
        elif word not in line:
            wrong.append("%r: no %r in %r" % (arguments, word, line))
    tool.none("command lines taken wrongly", wrong)


# What the line must say to go on.
ADVICE = [
    (["70x"], "65535"),
    (["--no-such"], "--help"),
    (["try", "--no-such"], "try --help"),
    (["list", "--no-such"], "list --help"),
    (["-f", "no-such-format"], "json"),
    (["-s", "no-such-suite"], "core"),
    (["-c", "no/such*"], "bindprobe list"),
    (["list", "no/such*"], "bindprobe list"),
    (["try"], "bindprobe list"),
    (["try", THIRTEEN], "more than 12"),
    (["try", "tcp/any4,no-such"], "bindprobe list"),
    (["try", "tcp/any5"], "bindprobe list"),
    (["try", "xtp/any4"], "tcp-late"),
    (["--color=blue"], "never"),
]


@test("the line says what is valid or how to see it")
def says_what_is_valid(_):
    wrong = []
    for arguments, word in ADVICE:
        done = tool.run(*arguments)
        if word not in done.stderr:
            wrong.append("%r: no %r in %r" % (arguments, word, done.stderr))
    tool.none("complaints without advice", wrong)


@test("a word with control bytes, or a very long one, still makes one line without them")
def ugly_words(_):
    wrong = []
    for word in ("a\nb", "\x1b[31mred", "\x7f", "x" * 4000, "%s%n", "\t", "\r"):
        for before in ([], ["-s"], ["-c"], ["-f"], ["try"], ["list"], ["try", "-p"]):
            done = tool.run(*before, word)
            line = done.stderr
            if done.returncode != 2 or done.stdout or line.count("\n") != 1:
                wrong.append("%r: %d %r" % (before + [word[:20]], done.returncode, line))
            elif any(c < " " or c == "\x7f" for c in line[:-1]):
                wrong.append("%r: %r" % (before + [word[:20]], line))
    tool.none("lines that are not one line", wrong)


@test("a wrong command line leaves the output file as it was")
def file_untouched(work):
    path = os.path.join(work, "report")
    tool.write_file(path, "old")
    for arguments in (["70x"], ["-s", "none"], ["-c", "none"], ["-f", "none"]):
        done = tool.run("-o", path, *arguments)
        tool.expect(done, 2, "%r" % arguments)
    tool.equal("files", os.listdir(work), ["report"])
    with open(path) as file:
        tool.equal("the file", file.read(), "old")


@test("a service name is a port")
def service(_):
    try:
        port = tool.socket.getservbyname("domain")
    except OSError:
        tool.skip("no service is called domain here")
    done = tool.run("-f", "json", "domain")
    if done.returncode == 3 and not tool.is_root:
        if "port %d " % port not in done.stderr:
            tool.fail("not about port %d: %s" % (port, done.stderr))
        return
    tool.expect(done, 0)
    tool.equal("port", tool.parse(done.stdout)["port"], port)


@test("options may follow the port, and -- ends them")
def option_places(_):
    port = tool.free_port()
    tool.equal("port", tool.report(str(port), "-f", "json", "-s", "facts")["port"], port)
    tool.equal("port", tool.report("-fjson", "-sfacts", "--", str(port))["port"], port)
    tool.expect(tool.run("--", "-1"), 2)


@test("-t and -u pick the series, -c the cases, -s the suites")
def picks(_):
    core = tool.ids_of("core")
    tool.equal("all", [c["id"] for c in tool.report("-f", "json")["cases"]], core)
    for option, series in (("-t", "tcp"), ("--udp", "udp")):
        got = [c["id"] for c in tool.report("-f", "json", option)["cases"]]
        tool.equal(option, got, [i for i in core if i.startswith(series)])
    got = [c["id"] for c in tool.report("-f", "json", "-t", "-u")["cases"]]
    tool.equal("-t -u", got, core)
    got = [c["id"] for c in tool.report("-f", "json", "-c", "udp/any4", "-c", "tcp/any?")["cases"]]
    tool.equal("-c", sorted(got), ["tcp/any4", "tcp/any6", "udp/any4"])
    got = [c["id"] for c in tool.report("-f", "json", "-s", "facts,mapped")["cases"]]
    tool.equal("-s", sorted(got), sorted(tool.ids_of("facts") + tool.ids_of("mapped")))


@test("--help and --version go to standard output, with status 0")
def help_and_version(_):
    for arguments, word in ((["--help"], "Usage: bindprobe"), (["--version"], "bindprobe "),
                            (["try", "--help"], "Usage: bindprobe try"),
                            (["list", "--help"], "Usage: bindprobe list"),
                            (["explain", "--help"], "Usage: bindprobe explain"),
                            (["--help", "70x"], "Usage: bindprobe")):
        done = tool.run(*arguments)
        tool.expect(done, 0)
        tool.equal("standard error", done.stderr, "")
        if not done.stdout.startswith(word):
            tool.fail("%r: %r" % (arguments, done.stdout[:80]))
        tool.none("lines of %r over 80 columns" % arguments,
                  [line for line in done.stdout.splitlines() if len(line) > 80])


@test("list opens no socket, names every core case once, and each can be tried")
def lists(_):
    core = tool.ids_of("core")
    tool.equal("ids named once", len(set(core)), len(core))
    tool.equal("cases", [c["id"] for c in tool.report("try", "-f", "json", *core)["cases"]], core)
    done = tool.run("list")
    for id in core:
        if "\n%s " % id not in done.stdout:
            tool.fail("not in list: " + id)


if __name__ == "__main__":
    tool.main()
