/* Tells who receives, by identity: a connection is known by the address and port its client
 * has, a datagram by a nonce. The client is bound to the very address it sends to, so
 * nothing can leave the host: where that address is not the host's own, bind(2) fails. */
#include <config.h>

#include "probe/deliver.h"
#include "probe/group.h"

#include <stdio.h>
#include <string.h>

enum {
	COUNTED_TRIES = 16, /* of sockets that share, so that the counts say how evenly */
	BALANCE_TRIES = 24, /* an even balance of two shows in all but one of 8 million */
	OVERLAP_TRIES = 2,
	WAIT_MS = 250,
	WAIT_AGAIN_MS = 5, /* once several waits ended by the clock, as behind a filter */
	PATIENCE = 3,
	ROUNDS = 32, /* looks at what is ready before a flood of strangers ends a try */
	CLIENT_PORTS = 4, /* ports to draw until it is not the probed one */
};

struct client {
	struct bp__sock sock;
	struct bp__address self;
	unsigned port;
};

/* One try: who is asked, what came of it. */
struct attempt {
	struct bp__run *run;
	struct bp__outcome *outcome;
	const struct bp__opened *opened;
	const struct bp__address *to;
	struct bp__delivery *delivery;
	struct client client;
	bool got;
	struct bp__result
	    obstacle; /* why what was ready could not be taken, the last time */
};

/* Keeps how it showed that nobody got it. */
static bool
fail(struct attempt *a, enum bp__call call, int code)
{
	a->delivery->nobody = bp__answer(a->run, call, code);
	return false;
}

static enum bp_transport
transport_of(const struct attempt *a)
{
	return bp__series_transport(a->outcome->plan.series);
}

static bool
connects(const struct attempt *a)
{
	return bp__transport_connects(transport_of(a));
}

/* Lets the client use an IPv4-mapped address where V6ONLY is on by default: the listener is
 * asked about. Returns 0, or why it is on still; bind(2) tells where that is not known. */
static int
allow_mapped(struct bp__sys *sys, const struct bp__sock *sock)
{
	int v6only = 0;
	int code = bp__sys_set(sys, sock, BP__SYS_V6ONLY, 0);
	if (code == 0 || bp__sys_get(sys, sock, BP__SYS_V6ONLY, &v6only) != 0)
		return 0;
	return v6only == 0 ? 0 : code;
}

/* Opens the client on a port that is not the probed one: a TCP socket that connects to its
 * own address and port reaches itself (RFC 9293 section 3.5, simultaneous open). */
static bool
open_client(struct attempt *a)
{
	struct bp__sys *sys = a->run->sys;
	struct client *client = &a->client;
	int code = bp__sys_open(
	    sys, transport_of(a), a->to->family, BP__SYS_SELF, &client->sock);
	if (code != 0)
		return fail(a, BP__CALL_SOCKET, code);
	if (connects(a))
		bp__sys_abort_on_close(sys, &client->sock);
	code = bp__address_is_mapped(a->to) ? allow_mapped(sys, &client->sock) : 0;
	if (code != 0)
		return fail(a, BP__CALL_V6ONLY, code);
	code = bp__sys_bind(sys, &client->sock, a->to, 0);
	if (code != 0)
		return fail(a, BP__CALL_BIND, code);
	if (bp__sys_local(sys, &client->sock, &client->self, &client->port) != 0)
		client->self.family = BP__FAMILY_NONE;
	return true;
}

static bool
connect_client(struct attempt *a)
{
	bool opened = open_client(a);
	for (int i = 1; opened && i < CLIENT_PORTS && a->client.port == a->opened->port;
	     i++) {
		bp__sys_close(a->run->sys, &a->client.sock);
		opened = open_client(a);
	}
	if (!opened)
		return false;
	int code = bp__sys_connect(a->run->sys, &a->client.sock, a->to, a->opened->port);
	return code == 0 || fail(a, BP__CALL_CONNECT, code);
}

/* Whether the peer is our client. A dual-stack socket sees an IPv4 client as mapped. */
static bool
is_client(const struct client *client, const struct bp__address *peer, unsigned peer_port)
{
	if (client->self.family == BP__FAMILY_NONE)
		return true;
	struct bp__address self = bp__address_unmapped(&client->self);
	struct bp__address other = bp__address_unmapped(peer);
	self.zone[0] = '\0';
	other.zone[0] = '\0';
	return bp__address_equal(&self, &other) &&
	    (client->port == 0 || client->port == peer_port);
}

/* Takes every connection off the listener; others than ours are ended and forgotten. */
static void
accept_all(struct attempt *a, size_t i)
{
	struct bp__sys *sys = a->run->sys;
	struct bp__sock sock = BP__NO_SOCKET;
	struct bp__address peer = {.family = BP__FAMILY_NONE};
	unsigned port = 0;
	for (bool first = true; !a->got; first = false) {
		int code = bp__sys_accept(sys, &a->opened->socks[i], &sock, &peer, &port);
		if (first)
			a->obstacle = bp__answer(a->run, BP__CALL_ACCEPT, code);
		if (code != 0)
			return;
		a->got = is_client(&a->client, &peer, port);
		a->delivery->by[i] += a->got;
		bp__sys_abort_on_close(sys, &sock);
		bp__sys_close(sys, &sock);
	}
}

