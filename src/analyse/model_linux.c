/* The model of Linux: the two sockets go through what the kernel does, step by step. M: all
 * pairs of all suites but history, on 6.18. S: net/ipv4/af_inet.c, net/ipv6/af_inet6.c,
 * net/ipv4/inet_connection_sock.c and net/ipv4/udp.c, as they are from 6.1 on. */
#include <config.h>

#include "analyse/models.h"

#include <stddef.h>

static const char ok[] = "ok";
static const char invalid[] = "bind:EINVAL";
static const char absent[] = "bind:EADDRNOTAVAIL";
static const char wrong_family[] = "bind:EAFNOSUPPORT";

enum state {
	CLOSED = 0,
	BOUND,
	LISTENING,
	TIME_WAIT,
};

/* A socket, with the options and addresses that it has at this moment. */
struct held {
	struct bp__side side;
	enum state state;
};

/* A TCP port ("bucket"). Its memory is of who asked for it last with SO_REUSEPORT, and is
 * trusted: what was changed since does not count there. Until 6.8 it had another of
 * SO_REUSEADDR, and differed where an option was cleared late. */
struct bucket {
	bool connects;
	bool one_port; /* both sockets ask for it */
	struct held sockets[BP__PAIR];
	bool remembers;
	struct bp__side last;
};

/* What a socket asks for the port for. */
enum purpose {
	TO_BIND = 0,
	TO_LISTEN,
};

/* The device a socket is bound to. The zone of an address is one too, and outdoes the
 * option; a link-local address is taken to be on the host's interface. */
static int
device_of(const struct bp__side *side)
{
	bool short_form = bp__side_has(side, BP__LENGTH_SHORT);
	if (side->kind == BP__LINK6 && !short_form)
		return BP__DEVICE_HOST;
	if (side->kind == BP__MCAST6 && !short_form)
		return BP__DEVICE_LOOPBACK;
	if (bp__side_has(side, BP__DEVICE_HOST))
		return BP__DEVICE_HOST;
	return bp__side_has(side, BP__DEVICE_LOOPBACK) ? BP__DEVICE_LOOPBACK : 0;
}

/* The form of the sockaddr. The length is compared before the family, and an IPv6 address
 * may lack its zone, as before RFC 2553. AF_UNSPEC is good for 0.0.0.0. */
static const char *
refuses_form(const struct bp__side *side)
{
	bool other = bp__side_has(side, BP__FAMILY_OTHER);
	bool unspec = bp__side_has(side, BP__FAMILY_UNSPEC);
	bool inet6 = (side->family == BP__INET6) != other;
	if (inet6 && other)
		return bp__side_has(side, BP__LENGTH_LONG) ? wrong_family : invalid;
	if (other || (inet6 && unspec))
		return wrong_family;
	if (!inet6 && bp__side_has(side, BP__LENGTH_SHORT))
		return invalid;
	return unspec && side->kind != BP__ANY4 ? wrong_family : NULL;
}

/* Whether the host has the address, on the device of the socket where that is asked for: for
 * ::1 and addresses of a link. */
static bool
is_here(const struct bp__side *side)
{
	switch (side->kind) {
	case BP__ABSENT4:
	case BP__ABSENT6:
		return false;
	case BP__LOOP6:
		return device_of(side) != BP__DEVICE_HOST;
	case BP__LINK6:
	case BP__LINK6_UNSCOPED:
		return device_of(side) != BP__DEVICE_LOOPBACK;
	default:
		return true;
	}
}

/* The address: bind(2) takes an IPv4-mapped one only without V6ONLY, one of link or
 * interface scope only with a zone or on a device, and no IPv6 group for a stream. An IPv4
 * group is as good as any address. */
static const char *
refuses_address(const struct bp__side *side, bool connects)
{
	const unsigned foreign = BP__BIT(BP__FREEBIND) | BP__BIT(BP__TRANSPARENT);
	bool scoped =
	    side->unscoped || side->kind == BP__LINK6 || side->kind == BP__MCAST6;
	bool group6 = side->multicast && side->family == BP__INET6;
	if ((side->mapped && side->v6only) || (group6 && connects) ||
	    (scoped && device_of(side) == 0))
		return invalid;
	return is_here(side) || (side->options & foreign) != 0 ? NULL : absent;
}

/* Both sockets are on one port, and have an address on one device in common. */
static bool
meet(const struct bucket *b)
{
	const struct bp__side *first = &b->sockets[0].side;
	const struct bp__side *second = &b->sockets[1].side;
	struct bp__pair pair = bp__pair_of(BP__TCP, first, second);
	int one = device_of(first);
	int two = device_of(second);
	return b->one_port && bp__pair_meets(&pair) &&
	    (one == 0 || two == 0 || one == two);
}

static bool
both_have(const struct bucket *b, enum bp__option option)
{
	return bp__side_has(&b->sockets[0].side, option) &&
	    bp__side_has(&b->sockets[1].side, option);
}

static bool
same_user(const struct bp__side *a, const struct bp__side *b)
{
	return bp__side_has(a, BP__USER_OTHER) == bp__side_has(b, BP__USER_OTHER);
}

