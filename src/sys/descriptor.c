/* Makes descriptors with the flags all of ours have. */
#include <config.h>

#include "sys/descriptor.h"

#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

/* Both exist or neither does, everywhere. */
#if defined(SOCK_NONBLOCK) && defined(SOCK_CLOEXEC)
enum {
	SOCKET_FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC,
	EXEC_FLAG = SOCK_CLOEXEC
};
#else
enum {
	SOCKET_FLAGS = 0,
	EXEC_FLAG = 0
};
#endif

#if defined(HAVE_ACCEPT4) && defined(SOCK_NONBLOCK)
enum {
	ACCEPT_FLAGS = SOCKET_FLAGS
};
#define ACCEPT(listener, address, size) accept4(listener, address, size, ACCEPT_FLAGS)
#else
enum {
	ACCEPT_FLAGS = 0
};
#define ACCEPT(listener, address, size) accept(listener, address, size)
#endif

/* A connection that was reset before it is accepted refuses the option on macOS, and
 * raises no signal either: the answer does not matter. */
static void
refuse_signal(int descriptor)
{
#ifdef SO_NOSIGPIPE
	int on = 1;
	(void)setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#else
	(void)descriptor;
#endif
}

/* What the flags given to the call did not do. */
static int
finish(int descriptor, int flags)
{
	refuse_signal(descriptor);
	if (flags != 0)
		return 0;
	int status = fcntl(descriptor, F_GETFL);
	if (status < 0 || fcntl(descriptor, F_SETFL, status | O_NONBLOCK) < 0)
		return errno;
	return bp__descriptor_close_on_exec(descriptor);
}

/* Finishes it, or closes it. */
static int
finish_or_close(int descriptor, int flags, int *result)
{
	int code = finish(descriptor, flags);
	if (code != 0)
		close(descriptor);
	else
		*result = descriptor;
	return code;
}

int
bp__descriptor_close_on_exec(int descriptor)
{
	return fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0 ? errno : 0;
}

int
bp__descriptor_open(int family, int type, int protocol, int *descriptor)
{
	int opened = socket(family, type | SOCKET_FLAGS, protocol);
	if (opened < 0)
		return errno;
	return finish_or_close(opened, SOCKET_FLAGS, descriptor);
}

int
bp__descriptor_accept(
    int listener, struct sockaddr *address, socklen_t *size, int *descriptor)
{
	int accepted;
	int tries = 0;
	do
		accepted = ACCEPT(listener, address, size);
	while (bp__is_interrupted(accepted, &tries));
	if (accepted < 0)
		return errno;
	return finish_or_close(accepted, ACCEPT_FLAGS, descriptor);
}

int
bp__descriptor_pair(int descriptors[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | EXEC_FLAG, 0, descriptors) != 0)
		return errno;
	for (size_t i = 0; i < 2; i++) {
		refuse_signal(descriptors[i]);
		if (EXEC_FLAG == 0)
			(void)bp__descriptor_close_on_exec(descriptors[i]);
	}
	return 0;
}
