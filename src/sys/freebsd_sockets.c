/* The tables of sockets that FreeBSD has in net.inet.*.pcblist, and whose they are by
 * kern.file, as sockstat(1) shows them. A socket goes by its address in the kernel. */
#include <config.h>

#include "sys/bsd.h"
#include "sys/bsd_list.h"
#include "sys/bsd_table.h"

#include <sys/param.h>
#include <sys/file.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>
#include <sys/user.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp.h>
#include <netinet/tcp_var.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/native.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct table {
	const char *name;
	enum bp_transport transport;
} tables[] = {
    {"net.inet.tcp.pcblist", BP_TCP}, {"net.inet.udp.pcblist", BP_UDP},
    {"net.inet.udplite.pcblist", BP_UDPLITE}, /* not in FreeBSD 14 */
};

static int
read_list(const char *name, struct bp__bsd_list *list)
{
	int numbers[CTL_MAXNAME];
	size_t count = COUNT(numbers);
	*list = (struct bp__bsd_list){.bytes = NULL};
	if (sysctlnametomib(name, numbers, &count) != 0)
		return errno == ENOENT ? BP__SYS_ABSENT : errno;
	return bp__bsd_read_list(numbers, (unsigned)count, list);
}

/* A socket of IPv6 that is at an IPv4 address has the flag of IPv4 alone. */
static struct bp__address
address_of(struct bp__zones *zones, const struct xinpcb *pcb)
{
	if ((pcb->inp_vflag & INP_IPV6) != 0)
		return bp__bsd_inet6(zones, &pcb->in6p_laddr, pcb->in6p_zoneid);
	if ((pcb->inp_vflag & INP_IPV6PROTO) != 0)
		return bp__bsd_mapped(&pcb->inp_laddr);
	return bp__bsd_inet(&pcb->inp_laddr);
}

/* What is left of a connection has no socket, and then no user: 0 would be root. */
static struct bp__entry
entry_of(struct bp__zones *zones, enum bp_transport transport, const struct xinpcb *pcb)
{
	struct bp__entry entry = {
	    .transport = transport,
	    .address = address_of(zones, pcb),
	    .port = ntohs(pcb->inp_lport),
	    .state = pcb->inp_fport != 0 ? BP__STATE_CONNECTED : BP__STATE_BOUND,
	    .v6only = -1,
	    .user = pcb->xi_socket.xso_so == 0 ? -1 : (long long)pcb->xi_socket.so_uid,
	    .owner = pcb->xi_socket.xso_so,
	};
	if (entry.address.family == BP__INET6)
		entry.v6only = (pcb->inp_flags & IN6P_IPV6_V6ONLY) != 0;
	return entry;
}

/* TCP has let go of the port of a socket that is dropped, and its process has not closed that
 * yet. */
static void
show_pcb(
    struct bp__bsd_visit *visit, enum bp_transport transport, const unsigned char *bytes)
{
	struct xtcpcb tcp;
	struct xinpcb pcb;
	if (transport == BP_TCP) {
		memcpy(&tcp, bytes, sizeof tcp);
		pcb = tcp.xt_inp;
	} else {
		memcpy(&pcb, bytes, sizeof pcb);
	}
	if ((pcb.inp_flags & INP_DROPPED) != 0)
		return;
	struct bp__entry entry = entry_of(visit->zones, transport, &pcb);
	if (transport == BP_TCP)
		entry.state = bp__bsd_tcp_state(tcp.t_state);
	bp__bsd_show(visit, &entry);
}

/* Each part of a list begins with its size: one that heads it, its sockets, one that ends
 * it. Other sizes are of another release. */
static int
show_list(struct bp__bsd_visit *visit, enum bp_transport transport,
    const struct bp__bsd_list *list)
{
	const size_t edge = sizeof(struct xinpgen);
	const size_t part =
	    transport == BP_TCP ? sizeof(struct xtcpcb) : sizeof(struct xinpcb);
	ksize_t size = 0;
	size_t at = 0;
	while (list->size - at >= sizeof size) {
		memcpy(&size, list->bytes + at, sizeof size);
		if (size > list->size - at || size != (at == 0 ? edge : part))
			break;
		if (at > 0)
			show_pcb(visit, transport, list->bytes + at);
		at += size;
	}
	return at >= edge && size == edge ? 0 : EPROTO;
}

/* What is not shown to everyone. */
static bool
hides_other_users(void)
{
	static const char *const settings[] = {
	    "security.bsd.see_other_uids",
	    "security.bsd.see_other_gids",
	};
	for (size_t i = 0; geteuid() != 0 && i < COUNT(settings); i++) {
		int value = 1;
		if (bp__bsd_setting(settings[i], &value) == 0 && value == 0)
			return true;
	}
	return false;
}

static bool
shares_a_network(void)
{
	int jailed = 0;
	int owned = 0;
	return bp__bsd_setting("security.jail.jailed", &jailed) == 0 && jailed != 0 &&
	    (bp__bsd_setting("security.jail.vnet", &owned) != 0 || owned == 0);
}

static const char *
lacking(const struct bp__sys_query *query)
{
	if (hides_other_users())
		return "Sockets of other users are shown to root alone here";
	if (shares_a_network())
		return "Sockets that are not of this jail are not shown";
	if ((query->transports & BP_SCTP) != 0)
		return "Sockets of SCTP are not looked for";
	return NULL;
}

int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	struct bp__bsd_visit each = {&sys->zones, query, visit, context, 0};
	int code = BP__SYS_ABSENT;
	bool any = false;
	*table = (struct bp__sys_table){"net.inet.tcp.pcblist", lacking(query)};
	for (size_t i = 0; i < COUNT(tables); i++) {
		struct bp__bsd_list list;
		if ((query->transports & tables[i].transport) == 0)
			continue;
		int answer = read_list(tables[i].name, &list);
		if (answer == 0)
			answer = show_list(&each, tables[i].transport, &list);
		any = any || answer == 0;
		if (answer != 0 && answer != BP__SYS_ABSENT)
			code = answer;
		free(list.bytes);
	}
	if (any && each.shown == 0 && hides_other_users())
		return EPERM;
	return any ? 0 : code;
}

/* Writes the name of a process; empty when it is gone. */
static void
read_name(pid_t process, char *name, size_t size)
{
	const int numbers[] = {CTL_KERN, KERN_PROC, KERN_PROC_PID, process};
	struct kinfo_proc about;
	size_t got = sizeof about;
	name[0] = '\0';
	if (sysctl(numbers, COUNT(numbers), &about, &got, NULL, 0) == 0 &&
	    got == sizeof about && about.ki_structsize == (int)sizeof about)
		snprintf(name, size, "%.*s", (int)sizeof about.ki_comm, about.ki_comm);
}

int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context)
{
	(void)sys;
	const struct bp__bsd_search search = {owners, count, visit, context};
	struct bp__bsd_list list;
	struct xfile file;
	char name[sizeof((struct kinfo_proc *)NULL)->ki_comm + 1];
	int code = read_list("kern.file", &list);
	for (size_t at = 0; code == 0 && list.size - at >= sizeof file;
	     at += sizeof file) {
		memcpy(&file, list.bytes + at, sizeof file);
		if (file.xf_size != sizeof file)
			code = EPROTO;
		else if (file.xf_type == DTYPE_SOCKET &&
		    bp__bsd_seeks(&search, file.xf_data)) {
			read_name(file.xf_pid, name, sizeof name);
			bp__bsd_found(&search, file.xf_data, file.xf_pid, name);
		}
	}
	free(list.bytes);
	return code;
}
