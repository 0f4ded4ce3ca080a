/* The made-up kernel: sockets, the conflict rules of bind(2), delivery of connections and
 * datagrams. What differs between systems comes from the profile. */
#include <config.h>

#include "fake/kernel.h"
#include "model/case.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	SOCKETS = 64, /* few, as they are walked through often */
	QUEUE = 8,
	DATA_SIZE = 64,
	STRANGERS_PORT = 49151,
	FIRST_EPHEMERAL = 49152,
	LAST_PORT = 65535,
};

const struct kernel_interface kernel_interfaces[] = {
    {"lo", "up loopback", {"127.0.0.1", "::1"}},
    {"eth0", "up", {"192.0.2.2", "fd00::2", "fe80::2%eth0"}},
    {"down0", "", {"198.51.100.9"}},
    {"spare0", "up", {NULL}},
    {NULL, NULL, {NULL}},
};

/* Data on its way into a socket. */
struct packet {
	size_t size;
	unsigned char data[DATA_SIZE];
};

/* What a socket is to its owner. */
enum standing {
	FREE = 0, /* the slot is not used */
	HELD, /* a program has it open */
	QUEUED, /* a connection that was not accepted yet */
	LINGERING, /* closed, in TIME_WAIT */
};

struct socket {
	enum standing standing;
	long long handle;
	enum bp_transport transport;
	enum bp__family family;
	enum fake_user user;
	bool options[BP__SYS_OPTION_COUNT];
	struct bp__address local; /* of no family until it is bound */
	unsigned port;
	unsigned bound_at; /* a number that grows with every bind */
	bool listening;
	bool connected; /* for UDP: has a peer */
	bool ended; /* the other end was closed */
	bool aborts;
	struct bp__address peer;
	unsigned peer_port;
	long long other; /* the other end of a connection of TCP, 0 when it is gone */
	long long listener; /* where it is queued */
	enum fake_error pending;
	enum fake_error late; /* is on its way, to be pending */
	struct packet queue[QUEUE];
	size_t queued;
};

static struct {
	const struct fake_profile *profile;
	bool v6only_default;
	struct socket sockets[SOCKETS];
	long long handles;
	unsigned binds;
	unsigned turns; /* of receivers that balance */
	unsigned
	    remembered; /* the port that a socket with SO_REUSEPORT has left; 0: none */
	unsigned ephemeral;
	struct packet last; /* what was sent last */
	struct packet stale; /* and before that */
	struct kernel_counts counts;
} kernel;

void
kernel_reset(const struct fake_profile *profile)
{
	memset(&kernel, 0, sizeof kernel);
	kernel.profile = profile;
	kernel.v6only_default = profile->v6only_default;
	kernel.ephemeral = FIRST_EPHEMERAL;
}

void
kernel_set_v6only_default(bool on)
{
	kernel.v6only_default = on;
}

bool
kernel_has_family(enum bp__family family)
{
	return strchr(kernel.profile->families, family == BP__INET ? '4' : '6') != NULL;
}

/* Whether the socket is of a protocol that listens. */
static bool
connects(const struct socket *s)
{
	return bp__transport_connects(s->transport);
}

/* The socket behind a handle a program uses; NULL and noted when it is not open. */
static struct socket *
find(long long handle)
{
	for (size_t i = 0; i < SOCKETS; i++) {
		struct socket *s = &kernel.sockets[i];
		if (s->standing == HELD && s->handle == handle)
			return s;
	}
	kernel.counts.misuses++;
	return NULL;
}

/* The other end of a connection, be it accepted yet or not; NULL when it is gone. */
static struct socket *
other_end(const struct socket *s)
{
	for (size_t i = 0; i < SOCKETS && s->other != 0; i++) {
		struct socket *other = &kernel.sockets[i];
		if (other->handle == s->other &&
		    (other->standing == HELD || other->standing == QUEUED))
			return other;
	}
	return NULL;
}

