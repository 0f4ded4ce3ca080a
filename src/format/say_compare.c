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
	for (size_t i = 0; i < shown && i < count; i++)
		bp__line_add(line, "%s%s", i == 0 ? "" : ", ", names[i]);
	if (count > shown)
		bp__line_add(line, " and %zu more", count - shown);
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

/* The columns whose reports say this of the row, by the names of their reports. */
static void
add_places(struct bp__line *line, const bp_comparison *comparison, size_t row,
    const char *verdict)
{
	const char *before = "";
	for (size_t i = 0; i < comparison->column_count; i++) {
		const struct bp__column *column = &comparison->columns[i];
		struct bp__said answer = bp__comparison_answer(comparison, i, row);
		if (strcmp(comparison->words[answer.result], verdict) != 0)
			continue;
		bp__line_add(line, "%s", before);
		bp__say_column(column, line);
		before = ", ";
	}
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

/* How many reports are in columns of this letter. */
static size_t
reports_of(const bp_comparison *comparison, const char *letters, char letter)
{
	size_t count = 0;
	for (size_t i = 0; letters[i] != '\0'; i++) {
		if (letters[i] == letter)
			count += comparison->columns[i].name_count;
	}
	return count;
}

bool
bp__say_is_minor(const bp_comparison *comparison, size_t column, size_t row)
{
	char letters[256];
	if (comparison->column_count >= sizeof letters)
		return false;
	bp__comparison_letters(comparison, row, letters);
	return letters[column] != '.' &&
	    reports_of(comparison, letters, letters[column]) <
	    reports_of(comparison, letters, 'a');
}
