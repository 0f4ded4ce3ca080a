/* The verdict: what should my server do on this host. */
#include <config.h>

#include "probe/finding.h"

#include <stdio.h>
#include <string.h>

/* What the verdict rests on, all of one series. */
struct ground {
	const struct bp__outcome *any4, *any6, *dual;
	const struct bp__outcome *up, *down; /* V6ONLY untouched */
	const struct bp__outcome *up_on, *down_on; /* V6ONLY on */
};

static bool
stands(const struct bp__outcome *outcome)
{
	return outcome != NULL && bp__outcome_stands(outcome);
}

/* "EADDRINUSE", or the call with it where that is not bind(2). */
static const char *
failure(bp_report *report, const struct bp__outcome *outcome)
{
	char text[BP__RESULT_TEXT];
	const struct bp__result *result = bp__outcome_result(outcome, NULL);
	if (result->call == BP__CALL_BIND)
		return result->name;
	return bp__arena_string(
	    &report->arena, bp__result_format(result, text, sizeof text));
}

/* How it goes for a server that leaves V6ONLY alone. */
static const char *
untouched(bp_report *report, const struct ground *ground)
{
	if (ground->up == NULL || ground->down == NULL)
		return "";
	if (stands(ground->up) && stands(ground->down))
		return " Left alone, that works here too.";
	if (stands(ground->up))
		return bp__arena_printf(&report->arena,
		    " Left alone, only 0.0.0.0 before :: works; the other order is %s here.",
		    failure(report, ground->down));
	if (stands(ground->down))
		return bp__arena_printf(&report->arena,
		    " Left alone, only :: before 0.0.0.0 works; the other order is %s here.",
		    failure(report, ground->up));
	return bp__arena_printf(&report->arena,
	    " Left alone, the second bind is %s here.", failure(report, ground->up));
}

/* Whether the IPv4 socket of the pair gets the IPv4 traffic, or none can be sent here. */
static bool
is_shared(const bp_report *report, const struct ground *ground,
    const struct bp__outcome *pair, size_t inet)
{
	return stands(pair) &&
	    (bp__gets_family(report, pair, inet, BP__INET) ||
		!bp__gets_family(report, ground->any4, 0, BP__INET));
}

/* Whether the one socket gets the traffic of both families. */
static bool
serves_both(const bp_report *report, const struct bp__outcome *outcome)
{
	return stands(outcome) && bp__gets_family(report, outcome, 0, BP__INET) &&
	    bp__gets_family(report, outcome, 0, BP__INET6);
}

static const char *
both_families(bp_report *report, const struct ground *ground)
{
	bool up = is_shared(report, ground, ground->up_on, 0);
	bool down = is_shared(report, ground, ground->down_on, 1);
	if (up && down)
		return bp__arena_printf(&report->arena,
		    "Set IPV6_V6ONLY on the IPv6 socket before bind(2): IPv4 and IPv6 "
		    "listeners then share a port in either order.%s",
		    untouched(report, ground));
	if (up || down)
		return bp__arena_printf(&report->arena,
		    "Set IPV6_V6ONLY on the IPv6 socket before bind(2), and bind %s: IPv4 and "
		    "IPv6 listeners then share a port. The other order fails here.",
		    up ? "0.0.0.0 before ::" : ":: before 0.0.0.0");
	if (serves_both(report, ground->dual))
		return "Bind one IPv6 socket to :: with IPV6_V6ONLY off: it serves IPv4 and IPv6. "
		       "Two listeners do not share a port here.";
	if (is_shared(report, ground, ground->up, 0) ||
	    is_shared(report, ground, ground->down, 1))
		return bp__arena_printf(&report->arena,
		    "Leave IPV6_V6ONLY alone and bind %s: IPv4 and IPv6 listeners then share a "
		    "port. With IPV6_V6ONLY on they do not here.",
		    is_shared(report, ground, ground->up, 0) ? "0.0.0.0 before ::"
							     : ":: before 0.0.0.0");
	if (serves_both(report, ground->any6))
		return "Leave IPV6_V6ONLY alone and bind one IPv6 socket to ::, which serves IPv4 and "
		       "IPv6. Two listeners do not share a port here.";
	return "No way was found to serve IPv4 and IPv6 on one port here: use two ports, or two "
	       "processes on two addresses.";
}

