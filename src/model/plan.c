/* Builds plans from suites, ids and globs. */
#include <config.h>

#include "model/plan.h"
#include "model/suite.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bp_plan *
bp_plan_new(void)
{
	return calloc(1, sizeof(bp_plan));
}

void
bp_plan_free(bp_plan *plan)
{
	if (plan == NULL)
		return;
	free(plan->cases);
	free(plan);
}

static bool
add(bp_plan *plan, const struct bp__case *c)
{
	if (plan->count == plan->room) {
		size_t room = plan->room == 0 ? 64 : 2 * plan->room;
		if (room > SIZE_MAX / sizeof *plan->cases)
			return false;
		struct bp__case *cases = realloc(plan->cases, room * sizeof *cases);
		if (cases == NULL)
			return false;
		plan->cases = cases;
		plan->room = room;
	}
	plan->cases[plan->count++] = *c;
	return true;
}

static bool
add_once(void *context, const struct bp__case *c)
{
	bp_plan *plan = context;
	for (size_t i = 0; i < plan->count; i++) {
		if (bp__case_equal(&plan->cases[i], c))
			return true;
	}
	return add(plan, c);
}

enum bp_status
bp_plan_add_suite(bp_plan *plan, const char *name, struct bp_error *error)
{
	plan->has_tables = plan->has_tables || bp__suite_has_tables(name);
	return bp__suite_walk(name, add_once, plan, error);
}

enum bp_status
bp_plan_add_case(bp_plan *plan, const char *id, struct bp_error *error)
{
	struct bp__case c;
	if (bp__case_parse(id, &c, error) != BP_OK)
		return error->status;
	plan->picked = true;
	return add(plan, &c) ? BP_OK : bp__fail(error, BP_NO_MEMORY, "out of memory");
}

bool
bp_glob_matches(const char *glob, const char *text)
{
	const char *star = NULL;
	const char *resume = text;
	while (*text != '\0') {
		if (*glob == '*') {
			star = glob++;
			resume = text;
		} else if (*glob == '?' || *glob == *text) {
			glob++;
			text++;
		} else if (star != NULL) {
			glob = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*glob == '*')
		glob++;
	return *glob == '\0';
}

/* Marks in keep the cases that match; returns whether there was one. */
static bool
mark(const bp_plan *plan, const char *glob, bool *keep)
{
	bool any = false;
	for (size_t i = 0; i < plan->count; i++) {
		char id[BP__ID_SIZE];
		if (bp_glob_matches(
			glob, bp__case_format(&plan->cases[i], id, sizeof id)))
			any = keep[i] = true;
	}
	return any;
}

static void
keep_marked(bp_plan *plan, const bool *keep)
{
	size_t kept = 0;
	for (size_t i = 0; i < plan->count; i++) {
		if (keep[i])
			plan->cases[kept++] = plan->cases[i];
	}
	plan->count = kept;
}

enum bp_status
bp_plan_keep_matching(
    bp_plan *plan, const char *const *globs, size_t n, struct bp_error *error)
{
	enum bp_status status = BP_OK;
	bool *keep = calloc(plan->count + 1, sizeof *keep);
	if (keep == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	for (size_t i = 0; i < n && status == BP_OK; i++) {
		if (!mark(plan, globs[i], keep))
			status = bp__fail(error, BP_BAD_USAGE,
			    "no case matches '%.200s'; 'bindprobe list' shows the ids",
			    globs[i]);
	}
	if (status == BP_OK) {
		keep_marked(plan, keep);
		plan->picked = true;
	}
	free(keep);
	return status;
}

static bool
is_of(const struct bp__case *c, unsigned transports)
{
	return (bp__series_transport(c->series) & transports) != 0;
}

enum bp_status
bp_plan_keep_transports(bp_plan *plan, unsigned transports, struct bp_error *error)
{
	size_t kept = 0;
	for (size_t i = 0; i < plan->count; i++)
		kept += is_of(&plan->cases[i], transports);
	if (kept == 0)
		return bp__fail(error, BP_BAD_USAGE,
		    "no case is left of the %s series; leave out --tcp and --udp",
		    transports == BP_TCP ? "TCP" : "UDP");
	size_t count = plan->count;
	plan->count = 0;
	for (size_t i = 0; i < count; i++) {
		if (is_of(&plan->cases[i], transports))
			plan->cases[plan->count++] = plan->cases[i];
	}
	return BP_OK;
}

size_t
bp_plan_count(const bp_plan *plan)
{
	return plan->count;
}

void
bp_plan_id(const bp_plan *plan, size_t i, char *buffer, size_t size)
{
	bp__case_format(&plan->cases[i], buffer, size);
}

void
bp_plan_prose(const bp_plan *plan, size_t i, char *buffer, size_t size)
{
	bp__case_prose(&plan->cases[i], buffer, size);
}
