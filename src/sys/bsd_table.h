/* What the tables of sockets of the BSD family and macOS have in common. */
#ifndef BP_SYS_BSD_TABLE_H
#define BP_SYS_BSD_TABLE_H

#include "sys/sockaddr.h"
#include "sys/sys.h"

/* A visit, as bp__sys_each_socket() has it. */
struct bp__bsd_visit {
	struct bp__zones *zones;
	const struct bp__sys_query *query;
	void (*visit)(void *context, const struct bp__entry *entry);
	void *context;
	size_t shown; /* how many sockets were */
};

/* Shows the entry to the visit, if it was asked for. */
void
bp__bsd_show(struct bp__bsd_visit *visit, const struct bp__entry *entry);

/* A search for processes, as bp__sys_each_process() has it. */
struct bp__bsd_search {
	const unsigned long long *owners;
	size_t count;
	void (*visit)(void *context, size_t i, long long process, const char *name);
	void *context;
};

/* Whether the owner is one that is searched for; 0 never is. */
bool
bp__bsd_seeks(const struct bp__bsd_search *search, unsigned long long owner);

/* Shows the process to the visit as one that has the owner. */
void
bp__bsd_found(const struct bp__bsd_search *search, unsigned long long owner,
    long long process, const char *name);

/* The state of a socket of TCP by its number of netinet/tcp_fsm.h, which all have the same
 * since 4.2BSD. */
enum bp__state
bp__bsd_tcp_state(long long number);

/* Addresses by their bytes as the kernel has them: one of IPv4; the same mapped into IPv6; one
 * of IPv6, whose scope may be inside of it, or beside it, or 0. */
struct bp__address
bp__bsd_inet(const void *bytes);
struct bp__address
bp__bsd_mapped(const void *bytes);
struct bp__address
bp__bsd_inet6(struct bp__zones *zones, const void *bytes, uint32_t scope);

#endif
