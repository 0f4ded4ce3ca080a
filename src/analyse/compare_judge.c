/* Judges reports that are side by side: what agrees, and what does not. */
#include <config.h>

#include "analyse/compare.h"

#include <stdlib.h>
#include <string.h>

/* The letters of who received: a blank, or no letters at all, is for what was not sent. */
bool
bp__same_receivers(const char *a, const char *b)
{
	for (; *a != '\0' && *b != '\0'; a++, b++) {
		if (*a != *b && *a != ' ' && *b != ' ')
			return false;
	}
	return true;
}

bool
bp__comparison_agree(
    const bp_comparison *comparison, struct bp__said a, struct bp__said b)
{
	return a.result == b.result &&
	    bp__same_receivers(comparison->words[a.by], comparison->words[b.by]);
}

/* Whether the column agrees with one of those that are expected, or all of them lack it. */
static bool
is_expected(const bp_comparison *comparison, struct bp__said answer, size_t row)
{
	bool known = false;
	for (size_t i = 0; i < comparison->expected; i++) {
		struct bp__said wanted = bp__comparison_answer(comparison, i, row);
		if (wanted.result != 0 &&
		    bp__comparison_agree(comparison, wanted, answer))
			return true;
		known = known || wanted.result != 0;
	}
	return !known;
}

/* What columns have answered to a row so far, taken together. */
struct together {
	uint16_t result; /* 0: none has it */
	char by[BP__COMPARED_TARGETS]; /* blank where nothing was sent yet */
};

/* Takes in an answer; false when it does not agree with one before. */
static bool
join(const bp_comparison *comparison, struct bp__said answer, struct together *together)
{
	const char *by = comparison->words[answer.by];
	if (together->result != 0 && together->result != answer.result)
		return false;
	together->result = answer.result;
	for (size_t i = 0; by[i] != '\0'; i++) {
		if (by[i] == ' ')
			continue;
		if (together->by[i] != ' ' && together->by[i] != by[i])
			return false;
		together->by[i] = by[i];
	}
	return true;
}

/* Whether two columns that have the row do not agree, or one with those that are expected. */
static bool
differs(const bp_comparison *comparison, size_t row)
{
	struct together together = {.result = 0};
	memset(together.by, ' ', sizeof together.by);
	for (size_t i = comparison->expected; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		if (answer.result == 0)
			continue;
		if (comparison->expected > 0 ? !is_expected(comparison, answer, row)
					     : !join(comparison, answer, &together))
			return true;
	}
	return false;
}

static void
judge_row(bp_comparison *comparison, size_t i)
{
	struct bp__row *row = &comparison->rows[i];
	size_t having = 0;
	for (size_t k = 0; k < comparison->column_count; k++)
		having += bp__comparison_answer(comparison, k, i).result != 0;
	row->differs = differs(comparison, i);
	row->lacking = having > 0 && having < comparison->column_count;
	if (row->ignored)
		row->differs = row->lacking = false;
	comparison->compared[row->sort] += !row->ignored && having > 0 && !row->lacking;
	comparison->differing[row->sort] += row->differs;
}

/* A to Z, then AA and so on. */
static const char *
label_of(bp_comparison *comparison, size_t i)
{
	char text[8];
	size_t used = 0;
	for (size_t n = i + 1; n > 0 && used + 1 < sizeof text; n = (n - 1) / 26)
		text[used++] = (char)('A' + (n - 1) % 26);
	text[used] = '\0';
	for (size_t k = 0; k < used / 2; k++) {
		char other = text[k];
		text[k] = text[used - 1 - k];
		text[used - 1 - k] = other;
	}
	return bp__arena_string(&comparison->arena, text);
}

/* Puts the kinds that most reports have first; of equals, what came first. */
static void
sort_kinds(struct bp__answer_kind *kinds, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct bp__answer_kind moved = kinds[i];
		size_t at = i;
		for (; at > 0 && kinds[at - 1].reports < moved.reports; at--)
			kinds[at] = kinds[at - 1];
		kinds[at] = moved;
	}
}

size_t
bp__comparison_kind_of(const bp_comparison *comparison, struct bp__said answer,
    const struct bp__answer_kind *kinds, size_t count)
{
	size_t i = answer.result == 0 ? count : 0;
	while (i < count && !bp__comparison_agree(comparison, kinds[i].answer, answer))
		i++;
	return i;
}

size_t
bp__comparison_kinds(const bp_comparison *comparison, size_t row,
    struct bp__answer_kind kinds[BP__KINDS_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		size_t kind = bp__comparison_kind_of(comparison, answer, kinds, count);
		if (answer.result == 0 || kind == BP__KINDS_MAX)
			continue;
		if (kind == count)
			kinds[count++] =
			    (struct bp__answer_kind){.answer = answer, .first = i};
		kinds[kind].reports += comparison->columns[i].name_count;
		kinds[kind].columns++;
	}
	sort_kinds(kinds, count);
	return count;
}

void
bp__comparison_letters(const bp_comparison *comparison, size_t row, char *letters)
{
	struct bp__answer_kind kinds[BP__KINDS_MAX];
	size_t count = bp__comparison_kinds(comparison, row, kinds);
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		size_t kind = bp__comparison_kind_of(comparison, answer, kinds, count);
		letters[i] = answer.result == 0 ? '.'
		    : kind == count             ? 'z'
						: (char)('a' + (char)kind);
	}
	letters[comparison->column_count] = '\0';
}

/* Those of most reports first, then as they came. */
static int
compare_columns(const void *a, const void *b)
{
	const struct bp__column *one = a;
	const struct bp__column *other = b;
	if (one->name_count != other->name_count)
		return one->name_count > other->name_count ? -1 : 1;
	return (one->first > other->first) - (one->first < other->first);
}

/* Gives the columns their order and labels. What is expected stays in front. */
static void
label_columns(bp_comparison *comparison)
{
	size_t expected = comparison->expected;
	if (comparison->column_count > BP__COLUMNS_MANY)
		qsort(comparison->columns + expected, comparison->column_count - expected,
		    sizeof *comparison->columns, compare_columns);
	for (size_t i = 0; i < comparison->column_count; i++)
		comparison->columns[i].label = label_of(comparison, i);
}

void
bp__comparison_judge(bp_comparison *comparison)
{
	memset(comparison->compared, 0, sizeof comparison->compared);
	memset(comparison->differing, 0, sizeof comparison->differing);
	for (size_t i = 0; i < comparison->row_count; i++)
		judge_row(comparison, i);
	label_columns(comparison);
}

size_t
bp__comparison_count(const bp_comparison *comparison)
{
	size_t count = 0;
	for (int i = 0; i < BP__ROW_SORTS; i++)
		count += comparison->differing[i];
	return count;
}

bool
bp__comparison_is_portable(const bp_comparison *comparison, size_t row)
{
	const char *works = bp__verdict_name(BP__WORKS);
	if (comparison->rows[row].sort != BP__ROW_RECIPE || comparison->rows[row].ignored)
		return false;
	for (size_t i = 0; i < comparison->column_count; i++) {
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		if (strcmp(comparison->words[answer.result], works) != 0)
			return false;
	}
	return true;
}

bool
bp__comparison_has_portable(const bp_comparison *comparison)
{
	size_t i = 0;
	while (i < comparison->row_count && !bp__comparison_is_portable(comparison, i))
		i++;
	return i < comparison->row_count;
}
