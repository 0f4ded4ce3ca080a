/* Runs one case: socket, options, bind, listen, each call's answer kept as it came. */
#include <config.h>

#include "probe/run.h"
#include "probe/timewait.h"
#include "probe/wait.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One socket on its way: a step that fails ends it. */
struct opening {
	struct bp__run *run;
	struct bp__outcome *outcome;
	size_t i;
	struct bp__sock *sock;
	unsigned port;
	unsigned draws; /* of a port that had to be drawn again */
};

enum {
	DRAWS_MAX = 8,
};

/* The address the spec stands for on this host; BP__FAMILY_NONE when it has none. */
static const struct bp__address *
address_of(const struct bp__run *run, const struct bp__socket_spec *spec)
{
	return spec->kind == BP__NUMBER ? &spec->number
					: &run->report->host.kinds[spec->kind];
}

static int
set_value(const struct opening *o, enum bp__sys_option option, int value)
{
	return bp__sys_set(o->run->sys, o->sock, option, value);
}

/* A range of ports is two numbers of 16 bits, the last in the upper half. */
static int
set_range(const struct opening *o, enum bp__sys_option option, int value)
{
	(void)value;
	return bp__sys_set(o->run->sys, o->sock, option,
	    (int)(o->run->report->port | o->run->report->port << 16));
}

static int
set_device(const struct opening *o, enum bp__sys_option option, int device)
{
	(void)option;
	return bp__sys_set_device(
	    o->run->sys, o->sock, o->run->report->host.devices[device]);
}

static int
join(const struct opening *o, enum bp__sys_option option, int value)
{
	(void)option;
	(void)value;
	enum bp__kind group = o->sock->family == BP__INET ? BP__MCAST4 : BP__MCAST6;
	return bp__sys_join(o->run->sys, o->sock, &o->run->report->host.kinds[group]);
}

static int
bind_again(const struct opening *o, enum bp__sys_option option, int value)
{
	(void)option;
	(void)value;
	const struct bp__socket_spec *spec = &o->outcome->plan.sockets[o->i];
	return bp__sys_bind(o->run->sys, o->sock, address_of(o->run, spec), o->port);
}

static int
leave_timewait(const struct opening *o, enum bp__sys_option option, int ender)
{
	(void)option;
	const struct bp__case *c = &o->outcome->plan;
	struct bp__ending ending = {
	    .transport = bp__series_transport(c->series),
	    .ender = (enum bp__ender)ender,
	    .avoided = o->run->report->port,
	    .wait = bp__wait_ms(o->run),
	};
	int code = bp__leave_timewait(
	    o->run->sys, &ending, o->sock, address_of(o->run, &c->sockets[o->i]));
	for (unsigned i = 0; i < ending.timeouts; i++)
		bp__note_timeout(o->run, ending.wait);
	return code;
}

/* What each call of a case's option does, and the system's option behind it. */
static const struct {
	int (*make)(const struct opening *o, enum bp__sys_option option, int value);
	enum bp__sys_option option;
} actions[BP__CALL_COUNT] = {
    [BP__CALL_V6ONLY] = {set_value, BP__SYS_V6ONLY},
    [BP__CALL_REUSEADDR] = {set_value, BP__SYS_REUSEADDR},
    [BP__CALL_REUSEPORT] = {set_value, BP__SYS_REUSEPORT},
    [BP__CALL_REUSEPORT_LB] = {set_value, BP__SYS_REUSEPORT_LB},
    [BP__CALL_EXCLUSIVE] = {set_value, BP__SYS_EXCLUSIVE},
    [BP__CALL_FREEBIND] = {set_value, BP__SYS_FREEBIND},
    [BP__CALL_TRANSPARENT] = {set_value, BP__SYS_TRANSPARENT},
    [BP__CALL_BINDANY] = {set_value, BP__SYS_BINDANY},
    [BP__CALL_DEVICE] = {set_device, BP__SYS_DEVICE},
    [BP__CALL_RANGE] = {set_range, BP__SYS_RANGE},
    [BP__CALL_LATE_V6ONLY] = {set_value, BP__SYS_V6ONLY},
    [BP__CALL_LATE_REUSEADDR] = {set_value, BP__SYS_REUSEADDR},
    [BP__CALL_LATE_REUSEPORT] = {set_value, BP__SYS_REUSEPORT},
    [BP__CALL_JOIN] = {join, BP__SYS_JOIN},
    [BP__CALL_BIND_AGAIN] = {bind_again, BP__SYS_OPTION_COUNT},
    [BP__CALL_TIMEWAIT] = {leave_timewait, BP__SYS_OPTION_COUNT},
};

enum bp__sys_option
bp__native_option(enum bp__call call)
{
	return actions[call].make == NULL ? BP__SYS_OPTION_COUNT : actions[call].option;
}

