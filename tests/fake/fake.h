/* fake.h: a made-up kernel, linked in place of src/sys/ to play systems that are not at
 * hand, to fail any call and to count what was left open. A test picks a profile with
 * fake_configure(), which also clears everything, and then uses the library as usual. */
#ifndef FAKE_FAKE_H
#define FAKE_FAKE_H

#include "bindprobe.h"
#include "model/address.h"
#include "sys/sys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The errors the made-up kernel gives or a test injects; each system has its numbers. */
enum fake_error {
	FAKE_OK = 0,
	FAKE_EACCES,
	FAKE_EADDRINUSE,
	FAKE_EADDRNOTAVAIL,
	FAKE_EAFNOSUPPORT,
	FAKE_EAGAIN,
	FAKE_EBADF,
	FAKE_ECONNREFUSED,
	FAKE_ECONNRESET,
	FAKE_EINTR,
	FAKE_EINVAL,
	FAKE_EIO,
	FAKE_EMFILE,
	FAKE_ENETUNREACH,
	FAKE_ENOBUFS,
	FAKE_ENOMEM,
	FAKE_ENOPROTOOPT,
	FAKE_ENOTCONN,
	FAKE_EPERM,
	FAKE_EPROTONOSUPPORT,
	FAKE_ERROR_COUNT,
};

/* What setting IPV6_V6ONLY does. */
enum fake_v6only {
	FAKE_SETTABLE = 0,
	FAKE_FIXED_ON, /* setting it off is EINVAL */
	FAKE_IGNORED, /* any value is accepted, it stays as it was */
	FAKE_UNHEEDED, /* it reads back as set, and changes nothing */
};

/* How a new socket meets an old one of the same protocol and port. A dual-stack socket
 * is a wildcard of AF_INET6 without V6ONLY; over it means bound after it. */
enum fake_meeting {
	FAKE_APART = 0, /* their addresses do not meet */
	FAKE_SAME, /* the same address, be it IPv4-mapped or not */
	FAKE_TWIN_ANY, /* 0.0.0.0 and ::ffff:0.0.0.0 */
	FAKE_CLOSER, /* the wildcard and another address of the same protocol */
	FAKE_ANY4_OVER_DUAL,
	FAKE_DUAL_OVER_ANY4,
	FAKE_NUM4_OVER_DUAL, /* an IPv4 address that is not the wildcard */
	FAKE_DUAL_OVER_NUM4,
	FAKE_MEETING_COUNT,
};

/* The ways in which two sockets that meet may stand together, a mask. */
enum fake_way {
	FAKE_ALWAYS = 1 << 0,
	FAKE_NEW_REUSEADDR = 1 << 1,
	FAKE_BOTH_REUSEADDR = 1 << 2,
	FAKE_BOTH_REUSEADDR_IDLE = 1 << 3, /* and the old one does not listen */
	FAKE_NEW_REUSEPORT = 1 << 4,
	FAKE_BOTH_REUSEPORT = 1 << 5,
	FAKE_BOTH_REUSEPORT_ONE_USER = 1 << 6,
};

/* When TCP looks for conflicts. */
enum fake_check {
	FAKE_AT_BIND = 0,
	FAKE_AT_BIND_AND_LISTEN,
	FAKE_AT_LISTEN, /* with sockets that listen */
};

/* The rules of bind(2). */
struct fake_rules {
	unsigned tcp[FAKE_MEETING_COUNT]; /* masks of enum fake_way */
	unsigned udp[FAKE_MEETING_COUNT];
	unsigned other[FAKE_MEETING_COUNT]; /* which of them hold for another user too */
	enum fake_check tcp_check;
	bool denies; /* EACCES is what SO_REUSEADDR does not open, or a wildcard's user */
};

/* Who of several equal receivers gets the traffic. */
enum fake_tie {
	FAKE_FIRST_BOUND = 0,
	FAKE_LAST_BOUND,
};

