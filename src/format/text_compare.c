/* Draws many reports side by side: first whether they differ, then what may explain it, then
 * where. */
#include <config.h>

#include "analyse/compare.h"
#include "analyse/differ.h"
#include "format/say.h"
#include "format/say_compare.h"
#include "format/text.h"

#include <stdio.h>
#include <string.h>

enum {
	STATEMENT_COLUMN = 4,
	ROW_WIDTH = 28,
	CELL_WIDTH = 11,
	CELLS = (BP__WIDTH - ROW_WIDTH) / CELL_WIDTH, /* columns side by side */
};

static void
heading(bp_writer *writer, const char *text)
{
	putc('\n', writer->stream);
	bp__draw_folded(writer, BP__INK_BOLD, text, 0);
}

static void
draw_columns(bp_writer *writer, const bp_comparison *comparison)
{
	struct bp__line more = {.used = 0};
	size_t shown = bp__say_columns_shown(comparison);
	heading(writer, "Reports, those with the same answers under one letter");
	for (size_t i = 0; i < shown; i++) {
		const struct bp__column *column = &comparison->columns[i];
		struct bp__line line = {.used = 0};
		bp__say_column(column, &line);
		bp__line_add(&line, ": %s%s", column->host,
		    i < comparison->expected ? " (expected)" : "");
		if (column->standing > 0 && column->delivered == 0)
			bp__line_add(&line, "; nothing was sent");
		fputs("  ", writer->stream);
		bp__draw(writer, BP__INK_BOLD, column->label, 3);
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, 5);
	}
	bp__say_more_columns(comparison, shown, &more);
	if (more.used > 0)
		fprintf(writer->stream, "     %s\n", more.text);
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
		bp__say_host_fact(fact, &line);
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
	size_t shown = bp__say_columns_shown(comparison);
	return shown < first + CELLS ? shown : first + CELLS;
}

/* A cell is what most say, or else in another ink. */
static void
draw_cell(bp_writer *writer, const bp_comparison *comparison, size_t row, size_t column,
    size_t end)
{
	bp__draw(writer,
	    bp__say_is_minor(comparison, column, row) ? BP__INK_CARE : BP__INK_PLAIN,
	    bp__say_said(comparison, column, row), column + 1 < end ? CELL_WIDTH : 0);
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
	for (size_t first = 0; first < bp__say_columns_shown(comparison);
	     first += CELLS) {
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
	for (size_t i = 0; i < bp__say_columns_shown(comparison); i++) {
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

static void
draw_portable_row(bp_writer *writer, const bp_comparison *comparison, size_t row)
{
	fputs("  ", writer->stream);
	bp__draw(writer, BP__INK_PLAIN, comparison->rows[row].id, ROW_WIDTH - 2);
	if (bp__comparison_is_portable(comparison, row)) {
		bp__draw_folded(
		    writer, BP__INK_PLAIN, comparison->rows[row].text, ROW_WIDTH);
		return;
	}
	struct bp__line line = {.used = 0};
	bp__say_not_portable(comparison, row, &line);
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

static void
draw_redacted(bp_writer *writer, const bp_comparison *comparison)
{
	if (comparison->redacted)
		bp__draw_fact(writer, "redacted", bp__say_redacted);
}

void
bp__text_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what)
{
	if (what == BP_PORTABLE) {
		draw_portable(writer, comparison);
		draw_redacted(writer, comparison);
		draw_columns(writer, comparison);
		return;
	}
	struct bp__line line = {.used = 0};
	bp__say_difference(comparison, &line);
	bp__draw_folded(writer,
	    bp__comparison_count(comparison) == 0 ? BP__INK_GOOD : BP__INK_CARE,
	    line.text, 0);
	draw_redacted(writer, comparison);
	draw_columns(writer, comparison);
	draw_facts(writer, comparison);
	draw_table(writer, comparison, BP__ROW_RECIPE, "Recipes that differ");
	draw_statements(writer, &differences->statements);
	draw_alike(writer, differences);
	draw_table(writer, comparison, BP__ROW_FINDING, "Findings that differ");
	draw_lacks(writer, comparison, differences);
}