static struct socket *
new_socket(enum standing standing)
{
	for (size_t i = 0; i < SOCKETS; i++) {
		struct socket *s = &kernel.sockets[i];
		if (s->standing != FREE)
			continue;
		*s = (struct socket){.standing = standing, .handle = ++kernel.handles};
		return s;
	}
	return NULL;
}

static bool
is_bound(const struct socket *s)
{
	return s->standing != FREE && s->standing != QUEUED &&
	    s->local.family != BP__FAMILY_NONE;
}

/* The part of the address space a socket is bound to. */
struct reach {
	struct bp__address inet; /* of no family: none */
	struct bp__address inet6;
};

static bool
heeds_v6only(const struct socket *s)
{
	return s->options[BP__SYS_V6ONLY] && kernel.profile->v6only != FAKE_UNHEEDED;
}

static struct reach
reach_of(const struct socket *s)
{
	struct reach reach = {.inet = {.family = BP__FAMILY_NONE}};
	struct bp__address plain = bp__address_unmapped(&s->local);
	if (plain.family == BP__INET)
		reach.inet = plain;
	else
		reach.inet6 = plain;
	if (plain.family == BP__INET6 && bp__address_is_wildcard(&plain) &&
	    !heeds_v6only(s))
		reach.inet = (struct bp__address){.family = BP__INET};
	return reach;
}

static bool
is_dual(const struct reach *reach)
{
	return reach->inet.family != BP__FAMILY_NONE &&
	    reach->inet6.family != BP__FAMILY_NONE;
}

/* How two addresses of one family meet. */
static enum fake_meeting
addresses_meet(const struct bp__address *a, const struct bp__address *b)
{
	if (a->family == BP__FAMILY_NONE || a->family != b->family)
		return FAKE_APART;
	if (bp__address_equal(a, b))
		return FAKE_SAME;
	bool closer = bp__address_is_wildcard(a) || bp__address_is_wildcard(b);
	return closer ? FAKE_CLOSER : FAKE_APART;
}

static enum fake_meeting
meeting_of(const struct socket *later, const struct socket *earlier)
{
	struct reach a = reach_of(later);
	struct reach b = reach_of(earlier);
	enum fake_meeting inet6 = addresses_meet(&a.inet6, &b.inet6);
	enum fake_meeting inet = addresses_meet(&a.inet, &b.inet);
	if (inet6 != FAKE_APART || inet == FAKE_APART)
		return inet6;
	if (is_dual(&a) == is_dual(&b))
		return inet == FAKE_SAME && later->family != earlier->family &&
			bp__address_is_wildcard(&a.inet)
		    ? FAKE_TWIN_ANY
		    : inet;
	if (is_dual(&b))
		return inet == FAKE_SAME ? FAKE_ANY4_OVER_DUAL : FAKE_NUM4_OVER_DUAL;
	return inet == FAKE_SAME ? FAKE_DUAL_OVER_ANY4 : FAKE_DUAL_OVER_NUM4;
}

/* The ways that are open to these two. */
static unsigned
ways_open(const struct socket *later, const struct socket *earlier)
{
	bool reuseaddr = later->options[BP__SYS_REUSEADDR];
	bool both_reuseaddr = reuseaddr && earlier->options[BP__SYS_REUSEADDR];
	bool reuseport =
	    later->options[BP__SYS_REUSEPORT] || later->options[BP__SYS_REUSEPORT_LB];
	bool both_reuseport = reuseport &&
	    (earlier->options[BP__SYS_REUSEPORT] ||
		earlier->options[BP__SYS_REUSEPORT_LB]);
	return FAKE_ALWAYS | (reuseaddr ? FAKE_NEW_REUSEADDR : 0U) |
	    (both_reuseaddr ? FAKE_BOTH_REUSEADDR : 0U) |
	    (both_reuseaddr && !earlier->listening ? FAKE_BOTH_REUSEADDR_IDLE : 0U) |
	    (reuseport ? FAKE_NEW_REUSEPORT : 0U) |
	    (both_reuseport ? FAKE_BOTH_REUSEPORT : 0U) |
	    (both_reuseport && later->user == earlier->user ? FAKE_BOTH_REUSEPORT_ONE_USER
							    : 0U);
}

