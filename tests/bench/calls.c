/* Records the calls of the system layer, and makes them again with nothing around them. The
 * sockets of a run are told apart by the order in which they came to be. */
#include <config.h>

#include "bench/calls.h"

#include "sys/sockaddr.h"
#include "sys/sys.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum verb {
	OPEN,
	SET,
	GET,
	BIND,
	LISTEN,
	LOCAL,
	CONNECT,
	DISCONNECT,
	FAILURE,
	ACCEPT,
	SEND,
	RECEIVE,
	WAIT,
	ABORT,
	CLOSE,
};

enum {
	POLLED_MAX = 17,
	DESCRIPTORS = 1024,
	DATA_MAX = 64,
};

/* One call: what it is made on, and with. */
struct call {
	enum verb verb;
	size_t slot;
	size_t made; /* the slot of the socket that came of it; 0 for none */
	int a, b, c;
	struct sockaddr_storage address;
	socklen_t size;
	struct {
		size_t slot;
		short events;
	} polled[POLLED_MAX];
};

/* A test may have state: --wrap leaves no way to hand it over. */
static struct {
	struct call *calls;
	size_t count, room, slots;
	size_t slot_of[DESCRIPTORS];
	bool on;
} tape;

void
calls_record(bool on)
{
	tape.on = on;
}

size_t
calls_count(void)
{
	return tape.count;
}

void
calls_clear(void)
{
	free(tape.calls);
	memset(&tape, 0, sizeof tape);
}

static struct call *
add(enum verb verb, const struct bp__sock *sock)
{
	static struct call scratch;
	if (!tape.on)
		return &scratch;
	if (tape.count == tape.room) {
		tape.room = tape.room == 0 ? 4096 : 2 * tape.room;
		tape.calls = realloc(tape.calls, tape.room * sizeof *tape.calls);
		if (tape.calls == NULL)
			abort();
	}
	struct call *call = &tape.calls[tape.count++];
	memset(call, 0, sizeof *call);
	call->verb = verb;
	if (sock != NULL && sock->handle >= 0)
		call->slot = tape.slot_of[sock->handle];
	return call;
}

static void
note_made(struct call *call, const struct bp__sock *sock)
{
	if (tape.on && sock->handle >= 0)
		call->made = tape.slot_of[sock->handle] = ++tape.slots;
}

static void
note_address(struct call *call, const struct bp__address *address, unsigned port)
{
	struct bp__zones zones = {.next = 0};
	bp__sockaddr_write(&zones, address, port, &call->address, &call->size);
}

static const struct {
	int level, name;
} natives[] = {
    [BP__SYS_V6ONLY] = {IPPROTO_IPV6, IPV6_V6ONLY},
    [BP__SYS_REUSEADDR] = {SOL_SOCKET, SO_REUSEADDR},
    [BP__SYS_REUSEPORT] = {SOL_SOCKET, SO_REUSEPORT},
};

/* What the linker's --wrap puts before and in place of each function. */
int
__real_bp__sys_open(struct bp__sys *, enum bp_transport, enum bp__family,
    enum bp__sys_owner, struct bp__sock *);
