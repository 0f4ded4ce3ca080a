/* The sockets of the processes of macOS by libproc, as lsof(8) shows them: those of other
 * users to root alone. A socket goes by the handle that the kernel has for it. */
#include <config.h>

#include "sys/bsd_table.h"

#include <sys/types.h>
#include <sys/proc_info.h>
#include <netinet/in.h>

#include <errno.h>
#include <libproc.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sys/native.h"

/* A look at every socket of every process that may be looked at. */
struct look {
	void (*take)(struct look *look, const struct proc_bsdshortinfo *process,
	    const struct socket_info *socket);
	struct bp__bsd_visit *visit; /* of sockets, or NULL */
	const struct bp__bsd_search *search; /* for processes, or NULL */
	unsigned long long *seen; /* sockets that were shown; a process may share one */
	size_t seen_count;
	int code; /* why something could not be looked at */
};

static int
list_processes(int process, void *bytes, int size)
{
	(void)process;
	return proc_listpids(PROC_ALL_PIDS, 0, bytes, size);
}

static int
list_descriptors(int process, void *bytes, int size)
{
	return proc_pidinfo(process, PROC_PIDLISTFDS, 0, bytes, size);
}

/* A list, to be freed, with its size in bytes; NULL with *code set where it is not to be had.
 * Functions of libproc return 0 or less where they fail. */
static void *
read_list(
    int (*list)(int process, void *bytes, int size), int process, int *size, int *code)
{
	int room = list(process, NULL, 0);
	if (room <= 0 || room > INT_MAX / 2) {
		*code = room <= 0 ? errno : ENOMEM;
		return NULL;
	}
	room *= 2; /* there may be more by now */
	void *bytes = malloc((size_t)room);
	if (bytes == NULL) {
		*code = ENOMEM;
		return NULL;
	}
	*size = list(process, bytes, room);
	if (*size > 0)
		return bytes;
	*code = errno;
	free(bytes);
	return NULL;
}

static void
look_at_process(struct look *look, int number)
{
	struct proc_bsdshortinfo process;
	struct socket_fdinfo about;
	int size = 0;
	int code = 0;
	struct proc_fdinfo *descriptors =
	    read_list(list_descriptors, number, &size, &code);
	if (code == EPERM || code == EACCES)
		look->code = code;
	if (descriptors == NULL)
		return;
	if (proc_pidinfo(number, PROC_PIDT_SHORTBSDINFO, 0, &process, sizeof process) !=
	    (int)sizeof process)
		size = 0; /* it is gone */
	for (size_t i = 0; i < (size_t)size / sizeof *descriptors; i++) {
		if (descriptors[i].proc_fdtype == PROX_FDTYPE_SOCKET &&
		    proc_pidfdinfo(number, descriptors[i].proc_fd, PROC_PIDFDSOCKETINFO,
			&about, sizeof about) == (int)sizeof about)
			look->take(look, &process, &about.psi);
	}
	free(descriptors);
}

static int
look_at_all(struct look *look)
{
	int size = 0;
	int code = 0;
	pid_t *processes = read_list(list_processes, 0, &size, &code);
	if (processes == NULL)
		return code;
	for (size_t i = 0; i < (size_t)size / sizeof *processes; i++) {
		if (processes[i] > 0)
			look_at_process(look, processes[i]);
	}
	free(processes);
	return 0;
}

/* A socket of IPv6 that is at an IPv4 address has the flag of IPv4 alone, and one that carries
 * both has both. */
