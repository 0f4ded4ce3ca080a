/* What NetBSD says: the lists of TCP and UDP, and kern.file2. */
#include "made_up.h"

#include <sys/param.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp_fsm.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
	TCP_LIST = 1001, /* numbers of ours */
	TCP6_LIST,
	UDP_LIST,
	FILES,
};

static int number; /* errno, as NetBSD's headers find it */

int *
__errno(void)
{
	return &number;
}

static struct kinfo_pcb
row_of(int state, unsigned long long socket)
{
	const struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(PORT)};
	struct kinfo_pcb row = {.ki_tstate = state, .ki_sockaddr = socket};
	memcpy(row.ki_spad, &in, sizeof in);
	return row;
}

static struct kinfo_pcb
row6_of(int state, unsigned long long socket, const char *address)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(PORT)};
	struct kinfo_pcb row = {.ki_tstate = state, .ki_sockaddr = socket};
	memcpy(&in6.sin6_addr, address, sizeof in6.sin6_addr);
	memcpy(row.ki_spad, &in6, sizeof in6);
	return row;
}

static void
list_tcp(void)
{
	struct kinfo_pcb row = row_of(TCPS_LISTEN, 0x1000);
	add_row(&row, sizeof row);
	row = row_of(TCPS_TIME_WAIT, 0x2000);
	row.ki_sostate = SS_NOFDREF;
	add_row(&row, sizeof row);
}

static void
list_tcp6(void)
{
	static const char any[16];
	struct kinfo_pcb row = row6_of(TCPS_LISTEN, 0x3000, any);
	row.ki_pflags = IN6P_IPV6_V6ONLY;
	add_row(&row, sizeof row);
	row = row6_of(TCPS_LISTEN, 0, any); /* whose address is not told */
	add_row(&row, sizeof row);
	row = row6_of(TCPS_ESTABLISHED, 0x4000, "\xfe\x80\0\2\0\0\0\0\0\0\0\0\0\0\0\1");
	add_row(&row, sizeof row);
}

static void
list_udp(void)
{
	struct kinfo_pcb row = row_of(0, 0x5000);
	add_row(&row, sizeof row);
	row.ki_dst.sa_family = AF_INET;
	add_row(&row, sizeof row);
}

static void
list_files(void)
{
	struct kinfo_file file = {
	    .ki_ftype = DTYPE_SOCKET, .ki_pid = SERVER, .ki_fdata = 0x1000};
	add_row(&file, sizeof file);
	file.ki_pid = CHILD;
	add_row(&file, sizeof file);
	file.ki_fdata = 0;
	add_row(&file, sizeof file);
	file.ki_ftype = DTYPE_VNODE;
	file.ki_fdata = 0x3000;
	add_row(&file, sizeof file);
}

int
sysctlnametomib(const char *name, int *numbers, size_t *count)
{
	*count = 1;
	*numbers = strcmp(name, "net.inet.tcp.pcblist") == 0 ? TCP_LIST
	    : strcmp(name, "net.inet6.tcp6.pcblist") == 0    ? TCP6_LIST
	    : strcmp(name, "net.inet.udp.pcblist") == 0      ? UDP_LIST
	    : strcmp(name, "kern.file2") == 0                ? FILES
							     : 0;
	return *numbers == 0 ? fail(ENOENT) : 0;
}

/* The name of a process. */
static void
list_process(pid_t process)
{
	struct kinfo_proc2 about = {.p_pid = process};
	snprintf(about.p_comm, sizeof about.p_comm, "process%d", process);
	add_row(&about, sizeof about);
}

int
sysctl(const int *numbers, u_int count, void *bytes, size_t *size, const void *new_bytes,
    size_t new_size)
{
	(void)new_bytes;
	(void)new_size;
	begin_list();
	if (numbers[0] == TCP_LIST && numbers[3] == (int)sizeof(struct kinfo_pcb))
		list_tcp();
	else if (numbers[0] == TCP6_LIST)
		list_tcp6();
	else if (numbers[0] == UDP_LIST)
		list_udp();
	else if (numbers[0] == FILES && numbers[1] == KERN_FILE_BYPID)
		list_files();
	else if (count == 6 && numbers[2] == KERN_PROC_PID)
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