int
__wrap_bp__sys_open(struct bp__sys *sys, enum bp_transport transport,
    enum bp__family family, enum bp__sys_owner owner, struct bp__sock *sock)
{
	int code = __real_bp__sys_open(sys, transport, family, owner, sock);
	struct call *call = add(OPEN, NULL);
	call->a = bp__sockaddr_family(family);
	call->b = (transport == BP_UDP ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK |
	    SOCK_CLOEXEC;
	note_made(call, sock);
	return code;
}

int
__real_bp__sys_set(struct bp__sys *, const struct bp__sock *, enum bp__sys_option, int);
int
__wrap_bp__sys_set(struct bp__sys *sys, const struct bp__sock *sock,
    enum bp__sys_option option, int value)
{
	struct call *call = add(SET, sock);
	call->a = natives[option].level;
	call->b = natives[option].name;
	call->c = value;
	return __real_bp__sys_set(sys, sock, option, value);
}

int
__real_bp__sys_get(struct bp__sys *, const struct bp__sock *, enum bp__sys_option, int *);
int
__wrap_bp__sys_get(struct bp__sys *sys, const struct bp__sock *sock,
    enum bp__sys_option option, int *value)
{
	struct call *call = add(GET, sock);
	call->a = natives[option].level;
	call->b = natives[option].name;
	return __real_bp__sys_get(sys, sock, option, value);
}

int
__real_bp__sys_bind_as(struct bp__sys *, const struct bp__sock *,
    const struct bp__address *, unsigned, enum bp__sys_form);
int
__wrap_bp__sys_bind_as(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port, enum bp__sys_form form)
{
	note_address(add(BIND, sock), address, port);
	return __real_bp__sys_bind_as(sys, sock, address, port, form);
}

int
__real_bp__sys_listen(struct bp__sys *, const struct bp__sock *);
int
__wrap_bp__sys_listen(struct bp__sys *sys, const struct bp__sock *sock)
{
	add(LISTEN, sock);
	return __real_bp__sys_listen(sys, sock);
}

int
__real_bp__sys_local(
    struct bp__sys *, const struct bp__sock *, struct bp__address *, unsigned *);
int
__wrap_bp__sys_local(struct bp__sys *sys, const struct bp__sock *sock,
    struct bp__address *address, unsigned *port)
{
	add(LOCAL, sock);
	return __real_bp__sys_local(sys, sock, address, port);
}

int
__real_bp__sys_connect(
    struct bp__sys *, const struct bp__sock *, const struct bp__address *, unsigned);
int
__wrap_bp__sys_connect(struct bp__sys *sys, const struct bp__sock *sock,
    const struct bp__address *address, unsigned port)
{
	note_address(add(CONNECT, sock), address, port);
	return __real_bp__sys_connect(sys, sock, address, port);
}

int
__real_bp__sys_disconnect(struct bp__sys *, const struct bp__sock *);
int
__wrap_bp__sys_disconnect(struct bp__sys *sys, const struct bp__sock *sock)
{
	add(DISCONNECT, sock);
	return __real_bp__sys_disconnect(sys, sock);
}

int
__real_bp__sys_failure(struct bp__sys *, const struct bp__sock *);
int
__wrap_bp__sys_failure(struct bp__sys *sys, const struct bp__sock *sock)
{
	add(FAILURE, sock);
	return __real_bp__sys_failure(sys, sock);
}

int
__real_bp__sys_accept(struct bp__sys *, const struct bp__sock *, struct bp__sock *,
    struct bp__address *, unsigned *);
int
__wrap_bp__sys_accept(struct bp__sys *sys, const struct bp__sock *listener,
    struct bp__sock *sock, struct bp__address *address, unsigned *port)
{
	struct call *call = add(ACCEPT, listener);
	int code = __real_bp__sys_accept(sys, listener, sock, address, port);
	note_made(call, sock);
	return code;
}

int
__real_bp__sys_send(struct bp__sys *, const struct bp__sock *, const void *, size_t);
int
__wrap_bp__sys_send(
    struct bp__sys *sys, const struct bp__sock *sock, const void *data, size_t size)
{
	add(SEND, sock)->a = (int)size;
	return __real_bp__sys_send(sys, sock, data, size);
}

int
__real_bp__sys_receive(
    struct bp__sys *, const struct bp__sock *, void *, size_t, size_t *);
int
__wrap_bp__sys_receive(struct bp__sys *sys, const struct bp__sock *sock, void *data,
    size_t size, size_t *got)
{
	add(RECEIVE, sock)->a = (int)size;
	return __real_bp__sys_receive(sys, sock, data, size, got);
}

int
__real_bp__sys_wait(struct bp__sys *, struct bp__sys_event *, size_t, int);
int
__wrap_bp__sys_wait(
    struct bp__sys *sys, struct bp__sys_event *events, size_t count, int milliseconds)
{
	struct call *call = add(WAIT, NULL);
	for (size_t i = 0; i < count && call->a < POLLED_MAX; i++) {
		if (events[i].sock.handle < 0)
			continue;
		call->polled[call->a].slot = tape.slot_of[events[i].sock.handle];
		call->polled[call->a++].events = events[i].writable ? POLLOUT : POLLIN;
	}
	call->b = milliseconds;
	return __real_bp__sys_wait(sys, events, count, milliseconds);
}

int
__real_bp__sys_abort_on_close(struct bp__sys *, const struct bp__sock *);
int
__wrap_bp__sys_abort_on_close(struct bp__sys *sys, const struct bp__sock *sock)
{
	add(ABORT, sock);
	return __real_bp__sys_abort_on_close(sys, sock);
}

void
__real_bp__sys_close(struct bp__sys *, struct bp__sock *);
void
__wrap_bp__sys_close(struct bp__sys *sys, struct bp__sock *sock)
{
	if (sock->handle >= 0)
		add(CLOSE, sock);
	__real_bp__sys_close(sys, sock);
}

static void
replay_wait(const struct call *call, const int *descriptors)
{
	struct pollfd polled[POLLED_MAX];
	for (int i = 0; i < call->a; i++)
		polled[i] = (struct pollfd){
		    .fd = descriptors[call->polled[i].slot],
		    .events = call->polled[i].events,
		};
	poll(polled, (nfds_t)call->a, call->b);
}

static void
replay(const struct call *call, int *descriptors)
{
	const struct sockaddr *address = (const struct sockaddr *)&call->address;
	const struct sockaddr none = {.sa_family = AF_UNSPEC};
	const struct linger linger = {.l_onoff = 1};
	struct sockaddr_storage peer;
	socklen_t size = sizeof peer;
	char data[DATA_MAX] = "";
	int value = call->c;
	socklen_t value_size = sizeof value;
	int fd = descriptors[call->slot];
	int made = -1;
	switch (call->verb) {
	case OPEN:
		made = socket(call->a, call->b, 0);
		break;
	case SET:
		setsockopt(fd, call->a, call->b, &value, value_size);
		break;
	case GET:
		getsockopt(fd, call->a, call->b, &value, &value_size);
		break;
	case BIND:
		(void)!bind(fd, address, call->size);
		break;
	case LISTEN:
		(void)!listen(fd, 16);
		break;
	case LOCAL:
		getsockname(fd, (struct sockaddr *)&peer, &size);
		break;
	case CONNECT:
		(void)!connect(fd, address, call->size);
		break;
	case DISCONNECT:
		(void)!connect(fd, &none, sizeof none);
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &value_size);
		break;
	case FAILURE:
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &value, &value_size);
		break;
	case ACCEPT:
		made = accept4(
		    fd, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
		break;
	case SEND:
		(void)!send(fd, data, (size_t)call->a, MSG_NOSIGNAL);
		break;
	case RECEIVE:
		(void)!recv(fd, data, (size_t)call->a, 0);
		break;
	case WAIT:
		replay_wait(call, descriptors);
		break;
	case ABORT:
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
		break;
	case CLOSE:
		close(fd);
		break;
	}
	if (call->made != 0)
		descriptors[call->made] = made;
}

void
calls_replay(void)
{
	int *descriptors = malloc((tape.slots + 1) * sizeof *descriptors);
	if (descriptors == NULL)
		abort();
	descriptors[0] = -1;
	for (size_t i = 0; i < tape.count; i++)
		replay(&tape.calls[i], descriptors);
	free(descriptors);
}
