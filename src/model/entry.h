/* A row of the system's own table of sockets, and who has the sockets on one port. */
#ifndef BP_MODEL_ENTRY_H
#define BP_MODEL_ENTRY_H

#include "bindprobe.h"
#include "model/address.h"
#include "model/arena.h"

/* What a socket does by the table. The words are in bp__state_name(). */
enum bp__state {
	BP__STATE_UNKNOWN = 0,
	BP__STATE_BOUND, /* it has the port; of TCP: it neither listens nor is connected */
	BP__STATE_LISTEN,
	BP__STATE_CONNECTED, /* of datagrams, to one peer */
	BP__STATE_ESTABLISHED, /* from here on connections of TCP and its like */
	BP__STATE_SYN_SENT,
	BP__STATE_SYN_RECV,
	BP__STATE_FIN_WAIT1,
	BP__STATE_FIN_WAIT2,
	BP__STATE_TIME_WAIT,
	BP__STATE_CLOSE_WAIT,
	BP__STATE_LAST_ACK,
	BP__STATE_CLOSING,
	BP__STATE_COUNT,
};

/* As netstat(8) writes it: LISTEN, TIME_WAIT. */
const char *
bp__state_name(enum bp__state state);

/* What the system tells of options of a socket, a mask; those of reuse it keeps to itself. */
enum bp__entry_option {
	BP__ENTRY_FREEBIND = 1,
	BP__ENTRY_TRANSPARENT = 2,
};

/* One socket. */
struct bp__entry {
	enum bp_transport transport;
	struct bp__address address; /* its own, not the peer's */
	unsigned port;
	char interface[BP__ZONE_SIZE]; /* the one it is bound to; empty: to none */
	enum bp__state state;
	int v6only; /* 0, 1, or -1 where the table does not tell */
	long long user; /* number of the user it belongs to; -1 where that is not told */
	unsigned long long
	    owner; /* by what bp__sys_each_process() finds it; 0: nothing */
	bool owner_is_process; /* rather than an inode */
	unsigned options; /* mask of enum bp__entry_option */
};

/* Whether it is a connection, which others than a server leave on a port too. */
static inline bool
bp__entry_is_connection(const struct bp__entry *entry)
{
	return entry->state >= BP__STATE_ESTABLISHED;
}

/* Whether IPv4 and IPv6 can reach it, as far as is known. */
bool
bp__entry_is_dual(const struct bp__entry *entry);

/* tcp4, tcp6, tcp46, udp4, ... as bp__outcome_protocol() has it. */
const char *
bp__entry_protocol(const struct bp__entry *entry);

struct bp__process {
	long long number;
	const char *name; /* what the process calls itself: any bytes */
};

/* Sockets that say the same: one, or connections of one kind. */
struct bp__who_row {
	struct bp__entry entry;
	unsigned long count;
	const char *user; /* the user's name; NULL where it has none */
	struct bp__process
	    *processes; /* that have the socket, or one of the connections */
	size_t process_count;
	unsigned long connections[BP__STATE_COUNT]; /* of a listener */
};

/* Who has the port. Everything is in its arena. */
struct bp__who {
	struct bp__arena arena;
	unsigned port;
	const char *source; /* what was asked: "sock_diag" */
	const char *lacking; /* what that does not tell here; NULL: nothing */
	bool needs_root; /* processes of others were not to be seen */
	struct bp__who_row *rows;
	size_t count;
	const char *text; /* one or two sentences */
};

#endif
