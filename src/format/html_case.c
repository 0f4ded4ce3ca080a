/* Writes cases as HTML: each is folded, and what is folded has the anchor of its id. */
#include <config.h>

#include "format/html.h"

#include <stdio.h>

#include "format/html_put.h"
#include "format/reproducer.h"
#include "format/say.h"

enum {
	PROGRAMS_MAX = 1000, /* cases; of more a page would be too long */
	OPEN_MAX = 8, /* cases that were picked and are not folded */
};

static void
put_paragraph(FILE *out, const char *class, const char *text)
{
	fprintf(out, "<p class=\"%s\">", class);
	bp__html_text(out, text);
	fputs("</p>\n", out);
}

/* Where a socket was reached, an address a piece that is not broken. */
static void
put_where(FILE *out, const bp_report *report, const struct bp__outcome *outcome, size_t i)
{
	size_t count = 0;
	struct bp__line line = {.used = 0};
	fputs("<td>", out);
	for (size_t k = 0; k < outcome->delivery_count; k++) {
		const struct bp__delivery *delivery = &outcome->deliveries[k];
		if (delivery->by[i] == 0)
			continue;
		fputs(count++ == 0 ? "" : " ", out);
		bp__html_element(out, "code", report->targets[delivery->target].text);
		if (delivery->by[i] != delivery->tries)
			fprintf(out, " (%u of %u)", delivery->by[i], delivery->tries);
	}
	if (count == 0) {
		bp__say_nowhere(report, outcome, i, &line);
		bp__html_text(out, line.text);
	}
	fputs("</td>", out);
}

static void
put_socket(
    FILE *out, const bp_report *report, const struct bp__outcome *outcome, size_t i)
{
	const struct bp__result *result = &outcome->sockets[i].result;
	char local[BP__ADDRESS_TEXT + 8];
	struct bp__line line = {.used = 0};
	fprintf(out, "<tr><th scope=\"row\">%zu</th>", i + 1);
	if (!bp__result_is_ok(result)) {
		bp__say_result(result, &line);
		bp__html_element(out,
		    result->reason != NULL ? "td colspan=\"5\" class=\"plain\""
					   : "td colspan=\"5\" class=\"bad\"",
		    line.text);
		fputs("</tr>\n", out);
		return;
	}
	bp__say_local(&outcome->sockets[i], local, sizeof local);
	bp__html_element(out, "td", bp__outcome_protocol(outcome, i));
	fputs("<td>", out);
	bp__html_element(out, "code", local);
	fputs("</td>", out);
	bp__html_element(out, "td", bp__say_state(outcome, i));
	bp__html_element(out, "td", bp__say_v6only(outcome, i));
	put_where(out, report, outcome, i);
	fputs("</tr>\n", out);
}

void
bp__html_sockets(FILE *out, const bp_report *report, const struct bp__outcome *outcome)
{
	static const char *const columns[] = {
	    "#", "Proto", "Local address", "State", "V6ONLY", "Reached at"};
	char id[BP__ID_SIZE];
	bool absent = bp__outcome_is_absent(outcome);
	bp__html_table(out, "sockets", bp__case_format(&outcome->plan, id, sizeof id),
	    columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (!absent || outcome->sockets[i].result.reason != NULL)
			put_socket(out, report, outcome, i);
	}
	bp__html_end_table(out);
}

static void
put_remarks(FILE *out, const bp_report *report, const struct bp__outcome *outcome)
{
	struct bp__line line = {.used = 0};
	for (size_t i = 0; bp__say_nobody(report, outcome, &i, &line);)
		put_paragraph(out, "note", line.text);
	line = (struct bp__line){.used = 0};
	bp__say_seen(&outcome->tally, &line);
	if (outcome->tally.tries > 0)
		put_paragraph(out, "note", line.text);
	line = (struct bp__line){.used = 0};
	if (!outcome->unstable)
		return;
	bp__line_add(&line, "unstable: the first try answered %s", outcome->first_answer);
	put_paragraph(out, "note care", line.text);
}

static void
put_calls(FILE *out, const struct bp__outcome *outcome)
{
	if (outcome->call_count == 0)
		return;
	fputs("<details><summary>Every call</summary>\n<pre tabindex=\"0\">\n", out);
	for (size_t i = 0; i < outcome->call_count; i++) {
		struct bp__line line = {.used = 0};
		bp__say_call(&outcome->calls[i], &line);
		bp__html_line(out, line.text);
	}
	fputs("</pre>\n</details>\n", out);
}

