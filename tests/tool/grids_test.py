"""The grids of the text report, read back and compared with the cases of a JSON report."""

import re

import tool
from tool import test

WORDS = {"addr": "reuseaddr", "port": "reuseport"}
ROW = re.compile(r"^([a-zA-Z])  (.*)$")


def section(text):
    """The lines from the grids' heading to the next section that is none of theirs."""
    lines = text.split("\n")
    begin = lines.index("Address by address")
    end = lines.index("Findings") if "Findings" in lines else len(lines)
    return lines[begin:end]


def paragraphs(lines):
    """Lists of lines between empty lines."""
    groups = [[]]
    for line in lines:
        if line:
            groups[-1].append(line)
        else:
            groups.append([])
    return [group for group in groups if group]


def read_signs(lines):
    """What each letter says."""
    signs = {}
    for line in lines:
        found = re.match(r"  (\S)  (\S.*)$", line)
        if found:
            signs[found.group(1)] = found.group(2)
    return signs


def options_of(words):
    """The options that a word of the index stands for, as ids have them."""
    return "" if words == "none" else "".join("," + WORDS[word] for word in words.split("+"))


def read_index(lines):
    """The number of the grid of each (series, options, options)."""
    start = next(i for i, line in enumerate(lines) if line.startswith("series "))
    first = lines[start].index("first socket")
    columns = [(m.start(), m.group(0)) for m in re.finditer(r"\S+", lines[start])][3:]
    index, group, labels = {}, "", []
    rows = []
    for line in lines[start + 1:]:
        name, label = line[:first].rstrip(), line[first:columns[0][0]].strip()
        if name.startswith("  "):
            group += " " + name.strip()
        elif name:
            group, labels = name, []
            labels.append(group)
        if line[columns[0][0]:].strip():
            rows.append([labels, label, line])
        elif label:
            rows[-1][1] += " " + label
        if labels:
            labels[0] = group
    for labels, label, line in rows:
        user = ",user=other" if labels[0].endswith("second by another user") else ""
        series = labels[0].replace(", second by another user", "").split(", ")
        known = [word for _, word in columns]
        for one in series:
            for words in known if label == "any" else label.split(", "):
                for column, second in columns:
                    number = line[column:].split(" ")[0]
                    if number:
                        key = one, options_of(words), options_of(second) + user
                        tool.equal("one grid of %s" % (key,), key in index, False)
                        index[key] = int(number)
    return index


def read_places(label, kinds):
    """The sockets a label names."""
    sockets = []
    for name in label.split(", "):
        kind, _, option = name.partition(" ")
        if option == "any":
            sockets += kinds[kind]
        else:
            sockets.append(kind + (",v6only=" + option if option else ""))
    return sockets


def read_grids(groups, kinds):
    """The letter of each (grid, socket, socket)."""
    cells = {}
    for lines in groups:
        titles = next((i for i, line in enumerate(lines) if re.match(r" +grid \d", line)), None)
        if titles is None:
            continue
        starts = [(m.start(), int(m.group(1))) for m in
                  re.finditer(r"grid (\d+)", lines[titles])]
        heads = lines[titles + 1]
        labels, letters = {}, {}
        for line in lines[titles + 2:]:
            found = ROW.match(line)
            if found:
                last = found.group(1)
                labels[last] = line[3:starts[0][0]].strip()
                letters[last] = line
            else:
                labels[last] += " " + line.strip()
        for row, line in letters.items():
            for place, head in enumerate(heads):
                if head == " ":
                    continue
                grid = [number for start, number in starts if start <= place][-1]
                for first in read_places(labels[row], kinds):
                    for second in read_places(labels[head], kinds):
                        cells[grid, first, second] = line[place]
    return cells


def read_failing(lines, kinds):
    """The result of the sockets that are in no grid."""
    text = " ".join(lines)
    failing = {}
    for found in re.finditer(r"In no grid, as they fail first and second alike, (\S+): "
                             r"((?:[a-z0-9 ]+(?:, )?)+)", text):
        for socket in read_places(found.group(2).strip(), kinds):
            failing[socket] = found.group(1)
    return failing


def sign_of(results):
    """How the sign of these results begins."""
    first, second = results
    if first == second == "ok":
        return "both stand, "
    if first == "ok":
        return "the second fails: " + second
    if second == "ok":
        return "the first fails: " + first
    return "both fail: " + (first if first == second else
                            "the first %s, the second %s" % (first, second))


def results_of(case):
    if "sockets" in case:
        return [socket["result"] for socket in case["sockets"]]
    return case.get("results", ["ok", "ok"])


def take_apart(spec):
    """An address with its V6ONLY, and the other options."""
    words = spec.split(",")
    own = [word for word in words[1:] if word.startswith("v6only=")]
    return (",".join(words[:1] + own),
            "".join("," + word for word in words[1:] if word not in own))


def compare(report, text):
    """Looks up every case of the report in the text."""
    cases = [(case, case["id"].split("/")) for case in report["cases"]
             if "n/a" not in results_of(case) and not case.get("unstable")]
    kinds = {}
    for _, parts in cases:
        for spec in parts[1:]:
            socket = take_apart(spec)[0]
            known = kinds.setdefault(socket.split(",")[0], [])
            if socket not in known:
                known.append(socket)
    lines = section(text)
    groups = paragraphs(lines)
    signs, index = read_signs(groups[0]), read_index(groups[1])
    failing, grids = read_failing(groups[0], kinds), read_grids(groups[2:], kinds)
    used = set()
    for case, (series, *specs) in cases:
        (first, one), (second, other) = take_apart(specs[0]), take_apart(specs[1])
        letter = grids.get((index[series, one, other], first, second))
        if letter is None:
            hidden = [failing.get(first, "ok"), failing.get(second, "ok")]
            shown = [was if stands == "ok" else stands
                     for was, stands in zip(results_of(case), hidden)]
            tool.equal(case["id"], results_of(case), shown)
            tool.equal(case["id"] + " is in a grid", hidden != ["ok", "ok"], True)
            continue
        used.add(letter)
        if not signs[letter].startswith(sign_of(results_of(case))):
            tool.fail("%s is %r, %r" % (case["id"], letter, results_of(case)))
    tool.equal("legend", set(signs), used)
    tool.equal("settings", len(index), len({
        (series,) + tuple(take_apart(spec)[1] for spec in specs)
        for _, (series, *specs) in cases}))
    for line in lines:
        if len(line) > 80 or line != line.rstrip():
            tool.fail("line %r" % line)


def run_both(*arguments):
    report = tool.report(*arguments, "-f", "json")
    done = tool.run(*arguments)
    tool.expect(done, 0)
    compare(report, done.stdout)


@test("the grids of the suite reuse say what became of every case")
def reuse(_):
    run_both("-s", "reuse")


@test("the grids of the suite user say what became of every case")
def user(_):
    tool.need_other_user()
    run_both("-s", "user")


@test("the grids of a sweep say what became of every case")
def sweep(_):
    tool.own_addresses()
    run_both("-s", "full", "--no-delivery", "-c", "tcp-late/*", "-c", "udp/*")


if __name__ == "__main__":
    tool.main()
