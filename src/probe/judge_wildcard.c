/* Judges 0.0.0.0 and :: beside each other: their order, and when they fail. */
#include <config.h>

#include "probe/judge.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What each order of the two wildcards does in words: "ok" or the failing result. */
void
bp__judge_untouched(struct bp__judge *judge)
{
	const struct bp__outcome *up = bp__look_at_bind(judge, "any4/any6");
	const struct bp__outcome *down = bp__look_at_bind(judge, "any6/any4");
	struct bp__arena *arena = &judge->report->arena;
	if (up == NULL || down == NULL)
		return;
	bool up_stands = bp__outcome_stands(up);
	bool down_stands = bp__outcome_stands(down);
	if (up_stands && down_stands)
		bp__say(
		    judge, BP__PASS, "0.0.0.0 and :: share a port with V6ONLY untouched");
	else if (up_stands)
		bp__say(judge, BP__WARN,
		    bp__arena_printf(arena, "with V6ONLY untouched :: then 0.0.0.0 is %s",
			bp__failure_text(judge, down)));
	else if (down_stands)
		bp__say(judge, BP__WARN,
		    bp__arena_printf(arena, "with V6ONLY untouched 0.0.0.0 then :: is %s",
			bp__failure_text(judge, up)));
	else
		bp__say(judge, BP__WARN,
		    bp__arena_printf(arena,
			"with V6ONLY untouched the second wildcard socket is %s",
			bp__failure_text(judge, up)));
}

static const char *const v6onlys[] = {"", ",v6only=off", ",v6only=on"};

/* Whether the two orders of one setting differ; -1 when one was not tried. */
static int
order_differs(struct bp__judge *judge, const char *v6only, const char *reuse)
{
	char up[BP__ID_SIZE];
	char down[BP__ID_SIZE];
	snprintf(up, sizeof up, "any4%s/any6%s%s", reuse, v6only, reuse);
	snprintf(down, sizeof down, "any6%s%s/any4%s", v6only, reuse, reuse);
	const struct bp__outcome *a = bp__look_at_bind(judge, up);
	const struct bp__outcome *b = bp__look_at_bind(judge, down);
	if (a == NULL || b == NULL)
		return -1;
	return !bp__result_equal(
	    bp__outcome_result(a, NULL), bp__outcome_result(b, NULL));
}

void
bp__judge_order(struct bp__judge *judge)
{
	int differing = 0;
	int judged = 0;
	for (size_t i = 0; i < COUNT(v6onlys); i++) {
		for (size_t k = 0; k < BP__REUSES; k++) {
			int differs =
			    order_differs(judge, v6onlys[i], bp__reuses[k].option);
			judged += differs >= 0;
			differing += differs > 0;
		}
	}
	if (judged == 0)
		return;
	if (differing == 0)
		bp__say(
		    judge, BP__PASS, "the order of 0.0.0.0 and :: makes no difference");
	else
		bp__say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena,
			"the order of 0.0.0.0 and :: matters in %d of %d settings",
			differing, judged));
}

/* Whether each of two sockets that stand gets its own family: of AF_INET is the one with
 * index inet. A family of which the host has no address is passed over. */
static enum bp__sight
see_both(struct bp__judge *judge, const struct bp__outcome *outcome, size_t inet)
{
	static const enum bp__family families[] = {BP__INET6, BP__INET};
	enum bp__sight both = BP__GETS;
	size_t seen = 0;
	for (size_t i = 0; i < COUNT(families); i++) {
		const size_t socket = families[i] == BP__INET ? inet : 1 - inet;
		const struct bp__outcome *plain = bp__look_at_plain(judge, families[i]);
		if (plain == NULL ||
		    bp__lacks_addresses(judge->report, plain, families[i]))
			continue;
		enum bp__sight own = bp__see(judge, plain, outcome, socket, families[i]);
		if (own == BP__GETS_NOT ||
		    bp__gets_family(judge->report, outcome, 1 - socket, families[i]))
			return BP__GETS_NOT;
		both = own == BP__UNSEEN ? BP__UNSEEN : both;
		seen++;
	}
	return seen == 0 ? BP__UNSEEN : both;
}

/* Whether a socket could not even be made. */
static bool
lacks_family(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (outcome->sockets[i].result.call == BP__CALL_SOCKET)
			return true;
	}
	return false;
}

void
bp__judge_both_orders(struct bp__judge *judge)
{
	const struct bp__outcome *up = bp__look(judge, "any4/any6,v6only=on");
	const struct bp__outcome *down = bp__look(judge, "any6,v6only=on/any4");
	struct bp__arena *arena = &judge->report->arena;
	if (up == NULL || down == NULL || lacks_family(up) || lacks_family(down))
		return;
	if (!bp__outcome_stands(up) || !bp__outcome_stands(down)) {
		bp__say(judge, BP__FAIL,
		    bp__arena_printf(arena,
			"with V6ONLY on: 0.0.0.0 then :: %s, :: then 0.0.0.0 %s",
			bp__failure_text(judge, up), bp__failure_text(judge, down)));
		return;
	}
	enum bp__sight up_sight = see_both(judge, up, 0);
	enum bp__sight down_sight = see_both(judge, down, 1);
	if (up_sight == BP__GETS && down_sight == BP__GETS)
		bp__say(judge, BP__PASS,
		    "with V6ONLY on, both orders work, each socket its family");
	else if (up_sight == BP__GETS_NOT || down_sight == BP__GETS_NOT)
		bp__say(judge, BP__FAIL,
		    "with V6ONLY on both stand, but a family does not go to its socket");
}

void
bp__judge_listen(struct bp__judge *judge)
{
	const bp_report *report = judge->report;
	size_t judged = 0;
	for (size_t i = 0; i < report->outcome_count; i++) {
		const struct bp__outcome *outcome = &report->outcomes[i];
		if (outcome->plan.series != judge->series || outcome->plan.count < 2)
			continue;
		judge->unsteady = judge->unsteady || outcome->unstable;
		if (!bp__is_usable(outcome))
			continue;
		judged++;
		if (bp__outcome_result(outcome, NULL)->call == BP__CALL_LISTEN)
			bp__add_evidence(judge, outcome);
	}
	if (judged == 0)
		return;
	if (judge->count == 0)
		bp__say(judge, BP__PASS, "no listen(2) fails once bound");
	else
		bp__say(judge, BP__WARN,
		    bp__arena_printf(&judge->report->arena,
			"listen(2) fails once bound in %zu of %zu cases", judge->count,
			judged));
}
