/* Many reports side by side, for a ticket. */
#include <config.h>

#include "format/markdown_compare.h"

#include <stdio.h>

#include "format/markdown_put.h"
#include "format/say.h"
#include "format/say_compare.h"

enum {
	LABELS_MAX = 16, /* columns that tables show */
};

static void
put_columns(FILE *out, const bp_comparison *comparison)
{
	static const char *const head[] = {"", "System", "Reports"};
	size_t shown = bp__say_columns_shown(comparison);
	struct bp__line more = {.used = 0};
	bp__md_head(out, head, sizeof head / sizeof *head);
	for (size_t i = 0; i < shown; i++) {
		const struct bp__column *column = &comparison->columns[i];
		struct bp__line names = {.used = 0};
		bp__say_column(column, &names);
		fprintf(out, "| %s | ", column->label);
		bp__md_prose(out, column->host);
		fputs(" | ", out);
		bp__md_prose(out, names.text);
		fprintf(out, "%s |\n", i < comparison->expected ? " (expected)" : "");
	}
	bp__say_more_columns(comparison, shown, &more);
	if (more.used > 0)
		fprintf(out, "| | | %s |\n", more.text);
}

static void
put_facts(FILE *out, const bp_comparison *comparison)
{
	static const char *const head[] = {"What may explain it", ""};
	bool any = false;
	for (size_t i = 0; i < comparison->fact_count; i++) {
		const struct bp__host_fact *fact = &comparison->facts[i];
		struct bp__line line = {.used = 0};
		if (fact->value_count < 2)
			continue;
		if (!any) {
			putc('\n', out);
			bp__md_head(out, head, sizeof head / sizeof *head);
		}
		any = true;
		bp__say_host_fact(fact, &line);
		bp__md_pair(out, fact->name, line.text);
	}
}

/* The rows of a sort: those that differ, or of what is portable all of them. */
static void
put_rows(FILE *out, const bp_comparison *comparison, enum bp__row_sort sort,
    const char *title, enum bp_comparing what)
{
	const char *head[LABELS_MAX + 1] = {title};
	size_t shown =
	    comparison->column_count < LABELS_MAX ? comparison->column_count : LABELS_MAX;
	if (comparison->differing[sort] == 0 && what != BP_PORTABLE)
		return;
	for (size_t k = 0; k < shown; k++)
		head[k + 1] = comparison->columns[k].label;
	putc('\n', out);
	bp__md_head(out, head, shown + 1);
	for (size_t i = 0; i < comparison->row_count; i++) {
		const struct bp__row *row = &comparison->rows[i];
		if (row->sort != sort || row->ignored ||
		    (!row->differs && what != BP_PORTABLE))
			continue;
		fputs("| ", out);
		bp__md_code(out, row->id);
		for (size_t k = 0; k < shown; k++) {
			struct bp__line line = {.used = 0};
			fputs(" | ", out);
			bp__md_prose(out, bp__say_answer(comparison, k, i, &line));
		}
		fputs(" |\n", out);
	}
}

static void
put_statements(FILE *out, const struct bp__differences *differences)
{
	static const char *const head[] = {"", "The first that matches counts"};
	const struct bp__rule_list *list = &differences->statements;
	if (list->count > 0) {
		putc('\n', out);
		bp__md_head(out, head, sizeof head / sizeof *head);
	}
	for (size_t i = 0; i < list->count; i++) {
		fprintf(out, "| %zu | ", i + 1);
		bp__md_prose(out, list->rules[i].text);
		fputs(" |\n", out);
	}
	for (size_t i = 0; i < differences->alike_count; i++) {
		const struct bp__alike *alike = &differences->alike[i];
		putc('\n', out);
		bp__md_fold(out, "Other cases that differ:", alike->answers);
		bp__md_fence(out, "text");
		for (size_t k = 0; k < alike->count; k++)
			bp__md_line(out, alike->ids[k]);
		bp__md_end_fence(out);
		bp__md_end_fold(out);
	}
}

void
bp__md_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what)
{
	FILE *out = writer->stream;
	struct bp__line verdict = {.used = 0};
	if (what == BP_PORTABLE)
		bp__line_add(&verdict, "Which ways to open a server work everywhere");
	else
		bp__say_difference(comparison, &verdict);
	fputs("**", out);
	bp__md_prose(out, verdict.text);
	fputs("**\n\n", out);
	if (comparison->redacted)
		fprintf(out, "Redacted: %s.\n\n", bp__say_redacted);
	put_columns(out, comparison);
	put_facts(out, comparison);
	put_rows(out, comparison, BP__ROW_RECIPE, "Ways to open a server", what);
	if (what == BP_PORTABLE)
		return;
	put_statements(out, differences);
	put_rows(out, comparison, BP__ROW_FINDING, "Findings that differ", what);
	putc('\n', out);
	bp__md_fold(out, "Each case that differs", "");
	put_rows(out, comparison, BP__ROW_CASE, "Case", what);
	bp__md_end_fold(out);
}
