/* Runs one case: socket, options, bind, listen, each call's answer kept as it came. */
#include <config.h>

#include "probe/run.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The system's option behind each call that sets one. */
static const enum bp__sys_option call_options[BP__CALL_COUNT] = {
    [BP__CALL_V6ONLY] = BP__SYS_V6ONLY,
    [BP__CALL_LATE_V6ONLY] = BP__SYS_V6ONLY,
    [BP__CALL_REUSEADDR] = BP__SYS_REUSEADDR,
    [BP__CALL_REUSEPORT] = BP__SYS_REUSEPORT,
    [BP__CALL_REUSEPORT_LB] = BP__SYS_REUSEPORT_LB,
    [BP__CALL_EXCLUSIVE] = BP__SYS_EXCLUSIVE,
};

struct bp__result
bp__answer(struct bp__run *run, enum bp__call call, int code)
{
	struct bp__arena *arena = run->arena;
	struct bp__result result = {.call = BP__CALL_NONE};
	if (code == 0)
		return result;
	if (code == BP__SYS_ABSENT) {
		result.reason = call == BP__CALL_SOCKET
		    ? "the protocol is not defined here"
		    : bp__arena_printf(arena, "%s is not defined here",
			  bp__sys_option_name(call_options[call]));
		return result;
	}
	char buffer[32];
	const char *name = bp__sys_error_name(code, buffer, sizeof buffer);
	result.call = call;
	result.code = code;
	result.name = name == buffer ? bp__arena_string(arena, name) : name;
	return result;
}

enum {
	FIRST_RECORDS = 16,
};

void
bp__record(struct bp__run *run, struct bp__outcome *outcome, size_t socket,
    const struct bp__result *result, const char *format, ...)
{
	if (!run->settings->verbose)
		return;
	size_t n = outcome->call_count;
	if (n == 0 || (n >= FIRST_RECORDS && (n & (n - 1)) == 0)) {
		size_t room = n == 0 ? FIRST_RECORDS : 2 * n;
		struct bp__call_record *calls =
		    bp__arena_array(run->arena, room, sizeof *calls);
		if (calls == NULL)
			return;
		if (n > 0)
			memcpy(calls, outcome->calls, n * sizeof *calls);
		outcome->calls = calls;
	}
	char text[160];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	outcome->calls[n] = (struct bp__call_record){
	    .socket = socket,
	    .text = bp__arena_string(run->arena, text),
	    .result = *result,
	};
	outcome->call_count++;
}

/* One socket on its way: a step that fails ends it. */
struct opening {
	struct bp__run *run;
	struct bp__outcome *outcome;
	size_t i;
	struct bp__sock *sock;
};

/* Notes the answer to a call; whether the socket goes on. The value is for the record. */
static bool
step(struct opening *o, enum bp__call call, int code, int value)
{
	struct bp__result *result = &o->outcome->sockets[o->i].result;
	*result = bp__answer(o->run, call, code);
	if (!o->run->settings->verbose)
		return bp__result_is_ok(result);
	const struct bp__socket_spec *spec = &o->outcome->plan.sockets[o->i];
	const char *family = bp__spec_family(spec) == BP__INET ? "AF_INET" : "AF_INET6";
	const char *who = bp__spec_has(spec, BP__USER_OTHER) ? " by another user" : "";
	char address[BP__ADDRESS_TEXT];
	if (call == BP__CALL_SOCKET)
		bp__record(
		    o->run, o->outcome, o->i + 1, result, "socket(%s)%s", family, who);
	else if (call == BP__CALL_BIND)
		bp__record(o->run, o->outcome, o->i + 1, result, "bind(%s, port %d)%s",
		    bp__spec_address_text(spec, address, sizeof address), value, who);
	else if (call == BP__CALL_LISTEN)
		bp__record(o->run, o->outcome, o->i + 1, result, "listen()%s", who);
	else
		bp__record(o->run, o->outcome, o->i + 1, result, "setsockopt(%s, %d)%s",
		    bp__sys_option_name(call_options[call]), value, who);
	return bp__result_is_ok(result);
}

