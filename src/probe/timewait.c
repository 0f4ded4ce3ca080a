/* Leaves a connection in TIME_WAIT, where the side that closes first has it (RFC 9293
 * section 3.6). */
#include <config.h>

#include "probe/timewait.h"

enum {
	PORTS = 8, /* to draw until it is not the one to be avoided */
};

/* Waits until the socket can be read or written; the call after it tells when it cannot. */
static void
wait_for(struct bp__sys *sys, struct bp__ending *ending, const struct bp__sock *sock,
    bool writable)
{
	struct bp__sys_event event = {.sock = *sock, .writable = writable};
	(void)bp__sys_wait(sys, &event, 1, ending->wait);
	ending->timeouts += !event.ready;
}

/* Where a client of this host reaches the listener: the port as the system says, and the
 * address as it was bound, since getsockname(2) leaves out the scope of MPTCP's sockets on
 * Linux 6.18. */
static int
reach(struct bp__sys *sys, const struct bp__sock *listener,
    const struct bp__address *address, struct bp__address *to, unsigned *port)
{
	struct bp__address local;
	int code = bp__sys_local(sys, listener, &local, port);
	if (code != 0)
		return code;
	*to = bp__address_unmapped(address);
	if (bp__address_is_wildcard(to))
		*to = bp__address_of(to->family == BP__INET ? "127.0.0.1" : "::1");
	return 0;
}

/* Opens a client at the address, on a port that may be in TIME_WAIT later. */
static int
open_client(struct bp__sys *sys, const struct bp__ending *ending,
    const struct bp__address *at, struct bp__sock *client)
{
	int code = 0;
	unsigned port = ending->avoided;
	for (int i = 0; code == 0 && port == ending->avoided && i < PORTS; i++) {
		struct bp__address local;
		bp__sys_close(sys, client);
		code = bp__sys_open(
		    sys, ending->transport, at->family, BP__SYS_SELF, client);
		if (code == 0)
			code = bp__sys_bind(sys, client, at, 0);
		if (code == 0)
			code = bp__sys_local(sys, client, &local, &port);
	}
	return code;
}

static int
connect_client(struct bp__sys *sys, struct bp__ending *ending,
    const struct bp__sock *listener, const struct bp__address *address,
    struct bp__sock *client)
{
	struct bp__address to;
	unsigned port;
	int code = reach(sys, listener, address, &to, &port);
	if (code == 0)
		code = open_client(sys, ending, &to, client);
	if (code == 0)
		code = bp__sys_connect(sys, client, &to, port);
	if (code != 0)
		return code;
	wait_for(sys, ending, client, true);
	return bp__sys_failure(sys, client);
}

static int
accept_client(struct bp__sys *sys, struct bp__ending *ending,
    const struct bp__sock *listener, struct bp__sock *server)
{
	struct bp__address peer;
	unsigned port;
	wait_for(sys, ending, listener, false);
	return bp__sys_accept(sys, listener, server, &peer, &port);
}

/* Ends the connection: the last side closes when it has read the end of the first's. */
static int
end(struct bp__sys *sys, struct bp__ending *ending, struct bp__sock *first,
    struct bp__sock *last)
{
	char none;
	size_t got;
	bp__sys_close(sys, first);
	wait_for(sys, ending, last, false);
	return bp__sys_receive(sys, last, &none, sizeof none, &got);
}

int
bp__leave_timewait(struct bp__sys *sys, struct bp__ending *ending,
    const struct bp__sock *listener, const struct bp__address *address)
{
	struct bp__sock client = BP__NO_SOCKET;
	struct bp__sock server = BP__NO_SOCKET;
	int code = connect_client(sys, ending, listener, address, &client);
	if (code == 0)
		code = accept_client(sys, ending, listener, &server);
	if (code == 0)
		code = ending->ender == BP__SERVER ? end(sys, ending, &server, &client)
						   : end(sys, ending, &client, &server);
	bp__sys_close(sys, &client);
	bp__sys_close(sys, &server);
	return code;
}
