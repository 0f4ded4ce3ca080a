/* Many reports side by side as a page: whether they differ, whose they are, what may explain
 * it, and where. */
#include <config.h>

#include "format/html_compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/html.h"
#include "format/html_put.h"
#include "format/say.h"
#include "format/say_compare.h"

enum {
	LABELS_MAX = 64, /* columns that tables show */
	NAMED_MAX = 4, /* columns that are headed by more than a letter */
};

static void
put_section(FILE *out, const char *title)
{
	fputs("<section>\n", out);
	bp__html_element(out, "h2", title);
	putc('\n', out);
}

static void
end_section(FILE *out)
{
	fputs("</section>\n", out);
}

/* How many ways to open a server there are, and how many of them work everywhere. */
static void
say_portable(const bp_comparison *comparison, struct bp__line *line)
{
	size_t ways = 0;
	size_t portable = 0;
	for (size_t i = 0; i < comparison->row_count; i++) {
		bool counts = comparison->rows[i].sort == BP__ROW_RECIPE;
		ways += counts ? 1 : 0;
		portable += bp__comparison_is_portable(comparison, i) ? 1 : 0;
	}
	bp__line_add(line, "%zu of %zu ways to open a server work on every system",
	    portable, ways);
}

static void
put_header(FILE *out, const bp_comparison *comparison, enum bp_comparing what)
{
	struct bp__line verdict = {.used = 0};
	if (what == BP_PORTABLE)
		say_portable(comparison, &verdict);
	else
		bp__say_difference(comparison, &verdict);
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
	    out);
	bp__html_style(out);
	fprintf(out,
	    "<title>bind(2) on %zu systems - bindprobe</title>\n</head>\n<body>\n"
	    "<header>\n<p class=\"host\"><b>bindprobe %s</b> <span>%zu report%s compared"
	    "</span></p>\n",
	    comparison->report_count, bp_version(), comparison->report_count,
	    comparison->report_count == 1 ? "" : "s");
	if (comparison->redacted)
		fprintf(out, "<p>Redacted: %s.</p>\n", bp__say_redacted);
	bp__html_element(out, "h1", verdict.text);
	fputs(
	    "\n<p class=\"lead\">Each report says what one system answers when a server "
	    "opens IPv4 and IPv6 sockets on one port.</p>\n</header>\n<main>\n",
	    out);
}

static size_t
shown_columns(const bp_comparison *comparison)
{
	return comparison->column_count < LABELS_MAX ? comparison->column_count
						     : LABELS_MAX;
}

/* Whose reports stand under which letter. */
static void
put_columns(FILE *out, const bp_comparison *comparison)
{
	static const char *const columns[] = {"", "System", "Reports"};
	struct bp__line more = {.used = 0};
	put_section(out, "Systems");
	bp__html_table(out, "systems", "Reports with the same answers share a letter",
	    columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < shown_columns(comparison); i++) {
		const struct bp__column *column = &comparison->columns[i];
		struct bp__line names = {.used = 0};
		bp__say_column(column, &names);
		if (i < comparison->expected)
			bp__line_add(&names, " (expected)");
		if (column->standing > 0 && column->delivered == 0)
			bp__line_add(&names, "; nothing was sent");
		fputs("<tr>", out);
		bp__html_element(out, "th scope=\"row\"", column->label);
		bp__html_element(out, "td", column->host);
		bp__html_element(out, "td", names.text);
		fputs("</tr>\n", out);
	}
	bp__html_end_table(out);
	bp__say_more_columns(comparison, shown_columns(comparison), &more);
	if (more.used > 0)
		bp__html_element(out, "p", more.text);
	end_section(out);
}

static void
put_facts(FILE *out, const bp_comparison *comparison)
{
	bool any = false;
	for (size_t i = 0; i < comparison->fact_count; i++) {
		const struct bp__host_fact *fact = &comparison->facts[i];
		struct bp__line line = {.used = 0};
		if (fact->value_count < 2)
			continue;
		if (!any) {
			put_section(out, "What may explain it");
			fputs("<dl class=\"facts\">\n", out);
		}
		any = true;
		bp__say_host_fact(fact, &line);
		bp__html_element(out, "dt", fact->name);
		bp__html_element(out, "dd", line.text);
		putc('\n', out);
	}
	if (!any)
		return;
	fputs("</dl>\n", out);
	end_section(out);
}

