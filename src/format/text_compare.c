/* Draws many reports side by side: first whether they differ, then what may explain it, then
 * where. */
#include <config.h>

#include "analyse/compare.h"
#include "analyse/differ.h"
#include "format/text.h"

#include <stdio.h>
#include <string.h>

enum {
	STATEMENT_COLUMN = 4,
	ROW_WIDTH = 28,
	CELL_WIDTH = 11,
	CELLS = (BP__WIDTH - ROW_WIDTH) / CELL_WIDTH, /* columns side by side */
	NAMES_SHOWN = 3,
};

static void
heading(bp_writer *writer, const char *text)
{
	putc('\n', writer->stream);
	bp__draw_folded(writer, BP__INK_BOLD, text, 0);
}

/* As "a.json, b.json and 3 more". */
static void
add_names(struct bp__line *line, const char *const *names, size_t shown, size_t count)
{
	for (size_t i = 0; i < shown && i < count; i++)
		bp__line_add(line, "%s%s", i == 0 ? "" : ", ", names[i]);
	if (count > shown)
		bp__line_add(line, " and %zu more", count - shown);
}

/* What differs, in a sentence. */
static void
draw_verdict(bp_writer *writer, const bp_comparison *comparison)
{
	static const char *const words[][2] = {
	    [BP__ROW_CASE] = {"case", "cases"},
	    [BP__ROW_RECIPE] = {"recipe", "recipes"},
	    [BP__ROW_FINDING] = {"finding", "findings"},
	};
	struct bp__line line = {.used = 0};
	size_t differing = bp__comparison_count(comparison);
	bp__line_add(&line, "%s", differing == 0 ? "The same: " : "They differ: ");
	const char *before = "";
	for (int i = 0; i < BP__ROW_SORTS; i++) {
		char own[32];
		char all[32];
		size_t count =
		    differing == 0 ? comparison->compared[i] : comparison->differing[i];
		if (count == 0)
			continue;
		bp__line_add(&line, "%s%s%s%s %s", before,
		    bp__count_text(count, own, sizeof own), differing == 0 ? "" : " of ",
		    differing == 0
			? ""
			: bp__count_text(comparison->compared[i], all, sizeof all),
		    words[i][comparison->compared[i] != 1]);
		before = ", ";
	}
	if (*before == '\0')
		bp__line_add(&line, "they have nothing in common");
	bp__draw_folded(
	    writer, differing == 0 ? BP__INK_GOOD : BP__INK_CARE, line.text, 0);
}

static void
draw_columns(bp_writer *writer, const bp_comparison *comparison)
{
	heading(writer, "Reports, those with the same answers under one letter");
	for (size_t i = 0; i < comparison->column_count; i++) {
		const struct bp__column *column = &comparison->columns[i];
		struct bp__line line = {.used = 0};
		add_names(&line, column->names, NAMES_SHOWN, column->name_count);
		bp__line_add(&line, ": %s%s", column->host,
		    i < comparison->expected ? " (expected)" : "");
		if (column->standing > 0 && column->delivered == 0)
			bp__line_add(&line, "; nothing was sent");
		fputs("  ", writer->stream);
		bp__draw(writer, BP__INK_BOLD, column->label, 3);
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, 5);
	}
}

static void
draw_facts(bp_writer *writer, const bp_comparison *comparison)
{
	bool any = false;
	for (size_t i = 0; i < comparison->fact_count; i++) {
		const struct bp__host_fact *fact = &comparison->facts[i];
		struct bp__line line = {.used = 0};
		if (fact->value_count < 2)
			continue;
		if (!any)
			heading(writer, "What may explain it");
		any = true;
		for (size_t k = 0; k < fact->value_count; k++) {
			const struct bp__host_value *value = &fact->values[k];
			bp__line_add(&line, "%s%s: ", k == 0 ? "" : "; ", value->value);
			add_names(&line, value->names,
			    value->count < NAMES_SHOWN ? value->count : NAMES_SHOWN,
			    value->count);
		}
		if (fact->others > 0)
			bp__line_add(&line, "; others: %zu reports", fact->others);
		fputs("  ", writer->stream);
		bp__draw(writer, BP__INK_PLAIN, fact->name, ROW_WIDTH - 2);
		if (strlen(fact->name) >= ROW_WIDTH - 2)
			fprintf(writer->stream, "\n%*s", ROW_WIDTH, "");
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, ROW_WIDTH);
	}
}