static bool
may_stand(const struct socket *later, const struct socket *earlier)
{
	const struct fake_rules *rules = kernel.profile->rules;
	enum fake_meeting meeting = meeting_of(later, earlier);
	unsigned ways = (connects(later) ? rules->tcp : rules->udp)[meeting];
	if (meeting == FAKE_APART)
		return true;
	if (kernel.remembered == later->port && later->options[BP__SYS_REUSEPORT])
		return true;
	if (earlier->standing == LINGERING || (connects(earlier) && earlier->connected))
		return later->options[BP__SYS_REUSEADDR];
	if (earlier->options[BP__SYS_EXCLUSIVE] || later->options[BP__SYS_EXCLUSIVE])
		return false;
	if (later->user != earlier->user)
		ways &= rules->other[meeting];
	return (ways & ways_open(later, earlier)) != 0;
}

/* Whether the socket may have its address beside those that are bound, or that listen. */
static enum fake_error
check_conflicts(const struct socket *later, bool with_listening_only)
{
	for (size_t i = 0; i < SOCKETS; i++) {
		const struct socket *earlier = &kernel.sockets[i];
		if (earlier == later || !is_bound(earlier) ||
		    earlier->transport != later->transport ||
		    earlier->port != later->port ||
		    (with_listening_only && !earlier->listening))
			continue;
		if (may_stand(later, earlier))
			continue;
		bool strained = later->options[BP__SYS_REUSEADDR] ||
		    (later->user != earlier->user &&
			meeting_of(later, earlier) == FAKE_CLOSER);
		return strained && kernel.profile->rules->denies ? FAKE_EACCES
								 : FAKE_EADDRINUSE;
	}
	return FAKE_OK;
}

static bool
is_host_address(const struct bp__address *address)
{
	struct bp__address plain = bp__address_unmapped(address);
	for (const struct kernel_interface *i = kernel_interfaces; i->name != NULL; i++) {
		for (const char *const *text = i->addresses; *text != NULL; text++) {
			struct bp__address own = bp__address_of(*text);
			if (bp__address_equal(&own, &plain))
				return kernel_has_family(plain.family);
		}
	}
	return false;
}

/* Whether the system has the address, for this socket. */
static enum fake_error
check_address(const struct socket *s, const struct bp__address *address)
{
	struct bp__address plain = bp__address_unmapped(address);
	if (address->family != s->family)
		return FAKE_EAFNOSUPPORT;
	if (bp__address_is_mapped(address) && s->options[BP__SYS_V6ONLY] &&
	    kernel.profile->mapped_bind != FAKE_OK)
		return kernel.profile->mapped_bind;
	if (bp__address_is_mapped(address) && !kernel_has_family(BP__INET))
		return FAKE_EADDRNOTAVAIL;
	if (bp__address_is_wildcard(address))
		return FAKE_OK;
	if (bp__address_is_multicast(&plain))
		return connects(s) ? FAKE_EINVAL : FAKE_OK;
	if (bp__address_is_link_local(address) && address->zone[0] == '\0')
		return kernel.profile->unscoped;
	bool known = is_host_address(address) || kernel.profile->any_address;
	return known ? FAKE_OK : FAKE_EADDRNOTAVAIL;
}

/* Whether sockets of IPv4 and IPv6 are none of each other's business. */
static bool
are_apart(const struct socket *a, const struct socket *b)
{
	return a->family != b->family &&
	    (a->family == BP__INET || a->options[BP__SYS_V6ONLY]) &&
	    (b->family == BP__INET || b->options[BP__SYS_V6ONLY]);
}

/* A port that is free for the socket: those of the other family may have it. */
static unsigned
free_port(const struct socket *s)
{
	bool taken;
	do {
		taken = false;
		if (++kernel.ephemeral > LAST_PORT)
			kernel.ephemeral = FIRST_EPHEMERAL;
		for (size_t i = 0; i < SOCKETS && !taken; i++)
			taken = kernel.sockets[i].standing != FREE &&
			    kernel.sockets[i].transport == s->transport &&
			    kernel.sockets[i].port == kernel.ephemeral &&
			    !are_apart(&kernel.sockets[i], s);
	} while (taken);
	return kernel.ephemeral;
}

