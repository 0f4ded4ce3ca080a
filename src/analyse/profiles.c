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

/* A case that the first column has, by its row in the table and what the column answers. */
struct tried {
	size_t row;
	struct bp__profile_answer answer;
};

/* The first column beside all known systems. */
struct search {
	struct tried *tried;
	size_t count;
	struct likeness *likeness; /* of each known system */
	struct likeness best; /* nothing is compared where there is none */
};

static bool
differs(const struct tried *tried, const struct bp__profile_answer *known)
{
	return strcmp(tried->answer.result, known->result) != 0 ||
	    !bp__same_receivers(tried->answer.by, known->by);
}

/* What the known system answered to the case; NULL when it did not try it. */
static const struct bp__profile_answer *
known_answer(const struct bp__profile *profile, const struct tried *tried)
{
	const struct bp__profile_answer *answer =
	    &bp__profile_answers[profile->said[tried->row]];
	return answer->result[0] == '\0' ? NULL : answer;
}

static struct likeness
measure(const struct search *search, const struct bp__profile *profile)
{
	struct likeness likeness = {0, 0};
	for (size_t i = 0; i < search->count; i++) {
		const struct bp__profile_answer *known =
		    known_answer(profile, &search->tried[i]);
		likeness.compared += known != NULL;
		likeness.differing += known != NULL && differs(&search->tried[i], known);
	}
	return likeness;
}

/* Notes the cases of the table that the first column has tried. */
static void
find_tried(struct search *search, const bp_comparison *comparison)
{
	for (size_t i = 0; i < bp__profile_row_count; i++) {
		size_t row = bp__profile_rows[i].sort == BP__ROW_CASE
		    ? bp__comparison_find(comparison, bp__profile_rows[i].id)
		    : SIZE_MAX;
		if (row == SIZE_MAX)
			continue;
		struct bp__said said = bp__comparison_answer(comparison, 0, row);
		if (said.result != 0)
			search->tried[search->count++] = (struct tried){i,
			    {comparison->words[said.result], comparison->words[said.by]}};
	}
}

/* Measures all known systems; what is found lives in the arena. BP_NO_MEMORY. */
static enum bp_status
search_all(
    struct search *search, const bp_comparison *comparison, struct bp__arena *arena)
{
	*search = (struct search){.best = {0, 1}};
	search->tried =
	    bp__arena_array(arena, bp__profile_row_count, sizeof *search->tried);
	search->likeness =
	    bp__arena_array(arena, bp__profile_count, sizeof *search->likeness);
	if (arena->failed)
		return BP_NO_MEMORY;
	find_tried(search, comparison);
	for (size_t i = 0; i < bp__profile_count; i++) {
		search->likeness[i] = measure(search, &bp__profiles[i]);
		if (search->likeness[i].compared > 0 &&
		    by_likeness(search->likeness[i], search->best) < 0)
			search->best = search->likeness[i];
	}
	return BP_OK;
}

static bool
is_best(const struct search *search, size_t i)
{
	return search->best.compared > 0 &&
	    by_likeness(search->likeness[i], search->best) == 0;
}

/* Notes the ids of the cases that differ, in the order of the table. */
static void
note_differing(struct bp__nearest *nearest, const struct search *search,
    const struct bp__profile *profile)
{
	for (size_t i = 0; i < search->count; i++) {
		const struct bp__profile_answer *known =
		    known_answer(profile, &search->tried[i]);
		if (known != NULL && differs(&search->tried[i], known))
			nearest->differing[nearest->differing_count++] =
			    bp__profile_rows[search->tried[i].row].id;
	}
}

/* Notes the nearest of all known systems. */
static enum bp_status
note_nearest(bp_report *report, bp_comparison *comparison)
{
	struct bp__nearest *nearest = &report->nearest;
	struct search search;
	enum bp_status status = search_all(&search, comparison, &comparison->arena);
	if (status != BP_OK)
		return status;
	nearest->names =
	    bp__arena_array(&report->arena, bp__profile_count, sizeof *nearest->names);
	nearest->differing = bp__arena_array(
	    &report->arena, search.best.differing, sizeof *nearest->differing);
	if (report->arena.failed)
		return BP_NO_MEMORY;
	for (size_t i = 0; i < bp__profile_count; i++) {
		if (!is_best(&search, i))
			continue;
		if (nearest->name_count == 0)
			note_differing(nearest, &search, &bp__profiles[i]);
		nearest->names[nearest->name_count++] = bp__profiles[i].name;
	}
	nearest->compared = search.best.compared;
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
	struct search search;
	enum bp_status status = search_all(&search, comparison, &comparison->arena);
	for (size_t i = 0; status == BP_OK && i < bp__profile_count; i++) {
		if (is_best(&search, i))
			status = add_profile(comparison, &bp__profiles[i]);
	}
	return status;
}
