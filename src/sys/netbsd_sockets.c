/* The tables of sockets that NetBSD has in net.inet*.pcblist, and whose they are by
 * kern.file2, as sockstat(1) shows them. A socket goes by its address in the kernel. */
#include <config.h>

#include "sys/bsd.h"
#include "sys/bsd_list.h"
#include "sys/bsd_table.h"

#include <sys/param.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <paths.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/native.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct table {
	const char *name;
	enum bp_transport transport;
} tables[] = {
    {"net.inet.tcp.pcblist", BP_TCP},
    {"net.inet6.tcp6.pcblist", BP_TCP},
    {"net.inet.udp.pcblist", BP_UDP},
    {"net.inet6.udp6.pcblist", BP_UDP},
};

/* The owner of sockets whose address is not told. */
static const unsigned long long UNSEEN = ULLONG_MAX;

/* Since NetBSD 9 the kernel tells addresses to a process that has had its memory open, which
 * root may: kern.expose_address is 1. */
static void
ask_for_addresses(void)
{
	int kmem = open(_PATH_KMEM, O_RDONLY | O_CLOEXEC);
	if (kmem >= 0)
		close(kmem);
}

/* A list with rows of the size, of all processes. */
static int
read_rows(const char *name, int way, size_t row_size, struct bp__bsd_list *list)
{
	int numbers[CTL_MAXNAME];
	size_t count = COUNT(numbers) - 4;
	*list = (struct bp__bsd_list){.bytes = NULL};
	if (sysctlnametomib(name, numbers, &count) != 0)
		return errno == ENOENT ? BP__SYS_ABSENT : errno;
	numbers[count++] = way;
	numbers[count++] = 0;
	numbers[count++] = (int)row_size;
	numbers[count++] = INT_MAX;
	return bp__bsd_read_list(numbers, (unsigned)count, list);
}

static unsigned long long
owner_of(const struct kinfo_pcb *row)
{
	if ((row->ki_sostate & SS_NOFDREF) != 0)
		return 0;
	return row->ki_sockaddr != 0 ? row->ki_sockaddr : UNSEEN;
}

static void
read_address(
    struct bp__zones *zones, const struct kinfo_pcb *row, struct bp__entry *entry)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	memcpy(&in, row->ki_spad, sizeof in);
	memcpy(&in6, row->ki_spad, sizeof in6);
	if (in6.sin6_family == AF_INET6) {
		entry->address = bp__bsd_inet6(zones, &in6.sin6_addr, in6.sin6_scope_id);
		entry->port = ntohs(in6.sin6_port);
		entry->v6only = (row->ki_pflags & IN6P_IPV6_V6ONLY) != 0;
	} else if (in.sin_family == AF_INET) {
		entry->address = bp__bsd_inet(&in.sin_addr);
		entry->port = ntohs(in.sin_port);
	}
}

/* The table has a peer of sockets that are connected alone. */
static struct bp__entry
entry_of(
    struct bp__zones *zones, enum bp_transport transport, const struct kinfo_pcb *row)
{
	struct bp__entry entry = {
	    .transport = transport,
	    .state = row->ki_dst.sa_family != 0 ? BP__STATE_CONNECTED : BP__STATE_BOUND,
	    .v6only = -1,
	    .user = -1,
	    .owner = owner_of(row),
	};
	read_address(zones, row, &entry);
	if (transport == BP_TCP)
		entry.state = bp__bsd_tcp_state(row->ki_tstate);
	return entry;
}

static int
show_table(struct bp__bsd_visit *visit, const struct table *table)
{
	struct bp__bsd_list list;
	struct kinfo_pcb row;
	int code = read_rows(table->name, PCB_ALL, sizeof row, &list);
	for (size_t at = 0; list.size - at >= sizeof row; at += sizeof row) {
		memcpy(&row, list.bytes + at, sizeof row);
		struct bp__entry entry = entry_of(visit->zones, table->transport, &row);
		bp__bsd_show(visit, &entry);
	}
	free(list.bytes);
	return code;
}

static bool
hides_other_users(void)
{
	int value = 0;
	return geteuid() != 0 &&
	    bp__bsd_setting("security.models.bsd44.curtain", &value) == 0 && value != 0;
}

int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	struct bp__bsd_visit each = {&sys->zones, query, visit, context, 0};
	int code = BP__SYS_ABSENT;
	bool any = false;
	*table = (struct bp__sys_table){.source = "net.inet.tcp.pcblist"};
	if (hides_other_users())
		table->lacking = "Sockets of other users are shown to root alone here";
	if (!query->quick)
		ask_for_addresses();
	for (size_t i = 0; i < COUNT(tables); i++) {
		if ((query->transports & tables[i].transport) == 0)
			continue;
		int answer = show_table(&each, &tables[i]);
		any = any || answer == 0;
		if (answer != 0 && answer != BP__SYS_ABSENT)
			code = answer;
	}
	if (any && each.shown == 0 && hides_other_users())
		return EPERM;
	return any ? 0 : code;
}

/* Writes the name of a process; empty when it is gone. */
static void
read_name(pid_t process, char *name, size_t size)
{
	struct kinfo_proc2 about;
	const int numbers[] = {
	    CTL_KERN, KERN_PROC2, KERN_PROC_PID, process, sizeof about, 1};
	size_t got = sizeof about;
	name[0] = '\0';
	if (sysctl(numbers, COUNT(numbers), &about, &got, NULL, 0) == 0 &&
	    got == sizeof about)
		snprintf(name, size, "%.*s", (int)sizeof about.p_comm, about.p_comm);
}

int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context)
{
	(void)sys;
	const struct bp__bsd_search search = {owners, count, visit, context};
	char name[sizeof((struct kinfo_proc2 *)NULL)->p_comm + 1];
	struct bp__bsd_list list;
	struct kinfo_file row;
	int code = read_rows("kern.file2", KERN_FILE_BYPID, sizeof row, &list);
	for (size_t at = 0; list.size - at >= sizeof row; at += sizeof row) {
		memcpy(&row, list.bytes + at, sizeof row);
		if (row.ki_ftype != DTYPE_SOCKET || !bp__bsd_seeks(&search, row.ki_fdata))
			continue;
		read_name((pid_t)row.ki_pid, name, sizeof name);
		bp__bsd_found(&search, row.ki_fdata, (pid_t)row.ki_pid, name);
	}
	free(list.bytes);
	return code == 0 && bp__bsd_seeks(&search, UNSEEN) && geteuid() != 0 ? EPERM
									     : code;
}
