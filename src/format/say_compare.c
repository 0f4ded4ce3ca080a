/* Says what a comparison found. */
#include <config.h>

#include "format/say_compare.h"

#include <stdio.h>
#include <string.h>

enum {
	NAMES_SHOWN = 3,
};

void
bp__say_names(struct bp__line *line, const char *const *names, size_t shown, size_t count)
{
	char more[32];
	for (size_t i = 0; i < shown && i < count; i++)
		bp__line_add(line, "%s%s", i == 0 ? "" : ", ", names[i]);
	if (count > shown)
		bp__line_add(line, " and %s more",
		    bp__count_text(count - shown, more, sizeof more));
}

void
bp__say_difference(const bp_comparison *comparison, struct bp__line *line)
{
	static const char *const words[][2] = {
	    [BP__ROW_CASE] = {"case", "cases"},
	    [BP__ROW_RECIPE] = {"recipe", "recipes"},
	    [BP__ROW_FINDING] = {"finding", "findings"},
	};
	size_t differing = bp__comparison_count(comparison);
	bp__line_add(line, "%s", differing == 0 ? "The same: " : "They differ: ");
	const char *before = "";
	for (int i = 0; i < BP__ROW_SORTS; i++) {
		char own[32];
		char all[32];
		size_t count =
		    differing == 0 ? comparison->compared[i] : comparison->differing[i];
		if (count == 0)
			continue;
		bp__line_add(line, "%s%s%s%s %s", before,
		    bp__count_text(count, own, sizeof own), differing == 0 ? "" : " of ",
		    differing == 0
			? ""
			: bp__count_text(comparison->compared[i], all, sizeof all),
		    words[i][comparison->compared[i] != 1]);
		before = ", ";
	}
	if (*before == '\0')
		bp__line_add(line, "they have nothing in common");
}

void
bp__say_column(const struct bp__column *column, struct bp__line *line)
{
	bp__say_names(line, column->names, NAMES_SHOWN, column->name_count);
}

size_t
bp__say_columns_shown(const bp_comparison *comparison)
{
	return comparison->column_count < BP__COLUMNS_MANY ? comparison->column_count
							   : BP__COLUMNS_MANY;
}

void
bp__say_more_columns(const bp_comparison *comparison, size_t shown, struct bp__line *line)
{
	char columns[32];
	char reports[32];
	size_t count = 0;
	if (comparison->column_count <= shown)
		return;
	for (size_t i = shown; i < comparison->column_count; i++)
		count += comparison->columns[i].name_count;
	bp__line_add(line, "and %s more, of %s report%s",
	    bp__count_text(comparison->column_count - shown, columns, sizeof columns),
	    bp__count_text(count, reports, sizeof reports), count == 1 ? "" : "s");
}

void
bp__say_host_fact(const struct bp__host_fact *fact, struct bp__line *line)
{
	for (size_t k = 0; k < fact->value_count; k++) {
		const struct bp__host_value *value = &fact->values[k];
		bp__line_add(line, "%s%s: ", k == 0 ? "" : "; ", value->value);
		bp__say_names(line, value->names,
		    value->count < NAMES_SHOWN ? value->count : NAMES_SHOWN,
		    value->count);
	}
	if (fact->others > 0)
		bp__line_add(line, "; others: %zu reports", fact->others);
}

/* The reports that say this of the row. */
static void
add_places(struct bp__line *line, const bp_comparison *comparison, size_t row,
    const char *verdict)
{
	const char *names[NAMES_SHOWN];
	size_t count = 0;
	for (size_t i = 0; i < comparison->column_count; i++) {
		const struct bp__column *column = &comparison->columns[i];
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		if (strcmp(comparison->words[answer.result], verdict) != 0)
			continue;
		for (size_t k = 0; k < column->name_count; k++, count++) {
			if (count < NAMES_SHOWN)
				names[count] = column->names[k];
		}
	}
	bp__say_names(line, names, count < NAMES_SHOWN ? count : NAMES_SHOWN, count);
}

void
bp__say_not_portable(const bp_comparison *comparison, size_t row, struct bp__line *line)
{
	static const enum bp__verdict failing[] = {BP__PARTLY, BP__FAILS, BP__NOT_JUDGED};
	for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
		struct bp__line places = {.used = 0};
		const char *verdict = bp__verdict_name(failing[i]);
		add_places(&places, comparison, row, verdict);
		if (places.used > 0)
			bp__line_add(line, "%s%s: %s", line->used == 0 ? "" : "; ",
			    verdict, places.text);
	}
}

const char *
bp__say_said(const bp_comparison *comparison, size_t column, size_t row)
{
	struct bp__said said = bp__comparison_answer(comparison, column, row);
	return said.result == 0 ? "-" : comparison->words[said.result];
}

const char *
bp__say_answer(
    const bp_comparison *comparison, size_t column, size_t row, struct bp__line *line)
{
	if (comparison->rows[row].sort != BP__ROW_CASE)
		return bp__say_said(comparison, column, row);
	return bp__differences_answer(
	    comparison, row, column, line->text, sizeof line->text);
}

bool
bp__say_is_minor(const bp_comparison *comparison, size_t column, size_t row)
{
	struct bp__answer_kind kinds[BP__KINDS_MAX];
	size_t count = bp__comparison_kinds(comparison, row, kinds);
	struct bp__said answer = bp__comparison_answer(comparison, column, row);
	size_t kind = bp__comparison_kind_of(comparison, answer, kinds, count);
	return kind < count && kinds[kind].reports < kinds[0].reports;
}
