/* Sends to groups. A group refuses nothing, so that nobody got a datagram is shown by another:
 * a marker that is sent after it on the same way to a socket of ours that is a member. Once
 * the marker is there, what was sent before it has arrived where it will. */
#include <config.h>

#include "probe/group.h"
#include "probe/wait.h"

#include <stdio.h>
#include <string.h>

enum {
	PORTS = 4, /* ports to draw until it is not the probed one */
	DATA_SIZE = 48,
};

/* Opens a socket at the address, on a port that is not that of a case. */
static struct bp__result
open_at(struct bp__run *run, enum bp_transport transport,
    const struct bp__address *address, struct bp__sock *sock, unsigned *port)
{
	for (int i = 0; i < PORTS; i++) {
		struct bp__address local;
		bp__sys_close(run->sys, sock);
		int code = bp__sys_open(
		    run->sys, transport, address->family, BP__SYS_SELF, sock);
		if (code != 0)
			return bp__answer(run, BP__CALL_SOCKET, code);
		code = bp__sys_bind(run->sys, sock, address, 0);
		if (code != 0)
			return bp__answer(run, BP__CALL_BIND, code);
		code = bp__sys_local(run->sys, sock, &local, port);
		if (code != 0)
			return bp__answer(run, BP__CALL_BIND, code);
		if (*port != run->report->port)
			break;
	}
	return (struct bp__result){.call = BP__CALL_NONE};
}

/* Opens a sender to the group, at loopback. */
static struct bp__result
open_sender(struct bp__run *run, const struct bp__group_line *line, struct bp__sock *sock)
{
	const struct bp__address *to = &run->report->targets[line->target].address;
	const struct bp__address self =
	    bp__address_of(to->family == BP__INET ? "127.0.0.1" : "::1");
	unsigned port;
	struct bp__result result = open_at(run, line->transport, &self, sock, &port);
	if (!bp__result_is_ok(&result))
		return result;
	return bp__answer(run, BP__CALL_SEND, bp__sys_send_to_groups(run->sys, sock, to));
}

/* Opens the senders, and the member at the group. */
static struct bp__result
open_line(struct bp__run *run, struct bp__group_line *line)
{
	const struct bp__address *to = &run->report->targets[line->target].address;
	unsigned port;
	struct bp__result result = open_sender(run, line, &line->sender);
	if (bp__result_is_ok(&result))
		result = open_sender(run, line, &line->marker);
	if (bp__result_is_ok(&result))
		result = open_at(run, line->transport, to, &line->member, &port);
	if (bp__result_is_ok(&result) && bp__address_is_multicast(to))
		result = bp__answer(
		    run, BP__CALL_JOIN, bp__sys_join(run->sys, &line->member, to));
	if (!bp__result_is_ok(&result))
		return result;
	return bp__answer(
	    run, BP__CALL_CONNECT, bp__sys_connect(run->sys, &line->marker, to, port));
}

/* The line of the transport to the target, opened when it is first asked for; NULL when there
 * is no room for one more. */
static struct bp__group_line *
line_to(struct bp__run *run, enum bp_transport transport, size_t target)
{
	for (size_t i = 0; i < run->line_count; i++) {
		if (run->lines[i].transport == transport &&
		    run->lines[i].target == target)
			return &run->lines[i];
	}
	if (run->line_count == sizeof run->lines / sizeof *run->lines)
		return NULL;
	struct bp__group_line *line = &run->lines[run->line_count++];
	*line = (struct bp__group_line){
	    .transport = transport,
	    .target = target,
	    .sender = BP__NO_SOCKET,
	    .member = BP__NO_SOCKET,
	    .marker = BP__NO_SOCKET,
	};
	/* The result is told in later cases too, so it goes where they do not end. */
	struct bp__arena *arena = run->arena;
	run->arena = &run->report->arena;
	line->result = open_line(run, line);
	run->arena = arena;
	return line;
}

/* Has the sender send to the port. */
static struct bp__result
aim(struct bp__run *run, struct bp__group_line *line, unsigned port)
{
	const struct bp__address *to = &run->report->targets[line->target].address;
	if (line->aim == port)
		return (struct bp__result){.call = BP__CALL_NONE};
	int code = bp__sys_connect(run->sys, &line->sender, to, port);
	line->aim = code == 0 ? port : 0;
	return bp__answer(run, BP__CALL_CONNECT, code);
}

