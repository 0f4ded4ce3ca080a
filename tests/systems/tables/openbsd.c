/* What OpenBSD says to a user who is not root: kern.file. */
#include "made_up.h"

#include <sys/file.h>
#include <sys/socket.h>
#include <sys/socketvar.h>
#include <sys/sysctl.h>
#include <netinet/in.h>
#include <netinet/tcp_fsm.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int number; /* errno, as OpenBSD's headers find it */

int *
__errno(void)
{
	return &number;
}

/* A row as of the list of files; of a process in the other list. */
static struct kinfo_file
row_of(int family, int protocol, unsigned state)
{
	return (struct kinfo_file){
	    .f_type = DTYPE_SOCKET,
	    .so_family = (uint32_t)family,
	    .so_protocol = (uint32_t)protocol,
	    .so_pcb = (uint64_t)-1,
	    .inp_lport = htons(PORT),
	    .t_state = state,
	};
}

static void
add_socket(struct kinfo_file row, pid_t process)
{
	row.p_pid = (uint32_t)process;
	if (process != 0)
		snprintf(row.p_comm, sizeof row.p_comm, "process%d", process);
	add_row(&row, sizeof row);
}

static void
list_sockets(bool of_processes)
{
	struct kinfo_file row = row_of(AF_INET, IPPROTO_TCP, TCPS_LISTEN);
	add_socket(row, of_processes ? SERVER : 0);
	if (of_processes)
		add_socket(row, CHILD);
	row = row_of(AF_INET6, IPPROTO_TCP, TCPS_LISTEN);
	memcpy(row.inp_laddru, "\xfe\x80\0\2\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	add_socket(row, of_processes ? SERVER : 0);
	row = row_of(AF_INET6, IPPROTO_UDP, 0);
	add_socket(row, of_processes ? CHILD : 0);
	row.inp_fport = htons(53);
	add_socket(row, of_processes ? SERVER : 0);
	row = row_of(AF_UNIX, 0, 0);
	add_socket(row, of_processes ? SERVER : 0);
	if (of_processes)
		return;
	row = row_of(AF_INET, IPPROTO_TCP, TCPS_TIME_WAIT);
	row.so_state = SS_NOFDREF;
	add_socket(row, 0);
}

int
sysctl(const int *numbers, u_int count, void *bytes, size_t *size, void *new_bytes,
    size_t new_size)
{
	(void)new_bytes;
	(void)new_size;
	begin_list();
	if (count != 6 || numbers[1] != KERN_FILE ||
	    numbers[4] != (int)sizeof(struct kinfo_file))
		return fail(EINVAL);
	list_sockets(numbers[2] == KERN_FILE_BYUID);
	return answer(bytes, size);
}
