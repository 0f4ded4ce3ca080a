/* What is of POSIX alone in the calls on sockets. */
#include <config.h>

#include "sys/sys.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "sys/descriptor.h"
#include "sys/native.h"

const char bp__sys_services[] = "/etc/services";

enum {
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
	for (size_t i = 0; i < sys->claim_count; i++)
		close(sys->claims[i]);
	free(sys);
}

int
bp__sys_failure(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	int pending = 0;
	socklen_t size = sizeof pending;
	if (getsockopt(bp__native_of(sock), SOL_SOCKET, SO_ERROR, &pending, &size) != 0)
		return errno;
	return pending;
}

int
bp__sys_disconnect(struct bp__sys *sys, const struct bp__sock *sock)
{
	const struct sockaddr none = {.sa_family = AF_UNSPEC};
	int code = bp__native_answer(connect(bp__native_of(sock), &none, sizeof none));
	(void)bp__sys_failure(sys, sock);
	return code;
}

int
bp__sys_send(
    struct bp__sys *sys, const struct bp__sock *sock, const void *data, size_t size)
{
	(void)sys;
	ssize_t sent;
	int tries = 0;
	do
		sent = send(bp__native_of(sock), data, size, BP__NO_SIGNAL);
	while (bp__is_interrupted(sent, &tries));
	return sent < 0 ? errno : 0;
}

int
bp__sys_receive(struct bp__sys *sys, const struct bp__sock *sock, void *data, size_t size,
    size_t *got)
{
	(void)sys;
	*got = 0;
	ssize_t received;
	int tries = 0;
	do
		received = recv(bp__native_of(sock), data, size, 0);
	while (bp__is_interrupted(received, &tries));
	if (received < 0)
		return errno;
	*got = (size_t)received;
	return 0;
}

/* Milliseconds on a clock that nobody sets. */
static long long
now_ms(void)
{
	struct timespec now;
	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return 0;
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* poll(2), taken up again after a signal for what is left of the time. */
static int
poll_whole(struct pollfd *polled, nfds_t count, int milliseconds)
{
	const long long end = now_ms() + milliseconds;
	int left = milliseconds;
	int tries = 0;
	for (;;) {
		int ready = poll(polled, count, left);
		if (!bp__is_interrupted(ready, &tries))
			return ready;
		long long rest = end - now_ms();
		left = rest < 0 ? 0 : rest < left ? (int)rest : left;
	}
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
		polled[i].fd = bp__native_of(&events[i].sock);
		polled[i].events = events[i].writable ? POLLOUT : POLLIN;
		polled[i].revents = 0;
		events[i].ready = false;
	}
	if (poll_whole(polled, (nfds_t)count, milliseconds) < 0)
		return errno;
	for (size_t i = 0; i < count; i++)
		events[i].ready = polled[i].revents != 0;
	return 0;
}

void
bp__sys_close(struct bp__sys *sys, struct bp__sock *sock)
{
	if (bp__native_is_remote(sock))
		bp__agent_close(&sys->agent, sock->remote);
	if (sock->handle >= 0)
		close(bp__native_of(sock));
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

void
bp__sys_denial(struct bp__sys *sys, unsigned port, char *buffer, size_t size)
{
	(void)sys;
	(void)port;
	snprintf(buffer, size,
	    "it needs privilege; run as root, or probe a port from 1024 up");
}