enum fake_error
kernel_open(enum bp_transport transport, enum bp__family family, enum fake_user user,
    long long *handle)
{
	if (!kernel_has_family(family))
		return FAKE_EAFNOSUPPORT;
	if ((kernel.profile->refused_transports & transport) != 0)
		return FAKE_EPROTONOSUPPORT;
	struct socket *s = new_socket(HELD);
	if (s == NULL)
		return FAKE_EMFILE;
	s->transport = transport == BP_MPTCP ? BP_TCP : transport; /* it has its ports */
	s->family = family;
	s->user = user;
	s->options[BP__SYS_V6ONLY] = family == BP__INET6 && kernel.v6only_default;
	*handle = s->handle;
	return FAKE_OK;
}

static enum fake_error
set_v6only(struct socket *s, int value)
{
	if (s->family != BP__INET6)
		return FAKE_ENOPROTOOPT;
	if (kernel.profile->v6only == FAKE_IGNORED)
		return FAKE_OK;
	if (is_bound(s) && kernel.profile->late_v6only != FAKE_OK)
		return kernel.profile->late_v6only;
	if (kernel.profile->v6only == FAKE_FIXED_ON && value == 0)
		return FAKE_EINVAL;
	s->options[BP__SYS_V6ONLY] = value != 0;
	return FAKE_OK;
}

enum fake_error
kernel_set(long long handle, enum bp__sys_option option, int value)
{
	struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	if ((kernel.profile->refused_options & 1U << option) != 0)
		return FAKE_ENOPROTOOPT;
	if (option == BP__SYS_V6ONLY)
		return set_v6only(s, value);
	s->options[option] = value != 0;
	return FAKE_OK;
}

enum fake_error
kernel_get(long long handle, enum bp__sys_option option, int *value)
{
	const struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	if ((kernel.profile->refused_options & 1U << option) != 0 ||
	    (option == BP__SYS_V6ONLY && s->family != BP__INET6))
		return FAKE_ENOPROTOOPT;
	*value = s->options[option];
	return FAKE_OK;
}

enum fake_error
kernel_bind(long long handle, const struct bp__address *address, unsigned port)
{
	struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	if (is_bound(s))
		return FAKE_EINVAL;
	enum fake_error error = check_address(s, address);
	if (error != FAKE_OK)
		return error;
	if (port != 0 && port < kernel.profile->privileged_below)
		return FAKE_EACCES;
	s->port = port != 0 ? port : free_port(s);
	s->local = *address;
	if (!connects(s) || kernel.profile->rules->tcp_check != FAKE_AT_LISTEN)
		error = check_conflicts(s, false);
	if (error == FAKE_OK) {
		s->bound_at = ++kernel.binds;
	} else {
		s->local.family = BP__FAMILY_NONE;
		s->port = 0;
	}
	return error;
}

enum fake_error
kernel_listen(long long handle)
{
	struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	enum fake_check check = kernel.profile->rules->tcp_check;
	enum fake_error error = FAKE_OK;
	if (!connects(s) || !is_bound(s))
		return FAKE_EINVAL;
	if (check != FAKE_AT_BIND)
		error = check_conflicts(s, check == FAKE_AT_LISTEN);
	s->listening = error == FAKE_OK;
	return error;
}

enum fake_error
kernel_local(long long handle, struct bp__address *address, unsigned *port)
{
	const struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	*address = s->local;
	if (!is_bound(s))
		address->family = s->family;
	*port = kernel.profile->hides_port ? 0 : s->port;
	return FAKE_OK;
}

