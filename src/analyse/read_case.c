/* Reads one case that is told in full. */
#include <config.h>

#include "analyse/read_parts.h"

#include <string.h>

enum {
	PORT_MAX = 65535,
	USER_MAX = 0x7fffffff, /* -1 is nobody's */
	TRIES_MAX = 1000000,
	SEEN_MAX = 4096, /* answers, each of which is drawn beside all others */
	CALLS_MAX = 100000,
};

static enum bp__state
read_state_name(struct bp__reading *reading, const struct bp__value *value)
{
	const char *name = bp__value_text(reading, value);
	for (int i = 0; i < BP__STATE_COUNT && !reading->failed; i++) {
		if (strcmp(bp__state_name((enum bp__state)i), name) == 0)
			return (enum bp__state)i;
	}
	bp__value_refuse(reading, value, "a state as LISTEN or BOUND");
	return BP__STATE_UNKNOWN;
}

/* What the system's table had of the socket. */
static void
read_witness(struct bp__reading *reading, const struct bp__value *value,
    struct bp__socket_state *state)
{
	struct bp__witness *witness = &state->witness;
	struct bp__value name = bp__value_need(reading, value, "state");
	struct bp__value v6only = bp__value_at(value, "v6only");
	struct bp__value user = bp__value_at(value, "uid");
	struct bp__value local = bp__value_at(value, "local");
	struct bp__value port = bp__value_at(value, "port");
	*witness = (struct bp__witness){
	    .asked = true,
	    .found = true,
	    .state = read_state_name(reading, &name),
	    .v6only = BP__UNKNOWN,
	    .user = -1,
	    .local = state->local,
	    .port = state->port,
	};
	if (bp__value_is_there(&v6only) && !bp__value_is_null(&v6only))
		witness->v6only = bp__value_flag(reading, &v6only);
	if (bp__value_is_there(&user))
		witness->user = bp__value_number(reading, &user, 0, USER_MAX);
	if (bp__value_is_there(&local))
		bp__read_address(reading, &local, &witness->local);
	if (bp__value_is_there(&port))
		witness->port = (unsigned)bp__value_number(reading, &port, 0, PORT_MAX);
}

/* What the system told of a socket that stands. */
static void
read_state(struct bp__reading *reading, const struct bp__value *value,
    const bp_report *report, struct bp__outcome *outcome, size_t i)
{
	struct bp__socket_state *state = &outcome->sockets[i];
	struct bp__value local = bp__value_need(reading, value, "local");
	struct bp__value port = bp__value_at(value, "port");
	if (!bp__value_is_null(&local))
		bp__read_address(reading, &local, &state->local);
	state->port = report->port;
	if (bp__value_is_there(&port))
		state->port = (unsigned)bp__value_number(reading, &port, 0, PORT_MAX);
	if (bp__spec_family(&outcome->plan.sockets[i]) == BP__INET6) {
		struct bp__value v6only = bp__value_need(reading, value, "v6only");
		if (!bp__value_is_null(&v6only))
			state->v6only = bp__value_flag(reading, &v6only);
	}
	if (bp__transport_connects(bp__series_transport(outcome->plan.series))) {
		struct bp__value listening = bp__value_need(reading, value, "listening");
		state->listening = bp__value_flag(reading, &listening);
	}
	struct bp__value kernel = bp__value_at(value, "kernel");
	state->witness.asked = bp__value_is_there(&kernel);
	if (state->witness.asked && !bp__value_is_null(&kernel))
		read_witness(reading, &kernel, state);
}

static void
read_sockets(struct bp__reading *reading, const struct bp__value *value,
    const bp_report *report, struct bp__outcome *outcome)
{
	struct bp__value array = bp__value_need(reading, value, "sockets");
	size_t count = bp__value_count(reading, &array, BP__SOCKETS_MAX);
	if (!reading->failed && count != outcome->plan.count)
		bp__value_refuse(reading, &array, "as many sockets as the id has");
	for (size_t i = 0; i < outcome->plan.count && !reading->failed; i++) {
		struct bp__value socket = bp__value_element(&array, i);
		struct bp__result *result = &outcome->sockets[i].result;
		outcome->sockets[i].v6only = BP__UNKNOWN;
		bp__read_result(reading, &socket, &bp__usual_keys, result);
		if (bp__result_is_ok(result))
			read_state(reading, &socket, report, outcome, i);
	}
}

/* The sockets that received, from 1 and rising, and how often each did. */
static void
read_receivers(struct bp__reading *reading, const struct bp__value *value, size_t sockets,
    struct bp__delivery *delivery)
{
	struct bp__value by = bp__value_need(reading, value, "by");
	struct bp__value counts = bp__value_at(value, "counts");
	size_t count = bp__value_count(reading, &by, sockets);
	long long last = 0;
	if (bp__value_is_there(&counts) &&
	    bp__value_count(reading, &counts, sockets) != count)
		bp__value_refuse(reading, &counts, "as many as there are in by");
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value socket = bp__value_element(&by, i);
		struct bp__value often = bp__value_element(&counts, i);
		last = bp__value_number(reading, &socket, last + 1, (long long)sockets);
		if (reading->failed)
			return;
		delivery->by[last - 1] = delivery->tries;
		if (bp__value_is_there(&counts))
			delivery->by[last - 1] = (unsigned)bp__value_number(
			    reading, &often, 1, delivery->tries);
	}
}

static const struct bp__result_keys nobody_keys = {"nobody", "code", "reason"};

