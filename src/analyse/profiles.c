/* Finds the known systems that a host is nearest to. */
#include <config.h>

#include "analyse/profiles.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* How alike a known system and the report are, over the cases both have tried. */
struct likeness {
	size_t compared;
	size_t differing;
};

/* Below zero when a is more alike than b: fewer of its cases differ, or as few of more. */
static int
by_likeness(struct likeness a, struct likeness b)
{
	size_t one = a.differing * b.compared;
	size_t other = b.differing * a.compared;
	if (one != other)
		return one < other ? -1 : 1;
	return (a.compared < b.compared) - (a.compared > b.compared);
}

/* The answers of the report, the first column, and of a known system to a row of the table;
 * false when one of them has none. */
static bool
both_say(const bp_comparison *comparison, const struct bp__profile *profile, size_t i,
    struct bp__profile_answer both[2])
{
	size_t row = bp__comparison_find(comparison, bp__profile_rows[i].id);
	if (row == SIZE_MAX)
		return false;
	struct bp__said said = bp__comparison_answer(comparison, 0, row);
	both[0] = (struct bp__profile_answer){
	    comparison->words[said.result], comparison->words[said.by]};
	both[1] = bp__profile_answers[profile->said[i]];
	return both[0].result[0] != '\0' && both[1].result[0] != '\0';
}

/* Whether both have tried the case, and whether they then differ. */
static bool
is_compared(const bp_comparison *comparison, const struct bp__profile *profile, size_t i,
    bool *differs)
{
	struct bp__profile_answer both[2];
	*differs = false;
	if (bp__profile_rows[i].sort != BP__ROW_CASE ||
	    !both_say(comparison, profile, i, both))
		return false;
	*differs = strcmp(both[0].result, both[1].result) != 0 ||
	    !bp__same_receivers(both[0].by, both[1].by);
	return true;
}

static struct likeness
measure(const bp_comparison *comparison, const struct bp__profile *profile)
{
	struct likeness likeness = {0, 0};
	for (size_t i = 0; i < bp__profile_row_count; i++) {
		bool differs;
		likeness.compared += is_compared(comparison, profile, i, &differs);
		likeness.differing += differs;
	}
	return likeness;
}

/* The likeness of the known systems that are nearest to the first column; nothing is compared
 * where there is none. */
static struct likeness
find_best(const bp_comparison *comparison)
{
	struct likeness best = {0, 1};
	for (size_t i = 0; i < bp__profile_count; i++) {
		struct likeness likeness = measure(comparison, &bp__profiles[i]);
		if (likeness.compared > 0 && by_likeness(likeness, best) < 0)
			best = likeness;
	}
	return best;
}

static bool
is_best(const bp_comparison *comparison, const struct bp__profile *profile,
    struct likeness best)
{
	struct likeness likeness = measure(comparison, profile);
	return likeness.compared == best.compared && likeness.differing == best.differing;
}

/* Notes the ids of the cases that differ, in the order of the table. */
static void
note_differing(
    bp_report *report, const bp_comparison *comparison, const struct bp__profile *profile)
{
	struct bp__nearest *nearest = &report->nearest;
	for (size_t i = 0; i < bp__profile_row_count; i++) {
		bool differs;
		is_compared(comparison, profile, i, &differs);
		if (differs)
			nearest->differing[nearest->differing_count++] =
			    bp__profile_rows[i].id;
	}
}

/* Notes the nearest of all known systems. */
static enum bp_status
note_nearest(bp_report *report, const bp_comparison *comparison)
{
	struct bp__nearest *nearest = &report->nearest;
	struct likeness best = find_best(comparison);
	nearest->names =
	    bp__arena_array(&report->arena, bp__profile_count, sizeof *nearest->names);
	nearest->differing =
	    bp__arena_array(&report->arena, best.differing, sizeof *nearest->differing);
	if (report->arena.failed)
		return BP_NO_MEMORY;
	for (size_t i = 0; best.compared > 0 && i < bp__profile_count; i++) {
		if (!is_best(comparison, &bp__profiles[i], best))
			continue;
		if (nearest->name_count == 0)
			note_differing(report, comparison, &bp__profiles[i]);
		nearest->names[nearest->name_count++] = bp__profiles[i].name;
	}
	nearest->compared = best.compared;
	return BP_OK;
}

enum bp_status
bp__find_nearest(bp_report *report)
{
	bp_comparison *comparison = bp_comparison_new();
	if (comparison == NULL)
		return BP_NO_MEMORY;
	enum bp_status status = bp__comparison_begin(comparison, report, "");
	for (size_t i = 0; status == BP_OK && i < report->outcome_count; i++)
		status = bp__comparison_case(comparison, &report->outcomes[i]);
	if (status == BP_OK)
		status = note_nearest(report, comparison);
	bp_comparison_free(comparison);
	return status;
}

enum {
	NAME_TEXT = 160,
};

static char *
name_of(const struct bp__profile *profile, char name[NAME_TEXT])
{
	snprintf(name, NAME_TEXT, "%s, measured %s", profile->name, profile->date);
	return name;
}

bool
bp__is_profile_name(const char *name)
{
	char text[NAME_TEXT];
	size_t i = 0;
	while (
	    i < bp__profile_count && strcmp(name_of(&bp__profiles[i], text), name) != 0)
		i++;
	return i < bp__profile_count;
}

/* Adds a known system as a column, with those rows that the comparison has. */
static enum bp_status
add_profile(bp_comparison *comparison, const struct bp__profile *profile)
{
	char name[NAME_TEXT];
	const bp_report known = {
	    .host.system = profile->system,
	    .host.release = profile->release,
	    .host.machine = profile->machine,
	    .host.environment = profile->environment,
	    .host.user = profile->user,
	    .host.settings = (struct bp__setting *)profile->settings,
	    .host.setting_count = profile->setting_count,
	};
	enum bp_status status =
	    bp__comparison_begin(comparison, &known, name_of(profile, name));
	for (size_t i = 0; status == BP_OK && i < bp__profile_row_count; i++) {
		const struct bp__profile_row *row = &bp__profile_rows[i];
		const struct bp__profile_answer *answer =
		    &bp__profile_answers[profile->said[i]];
		if (bp__comparison_find(comparison, row->id) != SIZE_MAX)
			status = bp__comparison_say(
			    comparison, row->sort, row->id, answer->result, answer->by);
	}
	return status == BP_OK ? bp__comparison_end(comparison, &known) : status;
}

enum bp_status
bp_comparison_add_nearest(bp_comparison *comparison)
{
	struct likeness best = find_best(comparison);
	enum bp_status status = BP_OK;
	for (size_t i = 0; status == BP_OK && i < bp__profile_count; i++) {
		if (best.compared > 0 && is_best(comparison, &bp__profiles[i], best))
			status = add_profile(comparison, &bp__profiles[i]);
	}
	return status;
}