/* How well a socket fits traffic to the address; 0 when it does not take it. */
static unsigned
fitness(const struct socket *s, const struct bp__address *to, const struct socket *from)
{
	struct reach reach = reach_of(s);
	const struct bp__address *own =
	    to->family == BP__INET ? &reach.inet : &reach.inet6;
	if (connects(s) && !s->listening)
		return 0;
	if (s->connected &&
	    (s->peer_port != from->port || !bp__address_equal(&s->peer, &from->local)))
		return 0;
	if (addresses_meet(own, to) == FAKE_APART)
		return 0;
	bool specific = !bp__address_is_wildcard(own);
	bool preferred = s->family == to->family || kernel.profile->dual_shares;
	return 1U + (preferred ? 1U : 0U) + (specific ? 2U : 0U) +
	    (s->connected ? 4U : 0U);
}

/* The sockets that fit best. */
struct receivers {
	struct socket *all[SOCKETS];
	size_t count;
	bool balance; /* they take turns */
};

static struct receivers
receivers_of(const struct socket *from, const struct bp__address *address, unsigned port)
{
	struct receivers r = {.count = 0, .balance = true};
	struct bp__address to = bp__address_unmapped(address);
	unsigned best = 1;
	for (size_t i = 0; i < SOCKETS; i++) {
		struct socket *s = &kernel.sockets[i];
		unsigned fits = 0;
		if (s->standing == HELD && is_bound(s) &&
		    s->transport == from->transport && s->port == port)
			fits = fitness(s, &to, from);
		if (fits < best)
			continue;
		if (fits > best)
			r = (struct receivers){.count = 0, .balance = true};
		best = fits;
		r.all[r.count++] = s;
		unsigned willing = 0;
		for (unsigned option = 0; option < BP__SYS_OPTION_COUNT; option++)
			willing |= s->options[option] ? 1U << option : 0U;
		r.balance = r.balance && (willing & kernel.profile->balancing) != 0;
	}
	return r;
}

/* The socket that gets what is sent; NULL when nobody does. */
static struct socket *
receiver_of(const struct socket *from, const struct bp__address *to, unsigned port)
{
	struct receivers r = receivers_of(from, to, port);
	struct socket *chosen = NULL;
	if (r.count > 1 && r.balance)
		return r.all[kernel.turns++ % r.count];
	for (size_t i = 0; i < r.count; i++) {
		bool later = chosen == NULL || r.all[i]->bound_at > chosen->bound_at;
		if (chosen == NULL || later == (kernel.profile->tie == FAKE_LAST_BOUND))
			chosen = r.all[i];
	}
	return chosen;
}

/* Makes the server's end of a connection, queued at the listener. */
static enum fake_error
queue_connection(struct socket *client, struct socket *listener)
{
	struct socket *s = new_socket(QUEUED);
	if (s == NULL)
		return FAKE_ENOBUFS;
	s->transport = listener->transport;
	s->family = listener->family;
	s->user = listener->user;
	s->local = client->peer;
	s->port = listener->port;
	s->peer = client->local;
	s->peer_port = client->port;
	s->connected = true;
	s->listener = listener->handle;
	s->other = client->handle;
	client->connected = true;
	client->other = s->handle;
	return FAKE_OK;
}

static enum fake_error
refuse(struct socket *client)
{
	enum fake_error error = kernel.profile->tcp_refusal;
	if (kernel.profile->late_refusal) {
		client->pending = error;
		return FAKE_OK;
	}
	return error;
}

static enum fake_error
check_destination(const struct socket *s, const struct bp__address *address)
{
	if (address->family != s->family)
		return FAKE_EAFNOSUPPORT;
	if (bp__address_is_mapped(address) && s->options[BP__SYS_V6ONLY])
		return kernel.profile->mapped_connect;
	if (is_host_address(address))
		return FAKE_OK;
	kernel.counts.abroad++;
	return FAKE_ENETUNREACH;
}

/* Whether a firewall answers for whoever is there. */
static bool
is_filtered(const struct bp__address *address)
{
	const char *families = kernel.profile->filtered;
	const enum bp__family family = bp__address_unmapped(address).family;
	return families != NULL &&
	    strchr(families, family == BP__INET ? '4' : '6') != NULL;
}