struct bp__result
bp__answer(struct bp__run *run, enum bp__call call, int code)
{
	struct bp__arena *arena = run->arena;
	struct bp__result result = {.call = BP__CALL_NONE};
	if (code == 0)
		return result;
	if (code == BP__SYS_NO_INET6) {
		result.reason = "IPv6 is not defined here";
		return result;
	}
	if (code == BP__SYS_ABSENT) {
		enum bp__sys_option native = bp__native_option(call);
		result.reason = call == BP__CALL_SOCKET
		    ? "the protocol is not defined here"
		    : bp__arena_printf(arena, "%s is not defined here",
			  native == BP__SYS_OPTION_COUNT ? bp__call_name(call)
							 : bp__sys_option_name(native));
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
	else if (call == BP__CALL_BIND || call == BP__CALL_BIND_AGAIN)
		bp__record(o->run, o->outcome, o->i + 1, result, "bind(%s, port %d)%s%s",
		    bp__spec_address_text(spec, address, sizeof address), value,
		    call == BP__CALL_BIND ? "" : " again", who);
	else if (bp__native_option(call) == BP__SYS_OPTION_COUNT)
		bp__record(o->run, o->outcome, o->i + 1, result, "%s()%s",
		    bp__call_name(call), who);
	else
		bp__record(o->run, o->outcome, o->i + 1, result, "setsockopt(%s, %d)%s",
		    bp__sys_option_name(bp__native_option(call)), value, who);
	return bp__result_is_ok(result);
}

static bool
set_options(struct opening *o, enum bp__moment moment)
{
	const struct bp__socket_spec *spec = &o->outcome->plan.sockets[o->i];
	for (int i = 0; spec->options >> i != 0; i++) {
		const struct bp__option_row *row = bp__option_row((enum bp__option)i);
		if (!bp__spec_has(spec, (enum bp__option)i) || row->moment != moment)
			continue;
		int code =
		    actions[row->call].make(o, actions[row->call].option, row->value);
		if (!step(o, row->call, code,
			row->call == BP__CALL_BIND_AGAIN ? (int)o->port : row->value))
			return false;
	}
	return true;
}

/* How the address is handed to bind(2). */
static enum bp__sys_form
form_of(const struct bp__socket_spec *spec)
{
	static const struct {
		enum bp__option option;
		enum bp__sys_form form;
	} forms[] = {
	    {BP__FAMILY_UNSPEC, BP__SYS_UNSPEC},
	    {BP__LENGTH_SHORT, BP__SYS_SHORT},
	    {BP__LENGTH_LONG, BP__SYS_LONG},
	};
	unsigned form = BP__SYS_PROPER;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		form |= bp__spec_has(spec, forms[i].option) ? forms[i].form : 0U;
	return (enum bp__sys_form)form;
}

/* Whether the system chose the probed port for a socket that leaves TIME_WAIT behind: then
 * another has to be drawn, as later cases would find it there. */
static bool
draws_probed_port(struct opening *o)
{
	const struct bp__socket_spec *spec = &o->outcome->plan.sockets[o->i];
	struct bp__address local;
	unsigned port = 0;
	if (!bp__spec_has(spec, BP__TIMEWAIT_SERVER) &&
	    !bp__spec_has(spec, BP__TIMEWAIT_CLIENT))
		return false;
	return bp__sys_local(o->run->sys, o->sock, &local, &port) == 0 &&
	    port == o->run->report->port;
}

static bool
open_and_bind(struct opening *o)
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
	code = bp__sys_bind_as(
	    sys, o->sock, address_of(o->run, spec), o->port, form_of(spec));
	if (!step(o, BP__CALL_BIND, code, (int)o->port) ||
	    !set_options(o, BP__AFTER_BIND))
		return false;
	if (draws_probed_port(o)) {
		o->outcome->sockets[o->i].result.reason =
		    "the system chose the probed port each time";
		bp__sys_close(sys, o->sock);
		return o->draws++ < DRAWS_MAX && open_and_bind(o);
	}
	if (bp__series_listens(series) != BP__AT_ONCE)
		return true;
	return step(o, BP__CALL_LISTEN, bp__sys_listen(sys, o->sock), 0) &&
	    set_options(o, BP__AFTER_LISTEN);
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
	if (bp__spec_chooses_port(spec))
		*port = state->port;
}

/* Why something of the host's interfaces is not had: the reason, or that nothing told of
 * them. */
static const char *
or_unknown(struct bp__run *run, const char *reason)
{
	return run->report->host.warning == NULL
	    ? reason
	    : "the addresses of this host are not known";
}

