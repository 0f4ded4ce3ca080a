/* probing.h: running the probe on a made-up system, and saying what it saw in a few
 * characters. */
#ifndef UNIT_PROBING_H
#define UNIT_PROBING_H

#include "fake/fake.h"
#include "model/report.h"

enum {
	PROBING_PORT = 7020,
	PROBING_ANSWER = 160,
};

/* One run; the report is NULL unless the status is BP_OK. */
struct probing {
	enum bp_status status;
	struct bp_error error;
	bp_report *report;
};

/* A plan of the suite, or of the n cases. The names must be right. */
bp_plan *
probing_suite(const char *name);
bp_plan *
probing_cases(const char *const *ids, size_t n);

/* Runs the plan on the system as it is, on PROBING_PORT, with recipes and findings. */
struct probing
probing_run(const bp_plan *plan);

/* The same for a suite, on this system from its start. */
struct probing
probing_system(const struct fake_profile *profile, const char *suite);

/* What the system answered for the case, as "ok bind:EADDRINUSE" or "ok ok 1212": the
 * result of each socket, and where all stand which socket got what was sent to
 * 127.0.0.1, ::1, 192.0.2.2 and fd00::2, in this order: - nobody, * several, . was not
 * tried. "unstable" stands before it where it is, and "no such case" where the report
 * has none. */
const char *
probing_answer(const bp_report *report, const char *id, char *buffer, size_t size);

/* The finding, or the recipe in the series, with this id; NULL when there is none. */
const struct bp__finding *
probing_finding(const bp_report *report, const char *id);
const struct bp__recipe_run *
probing_recipe(const bp_report *report, enum bp__series series, const char *id);

#endif
