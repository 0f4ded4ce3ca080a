/* Preloaded, puts a program's sockets on lwIP's network stack in place of the kernel's: one
 * interface lo with 127.0.0.1 and ::1. Sockets of lwIP are told by their number. Processes
 * are not forked, as a child would have the stack without its thread. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <unistd.h>

#include <lwip/api.h>
#include <lwip/netif.h>
#include <lwip/priv/sockets_priv.h>
#include <lwip/sockets.h>
#include <lwip/tcp.h>
#include <lwip/tcpip.h>

enum {
	FIRST = 4096, /* what the first socket of lwIP is to the program */
	POLLED_MAX = 64,
};

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* A call that begins with a descriptor: that of lwIP, or the C library's. */
#define CALL(type, name, parameters, ...)                               \
	type name parameters                                            \
	{                                                               \
		return s >= FIRST ? lwip_##name(s - FIRST, __VA_ARGS__) \
				  : NEXT(name)(s, __VA_ARGS__);         \
	}

CALL(int, bind, (int s, const struct sockaddr *a, socklen_t n), a, n)
CALL(int, connect, (int s, const struct sockaddr *a, socklen_t n), a, n)
CALL(int, listen, (int s, int backlog), backlog)
CALL(int, getsockname, (int s, struct sockaddr *a, socklen_t *n), a, n)
CALL(int, getpeername, (int s, struct sockaddr *a, socklen_t *n), a, n)
CALL(int, setsockopt, (int s, int l, int o, const void *v, socklen_t n), l, o, v, n)
CALL(int, getsockopt, (int s, int l, int o, void *v, socklen_t *n), l, o, v, n)
CALL(ssize_t, send, (int s, const void *data, size_t n, int flags), data, n, flags)
CALL(ssize_t, recv, (int s, void *data, size_t n, int flags), data, n, flags)

static err_t
output4(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
	(void)to;
	return netif_loop_output(netif, p);
}

static err_t
output6(struct netif *netif, struct pbuf *p, const ip6_addr_t *to)
{
	(void)to;
	return netif_loop_output(netif, p);
}

static err_t
set_up(struct netif *netif)
{
	netif->name[0] = 'l';
	netif->name[1] = 'o';
	netif->mtu = 65535;
	netif->output = output4;
	netif->output_ip6 = output6;
	return ERR_OK;
}

static void
begin(void *done)
{
	static struct netif lo;
	ip4_addr_t address, mask, gateway;
	IP4_ADDR(&address, 127, 0, 0, 1);
	IP4_ADDR(&mask, 255, 0, 0, 0);
	IP4_ADDR(&gateway, 127, 0, 0, 1);
	netif_add(&lo, &address, &mask, &gateway, NULL, set_up, tcpip_input);
	IP_ADDR6_HOST(&lo.ip6_addr[0], 0, 0, 0, 1);
	netif_ip6_addr_set_state(&lo, 0, IP6_ADDR_PREFERRED);
	netif_set_default(&lo);
	netif_set_link_up(&lo);
	netif_set_up(&lo);
	sem_post(done);
}

static void
start(void)
{
	sem_t done;
	sem_init(&done, 0, 0);
	tcpip_init(begin, &done);
	while (sem_wait(&done) != 0)
		continue;
}

/* What a new socket of lwIP is to the program. */
static int
given(int s, int flags)
{
	if (s >= 0 && (flags & SOCK_NONBLOCK) != 0)
		lwip_fcntl(s, F_SETFL, O_NONBLOCK);
	return s < 0 ? s : s + FIRST;
}

int
socket(int family, int type, int protocol)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
	if (family != AF_INET && family != AF_INET6)
		return NEXT(socket)(family, type, protocol);
	pthread_once(&once, start);
	return given(lwip_socket(family, type & ~flags, protocol), type);
}

int
accept4(int s, struct sockaddr *address, socklen_t *size, int flags)
{
	if (s < FIRST)
		return NEXT(accept4)(s, address, size, flags);
	return given(lwip_accept(s - FIRST, address, size), flags);
}

/* Ends a connection by a reset where SO_LINGER asks for that. lwIP does so only with data
 * unsent, and keeps the port busy else. */
static void
reset(struct netconn *connection)
{
	LOCK_TCPIP_CORE();
	if (NETCONNTYPE_GROUP(netconn_type(connection)) == NETCONN_TCP &&
	    connection->linger == 0 && connection->pcb.tcp != NULL &&
	    connection->pcb.tcp->state >= SYN_SENT)
		tcp_abort(connection->pcb.tcp);
	UNLOCK_TCPIP_CORE();
}

int
close(int s)
{
	if (s < FIRST)
		return NEXT(close)(s);
	struct lwip_sock *ours = lwip_socket_dbg_get_socket(s - FIRST);
	if (ours != NULL)
		reset(ours->conn);
	return lwip_close(s - FIRST);
}

int
fcntl(int s, int command, ...)
{
	va_list arguments;
	va_start(arguments, command);
	long value = va_arg(arguments, long);
	va_end(arguments);
	return s < FIRST ? NEXT(fcntl)(s, command, value)
			 : lwip_fcntl(s - FIRST, command, (int)value);
}

/* Of lwIP's sockets alone, or of none. What is not to be polled lwIP calls invalid. */
int
poll(struct pollfd *polled, nfds_t count, int milliseconds)
{
	struct pollfd ours[POLLED_MAX];
	nfds_t where[POLLED_MAX];
	nfds_t n = 0;
	for (nfds_t i = 0; i < count && n < POLLED_MAX; i++) {
		polled[i].revents = 0;
		if (polled[i].fd < FIRST)
			continue;
		ours[n] = polled[i];
		ours[n].fd -= FIRST;
		where[n++] = i;
	}
	if (n == 0)
		return NEXT(poll)(polled, count, milliseconds);
	int ready = lwip_poll(ours, n, milliseconds);
	for (nfds_t i = 0; i < n; i++)
		polled[where[i]].revents = ours[i].revents;
	return ready;
}

pid_t
fork(void)
{
	errno = ENOSYS;
	return -1;
}
