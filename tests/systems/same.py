"""Says where two reports of bindprobe -f json answer otherwise, in all that a system
answers: every case with its sockets and deliveries, the rules, recipes, findings, summary
and the verdict. Left out is what is of the machine or of the moment: the host's facts, ports
that were chosen, how a shared port was shared, and what a busy machine made unstable.

    same.py [--but-ids GLOB]... [--but-key KEY]... [--alias WORD=WORD]... ONE TWO

A glob leaves out cases, recipes and findings by their ids, and then what is derived from all
of them; a key is left out wherever it is. An alias says that the first word, in the second
report, stands for the second word. Exits 1 when they differ."""

import argparse
import fnmatch
import json
import sys

OF_THE_MOMENT = {"port", "port_chosen", "counts", "tries", "unstable", "first", "host", "tool"}
# What is derived from all cases, recipes and findings.
DERIVED = {"cases": {"rules", "behaves", "findings", "summary", "verdict", "nearest"},
           "recipes": set(), "findings": {"summary"}}


def strip(value, left_out):
    if isinstance(value, dict):
        return {k: strip(v, left_out) for k, v in value.items() if k not in left_out}
    if isinstance(value, list):
        return [strip(v, left_out) for v in value]
    return value


def by_id(parts):
    """The parts of a list by what names them, where something does."""
    return {"%s %s" % (p.get("series", ""), p["id"]) if "id" in p else str(i): p
            for i, p in enumerate(parts)}


def differences(what, one, two):
    if isinstance(one, list) and isinstance(two, list) and \
            all(isinstance(i, dict) for i in one + two):
        one, two = by_id(one), by_id(two)
    if not (isinstance(one, dict) and isinstance(two, dict)):
        if one != two:
            yield "%s: %s, and %s" % (what, json.dumps(one), json.dumps(two))
        return
    for key in list(one) + [k for k in two if k not in one]:
        if key not in one or key not in two:
            yield "%s %s: only in the %s" % (what, key, "first" if key in one else "second")
        else:
            yield from differences("%s %s" % (what, key), one[key], two[key])


def read(path, options, aliases):
    with open(path) as file:
        text = file.read()
    for alias in aliases:
        text = text.replace(*alias.split("="))
    report = json.loads(text)
    left_out = OF_THE_MOMENT | set(options.but_key)
    for part, derived in DERIVED.items():
        kept = [p for p in report[part]
                if not any(fnmatch.fnmatchcase(p["id"], g) for g in options.but_ids)]
        if len(kept) < len(report[part]):
            left_out |= derived
        report[part] = kept
    return strip(report, left_out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--but-ids", action="append", default=[])
    parser.add_argument("--but-key", action="append", default=[])
    parser.add_argument("--alias", action="append", default=[])
    parser.add_argument("one")
    parser.add_argument("two")
    options = parser.parse_args()
    one = read(options.one, options, [])
    two = read(options.two, options, options.alias)
    if not one["cases"]:
        sys.exit("no case is left to compare")
    wrong = list(differences("", one, two))
    print("%d cases compared, %d differences" % (len(one["cases"]), len(wrong)))
    for line in wrong[:40]:
        print(line.strip())
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