enum fake_error
kernel_connect(long long handle, const struct bp__address *address, unsigned port)
{
	struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	enum fake_error error = check_destination(s, address);
	if (error != FAKE_OK)
		return error;
	if (s->port == 0)
		s->port = free_port(s);
	if (!is_bound(s) || bp__address_is_wildcard(&s->local))
		s->local = *address;
	s->peer = *address;
	s->peer_port = port;
	if (!connects(s)) {
		s->connected = true;
		return FAKE_OK;
	}
	struct socket *listener =
	    is_filtered(address) ? NULL : receiver_of(s, address, port);
	return listener != NULL ? queue_connection(s, listener) : refuse(s);
}

enum fake_error
kernel_failure(long long handle)
{
	struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	enum fake_error pending = s->pending;
	s->pending = FAKE_OK;
	return pending;
}

/* The connection that waits longest at the listener, or NULL. */
static struct socket *
first_queued(const struct socket *listener)
{
	struct socket *first = NULL;
	for (size_t i = 0; i < SOCKETS; i++) {
		struct socket *s = &kernel.sockets[i];
		if (s->standing == QUEUED && s->listener == listener->handle &&
		    (first == NULL || s->handle < first->handle))
			first = s;
	}
	return first;
}

/* An IPv4 address as a socket of the family sees it. */
static struct bp__address
seen_by(enum bp__family family, const struct bp__address *address)
{
	struct bp__address plain = bp__address_unmapped(address);
	if (family != BP__INET6 || plain.family != BP__INET)
		return plain;
	struct bp__address mapped = {
	    .family = BP__INET6, .bytes = {[10] = 0xff, [11] = 0xff}};
	memcpy(mapped.bytes + 12, plain.bytes, 4);
	return mapped;
}

enum fake_error
kernel_accept(
    long long handle, long long *accepted, struct bp__address *address, unsigned *port)
{
	const struct socket *listener = find(handle);
	if (listener == NULL)
		return FAKE_EBADF;
	struct socket *s = first_queued(listener);
	if (!listener->listening)
		return FAKE_EINVAL;
	if (s == NULL)
		return FAKE_EAGAIN;
	s->standing = HELD;
	*accepted = s->handle;
	*address = seen_by(s->family, &s->peer);
	*port = s->peer_port;
	return FAKE_OK;
}

static void
put(struct socket *receiver, const void *data, size_t size)
{
	if (receiver->queued == QUEUE || size > DATA_SIZE)
		return;
	struct packet *packet = &receiver->queue[receiver->queued++];
	packet->size = size;
	memcpy(packet->data, data, size);
}

/* A stranger connects to the listener, unless one waits there already. */
static void
queue_stranger(const struct socket *listener)
{
	const struct socket *first = first_queued(listener);
	if (first != NULL && first->peer_port == STRANGERS_PORT)
		return;
	struct socket *s = new_socket(QUEUED);
	if (s == NULL)
		return;
	s->transport = listener->transport;
	s->family = listener->family;
	s->peer = bp__address_of("192.0.2.2");
	s->peer_port = STRANGERS_PORT;
	s->listener = listener->handle;
}

void
kernel_disturb(unsigned port)
{
	for (size_t i = 0; port != 0 && i < SOCKETS; i++) {
		struct socket *s = &kernel.sockets[i];
		if (s->standing != HELD || s->port != port || s->user == FAKE_STRANGER)
			continue;
		if (s->listening)
			queue_stranger(s);
		else if (!connects(s) && s->queued == 0)
			put(s, kernel.stale.data, kernel.stale.size);
	}
}

/* Gives a datagram to the receiver, or to every socket on the port where the kernel copies. */
static void
hand_out(struct socket *receiver, const void *data, size_t size)
{
	for (size_t i = 0; i < SOCKETS; i++) {
		struct socket *s = &kernel.sockets[i];
		bool copied = kernel.profile->copies && is_bound(s) &&
		    s->transport == receiver->transport && s->port == receiver->port;
		if (s == receiver || copied)
			put(s, data, size);
	}
}