static void
read_delivery(struct bp__reading *reading, const struct bp__value *value,
    const bp_report *report, size_t sockets, struct bp__delivery *delivery)
{
	struct bp__value to = bp__value_need(reading, value, "to");
	struct bp__value tries = bp__value_at(value, "tries");
	struct bp__value nobody = bp__value_at(value, "nobody");
	const char *text = bp__value_copy(reading, &to);
	if (!reading->failed && strcmp(text, report->targets[delivery->target].text) != 0)
		bp__value_refuse(reading, &to, "the next of the report's targets");
	delivery->tries = 1;
	if (bp__value_is_there(&tries))
		delivery->tries =
		    (unsigned)bp__value_number(reading, &tries, 0, TRIES_MAX);
	read_receivers(reading, value, sockets, delivery);
	if (bp__value_is_there(&nobody))
		bp__read_result(reading, value, &nobody_keys, &delivery->nobody);
}

static void
read_deliveries(struct bp__reading *reading, const struct bp__value *value,
    const bp_report *report, struct bp__outcome *outcome)
{
	struct bp__value array = bp__value_need(reading, value, "delivery");
	size_t count = bp__value_count(reading, &array, report->target_count);
	if (count > 0 && !reading->failed && !bp__outcome_stands(outcome))
		bp__value_refuse(reading, &array, "none, as not every socket stands");
	outcome->deliveries = bp__read_array(reading, count, sizeof *outcome->deliveries);
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value delivery = bp__value_element(&array, i);
		outcome->deliveries[i].target = i;
		read_delivery(reading, &delivery, report, outcome->plan.count,
		    &outcome->deliveries[i]);
		outcome->delivery_count = i + 1;
	}
}

static void
read_one_seen(
    struct bp__reading *reading, const struct bp__value *value, struct bp__seen *seen)
{
	struct bp__value count = bp__value_need(reading, value, "count");
	struct bp__value outcome = bp__value_need(reading, value, "outcome");
	struct bp__value results = bp__value_need(reading, value, "results");
	struct bp__value by = bp__value_need(reading, value, "by");
	seen->count = (unsigned long)bp__value_number(reading, &count, 1, TRIES_MAX);
	seen->outcome = bp__value_copy(reading, &outcome);
	seen->results = bp__read_words(reading, &results);
	seen->by = bp__value_copy(reading, &by);
}

void
bp__read_tally(
    struct bp__reading *reading, const struct bp__value *value, struct bp__tally *tally)
{
	struct bp__value repeat = bp__value_at(value, "repeat");
	if (!bp__value_is_there(&repeat))
		return;
	struct bp__value array = bp__value_need(reading, value, "seen");
	size_t count = bp__value_count(reading, &array, SEEN_MAX);
	tally->tries = (unsigned long)bp__value_number(reading, &repeat, 1, TRIES_MAX);
	tally->seen = bp__read_array(reading, count, sizeof *tally->seen);
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value seen = bp__value_element(&array, i);
		read_one_seen(reading, &seen, &tally->seen[i]);
		tally->count = i + 1;
	}
}

bool
bp__read_unstable(struct bp__reading *reading, const struct bp__value *value)
{
	struct bp__value unstable = bp__value_at(value, "unstable");
	return bp__value_is_there(&unstable) && bp__value_flag(reading, &unstable);
}

static void
read_calls(struct bp__reading *reading, const struct bp__value *value,
    struct bp__outcome *outcome)
{
	struct bp__value array = bp__value_at(value, "calls");
	if (!bp__value_is_there(&array))
		return;
	size_t count = bp__value_count(reading, &array, CALLS_MAX);
	outcome->calls = bp__read_array(reading, count, sizeof *outcome->calls);
	for (size_t i = 0; i < count && !reading->failed; i++) {
		struct bp__value call = bp__value_element(&array, i);
		struct bp__value text = bp__value_need(reading, &call, "call");
		struct bp__value socket = bp__value_need(reading, &call, "socket");
		struct bp__call_record *record = &outcome->calls[i];
		record->text = bp__value_copy(reading, &text);
		record->socket = (size_t)bp__value_number(
		    reading, &socket, 0, (long long)outcome->plan.count);
		bp__read_result(reading, &call, &bp__usual_keys, &record->result);
		outcome->call_count = i + 1;
	}
}

void
bp__read_case(struct bp__reading *reading, const struct bp__value *value,
    const bp_report *report, struct bp__outcome *outcome)
{
	char text[BP__RESULT_TEXT];
	struct bp__value id = bp__value_need(reading, value, "id");
	memset(outcome, 0, sizeof *outcome);
	bp__read_id(reading, &id, &outcome->plan);
	struct bp__value answer = bp__value_need(reading, value, "outcome");
	read_sockets(reading, value, report, outcome);
	if (reading->failed)
		return;
	bp__result_format(bp__outcome_result(outcome, NULL), text, sizeof text);
	if (strcmp(bp__value_text(reading, &answer), text) != 0)
		bp__value_refuse(reading, &answer, "the result of its sockets");
	read_deliveries(reading, value, report, outcome);
	outcome->unstable = bp__read_unstable(reading, value);
	if (outcome->unstable) {
		struct bp__value first = bp__value_need(reading, value, "first");
		outcome->first_answer = bp__value_copy(reading, &first);
	}
	bp__read_tally(reading, value, &outcome->tally);
	read_calls(reading, value, outcome);
}