enum {
	NONCE_SIZE = 48,
};

static size_t
write_nonce(const struct attempt *a, char nonce[NONCE_SIZE])
{
	int length = snprintf(
	    nonce, NONCE_SIZE, "bindprobe %u %lu", a->client.port, a->run->nonce);
	return (size_t)length;
}

/* Takes every datagram off the socket; only that with this try's nonce counts. */
static void
receive_all(struct attempt *a, size_t i)
{
	char nonce[NONCE_SIZE];
	char data[NONCE_SIZE];
	size_t length = write_nonce(a, nonce);
	size_t got;
	bool ours = false; /* another socket may have had a copy */
	for (bool first = true; !ours; first = false) {
		int code = bp__sys_receive(
		    a->run->sys, &a->opened->socks[i], data, sizeof data, &got);
		if (first)
			a->obstacle = bp__answer(a->run, BP__CALL_RECEIVE, code);
		if (code != 0)
			return;
		ours = got == length && memcmp(data, nonce, length) == 0;
		a->delivery->by[i] += ours;
		a->got = a->got || ours;
	}
}

static bool
send_nonce(struct attempt *a)
{
	char nonce[NONCE_SIZE];
	a->run->nonce++;
	size_t length = write_nonce(a, nonce);
	int code = bp__sys_send(a->run->sys, &a->client.sock, nonce, length);
	return code == 0 || fail(a, BP__CALL_SEND, code);
}

/* Looks at what is ready. Whether the try goes on waiting. */
static bool
look(struct attempt *a, struct bp__sys_event *events)
{
	bool datagram = !connects(a);
	struct bp__sys_event *own = &events[a->opened->count];
	for (size_t i = 0; i < a->opened->count; i++) {
		if (events[i].ready && datagram)
			receive_all(a, i);
		else if (events[i].ready)
			accept_all(a, i);
	}
	if (a->got)
		return false;
	if (!own->ready)
		return true;
	int code = bp__sys_failure(a->run->sys, &a->client.sock);
	if (code != 0)
		return fail(a, datagram ? BP__CALL_RECEIVE : BP__CALL_CONNECT, code);
	own->sock = BP__NO_SOCKET; /* connected: only a listener can tell more */
	return true;
}

static bool
any_ready(const struct bp__sys_event *events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (events[i].ready)
			return true;
	}
	return false;
}

static void
wait_for_receiver(struct attempt *a)
{
	struct bp__sys_event events[BP__SOCKETS_MAX + 1];
	size_t count = a->opened->count;
	int wait = bp__is_patient(a->run) ? WAIT_MS : WAIT_AGAIN_MS;
	for (size_t i = 0; i < count; i++)
		events[i] = (struct bp__sys_event){.sock = a->opened->socks[i]};
	events[count] = (struct bp__sys_event){
	    .sock = a->client.sock,
	    .writable = connects(a),
	};
	for (int round = 0; round < ROUNDS; round++) {
		int code = bp__sys_wait(a->run->sys, events, count + 1, wait);
		if (code != 0) {
			fail(a, BP__CALL_WAIT, code);
			return;
		}
		if (!any_ready(events, count + 1))
			break;
		if (!look(a, events))
			return;
		if (round + 1 == ROUNDS && a->obstacle.call != BP__CALL_NONE) {
			a->delivery->nobody = a->obstacle;
			return;
		}
	}
	a->run->timeouts++;
	a->delivery->nobody =
	    (struct bp__result){.call = BP__CALL_WAIT, .name = "TIMEOUT"};
}

static void
record_try(struct attempt *a, const unsigned before[BP__SOCKETS_MAX])
{
	char to[BP__ADDRESS_TEXT];
	const char *what = connects(a) ? "connect" : "send";
	const struct bp__result ok = {.call = BP__CALL_NONE};
	if (!a->run->settings->verbose)
		return;
	bp__address_format(a->to, to, sizeof to);
	for (size_t i = 0; i < a->opened->count; i++) {
		if (a->delivery->by[i] != before[i])
			bp__record(a->run, a->outcome, 0, &ok,
			    "%s(%s, port %u), received by %zu", what, to, a->opened->port,
			    i + 1);
	}
	if (!a->got)
		bp__record(a->run, a->outcome, 0, &a->delivery->nobody, "%s(%s, port %u)",
		    what, to, a->opened->port);
}

void
bp__try_address(struct bp__run *run, struct bp__outcome *outcome,
    const struct bp__opened *opened, const struct bp__address *to,
    struct bp__delivery *delivery)
{
	struct attempt a = {
	    .run = run,
	    .outcome = outcome,
	    .opened = opened,
	    .to = to,
	    .delivery = delivery,
	    .client = {.sock = BP__NO_SOCKET},
	};
	unsigned before[BP__SOCKETS_MAX];
	memcpy(before, delivery->by, sizeof before);
	delivery->tries++;
	if (connect_client(&a) && (connects(&a) || send_nonce(&a)))
		wait_for_receiver(&a);
	record_try(&a, before);
	bp__sys_close(run->sys, &a.client.sock);
}

