/* What is told of some made-up systems, word for word: the verdict, findings with the first
 * and the last of their cases, and recipes. Better words are a change for the better: then
 * what is here is to be written anew. */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "probe/finding.h"
#include "unit/probing.h"
#include "unit/unit.h"

enum {
	LINE_SIZE = 600,
	LINES_MAX = 40,
};

struct lines {
	char text[LINES_MAX][LINE_SIZE];
	size_t count;
};

static char *
next_line(struct lines *lines)
{
	assert_true(lines->count < LINES_MAX);
	return lines->text[lines->count++];
}

static const char *
id_at(const bp_report *report, size_t i, char buffer[BP__ID_SIZE])
{
	return bp__case_format(&report->outcomes[i].plan, buffer, BP__ID_SIZE);
}

static void
put_finding(const bp_report *report, const struct bp__finding *finding, char *line)
{
	char first[BP__ID_SIZE];
	char last[BP__ID_SIZE];
	int used = snprintf(line, LINE_SIZE, "%s: %s: %s", finding->id,
	    bp__grade_name(finding->grade), finding->text);
	if (finding->count > 0)
		snprintf(line + used, LINE_SIZE - (size_t)used, " (%zu: %s, %s)",
		    finding->count, id_at(report, finding->cases[0], first),
		    id_at(report, finding->cases[finding->count - 1], last));
}

static void
put_recipe(const struct bp__recipe_run *recipe, char *line)
{
	char text[BP__RESULT_TEXT];
	int used =
	    snprintf(line, LINE_SIZE, "%s %s: %s%s%s", bp__series_name(recipe->series),
		recipe->id, bp__verdict_name(recipe->verdict),
		recipe->gave_up ? ", exits" : "", recipe->use_this ? ", to be used" : "");
	for (size_t i = 0; i < recipe->step_count; i++)
		used += snprintf(line + used, LINE_SIZE - (size_t)used, ", %s",
		    bp__result_format(&recipe->steps[i].result, text, sizeof text));
	used += snprintf(line + used, LINE_SIZE - (size_t)used, "; 4 %s",
	    bp__result_format(&recipe->client4, text, sizeof text));
	snprintf(line + used, LINE_SIZE - (size_t)used, "; 6 %s",
	    bp__result_format(&recipe->client6, text, sizeof text));
}

static void
put_report(const bp_report *report, struct lines *lines)
{
	lines->count = 0;
	snprintf(next_line(lines), LINE_SIZE, "%s", report->verdict);
	for (size_t i = 0; i < report->finding_count; i++)
		put_finding(report, &report->findings[i], next_line(lines));
	for (size_t i = 0; i < report->recipe_count; i++)
		put_recipe(&report->recipes[i], next_line(lines));
}

