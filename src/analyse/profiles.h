/* Known systems: what those that were really run answered. The program carries it, so that a
 * host can be told the nearest with the C library alone; the reports themselves, with how and
 * when each was made, are in profiles/. */
#ifndef BP_ANALYSE_PROFILES_H
#define BP_ANALYSE_PROFILES_H

#include "analyse/compare.h"
#include "model/report.h"

#include <stdbool.h>
#include <stddef.h>

/* A row that known systems answer. */
struct bp__profile_row {
	enum bp__row_sort sort;
	const char *id;
};

/* An answer, in the words of comparisons. */
struct bp__profile_answer {
	const char *result; /* "" where it could not be tried */
	const char *by;
};

/* A system as it was measured. */
struct bp__profile {
	const char *name; /* "Linux 6.1 (Debian 12)" */
	const char *source; /* what was run: packages and their versions */
	const char *date; /* of the run: 2026-11-22 */
	const char *system, *release, *machine, *environment, *user;
	const struct bp__setting *settings;
	size_t setting_count;
	const unsigned short *said; /* for each row, the number of its answer; 0: none */
};

extern const struct bp__profile bp__profiles[];
extern const size_t bp__profile_count;
extern const struct bp__profile_row bp__profile_rows[];
extern const size_t bp__profile_row_count;
extern const struct bp__profile_answer bp__profile_answers[];

/* Whether it is what a comparison names a known system. */
bool
bp__is_profile_name(const char *name);

/* Finds which known systems answered the cases of the report most alike, and notes it in the
 * report. BP_NO_MEMORY. */
enum bp_status
bp__find_nearest(bp_report *report);

#endif
