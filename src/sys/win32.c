/* What is of Winsock alone in the calls on sockets. */
#include <config.h>

#include "sys/sys.h"

#include <stdlib.h>

#include "sys/native.h"

enum {
	WAITED_MAX = 32, /* more sockets than a case waits for */
};

_Static_assert(WAITED_MAX <= FD_SETSIZE, "a set holds all that are waited for");

const char bp__sys_name[] = "win32";
const char bp__sys_services[] = "%SystemRoot%\\System32\\drivers\\etc\\services";

/* A Winsock that does not start answers every call with its error. */
struct bp__sys *
bp__sys_start(void)
{
	struct bp__sys *sys = calloc(1, sizeof *sys);
	if (sys != NULL)
		(void)bp__network_start();
	return sys;
}

void
bp__sys_stop(struct bp__sys *sys)
{
	if (sys == NULL)
		return;
	bp__network_stop();
	free(sys);
}

/* connect() to no address makes a datagram socket forget its peer, and its address too,
 * and is an error of a stream. */
int
bp__sys_disconnect(struct bp__sys *sys, const struct bp__sock *sock)
{
	(void)sys;
	(void)sock;
	return BP__SYS_ABSENT;
}

/* That a datagram was refused is no pending error of the socket: receiving tells it, as
 * WSAECONNRESET. Our clients are sent nothing that this would lose. */
static int
refusal(SOCKET sock)
{
	static const int type_of[2] = {SOL_SOCKET, SO_TYPE};
	int type = 0;
	socklen_t size = sizeof type;
	char data[1];
	int code = bp__native_get(sock, type_of, &type, &size);
	if (code != 0 || type != SOCK_DGRAM)
		return code;
	code = bp__native_answer(recv(sock, data, sizeof data, 0));
	return code == WSAEWOULDBLOCK ? 0 : code;
}

int
bp__sys_failure(struct bp__sys *sys, const struct bp__sock *sock)
{
	static const int error_of[2] = {SOL_SOCKET, SO_ERROR};
	(void)sys;
	int pending = 0;
	socklen_t size = sizeof pending;
	int code = bp__native_get(bp__native_of(sock), error_of, &pending, &size);
	if (code == 0)
		code = pending;
	return code != 0 ? code : refusal(bp__native_of(sock));
}

int
bp__sys_send(
    struct bp__sys *sys, const struct bp__sock *sock, const void *data, size_t size)
{
	(void)sys;
	return bp__native_answer(send(bp__native_of(sock), data, (int)size, 0));
}

int
bp__sys_receive(struct bp__sys *sys, const struct bp__sock *sock, void *data, size_t size,
    size_t *got)
{
	(void)sys;
	*got = 0;
	int received = recv(bp__native_of(sock), data, (int)size, 0);
	if (received < 0)
		return WSAGetLastError();
	*got = (size_t)received;
	return 0;
}

/* The sets of sockets that select() takes. */
struct waited {
	fd_set readable;
	fd_set writable;
	fd_set failed; /* a connection that failed is in no other set */
	size_t count;
};

static void
add_event(struct waited *waited, struct bp__sys_event *event)
{
	event->ready = false;
	if (event->sock.handle < 0)
		return;
	SOCKET sock = bp__native_of(&event->sock);
	fd_set *set = event->writable ? &waited->writable : &waited->readable;
	set->fd_array[set->fd_count++] = sock;
	waited->failed.fd_array[waited->failed.fd_count++] = sock;
	waited->count++;
}

static bool
has(fd_set *set, const struct bp__sys_event *event)
{
	return FD_ISSET(bp__native_of(&event->sock), set) != 0;
}

/* select() rather than WSAPoll(), which before Windows 10 2004 does not tell that a
 * connection failed. It wants one socket at least. */
int
bp__sys_wait(
    struct bp__sys *sys, struct bp__sys_event *events, size_t count, int milliseconds)
{
	(void)sys;
	struct waited waited = {.count = 0};
	struct timeval time = {milliseconds / 1000, milliseconds % 1000 * 1000};
	if (count > WAITED_MAX)
		return WSAEINVAL;
	for (size_t i = 0; i < count; i++)
		add_event(&waited, &events[i]);
	if (waited.count == 0) {
		Sleep((DWORD)milliseconds);
		return 0;
	}
	int code = bp__native_answer(
	    select(0, &waited.readable, &waited.writable, &waited.failed, &time));
	for (size_t i = 0; code == 0 && i < count; i++)
		events[i].ready = events[i].sock.handle >= 0 &&
		    (has(&waited.readable, &events[i]) ||
			has(&waited.writable, &events[i]) ||
			has(&waited.failed, &events[i]));
	return code;
}

void
bp__sys_close(struct bp__sys *sys, struct bp__sock *sock)
{
	(void)sys;
	if (sock->handle >= 0)
		closesocket(bp__native_of(sock));
	*sock = BP__NO_SOCKET;
}

/* Handles have no limit but memory. */
bool
bp__sys_has_room(struct bp__sys *sys, size_t count)
{
	(void)sys;
	(void)count;
	return true;
}

const char *
bp__sys_lethal(void)
{
	return NULL;
}

/* Windows reserves no ports for administrators. */
void
bp__sys_denial(struct bp__sys *sys, unsigned port, char *buffer, size_t size)
{
	(void)sys;
	(void)port;
	snprintf(buffer, size,
	    "it may be in an excluded port range, which 'netsh int ipv4 show "
	    "excludedportrange tcp' shows; probe another port");
}
