/* Draws single cases: state, delivery, calls. */
#include <config.h>

#include "format/text.h"

#include <stdio.h>
#include <string.h>

#include "format/say.h"

enum {
	PROTO_WIDTH = 10, /* udplite46 */
	STATE_WIDTH = 8,
	LOCAL_WIDTH = 16, /* 127.0.0.1.65535 */
	V6ONLY_WIDTH = 8,
	REACHED_COLUMN = 4 + PROTO_WIDTH + LOCAL_WIDTH + STATE_WIDTH + V6ONLY_WIDTH,
};

static void
draw_socket(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome,
    size_t i)
{
	struct bp__line reached = {.used = 0};
	char local[BP__ADDRESS_TEXT + 8];
	bp__say_local(&outcome->sockets[i], local, sizeof local);
	bp__say_where(report, outcome, i, &reached);
	bp__draw(writer, BP__INK_PLAIN, bp__outcome_protocol(outcome, i), PROTO_WIDTH);
	bp__draw(writer, BP__INK_PLAIN, local, LOCAL_WIDTH);
	if (strlen(local) >= LOCAL_WIDTH)
		fprintf(writer->stream, "\n%*s", 4 + PROTO_WIDTH + LOCAL_WIDTH, "");
	bp__draw(writer, BP__INK_PLAIN, bp__say_state(outcome, i), STATE_WIDTH);
	size_t column = bp__folding_column(reached.text, REACHED_COLUMN);
	bp__draw(writer, BP__INK_PLAIN, bp__say_v6only(outcome, i),
	    column == REACHED_COLUMN ? V6ONLY_WIDTH : 0);
	if (column != REACHED_COLUMN)
		fprintf(writer->stream, "\n%*s", (int)column, "");
	bp__draw_folded(writer, BP__INK_PLAIN, reached.text, column);
}

static void
draw_heading(bp_writer *writer)
{
	fprintf(writer->stream, "    %-*s%-*s%-*s%-*s%s\n", PROTO_WIDTH, "Proto",
	    LOCAL_WIDTH, "Local address", STATE_WIDTH, "State", V6ONLY_WIDTH, "V6ONLY",
	    "Reached at");
}

void
bp__text_state(
    bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	draw_heading(writer);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		fprintf(writer->stream, "%3zu ", i + 1);
		draw_socket(writer, report, outcome, i);
	}
}

static void
draw_failed(bp_writer *writer, const struct bp__result *result)
{
	struct bp__line line = {.used = 0};
	bp__say_result(result, &line);
	bp__draw_folded(
	    writer, result->reason != NULL ? BP__INK_PLAIN : BP__INK_BAD, line.text, 4);
}

/* The targets nobody got, a line for each way it showed. */
static void
draw_nobody(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	struct bp__line line;
	for (size_t i = 0; bp__say_nobody(report, outcome, &i, &line);) {
		fprintf(writer->stream, "    ");
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, 4);
	}
}

/* What the kernel's table has of the sockets: all of it with the calls, else what is not as
 * they say of themselves. */
static void
draw_witness(bp_writer *writer, const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		const struct bp__socket_state *state = &outcome->sockets[i];
		struct bp__line line = {.used = 0};
		if (!state->witness.asked)
			continue;
		bool odd = bp__witness_fault(state) != NULL;
		if (!odd && !writer->style.verbose)
			continue;
		bp__say_witness(outcome, i, &line);
		fprintf(writer->stream, "    ");
		bp__draw_folded(writer, odd ? BP__INK_BAD : BP__INK_PLAIN, line.text, 6);
	}
}

static void
draw_calls(bp_writer *writer, const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->call_count; i++) {
		struct bp__line line = {.used = 0};
		bp__say_call(&outcome->calls[i], &line);
		fprintf(writer->stream, "    ");
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, 6);
	}
}

/* How often each answer was seen; who received, where that is what differs. */
static void
draw_seen(bp_writer *writer, const struct bp__tally *tally)
{
	struct bp__line line = {.used = 0};
	if (tally->tries == 0)
		return;
	bp__say_seen(tally, &line);
	fprintf(writer->stream, "    ");
	bp__draw_folded(
	    writer, tally->count > 1 ? BP__INK_CARE : BP__INK_PLAIN, line.text, 4);
}

/* The targets with this letter, after the words for it. */
static void
list_targets(struct bp__line *line, const bp_report *report,
    const struct bp__outcome *outcome, char letter)
{
	size_t listed = 0;
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (bp__delivery_letter(delivery) != letter)
			continue;
		if (listed++ == 0)
			bp__line_add(line, "%s%s%.*s at", line->used == 0 ? "" : "; ",
			    letter == '-'       ? "nobody"
				: letter == '+' ? "several"
						: "socket ",
			    letter != '-' && letter != '+', &letter);
		bp__line_add(line, " %s", report->targets[delivery->target].text);
	}
}

void
bp__text_brief(
    bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	static const char letters[] = "123456789abc-+";
	char id[BP__ID_SIZE];
	struct bp__line results = {.used = 0};
	struct bp__line received = {.used = 0};
	bp__draw(writer, BP__INK_BOLD, bp__case_format(&outcome->plan, id, sizeof id), 0);
	putc('\n', writer->stream);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		char text[BP__RESULT_TEXT];
		bp__line_add(&results, "%s%zu %s", i == 0 ? "" : ", ", i + 1,
		    bp__result_format(&outcome->sockets[i].result, text, sizeof text));
	}
	fprintf(writer->stream, "    ");
	bp__draw_folded(writer, BP__INK_PLAIN, results.text, 4);
	for (size_t i = 0; letters[i] != '\0'; i++)
		list_targets(&received, report, outcome, letters[i]);
	if (received.used > 0) {
		fprintf(writer->stream, "    ");
		bp__draw_folded(writer, BP__INK_PLAIN, received.text, 4);
	}
	if (outcome->unstable) {
		fprintf(writer->stream, "    ");
		bp__draw_folded(writer, BP__INK_CARE, "unstable", 4);
	}
	draw_seen(writer, &outcome->tally);
}

void
bp__text_case(
    bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	char id[BP__ID_SIZE];
	bp__case_format(&outcome->plan, id, sizeof id);
	bp__draw(writer, BP__INK_BOLD, id, 0);
	putc('\n', writer->stream);
	if (outcome->unstable) {
		struct bp__line line = {.used = 0};
		bp__line_add(
		    &line, "unstable: the first try answered %s", outcome->first_answer);
		fprintf(writer->stream, "    ");
		bp__draw_folded(writer, BP__INK_CARE, line.text, 4);
	}
	bool absent = bp__outcome_is_absent(outcome);
	if (bp__any_stands(outcome) && !absent)
		draw_heading(writer);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		const struct bp__result *result = &outcome->sockets[i].result;
		if (absent && result->reason == NULL)
			continue;
		fprintf(writer->stream, "%3zu ", i + 1);
		if (bp__result_is_ok(result))
			draw_socket(writer, report, outcome, i);
		else
			draw_failed(writer, result);
	}
	draw_nobody(writer, report, outcome);
	draw_seen(writer, &outcome->tally);
	draw_witness(writer, outcome);
	if (writer->style.verbose)
		draw_calls(writer, outcome);
}
