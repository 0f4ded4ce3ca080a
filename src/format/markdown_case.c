/* Writes cases as Markdown. */
#include <config.h>

#include "format/markdown.h"

#include <stdio.h>

#include "format/markdown_put.h"
#include "format/reproducer.h"
#include "format/say.h"

enum {
	CASE_COLUMNS = 6,
};

/* A row with one thing to say, in which addresses and words of the system stand. */
static void
put_remark(FILE *out, const char *label, const char *text)
{
	fprintf(out, "| %s | ", label);
	bp__md_code(out, text);
	fputs(" | | | | |\n", out);
}

/* Where a socket was reached; addresses are code. */
static void
put_where(FILE *out, const bp_report *report, const struct bp__outcome *outcome, size_t i)
{
	struct bp__line line = {.used = 0};
	bool reached = false;
	for (size_t k = 0; k < outcome->delivery_count; k++)
		reached = reached || outcome->deliveries[k].by[i] > 0;
	bp__say_where(report, outcome, i, &line);
	if (reached)
		bp__md_code(out, line.text);
	else
		bp__md_prose(out, line.text);
}

static void
put_socket(
    FILE *out, const bp_report *report, const struct bp__outcome *outcome, size_t i)
{
	const struct bp__result *result = &outcome->sockets[i].result;
	struct bp__line line = {.used = 0};
	char local[BP__ADDRESS_TEXT + 8];
	char number[24];
	if (!bp__result_is_ok(result)) {
		snprintf(number, sizeof number, "%zu", i + 1);
		bp__say_result(result, &line);
		put_remark(out, number, line.text);
		return;
	}
	bp__say_local(&outcome->sockets[i], local, sizeof local);
	fprintf(out, "| %zu | %s | ", i + 1, bp__outcome_protocol(outcome, i));
	bp__md_code(out, local);
	fprintf(
	    out, " | %s | %s | ", bp__say_state(outcome, i), bp__say_v6only(outcome, i));
	put_where(out, report, outcome, i);
	fputs(" |\n", out);
}

static void
put_remarks(FILE *out, const bp_report *report, const struct bp__outcome *outcome)
{
	struct bp__line line = {.used = 0};
	for (size_t i = 0; bp__say_nobody(report, outcome, &i, &line);)
		put_remark(out, "", line.text);
	line = (struct bp__line){.used = 0};
	bp__say_seen(&outcome->tally, &line);
	if (outcome->tally.tries > 0)
		put_remark(out, "", line.text);
	line = (struct bp__line){.used = 0};
	if (!outcome->unstable)
		return;
	bp__line_add(&line, "unstable: the first try answered %s", outcome->first_answer);
	put_remark(out, "", line.text);
}

void
bp__md_case(FILE *out, const bp_report *report, const struct bp__outcome *outcome)
{
	char id[BP__ID_SIZE];
	bool absent = bp__outcome_is_absent(outcome);
	fputs("\n| | ", out);
	bp__md_code(out, bp__case_format(&outcome->plan, id, sizeof id));
	fputs(" | Local address | State | V6ONLY | Reached at |\n", out);
	bp__md_rule(out, CASE_COLUMNS);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (!absent || outcome->sockets[i].result.reason != NULL)
			put_socket(out, report, outcome, i);
	}
	put_remarks(out, report, outcome);
}

static void
put_calls(FILE *out, const struct bp__outcome *outcome)
{
	if (outcome->call_count == 0)
		return;
	putc('\n', out);
	bp__md_fence(out, "");
	for (size_t i = 0; i < outcome->call_count; i++) {
		struct bp__line line = {.used = 0};
		bp__say_call(&outcome->calls[i], &line);
		bp__md_line(out, line.text);
	}
	bp__md_end_fence(out);
}

/* Each case on its own, with the program that makes its calls. */
static void
put_picked(FILE *out, const bp_report *report)
{
	FILE *room = bp__reproducer_room();
	for (size_t i = 0; i < report->outcome_count; i++) {
		const struct bp__outcome *outcome = &report->outcomes[i];
		bp__md_case(out, report, outcome);
		if (outcome->call_count > 0) {
			bp__md_fold(out, "Every call", "");
			put_calls(out, outcome);
			bp__md_end_fold(out);
		}
		if (room == NULL)
			continue;
		bp__md_fold(out, "The case as a program in C", "");
		bp__md_fence(out, "c");
		bp__reproducer_copy(room, report, outcome, bp__md_line, out);
		bp__md_end_fence(out);
		bp__md_end_fold(out);
	}
	if (room != NULL)
		fclose(room);
}

static void
put_series(FILE *out, const bp_report *report, enum bp__series series)
{
	char words[96];
	size_t count = 0;
	for (size_t i = 0; i < report->outcome_count; i++)
		count += report->outcomes[i].plan.series == series;
	if (count == 0)
		return;
	snprintf(words, sizeof words, "%s: %zu %s", bp__series_title(series), count,
	    count == 1 ? "case" : "cases");
	bp__md_fold(out, words, "");
	for (size_t i = 0; i < report->outcome_count; i++) {
		if (report->outcomes[i].plan.series != series)
			continue;
		bp__md_case(out, report, &report->outcomes[i]);
		put_calls(out, &report->outcomes[i]);
	}
	bp__md_end_fold(out);
}

/* A case in one row: what each socket met, and who received what where. */
static void
put_brief(FILE *out, const bp_report *report, const struct bp__outcome *outcome)
{
	char text[BP__ID_SIZE];
	fputs("| ", out);
	bp__md_code(out, bp__case_format(&outcome->plan, text, sizeof text));
	fputs(" |", out);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		const struct bp__result *result = &outcome->sockets[i].result;
		fputs(i == 0 ? " " : ", ", out);
		bp__md_prose(out, bp__result_format(result, text, sizeof text));
	}
	fputs(" |", out);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (outcome->delivery_count == 0)
			break;
		fprintf(out, "%s%zu: ", i == 0 ? " " : "; ", i + 1);
		put_where(out, report, outcome, i);
	}
	fputs(" |\n", out);
}

static void
put_proof(FILE *out, const bp_report *report, const struct bp__finding *finding)
{
	static const char *const head[] = {"Case", "Answer", "Reached at"};
	char words[64];
	if (finding->count == 0 || finding->grade < BP__WARN)
		return;
	snprintf(words, sizeof words, "%s, %zu %s: ", bp__grade_name(finding->grade),
	    finding->count, finding->count == 1 ? "case" : "cases");
	bp__md_fold(out, words, finding->id);
	bp__md_head(out, head, 3);
	for (size_t i = 0; i < finding->count; i++)
		put_brief(out, report, &report->outcomes[finding->cases[i]]);
	bp__md_end_fold(out);
}

void
bp__md_evidence(bp_writer *writer, const bp_report *report)
{
	FILE *out = writer->stream;
	if (report->outcome_count == 0)
		return;
	fputs("\n### Evidence\n", out);
	if (report->by_case) {
		put_picked(out, report);
		return;
	}
	for (int i = 0; writer->style.verbose && i < BP__SERIES_COUNT; i++)
		put_series(out, report, (enum bp__series)i);
	for (size_t i = 0; !writer->style.verbose && i < report->finding_count; i++)
		put_proof(out, report, &report->findings[i]);
}
