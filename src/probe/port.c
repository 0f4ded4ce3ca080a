/* Checks that a port is free before it is probed: by the table of sockets of the system, and by
 * binding its wildcard addresses with no reuse option, and listening where there is that: a
 * socket on any address of the port makes one of the two fail. Some stacks, as lwIP, notice
 * in listen(2) only. */
#include <config.h>

#include "probe/port.h"
#include "probe/who.h"

#include <stdio.h>
#include <string.h>

/* One way a port may be taken: a protocol and a family. */
static const struct way {
	const char *name;
	enum bp_transport transport;
	enum bp__family family;
	const char *wildcard;
} ways[] = {
    {"tcp6", BP_TCP, BP__INET6, "::"},
    {"tcp4", BP_TCP, BP__INET, "0.0.0.0"},
    {"udp6", BP_UDP, BP__INET6, "::"},
    {"udp4", BP_UDP, BP__INET, "0.0.0.0"},
    {"sctp6", BP_SCTP, BP__INET6, "::"},
    {"sctp4", BP_SCTP, BP__INET, "0.0.0.0"},
    {"udplite6", BP_UDPLITE, BP__INET6, "::"},
    {"udplite4", BP_UDPLITE, BP__INET, "0.0.0.0"},
    {"dccp6", BP_DCCP, BP__INET6, "::"},
    {"dccp4", BP_DCCP, BP__INET, "0.0.0.0"},
};

enum {
	WAYS = sizeof ways / sizeof *ways,
	DRAWS = 64, /* ports to try before giving up on finding a free one */
};

/* Whether a call that failed tells that the port is taken. */
static bool
says_taken(const struct bp__result *result)
{
	return (result->call == BP__CALL_BIND || result->call == BP__CALL_LISTEN) &&
	    bp__sys_is_in_use(result->code);
}

static bool
is_denied(const struct bp__result *result)
{
	return result->call == BP__CALL_BIND && bp__sys_is_denied(result->code);
}

/* Binds the wildcard address of one way to the port. *port becomes the port had. V6ONLY is
 * set where it can be, so that each family is asked about by itself. */
static struct bp__result
try_way(struct bp__run *run, const struct way *way, unsigned *port)
{
	struct bp__sock sock = BP__NO_SOCKET;
	struct bp__address local = bp__address_of(way->wildcard);
	int code =
	    bp__sys_open(run->sys, way->transport, way->family, BP__SYS_SELF, &sock);
	struct bp__result result = bp__answer(run, BP__CALL_SOCKET, code);
	if (code == 0) {
		if (way->family == BP__INET6)
			bp__sys_set(run->sys, &sock, BP__SYS_V6ONLY, 1);
		code = bp__sys_bind(run->sys, &sock, &local, *port);
		result = bp__answer(run, BP__CALL_BIND, code);
	}
	if (code == 0 && bp__transport_connects(way->transport)) {
		code = bp__sys_listen(run->sys, &sock);
		result = bp__answer(run, BP__CALL_LISTEN, code);
	}
	if (code == 0 && *port == 0)
		(void)bp__sys_local(run->sys, &sock, &local, port);
	bp__sys_close(run->sys, &sock);
	return result;
}

/* What else there is to do about a port that cannot be had. */
static const char *
way_out(const struct bp__run *run)
{
	return bp__sys_isolates && run->settings->isolation == NULL
	    ? ", or this one in a network of its own (--isolate)"
	    : "";
}

enum {
	HOLDER_SIZE = 320,
};

/* Writes who has the port; empty where the system does not tell. */
static void
find_holder(struct bp__run *run, unsigned transports, char holder[HOLDER_SIZE])
{
	struct bp__who who = {.port = run->report->port};
	holder[0] = '\0';
	if (bp__who_ask(run->sys, who.port, transports, &who) == 0)
		bp__who_brief(&who, holder, HOLDER_SIZE);
	bp__arena_free(&who.arena);
}

/* The way is that in which a bind(2) failed, or NULL. */
static enum bp_status
say_busy(struct bp__run *run, const struct way *way, unsigned transports,
    struct bp_error *error)
{
	char holder[HOLDER_SIZE];
	find_holder(run, transports, holder);
	if (holder[0] == '\0')
		snprintf(holder, sizeof holder, "%s, by whom the system does not tell",
		    way == NULL ? "a socket that is gone now" : way->name);
	return bp__fail(error, BP_CANNOT_PROBE,
	    "port %u is in use: %s; stop that, or probe another port%s",
	    run->report->port, holder, way_out(run));
}

/* Windows denies a port that another program has for itself. */
static enum bp_status
say_denied(
    struct bp__run *run, const struct way *way, const char *text, struct bp_error *error)
{
	char holder[HOLDER_SIZE];
	char why[HOLDER_SIZE + 64];
	unsigned port = run->report->port;
	bp__sys_denial(run->sys, port, why, sizeof why);
	find_holder(run, way->transport, holder);
	if (holder[0] != '\0')
		snprintf(why, sizeof why,
		    "%s has it for itself; stop that, or probe another", holder);
	return bp__fail(error, BP_CANNOT_PROBE,
	    "port %u is denied for %s here (%s): %s%s", port, way->name, text, why,
	    way_out(run));
}

static void
note_server(void *context, const struct bp__entry *entry)
{
	bool *taken = context;
	*taken = *taken || !bp__entry_is_connection(entry);
}

/* Whether the system's own table has a server on the port. It tells of sockets that some
 * systems let a bind(2) pass, and nothing is bound for that. */
static bool
is_listed(struct bp__run *run, unsigned transports)
{
	const struct bp__sys_query query = {run->report->port, transports, true};
	struct bp__sys_table table;
	bool taken = false;
	bp__sys_each_socket(run->sys, &query, &table, note_server, &taken);
	return taken;
}