/* One system. */
struct fake_profile {
	const char *name;
	const char *system; /* of uname(2) */
	const char *release;
	const int *numbers; /* its error numbers, by enum fake_error */
	const struct fake_rules *rules;
	const char *families; /* "46", "4" or "6" */
	const char *passive[5]; /* getaddrinfo(AI_PASSIVE), ends at NULL */
	const char *settings[4][2]; /* name and value, ends at NULL */
	unsigned transports; /* what is defined beside TCP and UDP */
	unsigned refused_transports; /* defined, but socket(2) is EPROTONOSUPPORT */
	unsigned absent_options; /* mask of 1 << enum bp__sys_option: not defined */
	unsigned refused_options; /* defined, but setting them is ENOPROTOOPT */
	enum fake_v6only v6only;
	bool v6only_default;
	enum fake_error late_v6only; /* setting it on a bound socket */
	enum fake_error mapped_bind; /* an IPv4-mapped address with V6ONLY on */
	enum fake_error mapped_connect;
	enum fake_error unscoped; /* bind(2) to a link-local address without its zone */
	enum fake_error tcp_refusal; /* FAKE_OK: silence */
	enum fake_error udp_refusal;
	bool late_refusal; /* connect(2) is under way first, and refused then */
	bool any_address; /* bind(2) takes addresses that are not the host's */
	bool dual_shares; /* IPv4 traffic has no preference for AF_INET sockets */
	enum fake_tie tie;
	unsigned balancing; /* mask of 1 << option: those who all have it take turns */
	bool
	    remembers; /* SO_REUSEPORT of a socket that is gone opens the port to the next */
	bool hides_addresses; /* getifaddrs(3) fails */
	bool lacks_addresses; /* it was not there when this was built */
	bool disconnects; /* connect(2) to AF_UNSPEC leaves a socket bound, on no port */
	bool keeps_port; /* and on its port, one of datagrams */
	bool keeps_no_address; /* and not bound */
	bool late_errors; /* that a datagram was refused is told when it disconnects */
	bool short_of_room; /* there are few descriptors */
	bool hides_port; /* getsockname(2) tells port 0 */
	bool copies; /* a datagram goes to every socket on the port */
	bool hides_holder; /* who has a port is not told */
	bool tells_owner; /* its table of sockets tells which of them are ours */
	const char *kills_for; /* a call; NULL: a sandbox does not kill */
	const char *filtered; /* families whose traffic finds no socket; NULL: none */
	const char *user;
	const char *lacks_other_user; /* NULL when another user can be had */
	unsigned privileged_below; /* ports that are EACCES */
};

extern const struct fake_profile fake_profiles[];
extern const size_t fake_profile_count;

/* The profile with this name, which must be one. */
const struct fake_profile *
fake_profile(const char *name);

/* The name of an error, and its number in the profile in use. */
const char *
fake_error_name(enum fake_error error);
int
fake_code(enum fake_error error);

/* Another program that has, or for some time takes, a port. It takes it at the first call
 * from then on at which no socket of ours is on the port. */
struct fake_intruder {
	unsigned port; /* 0: no intruder */
	unsigned transports; /* mask of enum bp_transport */
	const char *families; /* as in the profile; "6" is V6ONLY */
	unsigned long from; /* the number of the call, from 1 */
	unsigned long until; /* the call at which it has gone; 0: it stays */
	unsigned again; /* it comes again after at most so many calls, for one to four;
			   0: never */
	uint64_t seed; /* what the moments are drawn from, where it comes again */
};

/* Starts over: no sockets, no calls, no faults, this system. The profile must outlive
 * its use. */
void
fake_configure(const struct fake_profile *profile);

/* Lets the call with this number, from 1, answer the native code and do nothing;
 * bp__sys_start() is a call too, and answers NULL. Each call of this runs anew: 0 lets
 * none fail. */
void
fake_fail_call(unsigned long n, int code);

/* The same for all calls from this one on. */
void
fake_fail_from(unsigned long n, int code);

/* Lets every call of one function fail, as "bp__sys_accept". */
void
fake_fail_function(const char *function, int code);

/* Lets another program take a port. */
void
fake_intrude(const struct fake_intruder *intruder);

/* Lets another probe, process 7020, have claimed the port for TCP. */
void
fake_claim(unsigned port);

/* What the system's table of sockets says that is not so, of sockets of ours. */
enum fake_lie {
	FAKE_HONEST = 0,
	FAKE_LIES_STATE, /* what listens is bound, and the other way round */
	FAKE_LIES_V6ONLY,
	FAKE_LIES_ADDRESS, /* 127.0.0.9 or ::9 */
	FAKE_LIES_USER,
	FAKE_LIES_MISSING, /* they are not in it */
};
void
fake_lie(enum fake_lie lie);

/* Lets strangers connect and send to our sockets on the port whenever something is sent or
 * waited for. */
void
fake_disturb(unsigned port);

/* How many calls that could fail were made since fake_configure(). */
unsigned long
fake_calls(void);

/* How many sockets of ours are open. */
size_t
fake_open_sockets(void);

/* How many connections were closed in the ordinary way, and left TIME_WAIT. */
unsigned
fake_time_waits(void);

/* How often something was sent to an address that is not the host's. */
unsigned
fake_sent_abroad(void);

/* How often a socket was used that is not open. */
unsigned
fake_misuses(void);

/* Whether the layer was started, and stopped as often. */
bool
fake_stopped(void);

#endif