bool
bp__delivered(const struct bp__delivery *delivery)
{
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++) {
		if (delivery->by[i] > 0)
			return true;
	}
	return false;
}

/* The sockets that may get what is sent to an address, a bit each: those that cover it, and
 * listen where that is needed. */
static unsigned
covering(const struct bp__outcome *outcome, const struct bp__address *to)
{
	unsigned set = 0;
	bool listens = bp__transport_connects(bp__series_transport(outcome->plan.series));
	for (size_t i = 0; i < outcome->plan.count; i++) {
		bool may = !listens || outcome->sockets[i].listening;
		set |= (unsigned)(may && bp__outcome_covers(outcome, i, to)) << i;
	}
	return set;
}

static bool
is_single(unsigned set)
{
	return (set & (set - 1)) == 0;
}

/* Whether every socket of the set has an option that lets the system balance. */
static bool
may_balance(const struct bp__outcome *outcome, unsigned set)
{
	const unsigned balancing = BP__BIT(BP__REUSEPORT) | BP__BIT(BP__REUSEPORT_LB);
	for (size_t i = 0; i < outcome->plan.count; i++) {
		if ((set >> i & 1) != 0 &&
		    (outcome->plan.sockets[i].options & balancing) == 0)
			return false;
	}
	return true;
}

static bool
is_balanced(const struct bp__delivery *delivery)
{
	unsigned most = 0;
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++)
		most = delivery->by[i] > most ? delivery->by[i] : most;
	return most > 0 && most < delivery->tries;
}

/* Whether each socket of the set got it at some time. */
static bool
all_received(const struct bp__delivery *delivery, unsigned set)
{
	for (size_t i = 0; i < BP__SOCKETS_MAX; i++) {
		if ((set >> i & 1) != 0 && delivery->by[i] == 0)
			return false;
	}
	return true;
}

/* Whether the same set of sockets was seen not to balance at an earlier address of the
 * case: then a further one needs no long series of tries. */
static bool
was_single(const struct bp__run *run, const struct bp__outcome *outcome, size_t before,
    unsigned set)
{
	for (size_t i = 0; i < before; i++) {
		const struct bp__delivery *earlier = &outcome->deliveries[i];
		if (earlier->tries == BALANCE_TRIES && !is_balanced(earlier) &&
		    covering(outcome, &run->report->targets[i].address) == set)
			return true;
	}
	return false;
}

/* Whether nothing came within the time, not even a refusal: a further try says no more. */
static bool
is_silent(const struct bp__delivery *delivery)
{
	return delivery->nobody.call == BP__CALL_WAIT && !bp__delivered(delivery);
}

bool
bp__is_patient(const struct bp__run *run)
{
	return run->timeouts < PATIENCE;
}

/* Whether there is more to learn: of sockets that share, how evenly, which a sweep does not
 * tell. */
static bool
goes_on(const struct bp__run *run, const struct bp__delivery *delivery, unsigned set,
    unsigned tries)
{
	if (!is_balanced(delivery))
		return delivery->tries < tries && !is_silent(delivery);
	return delivery->tries < COUNTED_TRIES &&
	    !(run->report->sweep && all_received(delivery, set));
}

static void
deliver_to(struct bp__run *run, struct bp__outcome *outcome,
    const struct bp__opened *opened, struct bp__delivery *delivery)
{
	const struct bp__address *to = &run->report->targets[delivery->target].address;
	unsigned set = covering(outcome, to);
	unsigned tries = OVERLAP_TRIES;
	if (is_single(set))
		tries = 1;
	else if (may_balance(outcome, set) &&
	    !was_single(run, outcome, delivery->target, set))
		tries = BALANCE_TRIES;
	while (goes_on(run, delivery, set, tries))
		bp__try_address(run, outcome, opened, to, delivery);
}

/* How many of the targets there are for the case: groups, which stand last, are for
 * datagrams. */
static size_t
target_count(const bp_report *report, const struct bp__case *c)
{
	size_t count = report->target_count;
	while (count > 0 && report->targets[count - 1].group &&
	    bp__transport_connects(bp__series_transport(c->series)))
		count--;
	return count;
}

void
bp__deliver(
    struct bp__run *run, struct bp__outcome *outcome, const struct bp__opened *opened)
{
	const bp_report *report = run->report;
	size_t count = target_count(report, &outcome->plan);
	outcome->deliveries =
	    bp__arena_array(run->arena, count, sizeof *outcome->deliveries);
	if (outcome->deliveries == NULL)
		return;
	outcome->delivery_count = count;
	for (size_t i = 0; i < count; i++) {
		struct bp__delivery *delivery = &outcome->deliveries[i];
		delivery->target = i;
		if (report->targets[i].group)
			bp__send_to_group(run, outcome, opened, delivery);
		else
			deliver_to(run, outcome, opened, delivery);
	}
}
