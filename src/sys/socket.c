/* The calls on sockets that POSIX and Winsock have alike. Those of a socket that another user
 * owns go to the helper process where the user matters: opening, setting, binding,
 * listening. */
#include <config.h>

#include "sys/sys.h"

#include <string.h>

#include "sys/descriptor.h"
#include "sys/native.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	BACKLOG = 16, /* more connections than a case makes */
};

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
	if (bp__sockaddr_family(family) == BP__SYS_NO_INET6)
		return BP__SYS_NO_INET6;
	const int kind[3] = {
	    bp__sockaddr_family(family), protocols[i].type, protocols[i].protocol};
	bp__native native = BP__NO_NATIVE;
	int remote = -1;
	int code = owner == BP__SYS_OTHER
	    ? bp__agent_open(&sys->agent, kind, &native, &remote)
	    : bp__descriptor_open(kind[0], kind[1], kind[2], &native);
	*sock = code != 0 ? BP__NO_SOCKET
			  : (struct bp__sock){(long long)native, remote, family};
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
	if (bp__native_is_remote(sock))
		return bp__agent_bind(&sys->agent, sock->remote, &storage, size);
	return bp__native_answer(
	    bind(bp__native_of(sock), (const struct sockaddr *)&storage, size));
}

int
bp__sys_listen(struct bp__sys *sys, const struct bp__sock *sock)
{
	if (bp__native_is_remote(sock))
		return bp__agent_listen(&sys->agent, sock->remote, BACKLOG);
	return bp__native_answer(listen(bp__native_of(sock), BACKLOG));
}

int
bp__sys_local(struct bp__sys *sys, const struct bp__sock *sock,
    struct bp__address *address, unsigned *port)
{
	struct sockaddr_storage storage;
	socklen_t size = sizeof storage;
	struct sockaddr *native = (struct sockaddr *)&storage;
	if (getsockname(bp__native_of(sock), native, &size) != 0)
		return bp__network_error();
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
	int result;
	int tries = 0;
	do
		result =
		    connect(bp__native_of(sock), (const struct sockaddr *)&storage, size);
	while (bp__is_interrupted(result, &tries));
	code = bp__native_answer(result);
	/* A connection goes on when its call is interrupted. */
	if (tries > 0 && (code == BP__STILL_CONNECTING || code == BP__CONNECTED))
		return 0;
	return code == BP__CONNECTING ? 0 : code;
}

int
bp__sys_accept(struct bp__sys *sys, const struct bp__sock *listener,
    struct bp__sock *sock, struct bp__address *address, unsigned *port)
{
	struct sockaddr_storage storage;
	socklen_t size = sizeof storage;
	struct sockaddr *native = (struct sockaddr *)&storage;
	bp__native accepted = BP__NO_NATIVE;
	int code =
	    bp__descriptor_accept(bp__native_of(listener), native, &size, &accepted);
	*sock = BP__NO_SOCKET;
	if (code != 0)
		return code;
	*sock = (struct bp__sock){(long long)accepted, -1, listener->family};
	bp__sockaddr_read(&sys->zones, native, size, address, port);
	return 0;
}

int
bp__sys_abort_on_close(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	static const int names[2] = {SOL_SOCKET, SO_LINGER};
	const struct linger linger = {.l_onoff = 1, .l_linger = 0};
	return bp__native_set(bp__native_of(sock), names, &linger, sizeof linger);
}