static const char *
advice(bp_report *report, const struct ground *ground)
{
	if (!stands(ground->any6))
		return bp__arena_printf(&report->arena,
		    "There is no IPv6 here (%s): listen on 0.0.0.0, and do not give up when :: "
		    "fails.",
		    failure(report, ground->any6));
	if (!stands(ground->any4))
		return bp__arena_printf(&report->arena,
		    "There is no IPv4 here (%s): listen on ::, and do not give up when 0.0.0.0 "
		    "fails.",
		    failure(report, ground->any4));
	return both_families(report, ground);
}

/* What of the traffic was not seen, as words to add. */
static const char *
unseen(bp_report *report, const struct bp__outcome *plain, enum bp__family family)
{
	char why[BP__UNSEEN_TEXT];
	if (bp__gets_family(report, plain, 0, family))
		return "";
	bp__why_unseen(report, plain, family, why);
	return bp__arena_printf(&report->arena, " %s delivery could not be judged: %s.",
	    bp__family_word(family), why);
}

/* The text, and what it does not rest on. */
static const char *
with_unseen(bp_report *report, const struct ground *ground, const char *text)
{
	return bp__arena_printf(&report->arena, "%s%s%s", text,
	    stands(ground->any4) ? unseen(report, ground->any4, BP__INET) : "",
	    stands(ground->any6) ? unseen(report, ground->any6, BP__INET6) : "");
}

static bool
observe_ground(const bp_report *report, enum bp__series series, struct ground *ground)
{
	*ground = (struct ground){
	    .any4 = bp__usable_outcome(report, series, "any4"),
	    .any6 = bp__usable_outcome(report, series, "any6"),
	    .dual = bp__usable_outcome(report, series, "any6,v6only=off"),
	    .up = bp__usable_outcome(report, series, "any4/any6"),
	    .down = bp__usable_outcome(report, series, "any6/any4"),
	    .up_on = bp__usable_outcome(report, series, "any4/any6,v6only=on"),
	    .down_on = bp__usable_outcome(report, series, "any6,v6only=on/any4"),
	};
	return ground->any4 != NULL && ground->any6 != NULL && ground->up_on != NULL &&
	    ground->down_on != NULL;
}

/* The verdict of a build without IPv6; NULL when it is none. */
static const char *
without_ipv6(bp_report *report, enum bp__series series)
{
	const struct bp__outcome *any4 = bp__usable_outcome(report, series, "any4");
	const struct bp__outcome *any6 = bp__report_find(report, series, "any6");
	if (!stands(any4) || any6 == NULL || !bp__outcome_is_absent(any6))
		return NULL;
	return bp__arena_printf(&report->arena,
	    "What IPv6 does on this host is not known (%s). A server can listen on 0.0.0.0.",
	    bp__outcome_result(any6, NULL)->reason);
}

const char *
bp__derive_verdict(bp_report *report)
{
	struct ground ground;
	if (!observe_ground(report, BP__TCP, &ground) &&
	    !observe_ground(report, BP__UDP, &ground)) {
		const char *verdict = without_ipv6(report, BP__TCP);
		return verdict != NULL ? verdict : without_ipv6(report, BP__UDP);
	}
	if (!stands(ground.any4) && !stands(ground.any6))
		return bp__arena_printf(&report->arena,
		    "No server can listen here: 0.0.0.0 is %s, :: is %s.",
		    failure(report, ground.any4), failure(report, ground.any6));
	return with_unseen(report, &ground, advice(report, &ground));
}