static const char *const of_linux[] = {
    "Set IPV6_V6ONLY on the IPv6 socket before bind(2): IPv4 and IPv6 listeners then share a port in either order. Left alone, the second bind is EADDRINUSE here.",
    "ipv6-available: PASS: a socket on :: stands (2: tcp/any6, udp/any6)",
    "v6only-default: PASS: off, as RFC 3493 section 5.3 asks (4: tcp/any6, udp/any4)",
    "v6only-settable: PASS: can be set off and on, and reads back so (4: tcp/any6,v6only=off, udp/any6,v6only=on)",
    "v6only-off-honoured: PASS: set off, a socket on :: gets IPv4 traffic (4: tcp/any6,v6only=off, udp/any4)",
    "v6only-on-honoured: PASS: set on, a socket on :: gets no IPv4 traffic (4: tcp/any6,v6only=on, udp/any4)",
    "v6only-on-both-orders: PASS: with V6ONLY on, both orders work, each socket its family (12: tcp/any4/any6,v6only=on, udp/any4)",
    "wildcard-untouched: WARN: with V6ONLY untouched the second wildcard socket is EADDRINUSE (6: tcp/any4/any6, udp/any6/any4)",
    "wildcard-order: PASS: the order of 0.0.0.0 and :: makes no difference (54: tcp/any4/any6, udp/any6,v6only=on,reuseport/any4,reuseport)",
    "listen-conflict: WARN: tcp: no listen(2) fails once bound; tcp-late: listen(2) fails once bound in 4 of 18 cases (4: tcp-late/any4,reuseaddr/any6,reuseaddr, tcp-late/any6,v6only=off,reuseaddr/any4,reuseaddr)",
    "override-same-user: WARN: tcp: traffic is taken with SO_REUSEPORT; udp: traffic is taken with SO_REUSEADDR, SO_REUSEPORT (12: udp/any6,v6only=off,reuseport/any4,reuseport, tcp/any6,v6only=off,reuseport)",
    "override-other-user: FAIL: tcp: no traffic is taken; udp: traffic is taken with SO_REUSEADDR (12: udp/any6,v6only=off,reuseaddr/any4,reuseaddr,user=other, tcp/any6,v6only=off,reuseport)",
    "closer-same-user: WARN: tcp: traffic is taken with SO_REUSEPORT; udp: traffic is taken with SO_REUSEADDR, SO_REUSEPORT (48: udp/any6,reuseport/host6,reuseport, tcp/any6,reuseport)",
    "closer-other-user: FAIL: tcp: no traffic is taken; udp: traffic is taken with SO_REUSEADDR (48: udp/any6,reuseaddr/host6,reuseaddr,user=other, tcp/any6,reuseport/host6,reuseport,user=other)",
    "mapped-twin: PASS: ::ffff:a.b.c.d and a.b.c.d cannot both be bound: EADDRINUSE (8: tcp/mapany,v6only=off/any4, udp/loop4/maploop,v6only=off)",
    "mapped-v6only: PASS: with V6ONLY on a mapped address is refused: EINVAL (6: tcp/mapany,v6only=on, udp/any4)",
    "v6only-late: PASS: V6ONLY is fixed once bound: EINVAL (6: tcp/any6,late-v6only=on, udp/any6,v6only=on)",
    "ephemeral-both: PASS: the port chosen for one family can be had for the other (4: tcp/any4,port=0/any6,v6only=on, udp/any6,v6only=on,port=0/any4)",
    "absent-address: PASS: an address the host does not have is EADDRNOTAVAIL (4: tcp/absent4, udp/absent6)",
    "link-local-scope: PASS: a link-local address needs its scope: EINVAL without (4: tcp/link6, udp/link6-unscoped)",
    "getaddrinfo-order: WARN: 0.0.0.0 comes first: a server that takes only the first has no IPv6 (2: tcp/any4, tcp/any6)",
    "history-free: N/A: nothing to judge by here",
    "kernel-table: N/A: this system's table of sockets does not tell which are ours",
    "steady: PASS: no case answered otherwise when it was tried again",
    "tcp walk-v6only: works, to be used, ok, ok; 4 ok; 6 ok",
    "tcp dual-stack: works, ok; 4 ok; 6 ok",
    "tcp any6-then-any4: works, ok; 4 ok; 6 ok",
    "tcp any6-only: works, ok; 4 ok; 6 ok",
    "tcp walk-untouched: partly, ok, bind:EADDRINUSE; 4 ok; 6 connect:ECONNREFUSED",
    "tcp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 connect:ECONNREFUSED; 6 connect:ECONNREFUSED",
    "tcp any4-only: partly, ok; 4 ok; 6 connect:ECONNREFUSED",
    "udp walk-v6only: works, to be used, ok, ok; 4 ok; 6 ok",
    "udp dual-stack: works, ok; 4 ok; 6 ok",
    "udp any6-then-any4: works, ok; 4 ok; 6 ok",
    "udp any6-only: works, ok; 4 ok; 6 ok",
    "udp walk-untouched: partly, ok, bind:EADDRINUSE; 4 ok; 6 receive:ECONNREFUSED",
    "udp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 receive:ECONNREFUSED; 6 receive:ECONNREFUSED",
    "udp any4-only: partly, ok; 4 ok; 6 receive:ECONNREFUSED",
};