enum fake_error
kernel_send(long long handle, const void *data, size_t size)
{
	enum fake_error pending = kernel_failure(handle);
	if (pending != FAKE_OK)
		return pending;
	struct socket *s = find(handle);
	if (!s->connected)
		return FAKE_ENOTCONN;
	struct socket *receiver = connects(s) ? other_end(s)
	    : is_filtered(&s->peer)           ? NULL
					      : receiver_of(s, &s->peer, s->peer_port);
	kernel.stale = kernel.last;
	kernel.last = (struct packet){.size = size < DATA_SIZE ? size : DATA_SIZE};
	memcpy(kernel.last.data, data, kernel.last.size);
	if (receiver != NULL)
		hand_out(receiver, data, size);
	else if (kernel.profile->late_errors)
		s->late = kernel.profile->udp_refusal;
	else
		s->pending = connects(s) ? FAKE_ECONNRESET : kernel.profile->udp_refusal;
	return FAKE_OK;
}

enum fake_error
kernel_receive(long long handle, void *data, size_t size, size_t *got)
{
	enum fake_error pending = kernel_failure(handle);
	if (pending != FAKE_OK)
		return pending;
	struct socket *s = find(handle);
	*got = 0;
	if (s->queued == 0)
		return s->ended ? FAKE_OK : FAKE_EAGAIN;
	*got = s->queue[0].size < size ? s->queue[0].size : size;
	memcpy(data, s->queue[0].data, *got);
	memmove(s->queue, s->queue + 1, --s->queued * sizeof *s->queue);
	return FAKE_OK;
}

enum fake_error
kernel_abort_on_close(long long handle)
{
	struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	s->aborts = true;
	return FAKE_OK;
}

/* Ends a connection with a reset, as seen from the other end. */
static void
reset_other(const struct socket *s)
{
	struct socket *other = other_end(s);
	if (other == NULL)
		return;
	other->pending = FAKE_ECONNRESET;
	other->other = 0;
}

enum fake_error
kernel_disconnect(long long handle)
{
	struct socket *s = find(handle);
	if (s == NULL)
		return FAKE_EBADF;
	if (!kernel.profile->disconnects)
		return FAKE_EAFNOSUPPORT;
	reset_other(s);
	s->other = 0;
	s->connected = false;
	s->peer.family = BP__FAMILY_NONE;
	if (s->late != FAKE_OK)
		s->pending = s->late;
	s->late = FAKE_OK;
	if (connects(s) || !kernel.profile->keeps_port)
		s->port = 0;
	if (kernel.profile->keeps_no_address)
		s->local = (struct bp__address){.family = BP__FAMILY_NONE};
	return FAKE_OK;
}

/* Ends a connection in the ordinary way: who closes first stays in TIME_WAIT. */
static enum standing
finish(const struct socket *s)
{
	struct socket *other = other_end(s);
	if (other == NULL || s->ended)
		return FREE;
	other->ended = true;
	kernel.counts.time_waits++;
	return LINGERING;
}

/* What a kernel that remembers keeps of a port while another socket is on it. */
static void
remember(const struct socket *gone)
{
	bool others = false;
	for (size_t i = 0; i < SOCKETS; i++) {
		const struct socket *s = &kernel.sockets[i];
		others = others || (s != gone && is_bound(s) && s->port == gone->port);
	}
	if (others && gone->options[BP__SYS_REUSEPORT])
		kernel.remembered = gone->port;
	else if (!others && kernel.remembered == gone->port)
		kernel.remembered = 0;
}

void
kernel_close(long long handle)
{
	struct socket *s = find(handle);
	if (s == NULL)
		return;
	for (struct socket *q = first_queued(s); q != NULL; q = first_queued(s)) {
		reset_other(q);
		q->standing = FREE;
	}
	if (kernel.profile->remembers && is_bound(s))
		remember(s);
	s->standing = FREE;
	if (connects(s) && s->aborts)
		reset_other(s);
	else if (connects(s))
		s->standing = finish(s);
}

bool
kernel_is_ready(long long handle, bool writable)
{
	const struct socket *s = find(handle);
	if (s == NULL || s->pending != FAKE_OK)
		return true;
	if (writable)
		return !connects(s) || s->connected;
	return s->queued > 0 || s->ended || first_queued(s) != NULL;
}

