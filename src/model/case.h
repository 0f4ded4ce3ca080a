/* Cases and their ids. A case is an ordered list of one to four sockets on one port, in one
 * series; its id is its coordinate, the same on every system and in every version. */
#ifndef BP_MODEL_CASE_H
#define BP_MODEL_CASE_H

#include "bindprobe.h"
#include "model/address.h"

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
	BP__USER_OTHER,
	BP__LATE_V6ONLY_ON,
	BP__LATE_V6ONLY_OFF,
	BP__PORT_0,
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
	BP__CALL_BIND,
	BP__CALL_LATE_V6ONLY,
	BP__CALL_LISTEN,
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
	BP__NOT_A_CALL, /* who binds, which port */
};

/* One option of a socket. */
struct bp__option_row {
	const char *word; /* as ids have it */
	const char *prose;
	enum bp__moment moment;
	enum bp__call call;
	int value;
	unsigned excludes; /* mask of options that cannot stand beside it */
	bool inet6_only;
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
	BP__SOCKETS_MAX = 4,
	BP__ID_SIZE = 704, /* holds any id, with its null byte */
};

struct bp__case {
	enum bp__series series;
	size_t count;
	struct bp__socket_spec sockets[BP__SOCKETS_MAX];
};

/* The family of the socket. */
enum bp__family
bp__spec_family(const struct bp__socket_spec *spec);

bool
bp__spec_has(const struct bp__socket_spec *spec, enum bp__option option);

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
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
enum bp_status
bp__fail(struct bp_error *error, enum bp_status status, const char *format, ...);

#endif
