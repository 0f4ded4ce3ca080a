/* Sockets of any POSIX system. The calls of a socket that another user owns go to the
 * helper process where the user matters: opening, setting, binding, listening. */
#include <config.h>

#include "sys/sys.h"

#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/descriptor.h"
#include "sys/posix.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	BACKLOG = 16, /* more connections than a case makes */
	WAITED_MAX = 32, /* more sockets than a case waits for */
};

struct bp__sys *
bp__sys_start(void)
{
	return calloc(1, sizeof(struct bp__sys));
}

void
bp__sys_stop(struct bp__sys *sys)
{
	if (sys == NULL)
		return;
	bp__agent_stop(&sys->agent);
	free(sys);
}

/* What socket(2) takes for each transport. */
static const struct {
	enum bp_transport transport;
	int type;
	int protocol;
} protocols[] = {
    {BP_TCP, SOCK_STREAM, 0},
    {BP_UDP, SOCK_DGRAM, 0},
#ifdef IPPROTO_MPTCP
    {BP_MPTCP, SOCK_STREAM, IPPROTO_MPTCP},
#endif
#ifdef IPPROTO_SCTP
    {BP_SCTP, SOCK_STREAM, IPPROTO_SCTP},
#endif
#ifdef IPPROTO_UDPLITE
    {BP_UDPLITE, SOCK_DGRAM, IPPROTO_UDPLITE},
#endif
#if defined IPPROTO_DCCP && defined SOCK_DCCP
    {BP_DCCP, SOCK_DCCP, IPPROTO_DCCP},
#endif
};

const char *
bp__sys_lacks_other_user(struct bp__sys *sys)
{
	return bp__agent_lacking(&sys->agent);
}

int
bp__sys_open(struct bp__sys *sys, enum bp_transport transport, enum bp__family family,
    enum bp__sys_owner owner, struct bp__sock *sock)
{
	size_t i = 0;
	while (i < COUNT(protocols) && protocols[i].transport != transport)
		i++;
	if (i == COUNT(protocols))
		return BP__SYS_ABSENT;
	const int kind[3] = {
	    bp__sockaddr_family(family), protocols[i].type, protocols[i].protocol};
	int descriptor = -1;
	int remote = -1;
	int code = owner == BP__SYS_OTHER
	    ? bp__agent_open(&sys->agent, kind, &descriptor, &remote)
	    : bp__descriptor_open(kind[0], kind[1], kind[2], &descriptor);
	*sock = (struct bp__sock){descriptor, remote, family};
	return code;
}

int
bp__sys_bind_as(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port, enum bp__sys_form form)
{
	struct sockaddr_storage storage;
	socklen_t size;
	memset(&storage, 0, sizeof storage);
	int code = bp__sockaddr_write(&sys->zones, address, port, &storage, &size);
	if (code != 0)
		return code;
	if ((form & BP__SYS_UNSPEC) != 0)
		storage.ss_family = AF_UNSPEC;
	if ((form & BP__SYS_SHORT) != 0)
		size--;
	if ((form & BP__SYS_LONG) != 0)
		size = sizeof storage;
	if (bp__posix_is_remote(sock))
		return bp__agent_bind(&sys->agent, sock->remote, &storage, size);
	return bp__posix_answer(
	    bind(bp__posix_descriptor_of(sock), (const struct sockaddr *)&storage, size));
}

int
bp__sys_listen(struct bp__sys *sys, const struct bp__sock *sock)
{
	if (bp__posix_is_remote(sock))
		return bp__agent_listen(&sys->agent, sock->remote, BACKLOG);
	return bp__posix_answer(listen(bp__posix_descriptor_of(sock), BACKLOG));
}

int
bp__sys_local(struct bp__sys *sys, const struct bp__sock *sock,
    struct bp__address *address, unsigned *port)
{
	struct sockaddr_storage storage;
	socklen_t size = sizeof storage;
	struct sockaddr *native = (struct sockaddr *)&storage;
	if (getsockname(bp__posix_descriptor_of(sock), native, &size) != 0)
		return errno;
	bp__sockaddr_read(&sys->zones, native, size, address, port);
	return 0;
}

