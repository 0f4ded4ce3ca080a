/* Claims ports by the abstract names of Linux's Unix sockets: they are of a network namespace,
 * as ports are, and end with the process that has them. */
#include <config.h>

#include "sys/sys.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "sys/native.h"

enum {
	ASKERS = 64, /* who may ask at once whose the name is */
};

/* As linux/socket.h has it; the C library shows it to GNU programs alone. */
struct peer {
	int process;
	unsigned user;
	unsigned group;
};

/* The name begins with a null byte. */
static socklen_t
write_name(unsigned port, enum bp_transport transport, struct sockaddr_un *name)
{
	*name = (struct sockaddr_un){.sun_family = AF_UNIX};
	int length = snprintf(name->sun_path + 1, sizeof name->sun_path - 1,
	    "bindprobe %u %u", (unsigned)transport, port);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length);
}

/* Asks who listens by the name. */
static long long
find_owner(const struct sockaddr_un *name, socklen_t length)
{
	struct peer peer = {.process = 0};
	socklen_t size = sizeof peer;
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (sock < 0)
		return 0;
	if (connect(sock, (const struct sockaddr *)name, length) != 0 ||
	    getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
		peer.process = 0;
	close(sock);
	return peer.process;
}

int
bp__sys_claim_port(struct bp__sys *sys, unsigned port, enum bp_transport transport,
    bool *claimed, long long *process)
{
	struct sockaddr_un name;
	socklen_t length = write_name(port, transport, &name);
	*claimed = false;
	if (sys->claim_count == sizeof sys->claims / sizeof *sys->claims)
		return BP__SYS_ABSENT;
	int sock = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (sock < 0)
		return BP__SYS_ABSENT;
	if (bind(sock, (const struct sockaddr *)&name, length) == 0 &&
	    listen(sock, ASKERS) == 0) {
		sys->claims[sys->claim_count++] = sock;
		return 0;
	}
	*claimed = errno == EADDRINUSE;
	*process = *claimed ? find_owner(&name, length) : 0;
	close(sock);
	return *claimed ? 0 : BP__SYS_ABSENT;
}