/* What works and what passes is good wherever it is answered, and the rest is not. */
static enum bp__ink
ink_of(const char *answer)
{
	static const enum bp__ink verdicts[BP__VERDICT_COUNT] = {
	    [BP__WORKS] = BP__INK_GOOD,
	    [BP__PARTLY] = BP__INK_CARE,
	    [BP__FAILS] = BP__INK_BAD,
	};
	static const enum bp__ink grades[BP__GRADE_COUNT] = {
	    [BP__PASS] = BP__INK_GOOD,
	    [BP__WARN] = BP__INK_CARE,
	    [BP__FAIL] = BP__INK_BAD,
	};
	for (int i = 0; i < BP__VERDICT_COUNT; i++) {
		if (strcmp(answer, bp__verdict_name((enum bp__verdict)i)) == 0)
			return verdicts[i];
	}
	for (int i = 0; i < BP__GRADE_COUNT; i++) {
		if (strcmp(answer, bp__grade_name((enum bp__grade)i)) == 0)
			return grades[i];
	}
	return BP__INK_PLAIN;
}

/* Answers of a case that are the same have the same colour: that of the letter, of which
 * what most answer has none. */
static const char *
agreement_of(char letter)
{
	static const char *const classes[] = {"most", "second", "third", "fourth"};
	size_t i = (size_t)(letter - 'a');
	if (letter == '.')
		return "plain";
	return classes[i < sizeof classes / sizeof *classes
		? i
		: sizeof classes / sizeof *classes - 1];
}

/* The cells of a row; the letters have room for those of all columns. */
static void
put_cells(FILE *out, const bp_comparison *comparison, size_t row, char *letters)
{
	const size_t shown = shown_columns(comparison);
	bool is_case = comparison->rows[row].sort == BP__ROW_CASE;
	bp__comparison_letters(comparison, row, letters);
	for (size_t k = 0; k < shown; k++) {
		struct bp__line line = {.used = 0};
		const char *answer = bp__say_answer(comparison, k, row, &line);
		fprintf(out, "<td class=\"%s\">",
		    is_case ? agreement_of(letters[k]) : bp__html_class(ink_of(answer)));
		bp__html_text(out, answer);
		fputs("</td>", out);
	}
}

static void
put_row(FILE *out, const bp_comparison *comparison, size_t row, char *letters)
{
	fputs("<tr><th scope=\"row\">", out);
	bp__html_text(out, comparison->rows[row].id);
	if (comparison->rows[row].sort == BP__ROW_RECIPE &&
	    comparison->rows[row].text[0] != '\0')
		bp__html_element(out, "small", comparison->rows[row].text);
	fputs("</th>", out);
	put_cells(out, comparison, row, letters);
	fputs("</tr>\n", out);
}

/* The letters of the columns; of a few, with the system behind. */
static void
open_table(FILE *out, const bp_comparison *comparison, enum bp__row_sort sort)
{
	const size_t shown = shown_columns(comparison);
	static const char *const captions[] = {
	    [BP__ROW_CASE] = "In a row the same colour is the same answer, and none what "
			     "most answer; a dash: not tried there",
	    [BP__ROW_RECIPE] = "What a server that opens its sockets so gets; a dash: "
			       "not tried there",
	    [BP__ROW_FINDING] = "A dash: not found out there",
	};
	struct bp__line systems[NAMED_MAX] = {{.used = 0}};
	const char *labels[LABELS_MAX + 1] = {""};
	for (size_t k = 0; k < shown; k++) {
		const struct bp__column *column = &comparison->columns[k];
		labels[k + 1] = column->label;
		if (comparison->column_count > NAMED_MAX)
			continue;
		bp__line_add(&systems[k], "%s: %s", column->label, column->host);
		labels[k + 1] = systems[k].text;
	}
	bp__html_table(out, "compared", captions[sort], labels, shown + 1);
}