/* Why an option cannot be tried on this host, or NULL. */
static const char *
option_absence(struct bp__run *run, const struct bp__socket_spec *spec,
    const struct bp__option_row *row)
{
	const struct bp__host *host = &run->report->host;
	enum bp__sys_option native = bp__native_option(row->call);
	if (native != BP__SYS_OPTION_COUNT && !bp__sys_has_option(native))
		return bp__answer(run, row->call, BP__SYS_ABSENT).reason;
	if (native == BP__SYS_DEVICE && host->devices[row->value] == NULL)
		return or_unknown(run,
		    row->value == BP__LOOPBACK ? "no loopback interface that is up"
					       : "no interface but loopback");
	if (native == BP__SYS_JOIN && bp__spec_family(spec) == BP__INET6 &&
	    host->kinds[BP__MCAST6].family == BP__FAMILY_NONE)
		return or_unknown(run, bp__kind_row(BP__MCAST6)->lacking);
	return NULL;
}

/* Why the zone of the socket's address is none of this host, or NULL. */
static const char *
zone_absence(struct bp__run *run, const struct bp__socket_spec *spec)
{
	const struct bp__host *host = &run->report->host;
	if (spec->kind != BP__NUMBER || spec->number.zone[0] == '\0' ||
	    host->interface_count == 0)
		return NULL;
	for (size_t i = 0; i < host->interface_count; i++) {
		char zone[BP__ZONE_SIZE];
		bp__sys_zone(run->sys, host->interfaces[i].name, zone, sizeof zone);
		if (strcmp(zone, spec->number.zone) == 0)
			return NULL;
	}
	return bp__arena_printf(run->arena, "no interface %s", spec->number.zone);
}

/* Why the socket cannot be tried on this host, or NULL. */
static const char *
absence(struct bp__run *run, const struct bp__socket_spec *spec)
{
	if (address_of(run, spec)->family == BP__FAMILY_NONE)
		return or_unknown(run, bp__kind_row(spec->kind)->lacking);
	if (bp__spec_has(spec, BP__USER_OTHER) &&
	    bp__sys_lacks_other_user(run->sys) != NULL)
		return bp__sys_lacks_other_user(run->sys);
	for (int i = 0; spec->options >> i != 0; i++) {
		const char *reason = !bp__spec_has(spec, (enum bp__option)i)
		    ? NULL
		    : option_absence(run, spec, bp__option_row((enum bp__option)i));
		if (reason != NULL)
			return reason;
	}
	return zone_absence(run, spec);
}

/* The result of another user's socket, which is the system's answer only while the helper
 * process that asked is there. */
static struct bp__result
without_helper(struct bp__run *run, struct bp__result result)
{
	const char *lacking = bp__sys_lacks_other_user(run->sys);
	return lacking == NULL ? result : (struct bp__result){.reason = lacking};
}

/* Whether a socket before this one stands on a port that the system chose. */
static bool
port_was_chosen(const struct bp__outcome *outcome, size_t before)
{
	for (size_t i = 0; i < before; i++) {
		if (bp__spec_chooses_port(&outcome->plan.sockets[i]) &&
		    bp__result_is_ok(&outcome->sockets[i].result))
			return true;
	}
	return false;
}

void
bp__open_socket(
    struct bp__run *run, struct bp__outcome *outcome, size_t i, struct bp__opened *opened)
{
	struct bp__socket_state *state = &outcome->sockets[i];
	bool chosen = bp__spec_chooses_port(&outcome->plan.sockets[i]);
	struct opening o = {
	    run, outcome, i, &opened->socks[i], chosen ? 0 : opened->port};
	opened->count = i + 1;
	if (opened->port == 0 && !chosen) {
		state->result.reason = port_was_chosen(outcome, i)
		    ? "the system did not tell the port it chose"
		    : "the socket that was to choose the port does not stand";
		return;
	}
	if (open_and_bind(&o)) {
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
		struct opening o = {run, outcome, i, &opened->socks[i], opened->port};
		if (!bp__result_is_ok(&outcome->sockets[i].result) ||
		    bp__spec_is_closed(&outcome->plan.sockets[i]))
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

struct bp__opened
bp__nothing_opened(unsigned port)
{
	struct bp__opened opened = {.port = port};
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++)
		opened.socks[i] = BP__NO_SOCKET;
	return opened;
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
	*opened = bp__nothing_opened(run->report->port);
	const char *lacking = bp__absence(run, &outcome->plan);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		outcome->sockets[i].v6only = BP__UNKNOWN;
		outcome->sockets[i].result.reason = lacking;
	}
	if (lacking != NULL)
		return;
	for (size_t i = 0; i < outcome->plan.count; i++) {
		bp__open_socket(run, outcome, i, opened);
		if (bp__spec_is_closed(&outcome->plan.sockets[i]))
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
