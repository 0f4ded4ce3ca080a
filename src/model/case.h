/* Cases and their ids. A case is an ordered list of one to twelve sockets on one port, in one
 * series; its id is its coordinate, the same on every system and in every version. */
#ifndef BP_MODEL_CASE_H
#define BP_MODEL_CASE_H

#include "bindprobe.h"
#include "model/address.h"
#include "model/attribute.h"

#include <stdbool.h>
#include <stddef.h>

/* The protocol of a case, and when its sockets listen: at once as each is bound; late, when
 * all are; or never, as they are only bound. The words are in bp__series_name(). */
enum bp__series {
	BP__TCP = 0,
	BP__TCP_LATE,
	BP__TCP_BIND,
	BP__UDP,
	BP__MPTCP,
	BP__MPTCP_LATE,
	BP__MPTCP_BIND,
	BP__SCTP,
	BP__SCTP_LATE,
	BP__SCTP_BIND,
	BP__UDPLITE,
	BP__DCCP,
	BP__DCCP_LATE,
	BP__DCCP_BIND,
	BP__SERIES_COUNT,
};

enum bp__listens {
	BP__AT_ONCE = 0,
	BP__WHEN_ALL_ARE_BOUND,
	BP__NEVER,
};

const char *
bp__series_name(enum bp__series series);

/* The series in words, as a heading has it. */
const char *
bp__series_title(enum bp__series series);

enum bp_transport
bp__series_transport(enum bp__series series);

enum bp__listens
bp__series_listens(enum bp__series series);

/* The transport as a heading has it. */
const char *
bp__transport_title(enum bp_transport transport);

/* The families whose traffic a socket carries. */
enum bp__carries {
	BP__CARRIES_4 = 0,
	BP__CARRIES_6,
	BP__CARRIES_BOTH,
};

/* A socket as BSD netstat(1) names it: tcp4, tcp6, tcp46, udp4, ... */
const char *
bp__transport_socket(enum bp_transport transport, enum bp__carries carries);

/* Whether its sockets listen and accept connections, rather than get datagrams. */
bool
bp__transport_connects(enum bp_transport transport);

/* The kinds of address, most of them a number, some to be looked up on the host. */
enum bp__kind {
	BP__NUMBER = 0, /* a numeric address in the id itself */
	BP__ANY4,
	BP__ANY6,
	BP__LOOP4,
	BP__LOOP6,
	BP__HOST4,
	BP__HOST6,
	BP__LINK6,
	BP__LINK6_UNSCOPED,
	BP__MAPANY,
	BP__MAPLOOP,
	BP__MCAST4,
	BP__MCAST6,
	BP__BCAST4,
	BP__ABSENT4,
	BP__ABSENT6,
	BP__KIND_COUNT,
};

/* One kind of address. */
struct bp__kind_row {
	const char *name;
	enum bp__family family;
	const char *number; /* NULL when the host has to be asked */
	const char *prose;
	const char *lacking; /* why it may be n/a; NULL when it never is */
};

const struct bp__kind_row *
bp__kind_row(enum bp__kind kind);

/* The options of one socket, a bit each, in the order an id has them. */
enum bp__option {
	BP__V6ONLY_ON = 0,
	BP__V6ONLY_OFF,
	BP__REUSEADDR,
	BP__REUSEPORT,
	BP__REUSEPORT_LB,
	BP__EXCLUSIVE,
	BP__FREEBIND,
	BP__TRANSPARENT,
	BP__BINDANY,
	BP__DEVICE_LOOPBACK,
	BP__DEVICE_HOST,
	BP__RANGE_SAME,
	BP__USER_OTHER,
	BP__FAMILY_OTHER,
	BP__FAMILY_UNSPEC,
	BP__LENGTH_SHORT,
	BP__LENGTH_LONG,
	BP__LATE_V6ONLY_ON,
	BP__LATE_V6ONLY_OFF,
	BP__LATE_REUSEADDR_ON,
	BP__LATE_REUSEADDR_OFF,
	BP__LATE_REUSEPORT_ON,
	BP__LATE_REUSEPORT_OFF,
	BP__JOIN,
	BP__BIND_AGAIN,
	BP__PORT_0,
	BP__TIMEWAIT_SERVER,
	BP__TIMEWAIT_CLIENT,
	BP__CLOSED,
	BP__OPTION_COUNT,
};

#define BP__BIT(option) (1U << (option))

/* The calls a socket goes through; the first that fails is its result. The words are in
 * bp__call_name(). The SO_ and IPV6_ options are the calls that set them. */
