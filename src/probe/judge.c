/* What the judges of findings share: looking outcomes up, gathering proof, saying. */
#include <config.h>

#include "probe/judge.h"

#include <stdio.h>

const struct bp__reuse bp__reuses[BP__REUSES] = {
    {"", "no option"},
    {",reuseaddr", "SO_REUSEADDR"},
    {",reuseport", "SO_REUSEPORT"},
};

bool
bp__is_usable(const struct bp__outcome *outcome)
{
	return outcome != NULL && !outcome->unstable && !bp__outcome_is_absent(outcome);
}

const struct bp__outcome *
bp__usable_outcome(const bp_report *report, enum bp__series series, const char *sockets)
{
	const struct bp__outcome *outcome = bp__report_find(report, series, sockets);
	return bp__is_usable(outcome) ? outcome : NULL;
}

bool
bp__gets_family(const bp_report *report, const struct bp__outcome *outcome, size_t socket,
    enum bp__family family)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		struct bp__address to =
		    bp__address_unmapped(&report->targets[delivery->target].address);
		if (to.family == family && bp__went_to(delivery, socket))
			return true;
	}
	return false;
}

void
bp__add_evidence(struct bp__judge *judge, const struct bp__outcome *outcome)
{
	size_t index = (size_t)(outcome - judge->report->outcomes);
	for (size_t i = 0; i < judge->count; i++) {
		if (judge->cases[i] == index)
			return;
	}
	if (judge->count < BP__EVIDENCE_MAX)
		judge->cases[judge->count++] = index;
}

/* Whether a socket of the case was refused its family or an option, so that the case says
 * nothing of the rules of bind(2). */
static bool
fell_short(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		enum bp__call call = outcome->sockets[i].result.call;
		if (call != BP__CALL_NONE && call < BP__CALL_BIND)
			return true;
	}
	return false;
}

/* The outcome of a case; NULL when it says nothing. */
static const struct bp__outcome *
peek(struct bp__judge *judge, const char *sockets)
{
	const struct bp__outcome *outcome =
	    bp__report_find(judge->report, judge->series, sockets);
	judge->unsteady = judge->unsteady || (outcome != NULL && outcome->unstable);
	return bp__is_usable(outcome) ? outcome : NULL;
}

const struct bp__outcome *
bp__look(struct bp__judge *judge, const char *sockets)
{
	const struct bp__outcome *outcome = peek(judge, sockets);
	if (outcome != NULL)
		bp__add_evidence(judge, outcome);
	return outcome;
}

const struct bp__outcome *
bp__look_at_bind(struct bp__judge *judge, const char *sockets)
{
	const struct bp__outcome *outcome = peek(judge, sockets);
	if (outcome == NULL || fell_short(outcome))
		return NULL;
	bp__add_evidence(judge, outcome);
	return outcome;
}

void
bp__say(struct bp__judge *judge, enum bp__grade grade, const char *text)
{
	judge->grade = grade;
	judge->text = text;
}

const char *
bp__failure_text(struct bp__judge *judge, const struct bp__outcome *outcome)
{
	char text[BP__RESULT_TEXT];
	const struct bp__result *result = bp__outcome_result(outcome, NULL);
	if (result->call == BP__CALL_BIND)
		return result->name;
	return bp__arena_string(
	    &judge->report->arena, bp__result_format(result, text, sizeof text));
}

bool
bp__ipv4_flows(struct bp__judge *judge)
{
	const struct bp__outcome *any4 = bp__look(judge, "any4");
	return any4 != NULL && bp__gets_family(judge->report, any4, 0, BP__INET);
}
