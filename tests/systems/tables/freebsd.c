/* What FreeBSD says: net.inet.tcp.pcblist, net.inet.udp.pcblist and kern.file. */
#include "made_up.h"

#include <sys/param.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>
#include <sys/user.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp.h>
#include <netinet/tcp_fsm.h>
#include <netinet/tcp_var.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The sizes of FreeBSD 12 and later. */
_Static_assert(sizeof(struct xinpcb) == 400, "xinpcb");
_Static_assert(sizeof(struct xtcpcb) == 744, "xtcpcb");
_Static_assert(sizeof(struct xfile) == 128, "xfile");

enum {
	TCP_LIST = 1001, /* numbers of ours */
	UDP_LIST,
	FILES,
	DUAL = INP_IPV4 | INP_IPV6 | INP_IPV6PROTO,
	ONE = INP_IPV6 | INP_IPV6PROTO,
	MAPPED = INP_IPV4 | INP_IPV6PROTO,
};

static int number; /* errno, as FreeBSD's headers find it */

int *
__error(void)
{
	return &number;
}

static void
add_edge(void)
{
	const struct xinpgen edge = {.xig_len = sizeof edge};
	add_row(&edge, sizeof edge);
}

static struct xinpcb
pcb_of(unsigned versions, int flags, uint64_t socket, uid_t user)
{
	struct xinpcb pcb = {.xi_len = sizeof pcb};
	pcb.inp_vflag = (uint8_t)versions;
	pcb.inp_flags = flags;
	pcb.inp_lport = htons(PORT);
	pcb.xi_socket.xso_so = socket;
	pcb.xi_socket.so_uid = user;
	return pcb;
}

static void
add_tcp(struct xinpcb pcb, int state)
{
	struct xtcpcb tcp = {.xt_len = sizeof tcp};
	tcp.xt_inp = pcb;
	tcp.t_state = state;
	add_row(&tcp, sizeof tcp);
}

static void
list_tcp(void)
{
	struct xinpcb pcb;
	add_edge();
	add_tcp(pcb_of(DUAL, 0, 0x1000, ROOT), TCPS_LISTEN);
	add_tcp(pcb_of(ONE, IN6P_IPV6_V6ONLY, 0x2000, USER), TCPS_LISTEN);
	pcb = pcb_of(ONE, 0, 0x3000, ROOT);
	memcpy(&pcb.in6p_laddr, "\xfe\x80\0\2\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	add_tcp(pcb, TCPS_LISTEN);
	pcb = pcb_of(MAPPED, 0, 0x4000, ROOT);
	pcb.inp_laddr.s_addr = htonl(INADDR_LOOPBACK);
	pcb.inp_fport = htons(999);
	add_tcp(pcb, TCPS_ESTABLISHED);
	pcb.xi_socket.xso_so = 0; /* nobody's any more */
	add_tcp(pcb, TCPS_TIME_WAIT);
	add_tcp(pcb_of(INP_IPV4, INP_DROPPED, 0x5000, ROOT), TCPS_CLOSED);
	add_tcp(pcb_of(INP_IPV4, 0, 0x6000, ROOT), TCPS_CLOSED);
	pcb = pcb_of(INP_IPV4, 0, 0x7000, ROOT);
	pcb.inp_lport = htons(PORT + 1);
	add_tcp(pcb, TCPS_LISTEN);
	add_edge();
}

static void
list_udp(void)
{
	struct xinpcb pcb = pcb_of(INP_IPV4, 0, 0x8000, USER);
	add_edge();
	add_row(&pcb, sizeof pcb);
	pcb.inp_fport = htons(53);
	add_row(&pcb, sizeof pcb);
	add_edge();
}

static void
add_file(short type, pid_t process, uint64_t data)
{
	const struct xfile file = {
	    .xf_size = sizeof file, .xf_type = type, .xf_pid = process, .xf_data = data};
	add_row(&file, sizeof file);
}

static void
list_files(void)
{
	add_file(DTYPE_SOCKET, SERVER, 0x1000);
	add_file(DTYPE_SOCKET, CHILD, 0x1000);
	add_file(DTYPE_SOCKET, CHILD, 0x2000);
	add_file(DTYPE_VNODE, CHILD, 0x3000);
	add_file(DTYPE_SOCKET, CHILD, 0);
}

int
sysctlnametomib(const char *name, int *numbers, size_t *count)
{
	*count = 1;
	*numbers = strcmp(name, "net.inet.tcp.pcblist") == 0 ? TCP_LIST
	    : strcmp(name, "net.inet.udp.pcblist") == 0      ? UDP_LIST
	    : strcmp(name, "kern.file") == 0                 ? FILES
							     : 0;
	return *numbers == 0 ? fail(ENOENT) : 0;
}

/* The name of a process. */
static void
list_process(pid_t process)
{
	struct kinfo_proc about = {.ki_structsize = sizeof about};
	snprintf(about.ki_comm, sizeof about.ki_comm, "process%d", process);
	add_row(&about, sizeof about);
}

int
sysctl(const int *numbers, u_int count, void *bytes, size_t *size, const void *new_bytes,
    size_t new_size)
{
	(void)new_bytes;
	(void)new_size;
	begin_list();
	if (numbers[0] == TCP_LIST)
		list_tcp();
	else if (numbers[0] == UDP_LIST)
		list_udp();
	else if (numbers[0] == FILES)
		list_files();
	else if (count == 4 && numbers[2] == KERN_PROC_PID)
		list_process(numbers[3]);
	return answer(bytes, size);
}

int
sysctlbyname(
    const char *name, void *bytes, size_t *size, const void *new_bytes, size_t new_size)
{
	(void)name;
	(void)bytes;
	(void)size;
	(void)new_bytes;
	(void)new_size;
	return fail(ENOENT);
}
