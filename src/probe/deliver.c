/* Tells who receives, by identity: a connection is known by the address and port its client
 * has, a datagram by a nonce. */
#include <config.h>

#include "probe/deliver.h"
#include "probe/group.h"
#include "probe/wait.h"

#include <stdio.h>
#include <string.h>

enum {
	COUNTED_TRIES = 16, /* of sockets that share, so that the counts say how evenly */
	BALANCE_TRIES = 24, /* an even balance of two shows in all but one of 8 million */
	OVERLAP_TRIES = 2,
	ROUNDS = 32, /* looks at what is ready before a flood of strangers ends a try */
};

/* One try: who is asked, what came of it. */
struct attempt {
	struct bp__run *run;
	struct bp__outcome *outcome;
	const struct bp__opened *opened;
	const struct bp__address *to;
	struct bp__delivery *delivery;
	struct bp__client client;
	bool got;
	struct bp__result
	    obstacle; /* why what was ready could not be taken, the last time */
};

/* Whether the socket takes what is sent to it: one of a protocol with connections has to
 * listen. */
static bool
may_receive(const struct bp__outcome *outcome, size_t i)
{
	return outcome->sockets[i].listening ||
	    !bp__transport_connects(bp__series_transport(outcome->plan.series));
}

/* The sockets that may get what is sent to an address, a bit each. */
static unsigned
covering(const struct bp__outcome *outcome, const struct bp__address *to)
{
	unsigned set = 0;
	for (size_t i = 0; i < outcome->plan.count; i++) {
		bool may = may_receive(outcome, i) && bp__outcome_covers(outcome, i, to);
		set |= (unsigned)may << i;
	}
	return set;
}

/* What was met at the address so far; NULL where none of the targets has it. */
static struct bp__experience *
experience_of(const struct bp__run *run, const struct bp__address *to)
{
	for (size_t i = 0; run->experience != NULL && i < run->report->target_count;
	     i++) {
		if (bp__address_equal(&run->report->targets[i].address, to))
			return &run->experience[i];
	}
	return NULL;
}

/* Whether what is sent to the address should come to an end other than the clock's: a socket
 * of the case takes it in and others were reached there, or none does and others were
 * refused. */
static bool
should_end(const struct bp__run *run, const struct bp__outcome *outcome,
    const struct bp__address *to)
{
	unsigned transport = bp__series_transport(outcome->plan.series);
	const struct bp__experience *experience = experience_of(run, to);
	if (experience == NULL)
		return false;
	return covering(outcome, to) != 0 ? (experience->received & transport) != 0
					  : (experience->refused & transport) != 0;
}

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

static bool
connect_client(struct attempt *a)
{
	enum bp__call call;
	int code = bp__client_connect(
	    a->run->sys, &a->run->clients, a->opened->port, &a->client, &call);
	return code == 0 || fail(a, call, code);
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
		a->got = bp__client_is(&a->client, &peer, port);
		a->delivery->by[i] += a->got;
		a->run->strangers += !a->got;
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
	const int wait =
	    should_end(a->run, a->outcome, a->to) ? BP__WAIT_MS : bp__wait_ms(a->run);
	for (size_t i = 0; i < count; i++) {
		events[i] = (struct bp__sys_event){.sock = BP__NO_SOCKET};
		if (may_receive(a->outcome, i))
			events[i].sock = a->opened->socks[i];
	}
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
	bp__note_timeout(a->run, wait);
	a->delivery->nobody = bp__timeout(wait);
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
	    .client =
		{
		    .transport = bp__series_transport(outcome->plan.series),
		    .to = *to,
		    .sock = BP__NO_SOCKET,
		},
	};
	unsigned before[BP__SOCKETS_MAX];
	memcpy(before, delivery->by, sizeof before);
	delivery->tries++;
	if (connect_client(&a) && (connects(&a) || send_nonce(&a)))
		wait_for_receiver(&a);
	record_try(&a, before);
	bp__client_release(run->sys, &run->clients, &a.client);
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
		if (earlier->tries == BALANCE_TRIES && bp__delivered(earlier) &&
		    !is_balanced(earlier) &&
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

static size_t
place_of(unsigned transport)
{
	size_t i = 0;
	while (transport >> i > 1)
		i++;
	return i;
}

static void
note_experience(const struct bp__run *run, enum bp_transport transport,
    const struct bp__delivery *delivery, unsigned set)
{
	if (run->experience == NULL)
		return;
	struct bp__experience *experience = &run->experience[delivery->target];
	if (bp__delivered(delivery)) {
		experience->received |= transport;
	} else if (set == 0 && !bp__is_timeout(&delivery->nobody)) {
		experience->refused |= transport;
		experience->codes[place_of(transport)] = delivery->nobody.code;
	}
}

/* Whether the refusal of what no socket of ours takes in is not the one that was met before,
 * or is the first. */
static bool
is_odd_refusal(const struct bp__run *run, enum bp_transport transport,
    const struct bp__delivery *delivery)
{
	if (run->experience == NULL)
		return false;
	const struct bp__experience *experience = &run->experience[delivery->target];
	return (experience->refused & transport) == 0 ||
	    experience->codes[place_of(transport)] != delivery->nobody.code;
}

static bool
is_missed(const struct bp__run *run, const struct bp__outcome *outcome,
    const struct bp__delivery *delivery, unsigned set)
{
	const struct bp__target *target = &run->report->targets[delivery->target];
	if (bp__delivered(delivery)) /* but perhaps not each time */
		return delivery->nobody.call != BP__CALL_NONE;
	if (bp__is_timeout(&delivery->nobody))
		return bp__is_patient(run) || should_end(run, outcome, &target->address);
	if (bp__sys_is_passing(delivery->nobody.code))
		return true;
	if (target->group)
		return false;
	return set != 0 ||
	    is_odd_refusal(run, bp__series_transport(outcome->plan.series), delivery);
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
	if (bp__has_waited_enough(run))
		return;
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
		unsigned set = covering(outcome, &report->targets[i].address);
		run->missed = run->missed || is_missed(run, outcome, delivery, set);
		note_experience(
		    run, bp__series_transport(outcome->plan.series), delivery, set);
	}
}
