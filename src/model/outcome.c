/* Reads outcomes. */
#include <config.h>

#include "model/outcome.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool
text_equal(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool
bp__result_equal(const struct bp__result *a, const struct bp__result *b)
{
	return a->call == b->call && a->code == b->code &&
	    text_equal(a->reason, b->reason);
}

/* Puts as much of the text as fits at *used. */
static void
append(char *buffer, size_t size, size_t *used, const char *text)
{
	size_t length = strlen(text);
	size_t left = size - *used - 1;
	length = length < left ? length : left;
	memcpy(buffer + *used, text, length);
	*used += length;
	buffer[*used] = '\0';
}

char *
bp__result_format(const struct bp__result *result, char *buffer, size_t size)
{
	size_t used = 0;
	append(buffer, size, &used,
	    result->reason != NULL ? "n/a" : bp__call_name(result->call));
	if (result->reason == NULL && result->call != BP__CALL_NONE) {
		append(buffer, size, &used, ":");
		append(buffer, size, &used, result->name);
	}
	return buffer;
}

const struct bp__result *
bp__outcome_result(const struct bp__outcome *outcome, size_t *socket)
{
	size_t i = 0;
	while (
	    i + 1 < outcome->plan.count && bp__result_is_ok(&outcome->sockets[i].result))
		i++;
	if (socket != NULL)
		*socket = i;
	return &outcome->sockets[i].result;
}

bool
bp__outcome_stands(const struct bp__outcome *outcome)
{
	return bp__result_is_ok(bp__outcome_result(outcome, NULL));
}

bool
bp__is_timeout(const struct bp__result *nobody)
{
	return nobody->call == BP__CALL_WAIT && strcmp(nobody->name, "TIMEOUT") == 0;
}

/* What a closed port answers. Windows tells a datagram's refusal as ECONNRESET. */
static bool
is_refusal(const struct bp__result *nobody)
{
	return (nobody->call == BP__CALL_CONNECT || nobody->call == BP__CALL_RECEIVE) &&
	    (strcmp(nobody->name, "ECONNREFUSED") == 0 ||
		strcmp(nobody->name, "ECONNRESET") == 0);
}

/* A group refuses nothing: there the sockets are looked at after a marker came. */
static bool
is_empty(const struct bp__result *nobody)
{
	return nobody->call == BP__CALL_RECEIVE &&
	    (strcmp(nobody->name, "EAGAIN") == 0 ||
		strcmp(nobody->name, "EWOULDBLOCK") == 0);
}

bool
bp__shows_nobody(const struct bp__result *nobody)
{
	return is_refusal(nobody) || is_empty(nobody) || bp__is_timeout(nobody);
}

char *
bp__nobody_format(const struct bp__result *nobody, char *buffer, size_t size)
{
	char text[BP__RESULT_TEXT];
	bp__result_format(nobody, text, sizeof text);
	if (bp__is_timeout(nobody) && nobody->code > 0)
		snprintf(buffer, size, "no answer within %d ms (%s)", nobody->code, text);
	else if (bp__is_timeout(nobody))
		snprintf(buffer, size, "no answer in time (%s)", text);
	else
		snprintf(buffer, size, is_refusal(nobody) ? "refused (%s)" : "%s", text);
	return buffer;
}

enum {
	FIRST_SEEN = 4,
};

/* Room for one more; NULL when there is no memory. */
static struct bp__seen *
grow(struct bp__tally *tally, struct bp__arena *arena)
{
	size_t n = tally->count;
	if (n == 0 || (n >= FIRST_SEEN && (n & (n - 1)) == 0)) {
		struct bp__seen *seen =
		    bp__arena_array(arena, n == 0 ? FIRST_SEEN : 2 * n, sizeof *seen);
		if (seen == NULL)
			return NULL;
		if (n > 0)
			memcpy(seen, tally->seen, n * sizeof *seen);
		tally->seen = seen;
	}
	return &tally->seen[tally->count++];
}

enum {
	RESULTS_TEXT = BP__SOCKETS_MAX * (BP__RESULT_TEXT + 1),
	BY_TEXT = 128, /* more targets than that are not told apart */
};

static void
describe_results(const struct bp__outcome *outcome, char text[RESULTS_TEXT])
{
	size_t used = 0;
	for (size_t i = 0; i < outcome->plan.count; i++) {
		char result[BP__RESULT_TEXT];
		bp__result_format(&outcome->sockets[i].result, result, sizeof result);
		used += (size_t)snprintf(
		    text + used, RESULTS_TEXT - used, "%s%s", i == 0 ? "" : " ", result);
	}
}

static void
describe_receivers(const struct bp__outcome *outcome, char text[BY_TEXT])
{
	size_t n = 0;
	for (; n < outcome->delivery_count && n < BY_TEXT - 1; n++)
		text[n] = bp__delivery_letter(&outcome->deliveries[n]);
	text[n] = '\0';
}

/* Puts answer i where its count belongs. */
static void
move_up(struct bp__tally *tally, size_t i)
{
	for (; i > 0 && tally->seen[i - 1].count < tally->seen[i].count; i--) {
		struct bp__seen other = tally->seen[i - 1];
		tally->seen[i - 1] = tally->seen[i];
		tally->seen[i] = other;
	}
}

void
bp__tally_add(
    struct bp__tally *tally, struct bp__arena *arena, const struct bp__outcome *outcome)
{
	char results[RESULTS_TEXT];
	char by[BY_TEXT];
	char text[BP__RESULT_TEXT];
	describe_results(outcome, results);
	describe_receivers(outcome, by);
	tally->tries++;
	for (size_t i = 0; i < tally->count; i++) {
		if (strcmp(tally->seen[i].results, results) != 0 ||
		    strcmp(tally->seen[i].by, by) != 0)
			continue;
		tally->seen[i].count++;
		move_up(tally, i);
		return;
	}
	struct bp__seen *seen = grow(tally, arena);
	if (seen == NULL)
		return;
	bp__result_format(bp__outcome_result(outcome, NULL), text, sizeof text);
	*seen = (struct bp__seen){
	    .count = 1,
	    .outcome = bp__arena_string(arena, text),
	    .results = bp__arena_string(arena, results),
	    .by = bp__arena_string(arena, by),
	};
}

bool
bp__outcome_is_absent(const struct bp__outcome *outcome)
{
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if (outcome->sockets[i].result.reason != NULL)
			return true;
	}
	return false;
}

