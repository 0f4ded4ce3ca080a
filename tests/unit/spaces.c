/* Fills spaces from runs on made-up systems. */
#include <config.h>

#include "model/writer.h"
#include "unit/probing.h"
#include "unit/spaces.h"
#include "unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

/* A plan of some of the cases of the plan. */
static bp_plan *
sample(const bp_plan *whole, unsigned one_in)
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

static void
gather(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	struct gatherer *gatherer = (struct gatherer *)writer;
	(void)report;
	if (bp__space_add(&gatherer->space, &outcome->plan, outcome, NULL) != BP_OK)
		abort();
}

struct bp__space
spaces_sample(const struct fake_profile *profile, unsigned one_in)
{
	static const struct bp_settings settings = {
	    .port = PROBING_PORT, .no_delivery = true};
	static const struct bp__format format = {.name = "gather", .one = gather};
	struct gatherer gatherer = {.writer = {.format = &format}};
	struct bp_error error;
	bp_report *report = NULL;
	fake_configure(profile);
	bp_plan *whole = probing_suite("full");
	bp_plan *plan = sample(whole, one_in);
	enum bp_status status =
	    bp_probe(plan, &settings, &gatherer.writer, &report, &error);
	if (status == BP_OK)
		bp_report_free(report);
	bp_plan_free(plan);
	bp_plan_free(whole);
	return gatherer.space;
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
