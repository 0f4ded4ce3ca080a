/* Judges whether the kernel's own table of sockets says the same as the sockets themselves. */
#include <config.h>

#include "probe/judge.h"

#include <stdio.h>
#include <string.h>

/* Whether the user of a socket is not the one that opened it: root where root runs the probe,
 * and no longer root where another user was asked for. */
static bool
is_of_another(
    const struct bp__judge *judge, const struct bp__socket_spec *spec, long long user)
{
	bool root = strncmp(judge->report->host.user, "root", strlen("root")) == 0;
	if (!root || user < 0)
		return false;
	return (user != 0) != bp__spec_has(spec, BP__USER_OTHER);
}

/* In what the table and the socket disagree; NULL when they agree. */
static const char *
fault_of(const struct bp__judge *judge, const struct bp__outcome *outcome, size_t i)
{
	const struct bp__socket_state *state = &outcome->sockets[i];
	const char *fault = bp__witness_fault(state);
	if (fault == NULL &&
	    is_of_another(judge, &outcome->plan.sockets[i], state->witness.user))
		fault = "belongs to another user there";
	return fault;
}

/* What the judge has seen so far. */
struct tally {
	size_t asked;
	size_t wrong;
	const char *first; /* the first fault */
};

static void
look_at(struct bp__judge *judge, const struct bp__outcome *outcome, struct tally *tally)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (!outcome->sockets[i].witness.asked)
			continue;
		const char *fault = fault_of(judge, outcome, i);
		tally->asked++;
		if (fault == NULL)
			continue;
		tally->wrong++;
		if (tally->first == NULL)
			tally->first = fault;
		bp__add_evidence(judge, outcome);
	}
}

void
bp__judge_table(struct bp__judge *judge)
{
	struct tally tally = {.asked = 0};
	for (size_t i = 0; i < judge->report->outcome_count; i++) {
		const struct bp__outcome *outcome = &judge->report->outcomes[i];
		if (outcome->plan.series == judge->series && bp__is_usable(outcome))
			look_at(judge, outcome, &tally);
	}
	/* A table that was lost on the way has not borne out the rest. */
	judge->unseen = judge->report->unwitnessed;
	judge->unsteady = judge->unseen != NULL;
	if (tally.asked == 0)
		return;
	if (tally.wrong == 0)
		bp__say(judge, BP__PASS,
		    "the kernel's table has each socket as it says of itself");
	else
		bp__say(judge, BP__FAIL,
		    bp__arena_printf(&judge->report->arena,
			"of %zu sockets in the kernel's table %zu are not as they say of "
			"themselves: one %s",
			tally.asked, tally.wrong, tally.first));
}