static const char *const of_darwin[] = {
    "Set IPV6_V6ONLY on the IPv6 socket before bind(2): IPv4 and IPv6 listeners then share a port in either order. Left alone, only 0.0.0.0 before :: works; the other order is EADDRINUSE here.",
    "ipv6-available: PASS: a socket on :: stands (2: tcp/any6, udp/any6)",
    "v6only-default: PASS: off, as RFC 3493 section 5.3 asks (4: tcp/any6, udp/any4)",
    "v6only-settable: PASS: can be set off and on, and reads back so (4: tcp/any6,v6only=off, udp/any6,v6only=on)",
    "v6only-off-honoured: PASS: set off, a socket on :: gets IPv4 traffic (4: tcp/any6,v6only=off, udp/any4)",
    "v6only-on-honoured: PASS: set on, a socket on :: gets no IPv4 traffic (4: tcp/any6,v6only=on, udp/any4)",
    "v6only-on-both-orders: PASS: with V6ONLY on, both orders work, each socket its family (12: tcp/any4/any6,v6only=on, udp/any4)",
    "wildcard-untouched: WARN: with V6ONLY untouched :: then 0.0.0.0 is EADDRINUSE (6: tcp/any4/any6, udp/any6/any4)",
    "wildcard-order: WARN: the order of 0.0.0.0 and :: matters in 4 of 9 settings (54: tcp/any4/any6, udp/any6,v6only=on,reuseport/any4,reuseport)",
    "listen-conflict: PASS: no listen(2) fails once bound",
    "override-same-user: PASS: traffic is taken with SO_REUSEPORT (12: tcp/any6,v6only=off,reuseport/any4,reuseport, udp/any6,v6only=off,reuseport)",
    "override-other-user: PASS: no traffic is taken (12: tcp/any6,v6only=off/any4,user=other, udp/any6,v6only=off,reuseport)",
    "closer-same-user: WARN: traffic is taken with SO_REUSEADDR, SO_REUSEPORT (48: tcp/any6,reuseport/host6,reuseport, udp/any6,reuseport)",
    "closer-other-user: PASS: no traffic is taken (48: tcp/any4/loop4,user=other, udp/any6,reuseport/host6,reuseport,user=other)",
    "mapped-twin: PASS: ::ffff:a.b.c.d and a.b.c.d cannot both be bound: EADDRINUSE (8: tcp/mapany,v6only=off/any4, udp/loop4/maploop,v6only=off)",
    "mapped-v6only: PASS: with V6ONLY on a mapped address is refused: EADDRNOTAVAIL (6: tcp/mapany,v6only=on, udp/any4)",
    "v6only-late: PASS: V6ONLY is fixed once bound: EINVAL (6: tcp/any6,late-v6only=on, udp/any6,v6only=on)",
    "ephemeral-both: PASS: the port chosen for one family can be had for the other (4: tcp/any4,port=0/any6,v6only=on, udp/any6,v6only=on,port=0/any4)",
    "absent-address: PASS: an address the host does not have is EADDRNOTAVAIL (4: tcp/absent4, udp/absent6)",
    "link-local-scope: PASS: a link-local address needs its scope: EADDRNOTAVAIL without (4: tcp/link6, udp/link6-unscoped)",
    "getaddrinfo-order: PASS: :: comes first, and 0.0.0.0 after it (2: tcp/any4, tcp/any6)",
    "history-free: N/A: nothing to judge by here",
    "kernel-table: N/A: this system's table of sockets does not tell which are ours",
    "steady: PASS: no case answered otherwise when it was tried again",
    "tcp walk-v6only: works, to be used, ok, ok; 4 ok; 6 ok",
    "tcp dual-stack: works, ok; 4 ok; 6 ok",
    "tcp any6-then-any4: works, ok; 4 ok; 6 ok",
    "tcp any6-only: works, ok; 4 ok; 6 ok",
    "tcp walk-untouched: works, ok, bind:EADDRINUSE; 4 ok; 6 ok",
    "tcp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 connect:ECONNREFUSED; 6 connect:ECONNREFUSED",
    "tcp any4-only: partly, ok; 4 ok; 6 connect:ECONNREFUSED",
    "udp walk-v6only: works, to be used, ok, ok; 4 ok; 6 ok",
    "udp dual-stack: works, ok; 4 ok; 6 ok",
    "udp any6-then-any4: works, ok; 4 ok; 6 ok",
    "udp any6-only: works, ok; 4 ok; 6 ok",
    "udp walk-untouched: works, ok, bind:EADDRINUSE; 4 ok; 6 ok",
    "udp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 receive:ECONNREFUSED; 6 receive:ECONNREFUSED",
    "udp any4-only: partly, ok; 4 ok; 6 receive:ECONNREFUSED",
};

