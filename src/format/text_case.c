/* Draws single cases: state, delivery, calls. */
#include <config.h>

#include "format/text.h"

#include <stdio.h>
#include <string.h>

char *
bp__text_failure(const struct bp__outcome *outcome, char *buffer, size_t size)
{
	const size_t cell = 20; /* longest that a column of the matrix takes */
	size_t socket;
	const struct bp__result *result = bp__outcome_result(outcome, &socket);
	const char *call = bp__call_name(result->call);
	if (result->reason != NULL) {
		snprintf(buffer, size, "n/a");
		return buffer;
	}
	snprintf(buffer, size, "%s %s %zu", result->name, call, socket + 1);
	if (strlen(buffer) > cell)
		snprintf(buffer, size, "%s %zu", result->name, socket + 1);
	return buffer;
}

/* The local address as BSD netstat(1) writes it: *.7020, 127.0.0.1.7020. */
static void
format_local(const struct bp__socket_state *state, char *buffer, size_t size)
{
	char address[BP__ADDRESS_TEXT];
	const char *text = "?";
	if (bp__address_is_wildcard(&state->local) &&
	    !bp__address_is_mapped(&state->local))
		text = "*";
	else if (state->local.family != BP__FAMILY_NONE)
		text = bp__address_format(&state->local, address, sizeof address);
	if (state->port == 0)
		snprintf(buffer, size, "%s.?", text);
	else
		snprintf(buffer, size, "%s.%u", text, state->port);
}

/* Where the socket was reached, with how often where others were too. */
static void
list_reached(struct bp__line *line, const bp_report *report,
    const struct bp__outcome *outcome, size_t socket)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__delivery *delivery = &outcome->deliveries[i];
		if (delivery->by[socket] == 0)
			continue;
		bp__line_add(line, "%s%s", line->used == 0 ? "" : " ",
		    report->targets[delivery->target].text);
		if (delivery->by[socket] != delivery->tries)
			bp__line_add(
			    line, " (%u of %u)", delivery->by[socket], delivery->tries);
	}
	if (line->used == 0)
		bp__line_add(
		    line, "%s", outcome->delivery_count == 0 ? "not tried" : "nowhere");
}

enum {
	PROTO_WIDTH = 10, /* udplite46 */
	STATE_WIDTH = 8,
	LOCAL_WIDTH = 16, /* 127.0.0.1.65535 */
	V6ONLY_WIDTH = 8,
	REACHED_COLUMN = 4 + PROTO_WIDTH + LOCAL_WIDTH + STATE_WIDTH + V6ONLY_WIDTH,
};

static const char *
state_of(const struct bp__outcome *outcome, size_t i)
{
	if (bp__spec_is_closed(&outcome->plan.sockets[i]))
		return "CLOSED";
	return outcome->sockets[i].listening ? "LISTEN" : "-";
}

static void
draw_socket(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome,
    size_t i)
{
	static const char *const v6only[] = {"?", "off", "on"};
	const struct bp__socket_state *state = &outcome->sockets[i];
	bool inet6 = bp__spec_family(&outcome->plan.sockets[i]) == BP__INET6;
	struct bp__line reached = {.used = 0};
	char local[BP__ADDRESS_TEXT + 8];
	format_local(state, local, sizeof local);
	list_reached(&reached, report, outcome, i);
	bp__draw(writer, BP__INK_PLAIN, bp__outcome_protocol(outcome, i), PROTO_WIDTH);
	bp__draw(writer, BP__INK_PLAIN, local, LOCAL_WIDTH);
	if (strlen(local) >= LOCAL_WIDTH)
		fprintf(writer->stream, "\n%*s", 4 + PROTO_WIDTH + LOCAL_WIDTH, "");
	bp__draw(writer, BP__INK_PLAIN, state_of(outcome, i), STATE_WIDTH);
	size_t column = bp__folding_column(reached.text, REACHED_COLUMN);
	bp__draw(writer, BP__INK_PLAIN, inet6 ? v6only[state->v6only + 1] : "-",
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
	char text[BP__RESULT_TEXT];
	bp__result_format(result, text, sizeof text);
	if (result->reason != NULL)
		bp__line_add(&line, "n/a: %s", result->reason);
	else
		bp__line_add(&line, "%s (error %d)", text, result->code);
	bp__draw_folded(
	    writer, result->reason != NULL ? BP__INK_PLAIN : BP__INK_BAD, line.text, 4);
}

/* Whether an earlier target nobody got shows it in the same way. */
static bool
is_told(const struct bp__outcome *outcome, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (!bp__result_is_ok(&outcome->deliveries[i].nobody) &&
		    bp__result_equal(&outcome->deliveries[i].nobody,
			&outcome->deliveries[index].nobody))
			return true;
	}
	return false;
}

