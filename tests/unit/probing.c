/* Runs the probe on a made-up system. */
#include <config.h>

#include "unit/probing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bp_plan *
checked(bp_plan *plan, enum bp_status status, const struct bp_error *error)
{
	if (status == BP_OK)
		return plan;
	fprintf(stderr, "%s\n", error->text);
	abort();
}

bp_plan *
probing_suite(const char *name)
{
	struct bp_error error;
	bp_plan *plan = bp_plan_new();
	return checked(plan, bp_plan_add_suite(plan, name, &error), &error);
}

bp_plan *
probing_cases(const char *const *ids, size_t n)
{
	struct bp_error error;
	bp_plan *plan = bp_plan_new();
	for (size_t i = 0; i < n; i++)
		checked(plan, bp_plan_add_case(plan, ids[i], &error), &error);
	return plan;
}

struct probing
probing_run(const bp_plan *plan)
{
	static const struct bp_settings settings = {
	    .port = PROBING_PORT, .recipes = true, .findings = true};
	struct probing run = {.report = NULL};
	run.status = bp_probe(plan, &settings, NULL, &run.report, &run.error);
	return run;
}

struct probing
probing_system(const struct fake_profile *profile, const char *suite)
{
	bp_plan *plan = probing_suite(suite);
	fake_configure(profile);
	struct probing run = probing_run(plan);
	bp_plan_free(plan);
	return run;
}

static char
receiver_of(const struct bp__delivery *delivery)
{
	char receiver = '-';
	for (int i = 0; i < BP__SOCKETS_MAX; i++) {
		if (delivery->by[i] > 0)
			receiver = receiver == '-' ? (char)('1' + i) : '*';
	}
	return receiver;
}

/* Who got what was sent to the address. */
static char
receiver_at(
    const bp_report *report, const struct bp__outcome *outcome, const char *target)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (strcmp(report->targets[delivery->target].text, target) == 0)
			return receiver_of(delivery);
	}
	return '.';
}

static const struct bp__outcome *
find_case(const bp_report *report, const char *id)
{
	for (size_t i = 0; i < report->outcome_count; i++) {
		char text[BP__ID_SIZE];
		bp__case_format(&report->outcomes[i].plan, text, sizeof text);
		if (strcmp(text, id) == 0)
			return &report->outcomes[i];
	}
	return NULL;
}

const char *
probing_answer(const bp_report *report, const char *id, char *buffer, size_t size)
{
	static const char *const targets[] = {"127.0.0.1", "::1", "192.0.2.2", "fd00::2"};
	const struct bp__outcome *outcome = find_case(report, id);
	size_t used = 0;
	if (outcome == NULL)
		return "no such case";
	buffer[0] = '\0';
	if (outcome->unstable)
		used += (size_t)snprintf(buffer, size, "unstable ");
	for (size_t i = 0; i < outcome->plan.count; i++) {
		char text[BP__RESULT_TEXT];
		used += (size_t)snprintf(buffer + used, size - used, "%s%s",
		    i == 0 ? "" : " ",
		    bp__result_format(&outcome->sockets[i].result, text, sizeof text));
	}
	if (!bp__outcome_stands(outcome))
		return buffer;
	char receivers[COUNT(targets) + 1] = "";
	for (size_t i = 0; i < COUNT(targets); i++)
		receivers[i] = receiver_at(report, outcome, targets[i]);
	snprintf(buffer + used, size - used, " %s", receivers);
	return buffer;
}

const struct bp__finding *
probing_finding(const bp_report *report, const char *id)
{
	for (size_t i = 0; i < report->finding_count; i++) {
		if (strcmp(report->findings[i].id, id) == 0)
			return &report->findings[i];
	}
	return NULL;
}

const struct bp__recipe_run *
probing_recipe(const bp_report *report, enum bp__series series, const char *id)
{
	for (size_t i = 0; i < report->recipe_count; i++) {
		if (report->recipes[i].series == series &&
		    strcmp(report->recipes[i].id, id) == 0)
			return &report->recipes[i];
	}
	return NULL;
}
