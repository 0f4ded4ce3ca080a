/* The tables of sockets of Linux, by its two ways. */
#ifndef BP_SYS_LINUX_PORT_H
#define BP_SYS_LINUX_PORT_H

#include "sys/sys.h"

/* A visit, as bp__sys_each_socket() has it. */
struct bp__linux_visit {
	const struct bp__sys_query *query;
	void (*visit)(void *context, const struct bp__entry *entry);
	void *context;
};

/* The state of a socket by its number of include/net/tcp_states.h. */
enum bp__state
bp__linux_state(enum bp_transport transport, unsigned number);

/* Shows the sockets of one transport and family that /proc/net has on the port. Returns 0,
 * BP__SYS_ABSENT where it has no such table, or the native error. */
int
bp__linux_read_table(const struct bp__linux_visit *visit, enum bp_transport transport,
    enum bp__family family);

#endif