static const char *const of_lwip[] = {
    "Set IPV6_V6ONLY on the IPv6 socket before bind(2): IPv4 and IPv6 listeners then share a port in either order. Left alone, the second bind is listen:EADDRINUSE here.",
    "ipv6-available: PASS: a socket on :: stands (2: tcp/any6, udp/any6)",
    "v6only-default: PASS: off, as RFC 3493 section 5.3 asks (4: tcp/any6, udp/any4)",
    "v6only-settable: PASS: can be set off and on, and reads back so (4: tcp/any6,v6only=off, udp/any6,v6only=on)",
    "v6only-off-honoured: PASS: set off, a socket on :: gets IPv4 traffic (4: tcp/any6,v6only=off, udp/any4)",
    "v6only-on-honoured: PASS: set on, a socket on :: gets no IPv4 traffic (4: tcp/any6,v6only=on, udp/any4)",
    "v6only-on-both-orders: PASS: with V6ONLY on, both orders work, each socket its family (12: tcp/any4/any6,v6only=on, udp/any4)",
    "wildcard-untouched: WARN: tcp: with V6ONLY untouched the second wildcard socket is listen:EADDRINUSE; tcp-late: with V6ONLY untouched the second wildcard socket is listen:EADDRINUSE; udp: with V6ONLY untouched the second wildcard socket is EADDRINUSE (6: tcp/any4/any6, udp/any6/any4)",
    "wildcard-order: PASS: the order of 0.0.0.0 and :: makes no difference (36: tcp/any4/any6, udp/any6,v6only=on,reuseaddr/any4,reuseaddr)",
    "listen-conflict: WARN: tcp: listen(2) fails once bound in 17 of 47 cases; tcp-late: listen(2) fails once bound in 4 of 18 cases (21: tcp/any4/any6, tcp-late/any6,v6only=off/any4)",
    "override-same-user: WARN: traffic is taken with SO_REUSEADDR (8: tcp/any6,v6only=off,reuseaddr/any4,reuseaddr, udp/any6,v6only=off,reuseaddr)",
    "override-other-user: N/A: nothing to judge by here",
    "closer-same-user: WARN: traffic is taken with SO_REUSEADDR (32: tcp/any6,reuseaddr/host6,reuseaddr, udp/any6,reuseaddr)",
    "closer-other-user: N/A: nothing to judge by here",
    "mapped-twin: PASS: tcp: ::ffff:a.b.c.d and a.b.c.d cannot both be bound: listen:EADDRINUSE; udp: ::ffff:a.b.c.d and a.b.c.d cannot both be bound: EADDRINUSE (8: tcp/mapany,v6only=off/any4, udp/loop4/maploop,v6only=off)",
    "mapped-v6only: PASS: with V6ONLY on a mapped address is refused: EINVAL (6: tcp/mapany,v6only=on, udp/any4)",
    "v6only-late: WARN: setting V6ONLY after bind(2) is accepted: set it before (6: tcp/any6,late-v6only=on, udp/any6,v6only=on)",
    "ephemeral-both: PASS: the port chosen for one family can be had for the other (4: tcp/any4,port=0/any6,v6only=on, udp/any6,v6only=on,port=0/any4)",
    "absent-address: PASS: an address the host does not have is EADDRNOTAVAIL (4: tcp/absent4, udp/absent6)",
    "link-local-scope: PASS: a link-local address needs its scope: EINVAL without (4: tcp/link6, udp/link6-unscoped)",
    "getaddrinfo-order: WARN: 0.0.0.0 comes first: a server that takes only the first has no IPv6 (2: tcp/any4, tcp/any6)",
    "history-free: N/A: nothing to judge by here",
    "kernel-table: N/A: this system's table of sockets does not tell which are ours",
    "steady: PASS: no case answered otherwise when it was tried again",
    "tcp walk-v6only: works, to be used, ok, ok; 4 ok; 6 ok",
    "tcp dual-stack: works, ok; 4 ok; 6 ok",
    "tcp any6-then-any4: works, ok; 4 ok; 6 ok",
    "tcp any6-only: works, ok; 4 ok; 6 ok",
    "tcp walk-untouched: partly, ok, listen:EADDRINUSE; 4 ok; 6 connect:ECONNREFUSED",
    "tcp walk-untouched-fatal: fails, exits, ok, listen:EADDRINUSE; 4 connect:ECONNREFUSED; 6 connect:ECONNREFUSED",
    "tcp any4-only: partly, ok; 4 ok; 6 connect:ECONNREFUSED",
    "udp walk-v6only: works, to be used, ok, ok; 4 ok; 6 ok",
    "udp dual-stack: works, ok; 4 ok; 6 ok",
    "udp any6-then-any4: works, ok; 4 ok; 6 ok",
    "udp any6-only: works, ok; 4 ok; 6 ok",
    "udp walk-untouched: partly, ok, bind:EADDRINUSE; 4 ok; 6 wait:TIMEOUT",
    "udp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 wait:TIMEOUT; 6 wait:TIMEOUT",
    "udp any4-only: partly, ok; 4 ok; 6 wait:TIMEOUT",
};