enum bp__call {
	BP__CALL_NONE = 0,
	BP__CALL_SOCKET,
	BP__CALL_V6ONLY,
	BP__CALL_REUSEADDR,
	BP__CALL_REUSEPORT,
	BP__CALL_REUSEPORT_LB,
	BP__CALL_EXCLUSIVE,
	BP__CALL_FREEBIND,
	BP__CALL_TRANSPARENT,
	BP__CALL_BINDANY,
	BP__CALL_DEVICE,
	BP__CALL_RANGE,
	BP__CALL_BIND,
	BP__CALL_LATE_V6ONLY,
	BP__CALL_LATE_REUSEADDR,
	BP__CALL_LATE_REUSEPORT,
	BP__CALL_JOIN,
	BP__CALL_BIND_AGAIN,
	BP__CALL_LISTEN,
	BP__CALL_TIMEWAIT,
	/* Of the client that tries to reach the sockets. */
	BP__CALL_CONNECT,
	BP__CALL_SEND,
	BP__CALL_ACCEPT,
	BP__CALL_RECEIVE,
	BP__CALL_WAIT,
	BP__CALL_COUNT,
};

const char *
bp__call_name(enum bp__call call);

/* When an option takes effect. */
enum bp__moment {
	BP__BEFORE_BIND = 0,
	BP__AFTER_BIND,
	BP__AFTER_LISTEN,
	BP__NOT_A_CALL, /* who binds, which port, in which form */
};

/* The interfaces that a socket can be bound to. */
enum bp__device {
	BP__LOOPBACK = 0,
	BP__OUTSIDE, /* that of the host's first address that is not of loopback */
	BP__DEVICE_COUNT,
};

/* Who ends a connection, and so keeps its port in TIME_WAIT. */
enum bp__ender {
	BP__SERVER = 0,
	BP__CLIENT,
};

/* Which sockets can have an option. */
enum bp__asks_for {
	BP__ANY_SOCKET = 0,
	BP__INET6_ONLY,
	BP__DATAGRAMS_ONLY,
	BP__LISTENS_AT_ONCE, /* and accepts */
};

/* One option of a socket. */
struct bp__option_row {
	const char *word; /* as ids have it */
	const char *prose;
	enum bp__moment moment;
	enum bp__call call;
	int value;
	unsigned excludes; /* mask of options that cannot stand beside it */
	enum bp__asks_for asks_for;
};

const struct bp__option_row *
bp__option_row(enum bp__option option);

/* One socket of a case, before it is opened. */
struct bp__socket_spec {
	enum bp__kind kind;
	unsigned options; /* mask of BP__BIT(option) */
	struct bp__address number; /* of kind BP__NUMBER */
};

enum {
	BP__SOCKETS_MAX = 12,
	BP__ID_SIZE = 5120, /* holds any id, with its null byte */
};

struct bp__case {
	enum bp__series series;
	size_t count;
	struct bp__socket_spec sockets[BP__SOCKETS_MAX];
};

/* The family of the socket, which is that of its address but for family=other. */
enum bp__family
bp__spec_family(const struct bp__socket_spec *spec);

bool
bp__spec_has(const struct bp__socket_spec *spec, enum bp__option option);

/* Whether the system chooses the socket's port, which the sockets after it take. */
bool
bp__spec_chooses_port(const struct bp__socket_spec *spec);

/* Whether the socket is gone before the next step. */
bool
bp__spec_is_closed(const struct bp__socket_spec *spec);

/* Whether a socket of the case is for a group or a broadcast address. */
bool
bp__case_has_groups(const struct bp__case *c);

/* The address in words: 0.0.0.0, or "the host's IPv4 address". */
const char *
bp__spec_address_text(const struct bp__socket_spec *spec, char *buffer, size_t size);

/* Reads an id. BP_BAD_USAGE with the offending word when it is none. */
enum bp_status
bp__case_parse(const char *id, struct bp__case *result, struct bp_error *error);

/* Writes the id. Returns the buffer. */
char *
bp__case_format(const struct bp__case *c, char *buffer, size_t size);

/* Writes what the case does, in one line. Returns the buffer. */
char *
bp__case_prose(const struct bp__case *c, char *buffer, size_t size);

/* Whether two cases have the same id. */
bool
bp__case_equal(const struct bp__case *a, const struct bp__case *b);

/* Puts the status and the printed line into the error and returns the status. */
BP__PRINTF(3, 4)
enum bp_status
bp__fail(struct bp_error *error, enum bp_status status, const char *format, ...);

#endif
