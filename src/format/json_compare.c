/* The JSON of a comparison; bindprobe-report(5) documents every key. */
#include <config.h>

#include "format/json_compare.h"

#include "analyse/compare.h"
#include "format/json_put.h"

#include <stdio.h>

static void
put_columns(FILE *out, const bp_comparison *comparison)
{
	fputs(",\n\"columns\":[", out);
	for (size_t i = 0; i < comparison->column_count; i++) {
		const struct bp__column *column = &comparison->columns[i];
		bp__json_pair(out, i == 0 ? "\n{" : ",\n{", "label", column->label);
		bp__json_pair(out, ",", "host", column->host);
		bp__json_flag(out, "expected", i < comparison->expected);
		fputs(",\"reports\":", out);
		bp__json_strings(out, column->names, column->name_count);
		putc('}', out);
	}
	putc(']', out);
}

/* The facts of the hosts that are not the same everywhere. */
static void
put_facts(FILE *out, const bp_comparison *comparison)
{
	const char *before = "\n{";
	fputs(",\n\"facts\":[", out);
	for (size_t i = 0; i < comparison->fact_count; i++) {
		const struct bp__host_fact *fact = &comparison->facts[i];
		if (fact->value_count < 2)
			continue;
		bp__json_pair(out, before, "name", fact->name);
		for (size_t k = 0; k < fact->value_count; k++) {
			bp__json_pair(out, k == 0 ? ",\"values\":[{" : ",{", "value",
			    fact->values[k].value);
			fprintf(out, ",\"reports\":%zu}", fact->values[k].count);
		}
		fprintf(out, "],\"others\":%zu}", fact->others);
		before = ",\n{";
	}
	putc(']', out);
}

static void
put_differences(FILE *out, const struct bp__differences *differences)
{
	fputs(",\n\"statements\":[", out);
	for (size_t i = 0; i < differences->statements.count; i++) {
		const struct bp__rule *rule = &differences->statements.rules[i];
		bp__json_pair(out, i == 0 ? "\n{" : ",\n{", "text", rule->text);
		bp__json_pair(out, ",", "answers", rule->result);
		fprintf(out, ",\"cases\":%zu}", rule->count);
	}
	fputs("],\n\"others\":[", out);
	for (size_t i = 0; i < differences->alike_count; i++) {
		const struct bp__alike *alike = &differences->alike[i];
		bp__json_pair(out, i == 0 ? "\n{" : ",\n{", "answers", alike->answers);
		fputs(",\"cases\":", out);
		bp__json_strings(out, alike->ids, alike->count);
		putc('}', out);
	}
	putc(']', out);
}

/* The kinds of address that the characters of a "by" stand for. */
static void
put_targets(FILE *out)
{
	fputs(",\n\"targets\":[", out);
	for (size_t i = 0; i < BP__COMPARED_TARGETS; i++) {
		fputs(i == 0 ? "" : ",", out);
		bp__json_string(out, bp__kind_row(bp__compared_targets[i])->name);
	}
	putc(']', out);
}

/* What each column says to each recipe, and to each other row that differs or that a column
 * lacks. */
static void
put_rows(FILE *out, const bp_comparison *comparison)
{
	static const char *const sorts[] = {
	    [BP__ROW_CASE] = "case",
	    [BP__ROW_RECIPE] = "recipe",
	    [BP__ROW_FINDING] = "finding",
	};
	const char *before = "\n{";
	fputs(",\n\"rows\":[", out);
	for (size_t i = 0; i < comparison->row_count; i++) {
		const struct bp__row *row = &comparison->rows[i];
		if (row->sort != BP__ROW_RECIPE && !row->differs && !row->lacking)
			continue;
		bp__json_pair(out, before, "id", row->id);
		bp__json_pair(out, ",", "sort", sorts[row->sort]);
		bp__json_flag(out, "differs", row->differs);
		for (size_t k = 0; k < comparison->column_count; k++) {
			struct bp__said answer = bp__comparison_answer(comparison, k, i);
			fputs(k == 0 ? ",\"answers\":[" : ",", out);
			bp__json_string(out, comparison->words[answer.result]);
		}
		for (size_t k = 0; k < comparison->column_count; k++) {
			struct bp__said answer = bp__comparison_answer(comparison, k, i);
			fputs(k == 0 ? "],\"by\":[" : ",", out);
			bp__json_string(out, comparison->words[answer.by]);
		}
		fputs("]}", out);
		before = ",\n{";
	}
	putc(']', out);
}

void
bp__json_compare(bp_writer *writer, const bp_comparison *comparison,
    const struct bp__differences *differences, enum bp_comparing what)
{
	(void)what; /* who asks what is portable finds every recipe in the rows */
	FILE *out = writer->stream;
	bp__json_pair(out, "{\"schema\":1,\n\"tool\":{", "name", "bindprobe");
	bp__json_pair(out, ",", "version", bp_version());
	fprintf(out, "},\n\"compared\":{\"cases\":%zu,\"recipes\":%zu,\"findings\":%zu}",
	    comparison->compared[BP__ROW_CASE], comparison->compared[BP__ROW_RECIPE],
	    comparison->compared[BP__ROW_FINDING]);
	fprintf(out, ",\n\"differing\":{\"cases\":%zu,\"recipes\":%zu,\"findings\":%zu}",
	    comparison->differing[BP__ROW_CASE], comparison->differing[BP__ROW_RECIPE],
	    comparison->differing[BP__ROW_FINDING]);
	if (comparison->redacted)
		bp__json_flag(out, "redacted", true);
	put_columns(out, comparison);
	put_facts(out, comparison);
	put_differences(out, differences);
	put_targets(out);
	put_rows(out, comparison);
	fputs("}\n", out);
}