static void
draw_statements(bp_writer *writer, const struct bp__rule_list *list)
{
	if (list->count == 0)
		return;
	heading(writer, "Pairs of sockets that differ: the first that matches counts");
	for (size_t i = 0; i < list->count; i++) {
		fprintf(writer->stream, "%3zu ", i + 1);
		bp__draw_folded(
		    writer, BP__INK_PLAIN, list->rules[i].text, STATEMENT_COLUMN);
	}
}

/* Ids side by side, as many as fit. */
static void
draw_ids(bp_writer *writer, const struct bp__alike *alike)
{
	size_t column = 0;
	for (size_t k = 0; k < alike->count; k++) {
		size_t length = strlen(alike->ids[k]);
		if (column > 0 && column + 1 + length > BP__WIDTH) {
			putc('\n', writer->stream);
			column = 0;
		}
		fputs(column == 0 ? "    " : " ", writer->stream);
		bp__draw(writer, BP__INK_PLAIN, alike->ids[k], 0);
		column += (column == 0 ? 4 : 1) + length;
	}
	putc('\n', writer->stream);
}

static void
draw_alike(bp_writer *writer, const struct bp__differences *differences)
{
	if (differences->alike_count > 0)
		heading(writer, "Other cases that differ");
	for (size_t i = 0; i < differences->alike_count; i++) {
		const struct bp__alike *alike = &differences->alike[i];
		fputs("  ", writer->stream);
		bp__draw_folded(writer, BP__INK_PLAIN, alike->answers, 2);
		draw_ids(writer, alike);
	}
}

/* The column that is no longer beside the first. */
static size_t
end_of(const bp_comparison *comparison, size_t first)
{
	return comparison->column_count < first + CELLS ? comparison->column_count
							: first + CELLS;
}

/* A cell is what most say, or else in another ink. */
static void
draw_cell(bp_writer *writer, const bp_comparison *comparison, size_t row, size_t column,
    size_t end)
{
	char letters[64] = "";
	struct bp__said answer = bp__comparison_answer(comparison, column, row);
	if (comparison->column_count < sizeof letters)
		bp__comparison_letters(comparison, row, letters);
	bp__draw(writer,
	    letters[0] != '\0' && letters[column] > 'a' ? BP__INK_CARE : BP__INK_PLAIN,
	    answer.result == 0 ? "-" : comparison->words[answer.result],
	    column + 1 < end ? CELL_WIDTH : 0);
}

static void
draw_row(bp_writer *writer, const bp_comparison *comparison, size_t row, size_t first)
{
	fputs("  ", writer->stream);
	bp__draw(writer, BP__INK_PLAIN, comparison->rows[row].id, ROW_WIDTH - 2);
	if (strlen(comparison->rows[row].id) >= ROW_WIDTH - 2)
		fprintf(writer->stream, "\n%*s", ROW_WIDTH, "");
	size_t end = end_of(comparison, first);
	for (size_t k = first; k < end; k++)
		draw_cell(writer, comparison, row, k, end);
	putc('\n', writer->stream);
}

/* The rows of a sort that differ, some columns at a time. */
static void
draw_table(bp_writer *writer, const bp_comparison *comparison, enum bp__row_sort sort,
    const char *title)
{
	if (comparison->differing[sort] == 0)
		return;
	for (size_t first = 0; first < comparison->column_count; first += CELLS) {
		putc('\n', writer->stream);
		bp__draw(writer, BP__INK_BOLD, title, ROW_WIDTH);
		size_t end = end_of(comparison, first);
		for (size_t k = first; k < end; k++)
			bp__draw(writer, BP__INK_BOLD, comparison->columns[k].label,
			    k + 1 < end ? CELL_WIDTH : 0);
		putc('\n', writer->stream);
		for (size_t i = 0; i < comparison->row_count; i++) {
			if (comparison->rows[i].sort == sort &&
			    comparison->rows[i].differs)
				draw_row(writer, comparison, i, first);
		}
	}
}