static const char *const of_contrary[] = {
    "Bind one IPv6 socket to :: with IPV6_V6ONLY off: it serves IPv4 and IPv6. Two listeners do not share a port here.",
    "ipv6-available: PASS: a socket on :: stands (2: tcp/any6, udp/any6)",
    "v6only-default: PASS: off, as RFC 3493 section 5.3 asks (4: tcp/any6, udp/any4)",
    "v6only-settable: PASS: can be set off and on, and reads back so (4: tcp/any6,v6only=off, udp/any6,v6only=on)",
    "v6only-off-honoured: PASS: set off, a socket on :: gets IPv4 traffic (4: tcp/any6,v6only=off, udp/any4)",
    "v6only-on-honoured: FAIL: set on, a socket on :: still gets IPv4 traffic (4: tcp/any6,v6only=on, udp/any4)",
    "v6only-on-both-orders: FAIL: with V6ONLY on: 0.0.0.0 then :: EADDRINUSE, :: then 0.0.0.0 EADDRINUSE (6: tcp/any4/any6,v6only=on, udp/any6,v6only=on/any4)",
    "wildcard-untouched: WARN: with V6ONLY untouched the second wildcard socket is EADDRINUSE (6: tcp/any4/any6, udp/any6/any4)",
    "wildcard-order: PASS: the order of 0.0.0.0 and :: makes no difference (54: tcp/any4/any6, udp/any6,v6only=on,reuseport/any4,reuseport)",
    "listen-conflict: WARN: tcp: no listen(2) fails once bound; tcp-late: listen(2) fails once bound in 6 of 18 cases (6: tcp-late/any4,reuseaddr/any6,reuseaddr, tcp-late/any6,v6only=on,reuseaddr/any4,reuseaddr)",
    "override-same-user: WARN: tcp: traffic is taken with SO_REUSEPORT; udp: traffic is taken with SO_REUSEADDR, SO_REUSEPORT (12: udp/any6,v6only=off,reuseport/any4,reuseport, tcp/any6,v6only=off,reuseport)",
    "override-other-user: N/A: nothing to judge by here",
    "closer-same-user: WARN: tcp: traffic is taken with SO_REUSEPORT; udp: traffic is taken with SO_REUSEADDR, SO_REUSEPORT (48: udp/any6,reuseport/host6,reuseport, tcp/any6,reuseport)",
    "closer-other-user: N/A: nothing to judge by here",
    "mapped-twin: PASS: ::ffff:a.b.c.d and a.b.c.d cannot both be bound: EADDRINUSE (8: tcp/mapany,v6only=off/any4, udp/loop4/maploop,v6only=off)",
    "mapped-v6only: FAIL: with V6ONLY on a mapped address is bound and gets IPv4 traffic (6: tcp/mapany,v6only=on, udp/any4)",
    "v6only-late: WARN: setting V6ONLY after bind(2) is accepted: set it before (6: tcp/any6,late-v6only=on, udp/any6,v6only=on)",
    "ephemeral-both: WARN: the port chosen for one family was not had for the other: EADDRINUSE (2: tcp/any4,port=0/any6,v6only=on, udp/any4,port=0/any6,v6only=on)",
    "absent-address: WARN: an address the host does not have can be bound (4: tcp/absent4, udp/absent6)",
    "link-local-scope: WARN: a link-local address binds without a scope too (4: tcp/link6, udp/link6-unscoped)",
    "getaddrinfo-order: WARN: 0.0.0.0 comes first: a server that takes only the first has no IPv6 (2: tcp/any4, tcp/any6)",
    "history-free: N/A: nothing to judge by here",
    "kernel-table: N/A: this system's table of sockets does not tell which are ours",
    "steady: PASS: no case answered otherwise when it was tried again",
    "tcp walk-v6only: partly, ok, bind:EADDRINUSE; 4 ok; 6 connect:ECONNREFUSED",
    "tcp dual-stack: works, to be used, ok; 4 ok; 6 ok",
    "tcp any6-then-any4: works, ok; 4 ok; 6 ok",
    "tcp any6-only: works, ok; 4 ok; 6 ok",
    "tcp walk-untouched: partly, ok, bind:EADDRINUSE; 4 ok; 6 connect:ECONNREFUSED",
    "tcp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 connect:ECONNREFUSED; 6 connect:ECONNREFUSED",
    "tcp any4-only: partly, ok; 4 ok; 6 connect:ECONNREFUSED",
    "udp walk-v6only: partly, ok, bind:EADDRINUSE; 4 ok; 6 receive:ECONNREFUSED",
    "udp dual-stack: works, to be used, ok; 4 ok; 6 ok",
    "udp any6-then-any4: works, ok; 4 ok; 6 ok",
    "udp any6-only: works, ok; 4 ok; 6 ok",
    "udp walk-untouched: partly, ok, bind:EADDRINUSE; 4 ok; 6 receive:ECONNREFUSED",
    "udp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 receive:ECONNREFUSED; 6 receive:ECONNREFUSED",
    "udp any4-only: partly, ok; 4 ok; 6 receive:ECONNREFUSED",
};