char
bp__delivery_letter(const struct bp__delivery *delivery)
{
	static const char letters[] = "123456789abc";
	static_assert(sizeof letters == BP__SOCKETS_MAX + 1, "a letter a socket");
	char letter = '-';
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++) {
		if (delivery->by[i] > 0)
			letter = letter == '-' ? letters[i] : '+';
	}
	return letter;
}

const char *
bp__outcome_protocol(const struct bp__outcome *outcome, size_t socket)
{
	const struct bp__socket_spec *spec = &outcome->plan.sockets[socket];
	const struct bp__socket_state *state = &outcome->sockets[socket];
	enum bp__carries carries = BP__CARRIES_6;
	if (bp__spec_family(spec) == BP__INET || bp__address_is_mapped(&state->local))
		carries = BP__CARRIES_4;
	else if (state->v6only == 0 && bp__address_is_wildcard(&state->local))
		carries = BP__CARRIES_BOTH;
	return bp__transport_socket(bp__series_transport(outcome->plan.series), carries);
}

/* The same address; a system may not tell the zone of a socket's, which it has all the same
 * where it is link-local. Linux 6.18 does not of an MPTCP socket. */
static bool
is_bound_to(const struct bp__address *local, const struct bp__address *to)
{
	struct bp__address zoned = *local;
	if (local->zone[0] == '\0' && bp__address_is_link_local(local))
		memcpy(zoned.zone, to->zone, sizeof zoned.zone);
	return bp__address_equal(&zoned, to);
}

bool
bp__witness_agrees_on_place(const struct bp__socket_state *state)
{
	const struct bp__witness *witness = &state->witness;
	if (state->local.family == BP__FAMILY_NONE)
		return true; /* nothing to compare with */
	return witness->port == state->port &&
	    witness->local.family == state->local.family &&
	    memcmp(witness->local.bytes, state->local.bytes,
		sizeof witness->local.bytes) == 0;
}

const char *
bp__witness_fault(const struct bp__socket_state *state)
{
	const struct bp__witness *witness = &state->witness;
	if (!witness->found)
		return "is not in it";
	if (witness->state != (state->listening ? BP__STATE_LISTEN : BP__STATE_BOUND))
		return "has another state there";
	if (witness->v6only >= 0 && state->v6only >= 0 &&
	    witness->v6only != state->v6only)
		return "has another IPV6_V6ONLY there";
	if (!bp__witness_agrees_on_place(state))
		return "has another address or port there";
	return NULL;
}

bool
bp__outcome_covers(
    const struct bp__outcome *outcome, size_t socket, const struct bp__address *target)
{
	const struct bp__socket_state *state = &outcome->sockets[socket];
	struct bp__address local = bp__address_unmapped(&state->local);
	struct bp__address to = bp__address_unmapped(target);
	if (!bp__result_is_ok(&state->result) || local.family == BP__FAMILY_NONE ||
	    bp__spec_is_closed(&outcome->plan.sockets[socket]))
		return false;
	if (!bp__address_is_wildcard(&local))
		return is_bound_to(&local, &to);
	return local.family == to.family ||
	    (local.family == BP__INET6 && to.family == BP__INET && state->v6only != 1);
}