static void
draw_lacks(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences)
{
	bool any = false;
	for (size_t i = 0; i < comparison->column_count; i++) {
		const struct bp__lack *lack = &differences->lacks[i];
		struct bp__line line = {.used = 0};
		if (lack->count == 0)
			continue;
		if (!any)
			heading(writer, "Cases that a report lacks or could not try");
		any = true;
		bp__line_add(&line, "%zu: ", lack->count);
		for (size_t k = 0; k < lack->shown; k++)
			bp__line_add(&line, "%s%s", k == 0 ? "" : " ", lack->ids[k]);
		if (lack->count > lack->shown)
			bp__line_add(&line, " and %zu more", lack->count - lack->shown);
		fputs("  ", writer->stream);
		bp__draw(writer, BP__INK_BOLD, comparison->columns[i].label, 3);
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, 5);
	}
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
		add_names(line, column->names, NAMES_SHOWN, column->name_count);
		before = ", ";
	}
}

static void
draw_portable_row(bp_writer *writer, const bp_comparison *comparison, size_t row)
{
	static const enum bp__verdict failing[] = {BP__PARTLY, BP__FAILS, BP__NOT_JUDGED};
	fputs("  ", writer->stream);
	bp__draw(writer, BP__INK_PLAIN, comparison->rows[row].id, ROW_WIDTH - 2);
	if (bp__comparison_is_portable(comparison, row)) {
		bp__draw_folded(
		    writer, BP__INK_PLAIN, comparison->rows[row].text, ROW_WIDTH);
		return;
	}
	struct bp__line line = {.used = 0};
	for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
		struct bp__line places = {.used = 0};
		const char *verdict = bp__verdict_name(failing[i]);
		add_places(&places, comparison, row, verdict);
		if (places.used > 0)
			bp__line_add(&line, "%s%s: %s", line.used == 0 ? "" : "; ",
			    verdict, places.text);
	}
	bp__draw_folded(writer, BP__INK_PLAIN, line.text, ROW_WIDTH);
}

/* Which recipes work on every system, and where the others do not. */
static void
draw_portable(bp_writer *writer, const bp_comparison *comparison)
{
	for (int everywhere = 1; everywhere >= 0; everywhere--) {
		struct bp__line line = {.used = 0};
		size_t count = 0;
		if (everywhere == 1)
			bp__line_add(&line, "Recipes that work on all of %zu reports",
			    comparison->report_count);
		else
			bp__line_add(&line, "Recipes that do not, and where");
		if (everywhere == 0)
			putc('\n', writer->stream);
		bp__draw_folded(writer, BP__INK_BOLD, line.text, 0);
		for (size_t i = 0; i < comparison->row_count; i++) {
			if (comparison->rows[i].sort != BP__ROW_RECIPE ||
			    bp__comparison_is_portable(comparison, i) !=
				(everywhere == 1))
				continue;
			draw_portable_row(writer, comparison, i);
			count++;
		}
		if (count == 0)
			fputs("  none\n", writer->stream);
	}
}

void
bp__text_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what)
{
	if (what == BP_PORTABLE) {
		draw_portable(writer, comparison);
		draw_columns(writer, comparison);
		return;
	}
	draw_verdict(writer, comparison);
	draw_columns(writer, comparison);
	draw_facts(writer, comparison);
	draw_table(writer, comparison, BP__ROW_RECIPE, "Recipes that differ");
	draw_statements(writer, &differences->statements);
	draw_alike(writer, differences);
	draw_table(writer, comparison, BP__ROW_FINDING, "Findings that differ");
	draw_lacks(writer, comparison, differences);
}
