/* Judges whether a second socket takes the traffic of the first. */
#include <config.h>

#include "probe/judge.h"
#include "probe/deliver.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A first socket, and a second one that may take its traffic. */
struct rivals {
	const char *first;
	const char *second;
};

static const struct rivals override_rivals[] = {
    {"any6,v6only=off", "any4"},
};

static const struct rivals closer_rivals[] = {
    {"any4", "loop4"},
    {"any6,v6only=off", "loop4"},
    {"any6", "loop6"},
    {"any4", "host4"},
    {"any6", "host6"},
};

/* Puts the outcome, which is evidence, before the rest. */
static void
put_first(struct bp__judge *judge, const struct bp__outcome *outcome)
{
	size_t index = (size_t)(outcome - judge->report->outcomes);
	size_t i = 0;
	while (judge->cases[i] != index)
		i++;
	memmove(judge->cases + 1, judge->cases, i * sizeof *judge->cases);
	judge->cases[0] = index;
}

enum taking {
	TAKES_NOTHING, /* or the second is refused */
	TAKES_TRAFFIC,
	NOT_TRIED, /* or the first gets nothing that the second could take */
	NOT_SHOWN, /* nothing that is sent here arrives */
};

static bool
gets_any(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		if (bp__delivered(&outcome->deliveries[i]))
			return true;
	}
	return false;
}

/* The family of the traffic that the second socket could take. */
static enum bp__family
family_of(const struct bp__outcome *both)
{
	return bp__spec_family(&both->plan.sockets[1]);
}

/* Whether it was not seen what became of traffic that both sockets are bound for. */
static bool
hides(const struct bp__judge *judge, const struct bp__outcome *outcome,
    const struct bp__outcome *both)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		const struct bp__address *to =
		    &judge->report->targets[delivery->target].address;
		if (!bp__is_seen(delivery) && bp__outcome_covers(both, 0, to) &&
		    bp__outcome_covers(both, 1, to))
			return true;
	}
	return false;
}

/* Whether traffic could not show that something is taken; says why. */
static bool
is_hidden(struct bp__judge *judge, const struct bp__outcome *alone,
    const struct bp__outcome *both)
{
	const struct bp__outcome *hiding = hides(judge, alone, both) ? alone
	    : hides(judge, both, both)                               ? both
	    : gets_any(alone)                                        ? NULL
								     : alone;
	if (hiding != NULL)
		bp__say_unseen(judge, hiding, family_of(both));
	return hiding != NULL;
}

/* Whether a socket of the pair was refused an option, which the first could set when it was
 * alone. */
static bool
fails_at_option(struct bp__judge *judge, const char *pair)
{
	const struct bp__outcome *outcome = bp__look(judge, pair);
	return outcome != NULL &&
	    bp__outcome_result(outcome, NULL)->call != BP__CALL_SOCKET;
}

/* Whether traffic that goes to the first socket when it is alone goes to the second when
 * both stand. */
static enum taking
takes_over(struct bp__judge *judge, const struct rivals *rivals, const char *reuse,
    const char *user)
{
	char pair[BP__ID_SIZE];
	char single[BP__ID_SIZE];
	snprintf(pair, sizeof pair, "%s%s/%s%s%s", rivals->first, reuse, rivals->second,
	    reuse, user);
	snprintf(single, sizeof single, "%s%s", rivals->first, reuse);
	const struct bp__outcome *both = bp__look_at_bind(judge, pair);
	const struct bp__outcome *alone = bp__look_at_bind(judge, single);
	if (alone == NULL || !bp__outcome_stands(alone))
		return NOT_TRIED;
	if (both == NULL) {
		judge->unsteady = judge->unsteady || fails_at_option(judge, pair);
		return NOT_TRIED;
	}
	if (!bp__outcome_stands(both))
		return TAKES_NOTHING;
	enum bp__takeover taken = bp__takeover(judge->report, alone, both);
	if (taken >= BP__TAKES_SOME)
		put_first(judge, both);
	if (taken >= BP__TAKES_SOME)
		return TAKES_TRAFFIC;
	if (is_hidden(judge, alone, both))
		return NOT_SHOWN;
	return taken == BP__TAKES_UNKNOWN ? NOT_TRIED : TAKES_NOTHING;
}

/* With no option set a take-over is a fault of the system. SO_REUSEADDR was not made for
 * it; SO_REUSEPORT on both sockets of one user asks for it. Of another user it is never
 * wanted. That nothing is taken is not said where traffic cannot show it. */
static void
judge_rivals(
    struct bp__judge *judge, const struct rivals *rivals, size_t count, bool other)
{
	static const enum bp__grade same_grades[] = {BP__FAIL, BP__WARN, BP__PASS};
	const char *user = other ? ",user=other" : "";
	enum bp__grade grade = BP__PASS;
	const char *words = NULL;
	size_t answers[NOT_SHOWN + 1] = {0};
	for (size_t k = 0; k < BP__REUSES; k++) {
		const size_t before = answers[TAKES_TRAFFIC];
		for (size_t i = 0; i < count; i++)
			answers[takes_over(
			    judge, &rivals[i], bp__reuses[k].option, user)]++;
		if (answers[TAKES_TRAFFIC] == before)
			continue;
		enum bp__grade here = other ? BP__FAIL : same_grades[k];
		grade = here > grade ? here : grade;
		words = words == NULL ? bp__reuses[k].words
				      : bp__arena_printf(&judge->report->arena, "%s, %s",
					    words, bp__reuses[k].words);
	}
	if (grade == BP__PASS && answers[NOT_SHOWN] > 0)
		return;
	judge->unseen = NULL;
	if (words == NULL && answers[TAKES_NOTHING] == 0)
		return;
	bp__say(judge, grade,
	    words == NULL ? "no traffic is taken"
			  : bp__arena_printf(&judge->report->arena,
				"traffic is taken with %s", words));
}

void
bp__judge_override_same(struct bp__judge *judge)
{
	judge_rivals(judge, override_rivals, COUNT(override_rivals), false);
}

void
bp__judge_override_other(struct bp__judge *judge)
{
	judge_rivals(judge, override_rivals, COUNT(override_rivals), true);
}

void
bp__judge_closer_same(struct bp__judge *judge)
{
	judge_rivals(judge, closer_rivals, COUNT(closer_rivals), false);
}

void
bp__judge_closer_other(struct bp__judge *judge)
{
	judge_rivals(judge, closer_rivals, COUNT(closer_rivals), true);
}
