/* Derives what a setting changes: two reports side by side, and what changes sorted by how. */
#include <config.h>

#include "analyse/what_if.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/differ.h"

enum {
	WORDS = 256, /* of one answer */
	WITHOUT = 0, /* the columns */
	WITH = 1,
};

static const char not_tried[] = "n/a";

static enum bp_status
add_report(bp_comparison *comparison, const bp_report *report, const char *name)
{
	enum bp_status status = bp__comparison_begin(comparison, report, name);
	for (size_t i = 0; status == BP_OK && i < report->outcome_count; i++)
		status = bp__comparison_case(comparison, &report->outcomes[i]);
	return status == BP_OK ? bp__comparison_end(comparison, report) : status;
}

/* The results of the sockets in short: the first that failed, or ok. */
static const char *
shorten(const char *results, char text[WORDS])
{
	size_t socket = 1;
	while (strncmp(results, "ok/", strlen("ok/")) == 0) {
		results += strlen("ok/");
		socket++;
	}
	size_t length = strcspn(results, "/");
	snprintf(text, WORDS, "%.*s", (int)length, results);
	if (socket > 1 && strcmp(text, "ok") != 0)
		snprintf(text, WORDS, "%.*s on %zu", (int)length, results, socket);
	return text;
}

/* What a column answers to a row, in the words that tell it from the other. */
static const char *
answer(const bp_comparison *comparison, size_t column, size_t row, char text[WORDS])
{
	struct bp__said said = bp__comparison_answer(comparison, column, row);
	if (said.result == 0)
		return not_tried;
	if (comparison->rows[row].sort != BP__ROW_CASE)
		return comparison->words[said.result];
	if (comparison->rows[row].lacking)
		return shorten(comparison->words[said.result], text);
	return bp__differences_answer(comparison, row, column, text, WORDS);
}

static bool
is_changed(const bp_comparison *comparison, size_t row)
{
	return comparison->rows[row].differs || comparison->rows[row].lacking;
}

/* The change from these words to those, which may be new. */
static struct bp__change *
change_of(struct bp__effect *effect, struct bp__arena *arena, const char *before,
    const char *after, size_t room)
{
	for (size_t i = 0; i < effect->change_count; i++) {
		struct bp__change *change = &effect->changes[i];
		if (strcmp(change->before, before) == 0 &&
		    strcmp(change->after, after) == 0)
			return change;
	}
	struct bp__change *change = &effect->changes[effect->change_count++];
	change->before = bp__arena_string(arena, before);
	change->after = bp__arena_string(arena, after);
	change->ids = bp__arena_array(arena, room, sizeof *change->ids);
	return change;
}

static void
add_case(const bp_comparison *comparison, size_t row, struct bp__arena *arena,
    struct bp__effect *effect)
{
	char before[WORDS];
	char after[WORDS];
	effect->compared++;
	if (!is_changed(comparison, row))
		return;
	struct bp__change *change =
	    change_of(effect, arena, answer(comparison, WITHOUT, row, before),
		answer(comparison, WITH, row, after), comparison->row_count);
	if (change->ids == NULL)
		return;
	change->ids[change->count++] = bp__arena_string(arena, comparison->rows[row].id);
	effect->cases++;
}

static void
add_turn(const bp_comparison *comparison, size_t row, struct bp__arena *arena,
    struct bp__turns *turns)
{
	char text[WORDS];
	if (!is_changed(comparison, row))
		return;
	turns->turns[turns->count++] = (struct bp__turn){
	    .id = bp__arena_string(arena, comparison->rows[row].id),
	    .before = bp__arena_string(arena, answer(comparison, WITHOUT, row, text)),
	    .after = bp__arena_string(arena, answer(comparison, WITH, row, text)),
	};
}

static int
compare_changes(const void *a, const void *b)
{
	const struct bp__change *one = a;
	const struct bp__change *other = b;
	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return strcmp(one->ids[0], other->ids[0]);
}

/* Nothing changed where the two are one column. */
static enum bp_status
sort_rows(bp_comparison *comparison, struct bp__arena *arena, struct bp__effect *effect)
{
	size_t rows = comparison->row_count;
	effect->changes = bp__arena_array(arena, rows + 1, sizeof *effect->changes);
	effect->recipes.turns =
	    bp__arena_array(arena, rows + 1, sizeof *effect->recipes.turns);
	effect->findings.turns =
	    bp__arena_array(arena, rows + 1, sizeof *effect->findings.turns);
	if (arena->failed)
		return BP_NO_MEMORY;
	for (size_t i = 0; i < rows; i++) {
		if (comparison->rows[i].sort == BP__ROW_CASE)
			add_case(comparison, i, arena, effect);
		else if (comparison->rows[i].sort == BP__ROW_RECIPE)
			add_turn(comparison, i, arena, &effect->recipes);
		else
			add_turn(comparison, i, arena, &effect->findings);
	}
	if (arena->failed)
		return BP_NO_MEMORY;
	qsort(effect->changes, effect->change_count, sizeof *effect->changes,
	    compare_changes);
	return BP_OK;
}

enum bp_status
bp__effect_derive(const bp_report *without, const bp_report *with,
    struct bp__arena *arena, struct bp__effect *effect)
{
	bp_comparison *comparison = bp_comparison_new();
	if (comparison == NULL)
		return BP_NO_MEMORY;
	enum bp_status status = add_report(comparison, without, "without");
	if (status == BP_OK)
		status = add_report(comparison, with, "with");
	if (status == BP_OK) {
		bp__comparison_judge(comparison);
		status = sort_rows(comparison, arena, effect);
	}
	bp_comparison_free(comparison);
	if (with->verdict != NULL && without->verdict != NULL &&
	    strcmp(with->verdict, without->verdict) != 0)
		effect->verdict = bp__arena_string(arena, with->verdict);
	return status;
}