static bool
has_socket(unsigned port, bool strange)
{
	for (size_t i = 0; i < SOCKETS; i++) {
		const struct socket *s = &kernel.sockets[i];
		if (s->standing == HELD && s->port == port &&
		    (s->user == FAKE_STRANGER) == strange)
			return true;
	}
	return false;
}

bool
kernel_is_ours(unsigned port)
{
	return has_socket(port, false);
}

bool
kernel_is_taken(unsigned port)
{
	return has_socket(port, true);
}

bool
kernel_is_strange(long long handle)
{
	for (size_t i = 0; i < SOCKETS; i++) {
		const struct socket *s = &kernel.sockets[i];
		if (s->standing == HELD && s->handle == handle)
			return s->user == FAKE_STRANGER;
	}
	return false;
}

/* What the table has of a socket that is bound. */
static struct bp__entry
entry_of(const struct socket *s)
{
	static const long long users[] = {
	    [FAKE_SELF] = 0, [FAKE_OTHER] = 65534, [FAKE_STRANGER] = 812};
	return (struct bp__entry){
	    .transport = s->transport,
	    .address = s->local,
	    .port = s->port,
	    .state = s->listening        ? BP__STATE_LISTEN
		: !s->connected          ? BP__STATE_BOUND
		: s->transport == BP_UDP ? BP__STATE_CONNECTED
					 : BP__STATE_ESTABLISHED,
	    .v6only = s->family == BP__INET6 ? s->options[BP__SYS_V6ONLY] : -1,
	    .user = users[s->user],
	    .owner = (unsigned long long)s->handle,
	};
}

static void
tell_lie(struct bp__entry *entry, enum fake_lie lie)
{
	bool inet6 = entry->address.family == BP__INET6;
	if (lie == FAKE_LIES_STATE)
		entry->state =
		    entry->state == BP__STATE_LISTEN ? BP__STATE_BOUND : BP__STATE_LISTEN;
	if (lie == FAKE_LIES_V6ONLY && inet6)
		entry->v6only = !entry->v6only;
	if (lie == FAKE_LIES_ADDRESS)
		entry->address = bp__address_of(inet6 ? "::9" : "127.0.0.9");
	if (lie == FAKE_LIES_USER)
		entry->user = 4711;
}

void
kernel_each(const struct bp__sys_query *query, enum fake_lie lie,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	for (size_t i = 0; i < SOCKETS; i++) {
		const struct socket *s = &kernel.sockets[i];
		if (s->standing != HELD || s->local.family == BP__FAMILY_NONE ||
		    s->port != query->port || (query->transports & s->transport) == 0)
			continue;
		struct bp__entry entry = entry_of(s);
		if (s->user != FAKE_STRANGER && lie == FAKE_LIES_MISSING)
			continue;
		if (s->user != FAKE_STRANGER)
			tell_lie(&entry, lie);
		visit(context, &entry);
	}
}

void
kernel_intrude(enum bp_transport transport, enum bp__family family, unsigned port)
{
	struct socket *s = new_socket(HELD);
	s->transport = transport;
	s->family = family;
	s->user = FAKE_STRANGER;
	s->options[BP__SYS_V6ONLY] = family == BP__INET6;
	s->local.family = family;
	s->port = port;
	s->bound_at = ++kernel.binds;
	s->listening = connects(s);
}

void
kernel_evict(void)
{
	for (size_t i = 0; i < SOCKETS; i++) {
		struct socket *s = &kernel.sockets[i];
		if (s->standing == HELD && s->user == FAKE_STRANGER)
			kernel_close(s->handle);
	}
}

struct kernel_counts
kernel_count(void)
{
	struct kernel_counts counts = kernel.counts;
	for (size_t i = 0; i < SOCKETS; i++) {
		const struct socket *s = &kernel.sockets[i];
		counts.open += s->standing == HELD && s->user != FAKE_STRANGER;
	}
	return counts;
}
