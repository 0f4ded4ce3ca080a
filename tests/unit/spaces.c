/* Fills spaces from runs on made-up systems. */
#include <config.h>

#include "model/writer.h"
#include "unit/probing.h"
#include "unit/spaces.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

bp_plan *
spaces_plan(const bp_plan *whole, unsigned one_in)
{
	struct bp_error error;
	bp_plan *plan = bp_plan_new();
	uint64_t seed = 7020;
	for (size_t i = 0; i < bp_plan_count(whole); i++) {
		char id[BP__ID_SIZE];
		if (unit_random(&seed, one_in) != 0)
			continue;
		bp_plan_id(whole, i, id, sizeof id);
		if (bp_plan_add_case(plan, id, &error) != BP_OK)
			abort();
	}
	return plan;
}

/* A writer that keeps what it is given. */
struct gatherer {
	bp_writer writer; /* first, so that one is the other */
	struct bp__space space;
};

enum {
	TARGETS = 16,
};

static void
gather_targets(bp_writer *writer, const bp_report *report)
{
	struct gatherer *gatherer = (struct gatherer *)writer;
	enum bp__kind kinds[TARGETS] = {BP__NUMBER};
	if (report->target_count > TARGETS)
		abort();
	for (size_t i = 0; i < report->target_count; i++) {
		for (int k = BP__KIND_COUNT - 1; k > BP__NUMBER; k--) {
			if (bp__address_equal(
				&report->host.kinds[k], &report->targets[i].address))
				kinds[i] = (enum bp__kind)k;
		}
	}
	if (bp__space_set_targets(&gatherer->space, kinds, report->target_count) != BP_OK)
		abort();
}

static void
gather(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	struct gatherer *gatherer = (struct gatherer *)writer;
	char letters[TARGETS + 1] = "";
	(void)report;
	for (size_t i = 0; i < outcome->delivery_count; i++)
		letters[i] = bp__delivery_letter(&outcome->deliveries[i]);
	if (bp__space_add(&gatherer->space, &outcome->plan, outcome,
		outcome->delivery_count > 0 ? letters : NULL) != BP_OK)
		abort();
}

/* Runs some of the cases of the suite full on the made-up system. */
static bp_report *
run_sample(const struct fake_profile *profile, unsigned one_in,
    const struct bp_settings *settings, bp_writer *writer)
{
	struct bp_error error;
	bp_report *report = NULL;
	fake_configure(profile);
	bp_plan *whole = probing_suite("full");
	bp_plan *plan = spaces_plan(whole, one_in);
	if (bp_probe(plan, settings, writer, &report, &error) != BP_OK)
		report = NULL;
	bp_plan_free(plan);
	bp_plan_free(whole);
	return report;
}

struct bp__space
spaces_sample(const struct fake_profile *profile, unsigned one_in)
{
	static const struct bp_settings settings = {.port = PROBING_PORT};
	static const struct bp__format format = {
	    .name = "gather", .begin = gather_targets, .one = gather};
	struct gatherer gatherer = {.writer = {.format = &format}};
	bp_report_free(run_sample(profile, one_in, &settings, &gatherer.writer));
	return gatherer.space;
}

bp_report *
spaces_report(const struct fake_profile *profile, unsigned one_in)
{
	static const struct bp_settings settings = {
	    .port = PROBING_PORT, .findings = true};
	return run_sample(profile, one_in, &settings, NULL);
}

void
spaces_add(struct bp__space *space, const char *id, const char *first, const char *second)
{
	const char *const results[2] = {first, second};
	struct bp__case c;
	struct bp_error error;
	if (bp__case_parse(id, &c, &error) != BP_OK ||
	    bp__space_add_results(space, &c, results, NULL) != BP_OK)
		abort();
}