/* Whether the sockets may not stand together, as one asks for the port. */
static bool
in_the_way(const struct bucket *b, const struct held *other)
{
	if (other->state == CLOSED || !meet(b))
		return false;
	if (both_have(b, BP__REUSEADDR) && other->state != LISTENING)
		return false;
	return !both_have(b, BP__REUSEPORT) ||
	    (other->state != TIME_WAIT &&
		!same_user(&b->sockets[0].side, &b->sockets[1].side));
}

/* Whether the addresses of one are all among those of the other. */
static bool
takes_in(const struct bp__side *all, const struct bp__side *one)
{
	if (all->plain == one->plain)
		return true;
	return (all->inet == BP__ALL_ADDRESSES && one->inet != BP__NO_ADDRESS) ||
	    (all->inet6 == BP__ALL_ADDRESSES && one->inet6 != BP__NO_ADDRESS);
}

/* Whether memory says that the socket may share the port. */
static bool
is_remembered(const struct bucket *b, const struct bp__side *side)
{
	return b->remembers && bp__side_has(side, BP__REUSEPORT) &&
	    same_user(&b->last, side) && takes_in(&b->last, side);
}

/* A stream gets the port: when it is bound, and again when it is to listen. A port that the
 * kernel chooses is shared with none. */
static bool
stream_gets_port(struct bucket *b, size_t i, enum purpose purpose)
{
	const struct bp__side *side = &b->sockets[i].side;
	const struct held *other = &b->sockets[1 - i];
	bool chooses = purpose == TO_BIND && bp__side_chooses_port(side);
	bool remembered = is_remembered(b, side);
	if (other->state == CLOSED && purpose == TO_BIND)
		remembered = b->remembers = false;
	if (chooses && other->state != CLOSED && meet(b))
		return false;
	if (!remembered && in_the_way(b, other))
		return false;
	b->remembers = bp__side_has(side, BP__REUSEPORT);
	if (b->remembers && !remembered)
		b->last = *side;
	return true;
}

/* A socket of datagrams has no memory and does not listen. */
static bool
gets_port(struct bucket *b, size_t i, enum purpose purpose)
{
	if (b->connects)
		return stream_gets_port(b, i, purpose);
	return !in_the_way(b, &b->sockets[1 - i]);
}

/* V6ONLY is fixed once the socket has a port, as is the port itself. */
static const char *
set_late(struct bp__side *side)
{
	if (bp__side_has(side, BP__LATE_V6ONLY_ON) ||
	    bp__side_has(side, BP__LATE_V6ONLY_OFF))
		return "late-v6only:EINVAL";
	bp__side_set_late(side);
	return bp__side_has(side, BP__BIND_AGAIN) ? "bind-again:EINVAL" : ok;
}

static const char *
listen_on(struct bucket *b, size_t i)
{
	if (!gets_port(b, i, TO_LISTEN))
		return "listen:EADDRINUSE";
	b->sockets[i].state = LISTENING;
	return ok;
}

/* The connection of a dual-stack :: has no IPv4 address, but is not marked as of IPv6 alone:
 * it meets a 0.0.0.0. */
static void
leave_timewait(struct held *held)
{
	bool dual = held->side.inet != BP__NO_ADDRESS;
	bp__side_leave_timewait(&held->side);
	held->side.inet = dual ? BP__ONE_ADDRESS : BP__NO_ADDRESS;
	held->state = TIME_WAIT;
}

/* Opens a socket up to where the next one's turn is. */
static const char *
open_socket(struct bucket *b, size_t i, bool listens)
{
	struct held *held = &b->sockets[i];
	const char *refusal = refuses_form(&held->side);
	if (refusal == NULL)
		refusal = refuses_address(&held->side, b->connects);
	if (refusal != NULL)
		return refusal;
	if (!gets_port(b, i, TO_BIND))
		return "bind:EADDRINUSE";
	held->state = BOUND;
	const char *result = set_late(&held->side);
	if (result == ok && listens)
		result = listen_on(b, i);
	if (result != ok || bp__side_has(&held->side, BP__CLOSED) ||
	    bp__side_has(&held->side, BP__TIMEWAIT_CLIENT))
		held->state = CLOSED;
	if (held->state == LISTENING && bp__side_has(&held->side, BP__TIMEWAIT_SERVER))
		leave_timewait(held);
	return result;
}

void
bp__linux_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	enum bp__listens listens = bp__series_listens(pair->series);
	struct bucket b = {
	    .connects = bp__transport_connects(bp__series_transport(pair->series)),
	    .one_port = bp__pair_has_one_port(pair),
	    .sockets = {{.side = pair->sides[0]}, {.side = pair->sides[1]}},
	};
	for (size_t i = 0; i < BP__PAIR; i++)
		results[i] = open_socket(&b, i, listens == BP__AT_ONCE);
	for (size_t i = 0; i < BP__PAIR; i++) {
		if (listens != BP__WHEN_ALL_ARE_BOUND || b.sockets[i].state != BOUND)
			continue;
		results[i] = listen_on(&b, i);
		if (results[i] != ok)
			b.sockets[i].state = CLOSED;
	}
}
