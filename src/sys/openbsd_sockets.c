/* The table of sockets that OpenBSD has in kern.file, and whose they are by the same, as
 * netstat(1) and fstat(1) show them. */
#include <config.h>

#include "sys/bsd_list.h"
#include "sys/bsd_table.h"

#include <sys/types.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>
#include <netinet/in.h>

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/native.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The rows by one of KERN_FILE's ways. */
static int
read_rows(int way, int argument, struct bp__bsd_list *list)
{
	const int numbers[] = {
	    CTL_KERN, KERN_FILE, way, argument, sizeof(struct kinfo_file), INT_MAX};
	return bp__bsd_read_list(numbers, COUNT(numbers), list);
}

static enum bp_transport
transport_of(const struct kinfo_file *row)
{
	if (row->so_family != AF_INET && row->so_family != AF_INET6)
		return (enum bp_transport)0;
	return row->so_protocol == IPPROTO_TCP ? BP_TCP
	    : row->so_protocol == IPPROTO_UDP  ? BP_UDP
					       : (enum bp_transport)0;
}

static void
mix(unsigned long long *hash, unsigned long long number)
{
	*hash = (*hash ^ number) * 0x100000001b3ULL;
	*hash ^= *hash >> 32;
}

/* The address of its control block in the kernel, which root alone is told. To others a socket
 * is what the table has of it, which two sockets at the same address share. */
static unsigned long long
owner_of(const struct kinfo_file *row)
{
	unsigned long long hash = 0xcbf29ce484222325ULL;
	if ((row->so_state & SS_NOFDREF) != 0)
		return 0;
	if (row->so_pcb != 0 && row->so_pcb != UINT64_MAX)
		return row->so_pcb;
	mix(&hash, row->so_family);
	mix(&hash, row->so_protocol);
	mix(&hash, row->inp_lport);
	mix(&hash, row->inp_fport);
	mix(&hash, row->inp_rtableid);
	for (size_t i = 0; i < COUNT(row->inp_laddru); i++) {
		mix(&hash, row->inp_laddru[i]);
		mix(&hash, row->inp_faddru[i]);
	}
	return hash | 1;
}

/* No socket of IPv6 carries IPv4 in OpenBSD, ip6(4). */
static struct bp__entry
entry_of(struct bp__zones *zones, const struct kinfo_file *row)
{
	bool inet6 = row->so_family == AF_INET6;
	struct bp__entry entry = {
	    .transport = transport_of(row),
	    .address = inet6 ? bp__bsd_inet6(zones, row->inp_laddru, 0)
			     : bp__bsd_inet(row->inp_laddru),
	    .port = ntohs((uint16_t)row->inp_lport),
	    .state = row->inp_fport != 0 ? BP__STATE_CONNECTED : BP__STATE_BOUND,
	    .v6only = inet6 ? 1 : -1,
	    .user = -1,
	    .owner = owner_of(row),
	};
	if (entry.transport == BP_TCP)
		entry.state = bp__bsd_tcp_state(row->t_state);
	return entry;
}

int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	struct bp__bsd_visit each = {&sys->zones, query, visit, context, 0};
	struct bp__bsd_list list;
	struct kinfo_file row;
	*table = (struct bp__sys_table){.source = "kern.file"};
	if (geteuid() != 0)
		table->lacking = "Sockets at one address are told apart for root alone";
	if ((query->transports & (BP_TCP | BP_UDP)) == 0)
		return BP__SYS_ABSENT;
	int code = read_rows(KERN_FILE_BYFILE, DTYPE_SOCKET, &list);
	for (size_t at = 0; list.size - at >= sizeof row; at += sizeof row) {
		memcpy(&row, list.bytes + at, sizeof row);
		if ((query->transports & transport_of(&row)) == 0)
			continue;
		struct bp__entry entry = entry_of(each.zones, &row);
		bp__bsd_show(&each, &entry);
	}
	free(list.bytes);
	return code;
}

int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context)
{
	(void)sys;
	const struct bp__bsd_search search = {owners, count, visit, context};
	char name[sizeof((struct kinfo_file *)NULL)->p_comm + 1] = "";
	struct bp__bsd_list list;
	struct kinfo_file row;
	int code = read_rows(KERN_FILE_BYUID, -1, &list);
	for (size_t at = 0; list.size - at >= sizeof row; at += sizeof row) {
		memcpy(&row, list.bytes + at, sizeof row);
		if (row.f_type != DTYPE_SOCKET || transport_of(&row) == 0 ||
		    !bp__bsd_seeks(&search, owner_of(&row)))
			continue;
		memcpy(name, row.p_comm, sizeof row.p_comm);
		bp__bsd_found(&search, owner_of(&row), (pid_t)row.p_pid, name);
	}
	free(list.bytes);
	return code;
}