int
bp__sys_connect(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port)
{
	struct sockaddr_storage storage;
	socklen_t size;
	int code = bp__sockaddr_write(&sys->zones, address, port, &storage, &size);
	if (code != 0)
		return code;
	code = bp__posix_answer(connect(
	    bp__posix_descriptor_of(sock), (const struct sockaddr *)&storage, size));
	return code == EINPROGRESS ? 0 : code;
}

int
bp__sys_failure(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	int pending = 0;
	socklen_t size = sizeof pending;
	if (getsockopt(bp__posix_descriptor_of(sock), SOL_SOCKET, SO_ERROR, &pending,
		&size) != 0)
		return errno;
	return pending;
}

int
bp__sys_disconnect(struct bp__sys *sys, const struct bp__sock *sock)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};
	int code =
	    bp__posix_answer(connect(bp__posix_descriptor_of(sock), &none, sizeof none));
	(void)bp__sys_failure(sys, sock);
	return code;
}

int
bp__sys_accept(struct bp__sys *sys, const struct bp__sock *listener,
    struct bp__sock *sock, struct bp__address *address, unsigned *port)
{
	struct sockaddr_storage storage;
	socklen_t size = sizeof storage;
	struct sockaddr *native = (struct sockaddr *)&storage;
	int descriptor = -1;
	int code = bp__descriptor_accept(
	    bp__posix_descriptor_of(listener), native, &size, &descriptor);
	*sock = (struct bp__sock){descriptor, -1, listener->family};
	if (code == 0)
		bp__sockaddr_read(&sys->zones, native, size, address, port);
	return code;
}

int
bp__sys_send(
    struct bp__sys *sys, const struct bp__sock *sock, const void *data, size_t size)
{
	(void)sys;
	return send(bp__posix_descriptor_of(sock), data, size, BP__NO_SIGNAL) < 0 ? errno
										  : 0;
}

int
bp__sys_receive(struct bp__sys *sys, const struct bp__sock *sock, void *data, size_t size,
    size_t *got)
{
	(void)sys;
	*got = 0;
	ssize_t received = recv(bp__posix_descriptor_of(sock), data, size, 0);
	if (received < 0)
		return errno;
	*got = (size_t)received;
	return 0;
}

int
bp__sys_wait(
    struct bp__sys *sys, struct bp__sys_event *events, size_t count, int milliseconds)
{
	(void)sys;
	struct pollfd polled[WAITED_MAX];
	if (count > WAITED_MAX)
		return EINVAL;
	for (size_t i = 0; i < count; i++) {
		/* poll(2) passes over a descriptor of -1. */
		polled[i].fd = bp__posix_descriptor_of(&events[i].sock);
		polled[i].events = events[i].writable ? POLLOUT : POLLIN;
		polled[i].revents = 0;
		events[i].ready = false;
	}
	if (poll(polled, (nfds_t)count, milliseconds) < 0)
		return errno == EINTR ? 0 : errno;
	for (size_t i = 0; i < count; i++)
		events[i].ready = polled[i].revents != 0;
	return 0;
}

int
bp__sys_abort_on_close(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	struct linger linger = {.l_onoff = 1, .l_linger = 0};
	return bp__posix_answer(setsockopt(bp__posix_descriptor_of(sock), SOL_SOCKET,
	    SO_LINGER, &linger, sizeof linger));
}

void
bp__sys_close(struct bp__sys *sys, struct bp__sock *sock)
{
	if (bp__posix_is_remote(sock))
		bp__agent_close(&sys->agent, sock->remote);
	if (sock->handle >= 0)
		close(bp__posix_descriptor_of(sock));
	*sock = BP__NO_SOCKET;
}

bool
bp__sys_has_room(struct bp__sys *sys, size_t count)
{
	(void)sys;
	long limit = sysconf(_SC_OPEN_MAX);
	for (int i = 0; count > 0 && (limit < 0 || i < limit); i++)
		count -= fcntl(i, F_GETFD) < 0;
	return count == 0;
}