static void
read_address(
    struct bp__zones *zones, const struct socket_info *socket, struct bp__entry *entry)
{
	const struct in_sockinfo *in = &socket->soi_proto.pri_in;
	bool inet = (in->insi_vflag & INI_IPV4) != 0;
	if ((in->insi_vflag & INI_IPV6) != 0)
		entry->address =
		    bp__bsd_inet6(zones, &in->insi_laddr.ina_6, in->insi_v6.in6_ifindex);
	else if (socket->soi_family == AF_INET6)
		entry->address = bp__bsd_mapped(&in->insi_laddr.ina_46.i46a_addr4);
	else
		entry->address = bp__bsd_inet(&in->insi_laddr.ina_46.i46a_addr4);
	if (inet && entry->address.family == BP__INET6)
		entry->v6only = 0;
	else if (bp__address_is_wildcard(&entry->address) && !inet)
		entry->v6only = 1;
	entry->port = ntohs((uint16_t)in->insi_lport);
}

/* Whether it is a socket with a port. TCP lets go of the port of a connection that ended,
 * and the peer is still noted. */
static bool
read_entry(
    struct bp__zones *zones, const struct socket_info *socket, struct bp__entry *entry)
{
	const struct tcp_sockinfo *tcp = &socket->soi_proto.pri_tcp;
	bool connected = socket->soi_proto.pri_in.insi_fport != 0;
	*entry = (struct bp__entry){.v6only = -1, .owner = socket->soi_so};
	if (socket->soi_kind == SOCKINFO_TCP) {
		entry->transport = BP_TCP;
		entry->state = bp__bsd_tcp_state(tcp->tcpsi_state);
		if (connected && entry->state == BP__STATE_BOUND)
			return false;
	} else if (socket->soi_kind == SOCKINFO_IN &&
	    socket->soi_protocol == IPPROTO_UDP) {
		entry->transport = BP_UDP;
		entry->state = connected ? BP__STATE_CONNECTED : BP__STATE_BOUND;
	} else {
		return false;
	}
	read_address(zones, socket, entry);
	return true;
}

/* Whether the socket was seen before; it is noted. */
static bool
was_seen(struct look *look, unsigned long long owner)
{
	for (size_t i = 0; i < look->seen_count; i++) {
		if (look->seen[i] == owner)
			return true;
	}
	unsigned long long *seen =
	    realloc(look->seen, (look->seen_count + 1) * sizeof *seen);
	if (seen == NULL)
		return false;
	look->seen = seen;
	look->seen[look->seen_count++] = owner;
	return false;
}

static void
take_socket(struct look *look, const struct proc_bsdshortinfo *process,
    const struct socket_info *socket)
{
	struct bp__bsd_visit *visit = look->visit;
	struct bp__entry entry;
	if (!read_entry(visit->zones, socket, &entry) ||
	    (visit->query->transports & entry.transport) == 0 ||
	    entry.port != visit->query->port || was_seen(look, entry.owner))
		return;
	entry.user = process->pbsi_uid;
	bp__bsd_show(visit, &entry);
}

int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	struct bp__bsd_visit each = {&sys->zones, query, visit, context, 0};
	struct look look = {.take = take_socket, .visit = &each};
	*table = (struct bp__sys_table){.source = "libproc"};
	if ((query->transports & (BP_TCP | BP_UDP)) == 0)
		return BP__SYS_ABSENT;
	int code = look_at_all(&look);
	free(look.seen);
	if (code != 0)
		return code;
	table->lacking = look.code != 0
	    ? "Sockets of other users are shown to root alone, and those of no process to nobody"
	    : "Sockets of no process are not shown, as what is left of connections";
	return each.shown == 0 ? look.code : 0;
}

static void
take_process(struct look *look, const struct proc_bsdshortinfo *process,
    const struct socket_info *socket)
{
	char name[sizeof process->pbsi_comm + 1];
	if (!bp__bsd_seeks(look->search, socket->soi_so))
		return;
	memcpy(name, process->pbsi_comm, sizeof process->pbsi_comm);
	name[sizeof process->pbsi_comm] = '\0';
	bp__bsd_found(look->search, socket->soi_so, process->pbsi_pid, name);
}

int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context)
{
	(void)sys;
	const struct bp__bsd_search search = {owners, count, visit, context};
	struct look look = {.take = take_process, .search = &search};
	int code = look_at_all(&look);
	return code != 0 ? code : look.code;
}