/* The targets nobody got, a line for each way it showed. */
static void
draw_nobody(bp_writer *writer, const bp_report *report, const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->delivery_count; i++) {
		const struct bp__result *nobody = &outcome->deliveries[i].nobody;
		struct bp__line line = {.used = 0};
		char text[BP__RESULT_TEXT];
		if (bp__result_is_ok(nobody) || is_told(outcome, i))
			continue;
		bp__line_add(&line, "nobody at");
		for (size_t k = i; k < outcome->delivery_count; k++) {
			const struct bp__delivery *delivery = &outcome->deliveries[k];
			if (bp__result_equal(&delivery->nobody, nobody))
				bp__line_add(
				    &line, " %s", report->targets[delivery->target].text);
		}
		bp__line_add(&line, ": %s", bp__result_format(nobody, text, sizeof text));
		fprintf(writer->stream, "    ");
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, 4);
	}
}

static void
draw_calls(bp_writer *writer, const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->call_count; i++) {
		const struct bp__call_record *record = &outcome->calls[i];
		struct bp__line line = {.used = 0};
		char text[BP__RESULT_TEXT] = "ok";
		if (!bp__result_is_ok(&record->result))
			bp__result_format(&record->result, text, sizeof text);
		if (record->socket == 0)
			bp__line_add(&line, "client    ");
		else
			bp__line_add(&line, "socket %zu  ", record->socket);
		bp__line_add(&line, "%s = %s", record->text, text);
		fprintf(writer->stream, "    ");
		bp__draw_folded(writer, BP__INK_PLAIN, line.text, 6);
	}
}

/* Whether another answer of the tally has the same outcome. */
static bool
is_one_of_several(const struct bp__tally *tally, size_t index)
{
	for (size_t i = 0; i < tally->count; i++) {
		if (i != index &&
		    strcmp(tally->seen[i].outcome, tally->seen[index].outcome) == 0)
			return true;
	}
	return false;
}

/* How often each answer was seen; who received, where that is what differs. */
static void
draw_seen(bp_writer *writer, const struct bp__tally *tally)
{
	struct bp__line line = {.used = 0};
	if (tally->tries == 0)
		return;
	for (size_t i = 0; i < tally->count; i++) {
		const struct bp__seen *seen = &tally->seen[i];
		bp__line_add(&line, "%s%lu of %lu: %s", i == 0 ? "seen " : "; ",
		    seen->count, tally->tries, seen->outcome);
		if (is_one_of_several(tally, i))
			bp__line_add(&line, " (%s%s%s)", seen->results,
			    *seen->by == '\0' ? "" : ", received by ", seen->by);
	}
	fprintf(writer->stream, "    ");
	bp__draw_folded(
	    writer, tally->count > 1 ? BP__INK_CARE : BP__INK_PLAIN, line.text, 4);
}

static bool
any_stands(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (bp__result_is_ok(&outcome->sockets[i].result))
			return true;
	}
	return false;
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
	if (any_stands(outcome) && !absent)
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
	if (writer->style.verbose)
		draw_calls(writer, outcome);
}