static void
put_program(
    FILE *out, FILE *room, const bp_report *report, const struct bp__outcome *outcome)
{
	if (room == NULL)
		return;
	fputs("<details><summary>The case as a program in C</summary>\n"
	      "<pre tabindex=\"0\">\n",
	    out);
	bp__reproducer_copy(room, report, outcome, bp__html_line, out);
	fputs("</pre>\n</details>\n", out);
}

/* What the case came to, and in which ink. */
static enum bp__ink
say_answer(const struct bp__outcome *outcome, struct bp__line *line)
{
	char failure[BP__RESULT_TEXT];
	if (bp__outcome_is_absent(outcome)) {
		bp__line_add(line, "n/a");
		return BP__INK_PLAIN;
	}
	if (!bp__outcome_stands(outcome)) {
		bp__line_add(
		    line, "%s", bp__say_failure(outcome, failure, sizeof failure));
		return outcome->unstable ? BP__INK_CARE : BP__INK_BAD;
	}
	for (size_t i = 0; i < outcome->plan.count; i++)
		bp__line_add(
		    line, "%s%s", i == 0 ? "" : " + ", bp__outcome_protocol(outcome, i));
	return outcome->unstable ? BP__INK_CARE : BP__INK_GOOD;
}

/* Whether an earlier case of the report is the same, and has the anchor. */
static bool
comes_again(const bp_report *report, size_t index)
{
	for (size_t i = 0; report->by_case && i < index; i++) {
		if (bp__case_equal(
			&report->outcomes[i].plan, &report->outcomes[index].plan))
			return true;
	}
	return false;
}

static void
put_case(FILE *out, FILE *room, const bp_report *report, size_t index)
{
	const struct bp__outcome *outcome = &report->outcomes[index];
	struct bp__line answer = {.used = 0};
	char text[BP__ID_SIZE];
	enum bp__ink ink = say_answer(outcome, &answer);
	fprintf(out, "<details class=\"case\"%s><summary>",
	    report->by_case && report->outcome_count <= OPEN_MAX ? " open" : "");
	bp__html_element(out, "code", bp__case_format(&outcome->plan, text, sizeof text));
	fprintf(out, " <span class=\"%s\">", bp__html_class(ink));
	bp__html_text(out, answer.text);
	fputs("</span></summary>\n<div", out);
	if (!comes_again(report, index)) {
		fputs(" id=\"", out);
		bp__html_anchor(out, text);
		putc('"', out);
	}
	fputs(">\n", out);
	put_paragraph(out, "note", bp__case_prose(&outcome->plan, text, sizeof text));
	bp__html_sockets(out, report, outcome);
	put_remarks(out, report, outcome);
	put_calls(out, outcome);
	put_program(out, room, report, outcome);
	fputs("</div>\n</details>\n", out);
}

static void
put_series(FILE *out, FILE *room, const bp_report *report, enum bp__series series)
{
	size_t count = 0;
	for (size_t i = 0; i < report->outcome_count; i++)
		count += report->outcomes[i].plan.series == series;
	if (count == 0)
		return;
	fputs("<div class=\"series\">\n<h3>", out);
	bp__html_text(out, bp__series_title(series));
	fprintf(out, " <span class=\"count\">%zu</span></h3>\n", count);
	for (size_t i = 0; i < report->outcome_count; i++) {
		if (report->outcomes[i].plan.series == series)
			put_case(out, room, report, i);
	}
	fputs("</div>\n", out);
}

void
bp__html_cases(FILE *out, const bp_report *report)
{
	FILE *room = NULL;
	if (report->outcome_count == 0)
		return;
	if (report->outcome_count <= PROGRAMS_MAX)
		room = bp__reproducer_room();
	fputs(
	    "<section id=\"cases\">\n<h2>Every case</h2>\n"
	    "<p class=\"note\">What each socket met, where it was reached, and a program "
	    "that makes the same calls. To run one again: "
	    "<code>bindprobe try CASE</code>.</p>\n",
	    out);
	for (int i = 0; i < BP__SERIES_COUNT; i++)
		put_series(out, room, report, (enum bp__series)i);
	fputs("</section>\n", out);
	if (room != NULL)
		fclose(room);
}
