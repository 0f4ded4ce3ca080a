/* Makes tests of cases, recipes and findings. What the system answered is data, so a case
 * is not ok only when its answer is not steady. */
#include <config.h>

#include "format/check.h"
#include "model/attribute.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const answer_names[] = {
    [BP__ANSWER_OK] = "PASS",
    [BP__ANSWER_WARNING] = "WARN",
    [BP__ANSWER_NOT_OK] = "FAIL",
    [BP__ANSWER_SKIPPED] = "N/A",
};
static_assert(sizeof answer_names / sizeof *answer_names == BP__ANSWER_COUNT, "all");

/* Which facts of a case there are, in their order. */
enum part {
	PART_SOCKETS = 0,
	PART_DELIVERIES,
	PART_FIRST, /* what the first try answered, of a case that is not stable */
	PART_SEEN,
	PART_CALLS,
	PART_COUNT,
};

BP__PRINTF(2, 3)
static void
add(char text[BP__ID_SIZE], const char *format, ...)
{
	size_t used = strlen(text);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text + used, BP__ID_SIZE - used, format, arguments);
	va_end(arguments);
}

/* As "bind:EADDRINUSE, error 98", or "n/a, needs root". */
static void
add_result(char text[BP__ID_SIZE], const struct bp__result *result)
{
	char word[BP__RESULT_TEXT];
	add(text, "%s", bp__result_format(result, word, sizeof word));
	if (result->reason != NULL)
		add(text, ", %s", result->reason);
	else if (result->call != BP__CALL_NONE && result->code != 0)
		add(text, ", error %d", result->code);
}

static size_t
count_cases(const bp_report *report, bool verbose)
{
	bool shown = report->by_case || !report->judged || verbose;
	return !report->sweep && shown ? report->outcome_count : 0;
}

/* How many facts each part has. */
static void
measure(const struct bp__outcome *outcome, size_t counts[PART_COUNT])
{
	counts[PART_SOCKETS] = outcome->plan.count;
	counts[PART_DELIVERIES] = outcome->delivery_count;
	counts[PART_FIRST] = outcome->unstable ? 1 : 0;
	counts[PART_SEEN] = outcome->tally.count;
	counts[PART_CALLS] = outcome->call_count;
}

static bool
is_steady(const struct bp__outcome *outcome)
{
	return !outcome->unstable && outcome->tally.count < 2;
}

/* Why the case could not be tried. */
static const char *
absence_of(const struct bp__outcome *outcome)
{
	const char *reason = NULL;
	for (size_t i = 0; i < outcome->plan.count && reason == NULL; i++)
		reason = outcome->sockets[i].result.reason;
	return reason;
}

static void
fill_case(const bp_report *report, size_t i, struct bp__check *check)
{
	const struct bp__outcome *outcome = &report->outcomes[i];
	bp__check_case(report, outcome, check);
}

static void
tell_socket(const struct bp__outcome *outcome, size_t i, struct bp__fact *fact)
{
	const struct bp__socket_state *state = &outcome->sockets[i];
	char local[BP__ADDRESS_TEXT];
	add(fact->key, "socket %zu", i + 1);
	add_result(fact->value, &state->result);
	if (bp__result_is_ok(&state->result) && state->local.family != BP__FAMILY_NONE)
		add(fact->value, ", %s %s", bp__outcome_protocol(outcome, i),
		    bp__address_format(&state->local, local, sizeof local));
}

static void
tell_delivery(const struct bp__check *check, size_t i, struct bp__fact *fact)
{
	const struct bp__outcome *outcome = check->subject;
	const struct bp__delivery *delivery = &outcome->deliveries[i];
	const char *before = "socket";
	add(fact->key, "to %s", check->report->targets[delivery->target].text);
	for (size_t k = 0; k < BP__SOCKETS_MAX; k++) {
		if (delivery->by[k] == 0)
			continue;
		add(fact->value, "%s %zu", before, k + 1);
		before = " and";
	}
	if (bp__result_is_ok(&delivery->nobody))
		return;
	add(fact->value, "%s", fact->value[0] == '\0' ? "nobody, " : ", once nobody, ");
	add_result(fact->value, &delivery->nobody);
}

static void
tell_first(const struct bp__outcome *outcome, struct bp__fact *fact)
{
	add(fact->key, "first try");
	add(fact->value, "%s", outcome->first_answer);
}

static void
tell_seen(const struct bp__outcome *outcome, size_t i, struct bp__fact *fact)
{
	const struct bp__seen *seen = &outcome->tally.seen[i];
	add(fact->key, "answer %zu", i + 1);
	add(fact->value, "%lu of %lu: %s", seen->count, outcome->tally.tries,
	    seen->results);
	if (seen->by[0] != '\0')
		add(fact->value, ", received by %s", seen->by);
}

