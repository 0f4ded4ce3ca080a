/* What the files of the POSIX layer share. */
#ifndef BP_SYS_POSIX_H
#define BP_SYS_POSIX_H

#include "sys/agent.h"
#include "sys/sockaddr.h"
#include "sys/sys.h"

#include <errno.h>

struct bp__sys {
	struct bp__agent agent;
	struct bp__zones zones;
};

/* What a call returned as 0 or errno. */
static inline int
bp__posix_answer(int result)
{
	return result < 0 ? errno : 0;
}

static inline int
bp__posix_descriptor_of(const struct bp__sock *sock)
{
	return (int)sock->handle;
}

/* Whether the socket is the helper's, so that it has to make the calls that tell users
 * apart. */
static inline bool
bp__posix_is_remote(const struct bp__sock *sock)
{
	return sock->remote >= 0;
}

#endif