static const char *const of_lwipv6[] = {
    "Leave IPV6_V6ONLY alone and bind :: before 0.0.0.0: IPv4 and IPv6 listeners then share a port. With IPV6_V6ONLY on they do not here.",
    "ipv6-available: PASS: a socket on :: stands (2: tcp/any6, udp/any6)",
    "v6only-default: WARN: IPV6_V6ONLY cannot be read back (4: tcp/any6, udp/any4)",
    "v6only-settable: FAIL: setting off is ENOPROTOOPT; setting on is ENOPROTOOPT (4: tcp/any6,v6only=off, udp/any6,v6only=on)",
    "v6only-off-honoured: N/A: nothing to judge by here",
    "v6only-on-honoured: N/A: nothing to judge by here",
    "v6only-on-both-orders: FAIL: with V6ONLY on: 0.0.0.0 then :: v6only:ENOPROTOOPT, :: then 0.0.0.0 v6only:ENOPROTOOPT (6: tcp/any4/any6,v6only=on, udp/any6,v6only=on/any4)",
    "wildcard-untouched: WARN: with V6ONLY untouched 0.0.0.0 then :: is EADDRINUSE (6: tcp/any4/any6, udp/any6/any4)",
    "wildcard-order: WARN: the order of 0.0.0.0 and :: matters in 2 of 2 settings (12: tcp/any4/any6, udp/any6,reuseaddr/any4,reuseaddr)",
    "listen-conflict: PASS: no listen(2) fails once bound",
    "override-same-user: N/A: nothing to judge by here",
    "override-other-user: N/A: nothing to judge by here",
    "closer-same-user: PASS: no traffic is taken (24: tcp/any4/loop4, udp/any6,reuseaddr/host6,reuseaddr)",
    "closer-other-user: N/A: nothing to judge by here",
    "mapped-twin: PASS: ::ffff:a.b.c.d and a.b.c.d cannot both be bound: EADDRINUSE (8: tcp/mapany/any4, udp/loop4/maploop)",
    "mapped-v6only: N/A: nothing to judge by here",
    "v6only-late: N/A: nothing to judge by here",
    "ephemeral-both: N/A: nothing to judge by here",
    "absent-address: PASS: an address the host does not have is EADDRNOTAVAIL (4: tcp/absent4, udp/absent6)",
    "link-local-scope: PASS: a link-local address needs its scope: EINVAL without (4: tcp/link6, udp/link6-unscoped)",
    "getaddrinfo-order: WARN: 0.0.0.0 comes first: a server that takes only the first has no IPv6 (2: tcp/any4, tcp/any6)",
    "history-free: N/A: nothing to judge by here",
    "kernel-table: N/A: this system's table of sockets does not tell which are ours",
    "steady: PASS: no case answered otherwise when it was tried again",
    "tcp walk-v6only: partly, ok, v6only:ENOPROTOOPT; 4 ok; 6 connect:ECONNREFUSED",
    "tcp dual-stack: partly, v6only:ENOPROTOOPT, ok; 4 ok; 6 connect:ECONNREFUSED",
    "tcp any6-then-any4: works, to be used, ok, ok; 4 ok; 6 ok",
    "tcp any6-only: works, ok; 4 ok; 6 ok",
    "tcp walk-untouched: partly, ok, bind:EADDRINUSE; 4 ok; 6 connect:ECONNREFUSED",
    "tcp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 connect:ECONNREFUSED; 6 connect:ECONNREFUSED",
    "tcp any4-only: partly, ok; 4 ok; 6 connect:ECONNREFUSED",
    "udp walk-v6only: partly, ok, v6only:ENOPROTOOPT; 4 ok; 6 receive:ECONNREFUSED",
    "udp dual-stack: partly, v6only:ENOPROTOOPT, ok; 4 ok; 6 receive:ECONNREFUSED",
    "udp any6-then-any4: works, to be used, ok, ok; 4 ok; 6 ok",
    "udp any6-only: works, ok; 4 ok; 6 ok",
    "udp walk-untouched: partly, ok, bind:EADDRINUSE; 4 ok; 6 receive:ECONNREFUSED",
    "udp walk-untouched-fatal: fails, exits, ok, bind:EADDRINUSE; 4 receive:ECONNREFUSED; 6 receive:ECONNREFUSED",
    "udp any4-only: partly, ok; 4 ok; 6 receive:ECONNREFUSED",
};