static void
tell_call(const struct bp__outcome *outcome, size_t i, struct bp__fact *fact)
{
	const struct bp__call_record *call = &outcome->calls[i];
	add(fact->key, "call %zu", i + 1);
	add(fact->value, "%s: ", call->text);
	add_result(fact->value, &call->result);
}

static void
tell_case(const struct bp__check *check, size_t i, struct bp__fact *fact)
{
	const struct bp__outcome *outcome = check->subject;
	size_t counts[PART_COUNT];
	int part = PART_SOCKETS;
	measure(outcome, counts);
	for (; i >= counts[part]; part++)
		i -= counts[part];
	switch ((enum part)part) {
	case PART_SOCKETS:
		tell_socket(outcome, i, fact);
		break;
	case PART_DELIVERIES:
		tell_delivery(check, i, fact);
		break;
	case PART_FIRST:
		tell_first(outcome, fact);
		break;
	case PART_SEEN:
		tell_seen(outcome, i, fact);
		break;
	case PART_CALLS:
		tell_call(outcome, i, fact);
		break;
	case PART_COUNT:
		break;
	}
}

static size_t
count_recipes(const bp_report *report, bool verbose)
{
	(void)verbose;
	return report->recipe_count;
}

/* Why the recipe could not be tried, by its first step that could not. */
static const char *
obstacle(const struct bp__recipe_run *recipe)
{
	for (size_t i = 0; i < recipe->step_count; i++) {
		if (recipe->steps[i].result.reason != NULL)
			return recipe->steps[i].result.reason;
	}
	return recipe->client4.reason != NULL ? recipe->client4.reason
	    : recipe->client6.reason != NULL  ? recipe->client6.reason
					      : "it could not be tried";
}

enum {
	CLIENTS = 2, /* facts of a recipe beside its steps; then who does so, if known */
};

static void
fill_recipe(const bp_report *report, size_t i, struct bp__check *check)
{
	static const enum bp__answer answers[] = {
	    [BP__WORKS] = BP__ANSWER_OK,
	    [BP__PARTLY] = BP__ANSWER_WARNING,
	    [BP__FAILS] = BP__ANSWER_NOT_OK,
	    [BP__NOT_JUDGED] = BP__ANSWER_SKIPPED,
	};
	static_assert(sizeof answers / sizeof *answers == BP__VERDICT_COUNT, "a verdict");
	const struct bp__recipe_run *recipe = &report->recipes[i];
	check->subject = recipe;
	check->answer = answers[recipe->verdict];
	check->fact_count = recipe->step_count + CLIENTS + (recipe->users[0] != '\0');
	check->text = recipe->verdict == BP__NOT_JUDGED ? obstacle(recipe) : recipe->text;
	snprintf(check->name, sizeof check->name, "%s %s",
	    bp__series_name(recipe->series), recipe->id);
	snprintf(check->status, sizeof check->status, "%s%s",
	    bp__verdict_name(recipe->verdict), recipe->use_this ? ": use this" : "");
}

static void
tell_client(const char *family, bool reached, const struct bp__result *client,
    struct bp__fact *fact)
{
	add(fact->key, "%s", family);
	add(fact->value, reached ? "reached" : "not reached");
	if (bp__result_is_ok(client))
		return;
	add(fact->value, ", ");
	add_result(fact->value, client);
}

static void
tell_recipe(const struct bp__check *check, size_t i, struct bp__fact *fact)
{
	const struct bp__recipe_run *recipe = check->subject;
	if (i < recipe->step_count) {
		const struct bp__recipe_step *step = &recipe->steps[i];
		struct bp__case c = {.series = recipe->series, .count = 1};
		c.sockets[0] = step->spec;
		add(fact->key, "step %zu", i + 1);
		bp__case_format(&c, fact->value, sizeof fact->value);
		add(fact->value, ": ");
		add_result(fact->value, &step->result);
	} else if (i == recipe->step_count) {
		tell_client("IPv4", recipe->reached4, &recipe->client4, fact);
	} else if (i == recipe->step_count + 1) {
		tell_client("IPv6", recipe->reached6, &recipe->client6, fact);
	} else {
		add(fact->key, "users");
		add(fact->value, "%s", recipe->users);
	}
}

static size_t
count_findings(const bp_report *report, bool verbose)
{
	(void)verbose;
	return report->finding_count;
}

static void
fill_finding(const bp_report *report, size_t i, struct bp__check *check)
{
	static const enum bp__answer answers[] = {
	    [BP__GRADE_NONE] = BP__ANSWER_SKIPPED,
	    [BP__PASS] = BP__ANSWER_OK,
	    [BP__WARN] = BP__ANSWER_WARNING,
	    [BP__FAIL] = BP__ANSWER_NOT_OK,
	};
	static_assert(sizeof answers / sizeof *answers == BP__GRADE_COUNT, "a grade");
	const struct bp__finding *finding = &report->findings[i];
	check->subject = finding;
	check->answer = answers[finding->grade];
	check->fact_count = finding->count;
	check->text = finding->text;
	snprintf(check->name, sizeof check->name, "%s", finding->id);
	snprintf(
	    check->status, sizeof check->status, "%s", bp__grade_name(finding->grade));
}