static bool
set_options(struct opening *o, enum bp__moment moment)
{
	const struct bp__socket_spec *spec = &o->outcome->plan.sockets[o->i];
	for (int i = 0; i < BP__OPTION_COUNT; i++) {
		const struct bp__option_row *row = bp__option_row((enum bp__option)i);
		if (row->moment != moment || !bp__spec_has(spec, (enum bp__option)i))
			continue;
		int code = bp__sys_set(
		    o->run->sys, o->sock, call_options[row->call], row->value);
		if (!step(o, row->call, code, row->value))
			return false;
	}
	return true;
}

/* The address the spec stands for on this host; BP__FAMILY_NONE when it has none. */
static const struct bp__address *
address_of(const struct bp__run *run, const struct bp__socket_spec *spec)
{
	return spec->kind == BP__NUMBER ? &spec->number
					: &run->report->host.kinds[spec->kind];
}

static bool
open_and_bind(struct opening *o, unsigned port)
{
	struct bp__sys *sys = o->run->sys;
	enum bp__series series = o->outcome->plan.series;
	const struct bp__socket_spec *spec = &o->outcome->plan.sockets[o->i];
	enum bp__sys_owner owner =
	    bp__spec_has(spec, BP__USER_OTHER) ? BP__SYS_OTHER : BP__SYS_SELF;
	int code = bp__sys_open(
	    sys, bp__series_transport(series), bp__spec_family(spec), owner, o->sock);
	if (!step(o, BP__CALL_SOCKET, code, 0) || !set_options(o, BP__BEFORE_BIND))
		return false;
	code = bp__sys_bind(sys, o->sock, address_of(o->run, spec), port);
	if (!step(o, BP__CALL_BIND, code, (int)port) || !set_options(o, BP__AFTER_BIND))
		return false;
	return bp__series_listens(series) != BP__AT_ONCE ||
	    step(o, BP__CALL_LISTEN, bp__sys_listen(sys, o->sock), 0);
}

/* Asks the system what it made of the socket, once more where it could not tell at this
 * moment; what it does not tell stays unknown. */
static void
observe(struct opening *o, unsigned *port)
{
	struct bp__sys *sys = o->run->sys;
	struct bp__socket_state *state = &o->outcome->sockets[o->i];
	const struct bp__socket_spec *spec = &o->outcome->plan.sockets[o->i];
	int code = bp__sys_local(sys, o->sock, &state->local, &state->port);
	if (bp__sys_is_passing(code))
		code = bp__sys_local(sys, o->sock, &state->local, &state->port);
	if (code != 0) {
		state->local.family = BP__FAMILY_NONE;
		state->port = 0;
	}
	code = BP__SYS_ABSENT;
	if (bp__spec_family(spec) == BP__INET6)
		code = bp__sys_get(sys, o->sock, BP__SYS_V6ONLY, &state->v6only);
	if (bp__sys_is_passing(code))
		code = bp__sys_get(sys, o->sock, BP__SYS_V6ONLY, &state->v6only);
	if (code != 0)
		state->v6only = BP__UNKNOWN;
	state->listening = bp__series_listens(o->outcome->plan.series) == BP__AT_ONCE;
	if (bp__spec_has(spec, BP__PORT_0))
		*port = state->port;
}

