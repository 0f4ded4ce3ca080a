/* What the tables of sockets of the BSD family and macOS have in common. */
#include <config.h>

#include "sys/bsd_table.h"

#include <sys/types.h>

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "model/case.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

void
bp__bsd_show(struct bp__bsd_visit *visit, const struct bp__entry *entry)
{
	const struct bp__sys_query *query = visit->query;
	if (entry->port != query->port)
		return;
	if (query->quick && bp__transport_connects(entry->transport) &&
	    entry->state != BP__STATE_LISTEN)
		return;
	visit->visit(visit->context, entry);
	visit->shown++;
}

bool
bp__bsd_seeks(const struct bp__bsd_search *search, unsigned long long owner)
{
	for (size_t i = 0; owner != 0 && i < search->count; i++) {
		if (search->owners[i] == owner)
			return true;
	}
	return false;
}

void
bp__bsd_found(const struct bp__bsd_search *search, unsigned long long owner,
    long long process, const char *name)
{
	for (size_t i = 0; i < search->count; i++) {
		if (search->owners[i] == owner)
			search->visit(search->context, i, process, name);
	}
}

enum bp__state
bp__bsd_tcp_state(long long number)
{
	static const enum bp__state states[] = {
	    [0] = BP__STATE_BOUND, /* CLOSED: neither listening nor connected */
	    [1] = BP__STATE_LISTEN,
	    [2] = BP__STATE_SYN_SENT,
	    [3] = BP__STATE_SYN_RECV,
	    [4] = BP__STATE_ESTABLISHED,
	    [5] = BP__STATE_CLOSE_WAIT,
	    [6] = BP__STATE_FIN_WAIT1,
	    [7] = BP__STATE_CLOSING,
	    [8] = BP__STATE_LAST_ACK,
	    [9] = BP__STATE_FIN_WAIT2,
	    [10] = BP__STATE_TIME_WAIT,
	};
	return number >= 0 && number < (long long)COUNT(states) ? states[number]
								: BP__STATE_UNKNOWN;
}

struct bp__address
bp__bsd_inet(const void *bytes)
{
	struct bp__address address = {.family = BP__INET};
	memcpy(address.bytes, bytes, sizeof(struct in_addr));
	return address;
}

struct bp__address
bp__bsd_mapped(const void *bytes)
{
	struct bp__address address = {
	    .family = BP__INET6,
	    .bytes = {[10] = 0xff, [11] = 0xff},
	};
	memcpy(address.bytes + 12, bytes, sizeof(struct in_addr));
	return address;
}

/* KAME's stacks keep the scope of an address of a link or an interface in its bytes 2 and 3,
 * of groups too. */
struct bp__address
bp__bsd_inet6(struct bp__zones *zones, const void *bytes, uint32_t scope)
{
	struct bp__address address = {.family = BP__INET6};
	struct in6_addr in6;
	memcpy(&in6, bytes, sizeof in6);
	memcpy(address.bytes, bytes, sizeof in6);
	if (!IN6_IS_ADDR_LINKLOCAL(&in6) && !IN6_IS_ADDR_MC_LINKLOCAL(&in6) &&
	    !IN6_IS_ADDR_MC_NODELOCAL(&in6))
		return address;
	uint32_t embedded = (uint32_t)address.bytes[2] << 8 | address.bytes[3];
	address.bytes[2] = 0;
	address.bytes[3] = 0;
	if (embedded != 0)
		scope = embedded;
	if (scope != 0)
		bp__sockaddr_name_scope(zones, scope, address.zone);
	return address;
}

/* The tables are of all sockets of the host, and cannot be asked about one port: to look after
 * each case would cost more than the case. */
int
bp__sys_socket_owner(
    struct bp__sys *sys, const struct bp__sock *sock, unsigned long long *owner)
{
	(void)sys;
	(void)sock;
	(void)owner;
	return BP__SYS_ABSENT;
}

void
bp__sys_user_name(struct bp__sys *sys, long long user, char *buffer, size_t size)
{
	(void)sys;
	const struct passwd *entry = getpwuid((uid_t)user);
	snprintf(buffer, size, "%s", entry == NULL ? "" : entry->pw_name);
}