static void
tell_finding(const struct bp__check *check, size_t i, struct bp__fact *fact)
{
	const struct bp__finding *finding = check->subject;
	const struct bp__outcome *outcome = &check->report->outcomes[finding->cases[i]];
	bp__case_format(&outcome->plan, fact->key, sizeof fact->key);
	bp__result_format(
	    bp__outcome_result(outcome, NULL), fact->value, sizeof fact->value);
}

/* The sweep itself, and each reason to leave cases out. */
static size_t
count_sweep(const bp_report *report, bool verbose)
{
	(void)verbose;
	return report->sweep ? 1 + report->absence_count : 0;
}

static void
fill_sweep(const bp_report *report, size_t i, struct bp__check *check)
{
	check->fact_count = 1;
	if (i > 0) {
		const struct bp__absence *absence = &report->absences[i - 1];
		check->subject = absence;
		check->answer = BP__ANSWER_SKIPPED;
		check->text = absence->reason;
		snprintf(
		    check->name, sizeof check->name, "left out, %s", absence->reason);
		snprintf(check->status, sizeof check->status, "n/a");
		return;
	}
	check->answer = report->stopped ? BP__ANSWER_NOT_OK : BP__ANSWER_OK;
	check->text = report->stopped ? "stopped before the end" : "";
	snprintf(check->name, sizeof check->name, "all cases");
	snprintf(check->status, sizeof check->status, "%s",
	    report->stopped ? "stopped" : "done");
}

static void
tell_sweep(const struct bp__check *check, size_t i, struct bp__fact *fact)
{
	const struct bp__absence *absence = check->subject;
	const bp_report *report = check->report;
	(void)i;
	add(fact->key, "cases");
	if (absence != NULL)
		add(fact->value, "%zu", absence->cases);
	else
		add(fact->value, "%zu of %zu run", report->done, report->planned);
}

enum group {
	GROUP_CASES = 0,
	GROUP_RECIPES,
	GROUP_FINDINGS,
	GROUP_SWEEP,
	GROUP_COUNT,
};

static const struct bp__check_group groups[] = {
    [GROUP_CASES] = {"case", "cases", count_cases, fill_case, tell_case},
    [GROUP_RECIPES] = {"recipe", "recipes", count_recipes, fill_recipe, tell_recipe},
    [GROUP_FINDINGS] = {"finding", "findings", count_findings, fill_finding,
	tell_finding},
    [GROUP_SWEEP] = {"sweep", "sweeps", count_sweep, fill_sweep, tell_sweep},
};
static_assert(sizeof groups / sizeof *groups == GROUP_COUNT, "one row a group");

const char *
bp__answer_name(enum bp__answer answer)
{
	return answer_names[answer];
}

const struct bp__check_group *
bp__check_group(size_t i)
{
	return i < GROUP_COUNT ? &groups[i] : NULL;
}

size_t
bp__check_count(
    const struct bp__check_group *group, const bp_report *report, bool verbose)
{
	return group->count(report, verbose);
}

void
bp__check_get(const struct bp__check_group *group, const bp_report *report, size_t i,
    struct bp__check *check)
{
	*check = (struct bp__check){.group = group, .report = report, .text = ""};
	group->fill(report, i, check);
}

void
bp__check_case(
    const bp_report *report, const struct bp__outcome *outcome, struct bp__check *check)
{
	size_t counts[PART_COUNT];
	*check = (struct bp__check){.group = &groups[GROUP_CASES],
	    .report = report,
	    .subject = outcome,
	    .text = ""};
	bp__case_format(&outcome->plan, check->name, sizeof check->name);
	bp__result_format(
	    bp__outcome_result(outcome, NULL), check->status, sizeof check->status);
	measure(outcome, counts);
	for (int part = 0; part < PART_COUNT; part++)
		check->fact_count += counts[part];
	if (!is_steady(outcome)) {
		check->answer = BP__ANSWER_NOT_OK;
		check->text = outcome->unstable
		    ? "unstable: a second try answered otherwise"
		    : "its tries did not answer alike";
	} else if (bp__outcome_is_absent(outcome)) {
		check->answer = BP__ANSWER_SKIPPED;
		check->text = absence_of(outcome);
	}
}

void
bp__check_tell(const struct bp__check *check, size_t i, struct bp__fact *fact)
{
	fact->key[0] = '\0';
	fact->value[0] = '\0';
	check->group->tell(check, i, fact);
}
