/* What the judges of findings share: looking outcomes up, gathering proof, saying. */
#include <config.h>

#include "probe/judge.h"
#include "probe/deliver.h"

#include <stdio.h>
#include <string.h>

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
bp__is_of_family(
    const bp_report *report, const struct bp__delivery *delivery, enum bp__family family)
{
	return bp__address_unmapped(&report->targets[delivery->target].address).family ==
	    family;
}

bool
bp__is_seen(const struct bp__delivery *delivery)
{
	return bp__delivered(delivery) || bp__shows_nobody(&delivery->nobody);
}

const char *
bp__family_word(enum bp__family family)
{
	return family == BP__INET ? "IPv4" : "IPv6";
}

/* Which of two ways in which nobody got it says more of why: an error of the client, or the
 * longer wait. */
static const struct bp__result *
more_telling(const struct bp__result *a, const struct bp__result *b)
{
	if (a == NULL || !bp__shows_nobody(b))
		return b;
	return bp__is_timeout(a) && bp__is_timeout(b) && b->code > a->code ? b : a;
}

void
bp__why_unseen(const bp_report *report, const struct bp__outcome *outcome,
    enum bp__family family, char why[BP__UNSEEN_TEXT])
{
	char text[BP__NOBODY_TEXT];
	const struct bp__result *nobody = NULL;
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		const struct bp__address *to = &report->targets[delivery->target].address;
		if (to->family == family && !bp__address_is_mapped(to) &&
		    !bp__delivered(delivery))
			nobody = more_telling(nobody, &delivery->nobody);
	}
	if (outcome->delivery_count == 0)
		snprintf(why, BP__UNSEEN_TEXT, "nothing was sent");
	else if (nobody == NULL)
		snprintf(why, BP__UNSEEN_TEXT, "there is no address to send to");
	else
		snprintf(why, BP__UNSEEN_TEXT, "%s%s",
		    bp__nobody_format(nobody, text, sizeof text),
		    bp__shows_nobody(nobody) ? " where a socket stands" : "");
}

bool
bp__gets_family(const bp_report *report, const struct bp__outcome *outcome, size_t socket,
    enum bp__family family)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (bp__is_of_family(report, delivery, family) &&
		    bp__went_to(delivery, socket))
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

static bool
has_other_user(const struct bp__case *c)
{
	for (size_t i = 0; i < c->count; i++) {
		if (bp__spec_has(&c->sockets[i], BP__USER_OTHER))
			return true;
	}
	return false;
}

/* Whether another user's case was tried. */
static bool
had_other_user(const bp_report *report)
{
	for (size_t i = 0; i < report->outcome_count; i++) {
		const struct bp__outcome *outcome = &report->outcomes[i];
		if (has_other_user(&outcome->plan) && !bp__outcome_is_absent(outcome))
			return true;
	}
	return false;
}

/* Whether the case was not tried because another user was had and then lost: it could be
 * tried by one user alone. */
static bool
lost_other_user(const bp_report *report, const struct bp__outcome *outcome)
{
	struct bp__case same = outcome->plan;
	if (!has_other_user(&same) || !bp__outcome_is_absent(outcome) ||
	    !had_other_user(report))
		return false;
	for (size_t i = 0; i < same.count; i++)
		same.sockets[i].options &= ~BP__BIT(BP__USER_OTHER);
	for (size_t i = 0; i < report->outcome_count; i++) {
		if (bp__case_equal(&report->outcomes[i].plan, &same))
			return !bp__outcome_is_absent(&report->outcomes[i]);
	}
	return false;
}

/* The outcome of a case; NULL when it says nothing. */
static const struct bp__outcome *
peek(struct bp__judge *judge, const char *sockets)
{
	const struct bp__outcome *outcome =
	    bp__report_find(judge->report, judge->series, sockets);
	judge->unsteady = judge->unsteady ||
	    (outcome != NULL &&
		(outcome->unstable || lost_other_user(judge->report, outcome)));
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

const struct bp__outcome *
bp__look_at_plain(struct bp__judge *judge, enum bp__family family)
{
	const struct bp__outcome *plain =
	    bp__look(judge, family == BP__INET ? "any4" : "any6");
	return plain != NULL && bp__outcome_stands(plain) ? plain : NULL;
}

static bool
has_no_address(const struct bp__result *nobody)
{
	return nobody->call == BP__CALL_BIND &&
	    strcmp(nobody->name, "EADDRNOTAVAIL") == 0;
}

bool
bp__lacks_addresses(
    const bp_report *report, const struct bp__outcome *outcome, enum bp__family family)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (bp__is_of_family(report, delivery, family) &&
		    !has_no_address(&delivery->nobody))
			return false;
	}
	return outcome->delivery_count > 0;
}

void
bp__say_unseen(
    struct bp__judge *judge, const struct bp__outcome *outcome, enum bp__family family)
{
	char why[BP__UNSEEN_TEXT];
	bp__why_unseen(judge->report, outcome, family, why);
	judge->unseen = bp__arena_printf(&judge->report->arena,
	    "%s delivery could not be judged: %s", bp__family_word(family), why);
}

enum bp__sight
bp__see(struct bp__judge *judge, const struct bp__outcome *plain,
    const struct bp__outcome *outcome, size_t socket, enum bp__family family)
{
	const bp_report *report = judge->report;
	size_t seen = 0;
	if (bp__gets_family(report, outcome, socket, family))
		return BP__GETS;
	for (size_t i = 0; i < outcome->delivery_count && i < plain->delivery_count;
	     i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (!bp__is_of_family(report, delivery, family) ||
		    plain->deliveries[i].by[0] == 0)
			continue;
		if (!bp__is_seen(delivery)) {
			bp__say_unseen(judge, outcome, family);
			return BP__UNSEEN;
		}
		seen++;
	}
	if (seen == 0)
		bp__say_unseen(judge, plain, family);
	return seen == 0 ? BP__UNSEEN : BP__GETS_NOT;
}