static const char *const of_freebsd4[] = {
    "Set IPV6_V6ONLY on the IPv6 socket before bind(2): IPv4 and IPv6 listeners then share a port in either order. Left alone, that works here too.",
    "ipv6-available: PASS: a socket on :: stands (2: tcp/any6, udp/any6)",
    "v6only-default: PASS: off, as RFC 3493 section 5.3 asks (4: tcp/any6, udp/any4)",
    "v6only-settable: PASS: can be set off and on, and reads back so (4: tcp/any6,v6only=off, udp/any6,v6only=on)",
    "v6only-off-honoured: PASS: set off, a socket on :: gets IPv4 traffic (4: tcp/any6,v6only=off, udp/any4)",
    "v6only-on-honoured: PASS: set on, a socket on :: gets no IPv4 traffic (4: tcp/any6,v6only=on, udp/any4)",
    "v6only-on-both-orders: PASS: with V6ONLY on, both orders work, each socket its family (12: tcp/any4/any6,v6only=on, udp/any4)",
    "wildcard-untouched: PASS: 0.0.0.0 and :: share a port with V6ONLY untouched (6: tcp/any4/any6, udp/any6/any4)",
    "wildcard-order: PASS: the order of 0.0.0.0 and :: makes no difference (54: tcp/any4/any6, udp/any6,v6only=on,reuseport/any4,reuseport)",
    "listen-conflict: PASS: no listen(2) fails once bound",
    "override-same-user: FAIL: traffic is taken with no option, SO_REUSEADDR, SO_REUSEPORT (12: tcp/any6,v6only=off,reuseport/any4,reuseport, udp/any6,v6only=off,reuseport)",
    "override-other-user: FAIL: traffic is taken with no option, SO_REUSEADDR, SO_REUSEPORT (12: tcp/any6,v6only=off,reuseport/any4,reuseport,user=other, udp/any6,v6only=off,reuseport)",
    "closer-same-user: WARN: traffic is taken with SO_REUSEADDR, SO_REUSEPORT (48: tcp/any6,reuseport/host6,reuseport, udp/any6,reuseport)",
    "closer-other-user: PASS: no traffic is taken (48: tcp/any4/loop4,user=other, udp/any6,reuseport/host6,reuseport,user=other)",
    "mapped-twin: WARN: ::ffff:a.b.c.d beside a.b.c.d is allowed in 2 of 4 cases (8: tcp/mapany,v6only=off/any4, udp/loop4/maploop,v6only=off)",
    "mapped-v6only: PASS: with V6ONLY on a mapped address is refused: EADDRNOTAVAIL (6: tcp/mapany,v6only=on, udp/any4)",
    "v6only-late: PASS: V6ONLY is fixed once bound: EINVAL (6: tcp/any6,late-v6only=on, udp/any6,v6only=on)",
    "ephemeral-both: PASS: the port chosen for one family can be had for the other (4: tcp/any4,port=0/any6,v6only=on, udp/any6,v6only=on,port=0/any4)",
    "absent-address: PASS: an address the host does not have is EADDRNOTAVAIL (4: tcp/absent4, udp/absent6)",
    "link-local-scope: PASS: a link-local address needs its scope: EADDRNOTAVAIL without (4: tcp/link6, udp/link6-unscoped)",
    "getaddrinfo-order: PASS: :: comes first, and 0.0.0.0 after it (2: tcp/any4, tcp/any6)",
    "history-free: N/A: nothing to judge by here",
    "kernel-table: N/A: this system's table of sockets does not tell which are ours",
    "steady: PASS: no case answered otherwise when it was tried again",
    "tcp walk-v6only: works, to be used, ok, ok; 4 ok; 6 ok",
    "tcp dual-stack: works, ok; 4 ok; 6 ok",
    "tcp any6-then-any4: works, ok; 4 ok; 6 ok",
    "tcp any6-only: works, ok; 4 ok; 6 ok",
    "tcp walk-untouched: works, ok, ok; 4 ok; 6 ok",
    "tcp walk-untouched-fatal: works, ok, ok; 4 ok; 6 ok",
    "tcp any4-only: partly, ok; 4 ok; 6 connect:ECONNREFUSED",
    "udp walk-v6only: works, to be used, ok, ok; 4 ok; 6 ok",
    "udp dual-stack: works, ok; 4 ok; 6 ok",
    "udp any6-then-any4: works, ok; 4 ok; 6 ok",
    "udp any6-only: works, ok; 4 ok; 6 ok",
    "udp walk-untouched: works, ok, ok; 4 ok; 6 ok",
    "udp walk-untouched-fatal: works, ok, ok; 4 ok; 6 ok",
    "udp any4-only: partly, ok; 4 ok; 6 receive:ECONNREFUSED",
};

static const struct {
	const char *name;
	const char *const *lines;
	size_t count;
} systems[] = {
    {"linux", of_linux, COUNT(of_linux)},
    {"darwin", of_darwin, COUNT(of_darwin)},
    {"lwip", of_lwip, COUNT(of_lwip)},
    {"lwipv6", of_lwipv6, COUNT(of_lwipv6)},
    {"freebsd4", of_freebsd4, COUNT(of_freebsd4)},
    {"contrary", of_contrary, COUNT(of_contrary)},
};

static void
systems_are_told_as_they_were(void **state)
{
	static struct lines lines;
	size_t wrong = 0;
	(void)state;
	for (size_t i = 0; i < COUNT(systems); i++) {
		struct probing run =
		    probing_system(fake_profile(systems[i].name), "core");
		put_report(run.report, &lines);
		assert_int_equal(lines.count, systems[i].count);
		for (size_t k = 0; k < lines.count; k++) {
			if (strcmp(lines.text[k], systems[i].lines[k]) == 0)
				continue;
			print_message(
			    "# %s is now told: %s\n", systems[i].name, lines.text[k]);
			wrong++;
		}
		bp_report_free(run.report);
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(systems_are_told_as_they_were),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