static struct bp__result
send_text(struct bp__run *run, const struct bp__sock *sock, const char *text)
{
	return bp__answer(
	    run, BP__CALL_SEND, bp__sys_send(run->sys, sock, text, strlen(text)));
}

/* Reads until the text has come; whether it has. *code is what ended it. */
static bool
receives(struct bp__run *run, const struct bp__sock *sock, const char *text, int *code)
{
	char data[DATA_SIZE];
	size_t got;
	while ((*code = bp__sys_receive(run->sys, sock, data, sizeof data, &got)) == 0) {
		if (got == strlen(text) && memcmp(data, text, got) == 0)
			return true;
	}
	return false;
}

/* Waits for the marker; whether it came. */
static bool
await_marker(
    struct bp__run *run, const struct bp__group_line *line, const char *marker, int wait)
{
	struct bp__sys_event event = {.sock = line->member};
	int code;
	if (receives(run, &line->member, marker, &code))
		return true;
	while (bp__sys_wait(run->sys, &event, 1, wait) == 0 && event.ready) {
		if (receives(run, &line->member, marker, &code))
			return true;
	}
	bp__note_timeout(run, wait);
	return false;
}

/* Looks at every socket of the case; what it met is the result where nobody has it. */
static struct bp__result
collect(struct bp__run *run, const struct bp__opened *opened, const char *text,
    struct bp__delivery *delivery)
{
	struct bp__result result = {.call = BP__CALL_NONE};
	bool got = false;
	for (size_t i = 0; i < opened->count; i++) {
		int code = 0;
		if (opened->socks[i].handle < 0)
			continue;
		if (receives(run, &opened->socks[i], text, &code)) {
			delivery->by[i]++;
			got = true;
		} else if (!got) {
			result = bp__answer(run, BP__CALL_RECEIVE, code);
		}
	}
	return got ? (struct bp__result){.call = BP__CALL_NONE} : result;
}

/* One datagram to the case's port, and a marker to the member's. */
static struct bp__result
try_group(struct bp__run *run, struct bp__group_line *line,
    const struct bp__opened *opened, struct bp__delivery *delivery)
{
	char nonce[DATA_SIZE];
	char marker[DATA_SIZE];
	run->nonce++;
	snprintf(nonce, sizeof nonce, "bindprobe group %lu", run->nonce);
	snprintf(marker, sizeof marker, "bindprobe marker %lu", run->nonce);
	delivery->tries++;
	struct bp__result result = line->result;
	if (bp__result_is_ok(&result))
		result = aim(run, line, opened->port);
	if (bp__result_is_ok(&result))
		result = send_text(run, &line->sender, nonce);
	if (bp__result_is_ok(&result))
		result = send_text(run, &line->marker, marker);
	if (!bp__result_is_ok(&result))
		return result;
	const int wait = bp__wait_ms(run);
	bool arrived = await_marker(run, line, marker, wait);
	result = collect(run, opened, nonce, delivery);
	if (arrived || bp__result_is_ok(&result))
		return result;
	return bp__timeout(wait);
}

void
bp__send_to_group(struct bp__run *run, struct bp__outcome *outcome,
    const struct bp__opened *opened, struct bp__delivery *delivery)
{
	struct bp__group_line *line =
	    line_to(run, bp__series_transport(outcome->plan.series), delivery->target);
	if (line == NULL)
		return;
	struct bp__result result = try_group(run, line, opened, delivery);
	const char *to = run->report->targets[delivery->target].text;
	if (!bp__result_is_ok(&result)) {
		delivery->nobody = result;
		bp__record(
		    run, outcome, 0, &result, "send(%s, port %u)", to, opened->port);
		return;
	}
	for (size_t i = 0; i < opened->count; i++) {
		if (delivery->by[i] > 0)
			bp__record(run, outcome, 0, &result,
			    "send(%s, port %u), received by %zu", to, opened->port,
			    i + 1);
	}
}

void
bp__close_groups(struct bp__run *run)
{
	for (size_t i = 0; i < run->line_count; i++) {
		bp__sys_close(run->sys, &run->lines[i].sender);
		bp__sys_close(run->sys, &run->lines[i].member);
		bp__sys_close(run->sys, &run->lines[i].marker);
	}
	run->line_count = 0;
}