/* Why the socket cannot be tried on this host, or NULL. */
static const char *
absence(struct bp__run *run, const struct bp__socket_spec *spec)
{
	const struct bp__host *host = &run->report->host;
	if (address_of(run, spec)->family == BP__FAMILY_NONE)
		return bp__kind_row(spec->kind)->lacking;
	if (bp__spec_has(spec, BP__USER_OTHER) &&
	    bp__sys_lacks_other_user(run->sys) != NULL)
		return bp__sys_lacks_other_user(run->sys);
	for (int i = 0; i < BP__OPTION_COUNT; i++) {
		enum bp__call call = bp__option_row((enum bp__option)i)->call;
		if (bp__spec_has(spec, (enum bp__option)i) && call != BP__CALL_NONE &&
		    !bp__sys_has_option(call_options[call]))
			return bp__answer(run, call, BP__SYS_ABSENT).reason;
	}
	if (spec->kind != BP__NUMBER || spec->number.zone[0] == '\0' ||
	    host->interface_count == 0)
		return NULL;
	for (size_t i = 0; i < host->interface_count; i++) {
		if (strcmp(host->interfaces[i].name, spec->number.zone) == 0)
			return NULL;
	}
	return bp__arena_printf(run->arena, "no interface %s", spec->number.zone);
}

/* The result of another user's socket, which is the system's answer only while the helper
 * process that asked is there. */
static struct bp__result
without_helper(struct bp__run *run, struct bp__result result)
{
	const char *lacking = bp__sys_lacks_other_user(run->sys);
	return lacking == NULL ? result : (struct bp__result){.reason = lacking};
}

void
bp__open_socket(
    struct bp__run *run, struct bp__outcome *outcome, size_t i, struct bp__opened *opened)
{
	struct bp__socket_state *state = &outcome->sockets[i];
	struct opening o = {run, outcome, i, &opened->socks[i]};
	bool chosen = bp__spec_has(&outcome->plan.sockets[i], BP__PORT_0);
	opened->count = i + 1;
	if (opened->port == 0 && !chosen) {
		state->result.reason = "the system did not tell the port it chose";
		return;
	}
	if (open_and_bind(&o, chosen ? 0 : opened->port)) {
		observe(&o, &opened->port);
		return;
	}
	bp__sys_close(run->sys, o.sock);
	if (chosen)
		opened->port = 0;
	if (bp__spec_has(&outcome->plan.sockets[i], BP__USER_OTHER))
		state->result = without_helper(run, state->result);
}

static void
listen_late(struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened)
{
	for (size_t i = 0; i < opened->count; i++) {
		struct opening o = {run, outcome, i, &opened->socks[i]};
		if (!bp__result_is_ok(&outcome->sockets[i].result) ||
		    bp__spec_has(&outcome->plan.sockets[i], BP__CLOSED))
			continue;
		int code = bp__sys_listen(run->sys, o.sock);
		struct bp__socket_state *state = &outcome->sockets[i];
		state->listening = step(&o, BP__CALL_LISTEN, code, 0);
		if (state->listening)
			continue;
		*state = (struct bp__socket_state){
		    .result = state->result, .v6only = BP__UNKNOWN};
		bp__sys_close(run->sys, o.sock);
	}
}

const char *
bp__absence(struct bp__run *run, const struct bp__case *c)
{
	const char *reason = NULL;
	for (size_t i = 0; reason == NULL && i < c->count; i++)
		reason = absence(run, &c->sockets[i]);
	return reason;
}

void
bp__open_case(struct bp__run *run, struct bp__outcome *outcome, struct bp__opened *opened)
{
	*opened = BP__NOTHING_OPENED;
	opened->port = run->report->port;
	const char *lacking = bp__absence(run, &outcome->plan);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		outcome->sockets[i].v6only = BP__UNKNOWN;
		outcome->sockets[i].result.reason = lacking;
	}
	if (lacking != NULL)
		return;
	for (size_t i = 0; i < outcome->plan.count; i++) {
		bp__open_socket(run, outcome, i, opened);
		if (bp__spec_has(&outcome->plan.sockets[i], BP__CLOSED))
			bp__sys_close(run->sys, &opened->socks[i]);
	}
	if (bp__series_listens(outcome->plan.series) == BP__WHEN_ALL_ARE_BOUND)
		listen_late(run, outcome, opened);
}

void
bp__close_case(struct bp__run *run, struct bp__opened *opened)
{
	for (size_t i = 0; i < opened->count; i++)
		bp__sys_close(run->sys, &opened->socks[i]);
	opened->count = 0;
}