/* The rows of a sort: those that differ, or of what is portable all of them. */
static void
put_rows(bp_writer *writer, const bp_comparison *comparison, enum bp__row_sort sort,
    const char *title, enum bp_comparing what)
{
	FILE *out = writer->stream;
	if (comparison->differing[sort] == 0 && what != BP_PORTABLE)
		return;
	char *letters = malloc(comparison->column_count + 1);
	if (letters == NULL) {
		writer->failed = true;
		return;
	}
	put_section(out, title);
	open_table(out, comparison, sort);
	for (size_t i = 0; i < comparison->row_count; i++) {
		const struct bp__row *row = &comparison->rows[i];
		if (row->sort == sort && !row->ignored &&
		    (row->differs || what == BP_PORTABLE))
			put_row(out, comparison, i, letters);
	}
	bp__html_end_table(out);
	end_section(out);
	free(letters);
}

static void
put_statements(FILE *out, const struct bp__rule_list *list)
{
	if (list->count == 0)
		return;
	put_section(out, "Pairs of sockets that differ");
	fputs("<p class=\"note\">The first statement that matches a pair counts.</p>\n"
	      "<ol class=\"rules\">\n",
	    out);
	for (size_t i = 0; i < list->count; i++) {
		bp__html_element(out, "li", list->rules[i].text);
		putc('\n', out);
	}
	fputs("</ol>\n", out);
	end_section(out);
}

/* Ids, folded. */
static void
put_ids(FILE *out, const char *title, const char *const *ids, size_t shown, size_t count)
{
	fputs("<details><summary>", out);
	bp__html_text(out, title);
	fprintf(out, " <span class=\"count\">(%zu case%s)</span></summary>\n<p>", count,
	    count == 1 ? "" : "s");
	for (size_t i = 0; i < shown; i++) {
		bp__html_element(out, "code", ids[i]);
		fputs("<br>\n", out);
	}
	if (count > shown)
		fprintf(out, "and %zu more", count - shown);
	fputs("</p></details>\n", out);
}

static void
put_alike(FILE *out, const struct bp__differences *differences)
{
	if (differences->alike_count == 0)
		return;
	put_section(out, "Other cases that differ");
	for (size_t i = 0; i < differences->alike_count; i++) {
		const struct bp__alike *alike = &differences->alike[i];
		put_ids(out, alike->answers, alike->ids, alike->count, alike->count);
	}
	end_section(out);
}

static void
put_lacks(
    FILE *out, const bp_comparison *comparison, const struct bp__differences *differences)
{
	bool any = false;
	for (size_t i = 0; i < shown_columns(comparison); i++) {
		const struct bp__lack *lack = &differences->lacks[i];
		if (lack->count == 0)
			continue;
		if (!any)
			put_section(out, "Cases that a report lacks or could not try");
		any = true;
		put_ids(out, comparison->columns[i].label, lack->ids, lack->shown,
		    lack->count);
	}
	if (any)
		end_section(out);
}

static void
put_portable(FILE *out, const bp_comparison *comparison)
{
	put_section(out, "What works on every system");
	fputs("<ul>\n", out);
	for (size_t i = 0; i < comparison->row_count; i++) {
		const struct bp__row *row = &comparison->rows[i];
		if (!bp__comparison_is_portable(comparison, i))
			continue;
		fputs("<li>", out);
		bp__html_element(out, "code", row->id);
		putc(' ', out);
		bp__html_text(out, row->text);
		fputs("</li>\n", out);
	}
	fputs(
	    bp__comparison_has_portable(comparison) ? "</ul>\n" : "<li>none</li></ul>\n",
	    out);
	end_section(out);
}

void
bp__html_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what)
{
	FILE *out = writer->stream;
	put_header(out, comparison, what);
	if (what == BP_PORTABLE)
		put_portable(out, comparison);
	put_columns(out, comparison);
	put_facts(out, comparison);
	put_rows(writer, comparison, BP__ROW_RECIPE, "Ways to open a server", what);
	if (what == BP_DIFFERENCES) {
		put_rows(
		    writer, comparison, BP__ROW_FINDING, "Findings that differ", what);
		put_statements(out, &differences->statements);
		put_alike(out, differences);
		put_rows(
		    writer, comparison, BP__ROW_CASE, "Each case that differs", what);
		put_lacks(out, comparison, differences);
	}
	fputs("</main>\n", out);
	bp__html_script(out);
	fputs("</body>\n</html>\n", out);
}