enum bp_status
bp__check_port(struct bp__run *run, unsigned transports, struct bp_error *error)
{
	char text[BP__RESULT_TEXT] = "";
	char last[BP__RESULT_TEXT] = "";
	unsigned port = run->report->port;
	bool any = false;
	if (is_listed(run, transports))
		return say_busy(run, NULL, transports, error);
	for (size_t i = 0; i < WAYS; i++) {
		if ((ways[i].transport & transports) == 0)
			continue;
		struct bp__result result = try_way(run, &ways[i], &port);
		bp__result_format(&result, text, sizeof text);
		bool denied = is_denied(&result);
		if (says_taken(&result))
			return say_busy(run, &ways[i], transports, error);
		if (denied && !run->tells_denial)
			return say_denied(run, &ways[i], text, error);
		if (denied || bp__result_is_ok(&result))
			any = true;
		else
			memcpy(last, text, sizeof last);
	}
	/* Another protocol that the kernel lacks is an answer, as any refused socket. */
	if (any || (transports & (BP_TCP | BP_UDP)) == 0)
		return BP_OK;
	return bp__fail(error, BP_CANNOT_PROBE,
	    "neither IPv4 nor IPv6 sockets can be had here (%s); look at the sandbox or the "
	    "network settings of this host",
	    last);
}

/* Whether the port can be had in all ways that are there at all. */
static bool
is_free(struct bp__run *run, unsigned transports, unsigned port)
{
	for (size_t i = 0; i < WAYS; i++) {
		if ((ways[i].transport & transports) == 0)
			continue;
		struct bp__result result = try_way(run, &ways[i], &port);
		if (says_taken(&result))
			return false;
	}
	return true;
}

enum bp_status
bp__claim_port(struct bp__run *run, unsigned transports, struct bp_error *error)
{
	unsigned port = run->report->port;
	for (unsigned bit = 1; bit <= transports; bit *= 2) {
		bool claimed = false;
		long long process = 0;
		char who[48] = "";
		if ((transports & bit) == 0)
			continue;
		bp__sys_claim_port(
		    run->sys, port, (enum bp_transport)bit, &claimed, &process);
		if (!claimed)
			continue;
		if (process != 0)
			snprintf(who, sizeof who, " (process %lld)", process);
		return bp__fail(error, BP_CANNOT_PROBE,
		    "port %u is in use: another bindprobe%s is probing it; wait for its end, "
		    "or probe another port",
		    port, who);
	}
	return BP_OK;
}

enum {
	WAIT_MAX_MS = 64, /* the longest wait, of waits that double */
};

bool
bp__await_port(struct bp__run *run, enum bp_transport transport)
{
	unsigned port = run->report->port;
	unsigned transports = transport == BP_MPTCP ? BP_TCP : transport;
	for (int wait = 1; !is_free(run, transports, port); wait *= 2) {
		run->strangers++;
		if (wait > WAIT_MAX_MS)
			return false;
		bp__sys_wait(run->sys, NULL, 0, wait);
	}
	return true;
}

/* Lets the system choose a port, in the first way it has. */
static unsigned
draw_port(struct bp__run *run, unsigned transports)
{
	unsigned port = 0;
	for (size_t i = 0; i < WAYS && port == 0; i++) {
		if ((ways[i].transport & transports) != 0)
			try_way(run, &ways[i], &port);
	}
	return port;
}

enum bp_status
bp__choose_port(struct bp__run *run, unsigned transports, struct bp_error *error)
{
	unsigned port = 0;
	for (int i = 0; i < DRAWS; i++) {
		port = draw_port(run, transports);
		if (port == 0) /* of a protocol that the kernel lacks */
			port = draw_port(run, BP_TCP | BP_UDP);
		run->report->port = port;
		if (port == 0 || !is_free(run, transports, port) ||
		    bp__claim_port(run, transports, error) != BP_OK)
			continue;
		run->report->port_chosen = true;
		return BP_OK;
	}
	if (port != 0)
		return bp__fail(error, BP_CANNOT_PROBE,
		    "no port was free in every family and protocol; name one");
	run->report->port = 7020; /* to be told why, by the check of some port */
	enum bp_status status = bp__check_port(run, transports, error);
	if (status != BP_OK)
		return status;
	return bp__fail(error, BP_CANNOT_PROBE,
	    "the system did not choose a port, or did not tell which; name one");
}

/* Why no socket of the transport can be had; NULL when one can. */
static const char *
transport_lacks(struct bp__run *run, enum bp_transport transport)
{
	struct bp__sock sock = BP__NO_SOCKET;
	char text[BP__RESULT_TEXT];
	int code = bp__sys_open(run->sys, transport, BP__INET, BP__SYS_SELF, &sock);
	if (code != 0)
		code = bp__sys_open(run->sys, transport, BP__INET6, BP__SYS_SELF, &sock);
	bp__sys_close(run->sys, &sock);
	if (code == 0)
		return NULL;
	struct bp__result result = bp__answer(run, BP__CALL_SOCKET, code);
	return bp__arena_printf(&run->report->arena, "no %s here: %s",
	    bp__transport_title(transport),
	    result.reason != NULL ? result.reason
				  : bp__result_format(&result, text, sizeof text));
}

void
bp__observe_transports(struct bp__run *run, unsigned transports)
{
	for (int i = 0; i < BP__SERIES_COUNT; i++) {
		enum bp_transport transport = bp__series_transport((enum bp__series)i);
		if ((transports & transport) != 0 && transport != BP_TCP &&
		    transport != BP_UDP)
			run->lacking[i] = transport_lacks(run, transport);
	}
}
