#!/bin/bash
# shellcheck disable=SC2016,SC2317 # for the inner shell, and python; ok calls the functions
# Linux as it may be set up, and in sandboxes that deny a call: the report says so, and the
# rest is answered all the same. Each setting leaves its own report, settings-NAME.json.
set -eu
# shellcheck source=tests/systems/lib.sh
. "$(dirname "$0")/lib.sh"

set_here='for i in $0; do echo "${i#*=}" >"/proc/sys/net/${i%=*}"; done; exec "$@"'

# probes STATUS COMMAND...: the program ends with the status; what it says on standard error
# is left in a file.
probes() {
	local wanted=$1 status=0
	shift
	in_namespace host timeout 120 "$@" "$program" -f json -s core \
		>"$json" 2>"$work/$row.err" || status=$?
	cat "$work/$row.err"
	[ "$status" = "$wanted" ]
}

# set_up NAME COMMAND...: a setting under which it probes as ever, in a namespace with
# addresses.
set_up() {
	row=$1
	shift
	json=$build/systems/settings-$row.json
	ok "it probes" probes 0 "$@"
}

# denied NAME WHAT ERROR STATUS [COMMAND]...: the same in a sandbox.
denied() {
	row=$1
	json=$build/systems/settings-$row.json
	ok "it exits $4" probes "$4" "$work/deny" "$2" "$3" "${@:5}"
}

says_on_stderr() {
	cat "$work/$row.err"
	[ "$(wc -l <"$work/$row.err")" = 1 ] && grep -q -- "$1" "$work/$row.err"
}

need cc:gcc
program=$native
need_namespace
ok "what denies calls builds" cc -O2 -Wall -Wextra -Werror -o "$work/deny" "$here/deny.c"
[ "$failed" = 0 ] || finish

set_up as-it-is
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE
as_it_is=$json

set_up bindv6only sh -c "$set_here" ipv6/bindv6only=1
headline on EADDRINUSE EADDRINUSE ok ok ok ok
ok "it is named" says 'host["settings"]["net.ipv6.bindv6only"] == "1"'

off=
for i in all default lo eth0; do
	off="$off ipv6/conf/$i/disable_ipv6=1"
done
set_up disable_ipv6 sh -c "$set_here" "$off"
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE
ok "no IPv6 address is claimed" says \
	'not any(":" in a for i in host["interfaces"] for a in i["addresses"])'

set_up lo-down sh -c 'ip link set lo down; exec "$@"' -
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE

if [ "$(id -u)" = 0 ]; then
	public=$(mktemp -d) # the build may be where nobody else can look
	trap 'rm -rf "$public"' EXIT
	cp "$native" "$public/bindprobe"
	chmod 755 "$public"
	program=$public/bindprobe
	set_up plain-user setpriv --reuid=nobody --regid=nogroup --clear-groups
	ok "it is said" says 'host["user"] == "plain user"'
	ok "all but other users' cases are as root's" python3 "$here/same.py" \
		--but-ids '*user=other*' --but-key uid "$as_it_is" "$json"
	program=$native
else
	skip "plain-user" "the other tests are run by one"
fi

denied no-inet6 inet6 EAFNOSUPPORT 0
ok "the answer is the sandbox's" says 'outcome("tcp/any6") == "socket:EAFNOSUPPORT"'
ok "the verdict is IPv4" says '"There is no IPv6 here" in r["verdict"]'
denied inet6-denied inet6 EPERM 0
ok "the answer is the sandbox's" says 'outcome("tcp/any6") == "socket:EPERM"'
denied inet-denied inet EACCES 0
ok "the answer is the sandbox's" says 'outcome("tcp/any4") == "socket:EACCES"'
ok "the verdict is IPv6" says '"There is no IPv4 here" in r["verdict"]'

denied netlink-denied netlink EACCES 0
ok "what is not known is said" says '"EACCES" in host["warning"]'
headline off EADDRINUSE EADDRINUSE ok ok EADDRINUSE EADDRINUSE

ok "no case says that there are no addresses" says \
	'cases["tcp/any4/host4"]["sockets"][1]["reason"] == "the addresses of this host are not known"'

denied listen-denied listen EACCES 0
ok "the stage is named" says 'outcome("tcp/any4") == "listen:EACCES"'
ok "UDP is answered" says 'outcome("udp/any4/any6,v6only=on") == "ok"'
denied setsockopt-denied setsockopt EPERM 0
ok "the option is named" says \
	'outcome("tcp/any6,v6only=on") == "v6only:EPERM"'
ok "the verdict does not set V6ONLY" says \
	'"Leave IPV6_V6ONLY alone" in r["verdict"]'
denied connect-denied connect EPERM 0
ok "nobody is said to be reached" says \
	'not any(d["by"] for c in r["cases"] for d in c["delivery"])'

denied fork-denied fork EAGAIN 0
if [ "$(id -u)" = 0 ]; then
	ok "what needs another process says why" says \
		'"cannot become another user: fork EAGAIN" in str(r["cases"])'
fi
ok "the rest is answered" says 'outcome("tcp/any4/any6,v6only=on") == "ok"'

# A sandbox that kills leaves no report, and no hang: root is told for what, by children that
# try, unless it kills for starting them.
for i in inet6 netlink setsockopt bind connect; do
	if [ "$(id -u)" = 0 ]; then
		denied "$i-kills" "$i" KILL 3
		ok "one line says so" says_on_stderr "kills this program for .*SIGSYS"
	else
		denied "$i-kills" "$i" KILL 159
	fi
done
row=fork-kills
json=$build/systems/settings-$row.json
if [ "$(id -u)" = 0 ]; then
	ok "it is killed, and does not hang" probes 159 "$work/deny" fork KILL
else
	ok "a plain user's run starts no process" probes 0 "$work/deny" fork KILL
fi

# Nothing at all can be probed.
for i in EPERM EACCES; do
	denied "bind-$i" bind "$i" 3
	ok "one line says so" says_on_stderr "bind:$i"
done
# shellcheck disable=SC2317 # ok calls it
# No network of its own where a sandbox denies that.
no_network() {
	local status=0
	row=no-network
	timeout 120 "$work/deny" unshare EPERM "$program" --isolate -q 2>"$work/$row.err" ||
		status=$?
	[ "$status" = 3 ]
}
ok "no network of its own: it exits 3" no_network
ok "one line says so" says_on_stderr "unshare(2) is refused with EPERM: a seccomp filter"
denied no-sockets inet EPERM 3 "$work/deny" inet6 EPERM
ok "one line says so" says_on_stderr socket:EPERM
finish
