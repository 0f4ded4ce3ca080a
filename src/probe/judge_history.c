/* Judges whether the answers of bind(2) depend on sockets that are gone. */
#include <config.h>

#include "probe/judge.h"

/* The case of three sockets without the second, which was closed. */
static struct bp__case
without_closed(const struct bp__case *c)
{
	struct bp__case pair = {.series = c->series, .count = 2};
	pair.sockets[0] = c->sockets[0];
	pair.sockets[1] = c->sockets[2];
	return pair;
}

static const struct bp__outcome *
find_pair(const struct bp__judge *judge, const struct bp__case *pair)
{
	for (size_t i = 0; i < judge->report->outcome_count; i++) {
		const struct bp__outcome *outcome = &judge->report->outcomes[i];
		if (outcome->plan.count == 2 && bp__case_equal(&outcome->plan, pair))
			return bp__is_usable(outcome) ? outcome : NULL;
	}
	return NULL;
}

/* Whether the outcome tells something: three sockets, of which the second stood beside the
 * first and was closed. */
static bool
is_history(const struct bp__judge *judge, const struct bp__outcome *outcome)
{
	return outcome->plan.series == judge->series && outcome->plan.count == 3 &&
	    bp__spec_has(&outcome->plan.sockets[1], BP__CLOSED) &&
	    bp__is_usable(outcome) && bp__result_is_ok(&outcome->sockets[0].result) &&
	    bp__result_is_ok(&outcome->sockets[1].result);
}

void
bp__judge_history(struct bp__judge *judge)
{
	size_t judged = 0;
	size_t differing = 0;
	for (size_t i = 0; i < judge->report->outcome_count; i++) {
		const struct bp__outcome *outcome = &judge->report->outcomes[i];
		if (!is_history(judge, outcome))
			continue;
		const struct bp__case c = without_closed(&outcome->plan);
		const struct bp__outcome *pair = find_pair(judge, &c);
		if (pair == NULL)
			continue;
		judged++;
		if (bp__result_equal(
			&pair->sockets[1].result, &outcome->sockets[2].result))
			continue;
		differing++;
		bp__add_evidence(judge, outcome);
		bp__add_evidence(judge, pair);
	}
	if (judged == 0)
		return;
	if (differing == 0)
		bp__say(judge, BP__PASS,
		    "a socket bound and closed before changes no answer");
	else
		bp__say(judge, BP__FAIL,
		    bp__arena_printf(&judge->report->arena,
			"a socket bound and closed before changes the answer in %zu of %zu cases",
			differing, judged));
}
