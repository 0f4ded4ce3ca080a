/* What the files that POSIX and Winsock share have in common. */
#ifndef BP_SYS_NATIVE_H
#define BP_SYS_NATIVE_H

#include "sys/agent.h"
#include "sys/linux_numbers.h"
#include "sys/network.h"
#include "sys/sockaddr.h"
#include "sys/sys.h"

struct bp__sys {
	struct bp__agent agent;
	struct bp__zones zones;
	int claims[128]; /* descriptors, of ports that are this run's */
	size_t claim_count;
};

/* What a call returned as 0 or the native error. */
static inline int
bp__native_answer(int result)
{
	return result < 0 ? bp__network_error() : 0;
}

static inline bp__native
bp__native_of(const struct bp__sock *sock)
{
	return (bp__native)sock->handle;
}

/* setsockopt(2) and getsockopt(2), whose pointers are of other types in Winsock. */
static inline int
bp__native_set(bp__native sock, const int names[2], const void *value, socklen_t size)
{
	return bp__native_answer(setsockopt(sock, names[0], names[1], value, size));
}

static inline int
bp__native_get(bp__native sock, const int names[2], void *value, socklen_t *size)
{
	return bp__native_answer(getsockopt(sock, names[0], names[1], value, size));
}

/* Whether the socket is the helper's, so that it has to make the calls that tell users
 * apart. */
static inline bool
bp__native_is_remote(const struct bp__sock *sock)
{
	return sock->remote >= 0;
}

#endif
