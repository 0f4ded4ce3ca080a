/* Clients. Opening, binding and closing one costs more than a try, so where the system lets a
 * socket go back to being bound and no more it is used again. */
#include <config.h>

#include "probe/client.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	PORTS = 4, /* ports to draw until it is not the probed one */
};

/* Lets the client use an IPv4-mapped address where V6ONLY is on by default: the listener is
 * asked about. Returns 0, or why it is on still; bind(2) tells where that is not known. */
static int
allow_mapped(struct bp__sys *sys, const struct bp__sock *sock)
{
	int v6only = 0;
	int code = bp__sys_set(sys, sock, BP__SYS_V6ONLY, 0);
	if (code == 0 || bp__sys_get(sys, sock, BP__SYS_V6ONLY, &v6only) != 0)
		return 0;
	return v6only == 0 ? 0 : code;
}

static int
open_client(struct bp__sys *sys, struct bp__client *client, enum bp__call *call)
{
	client->told = false;
	*call = BP__CALL_SOCKET;
	int code = bp__sys_open(
	    sys, client->transport, client->to.family, BP__SYS_SELF, &client->sock);
	if (code != 0)
		return code;
	if (bp__transport_connects(client->transport))
		bp__sys_abort_on_close(sys, &client->sock);
	*call = BP__CALL_V6ONLY;
	if (bp__address_is_mapped(&client->to))
		code = allow_mapped(sys, &client->sock);
	if (code != 0)
		return code;
	*call = BP__CALL_BIND;
	code = bp__sys_bind(sys, &client->sock, &client->to, 0);
	if (code != 0)
		return code;
	if (bp__sys_local(sys, &client->sock, &client->self, &client->port) != 0)
		client->self.family = BP__FAMILY_NONE;
	else
		client->told = client->port != 0;
	return 0;
}

/* Takes the client of the address out of those that are kept. */
static bool
take(struct bp__sys *sys, struct bp__clients *clients, struct bp__client *client)
{
	if (clients->count > 0 && clients->kept[0].transport != client->transport)
		bp__clients_close(sys, clients);
	for (size_t i = 0; i < clients->count; i++) {
		if (!bp__address_equal(&clients->kept[i].to, &client->to))
			continue;
		*client = clients->kept[i];
		clients->kept[i] = clients->kept[--clients->count];
		return true;
	}
	return false;
}

/* Whether the client that was kept could be used again, from another port than before: some
 * systems keep it, and it would be balanced to the same socket each time. Whatever went
 * wrong, a new client shows what the system says to it. */
static bool
reconnect(struct bp__sys *sys, struct bp__client *client, unsigned port)
{
	unsigned before = client->port;
	return bp__sys_connect(sys, &client->sock, &client->to, port) == 0 &&
	    bp__sys_local(sys, &client->sock, &client->self, &client->port) == 0 &&
	    client->port != before && client->port != port;
}

int
bp__client_connect(struct bp__sys *sys, struct bp__clients *clients, unsigned port,
    struct bp__client *client, enum bp__call *call)
{
	int code = 0;
	if (take(sys, clients, client) && reconnect(sys, client, port))
		return 0;
	client->port = port;
	/* A TCP socket that connects to its own address and port reaches itself (RFC 9293
	 * section 3.5, simultaneous open). */
	for (int i = 0; i < PORTS && code == 0 && client->port == port; i++) {
		bp__sys_close(sys, &client->sock);
		code = open_client(sys, client, call);
	}
	if (code != 0)
		return code;
	*call = BP__CALL_CONNECT;
	return bp__sys_connect(sys, &client->sock, &client->to, port);
}

/* A dual-stack socket sees an IPv4 client as mapped. */
bool
bp__client_is(
    const struct bp__client *client, const struct bp__address *peer, unsigned peer_port)
{
	if (client->self.family == BP__FAMILY_NONE)
		return true;
	struct bp__address self = bp__address_unmapped(&client->self);
	struct bp__address other = bp__address_unmapped(peer);
	self.zone[0] = '\0';
	other.zone[0] = '\0';
	return bp__address_equal(&self, &other) &&
	    (!client->told || client->port == peer_port);
}

/* Whether the client is disconnected and bound to its address still, as on Linux, which
 * forgets the zone of a datagram socket; some systems forget the address. */
static bool
disconnect(struct bp__sys *sys, const struct bp__client *client)
{
	struct bp__address self;
	unsigned port;
	return bp__sys_disconnect(sys, &client->sock) == 0 &&
	    bp__sys_local(sys, &client->sock, &self, &port) == 0 &&
	    bp__client_is(client, &self, client->port);
}

void
bp__client_release(
    struct bp__sys *sys, struct bp__clients *clients, struct bp__client *client)
{
	bool wanted = client->told && clients->count < COUNT(clients->kept) &&
	    (clients->transports & client->transport) != 0;
	if (wanted && disconnect(sys, client)) {
		clients->kept[clients->count++] = *client;
		client->sock = BP__NO_SOCKET;
		return;
	}
	if (wanted)
		clients->transports &= ~(unsigned)client->transport;
	bp__sys_close(sys, &client->sock);
}

void
bp__clients_close(struct bp__sys *sys, struct bp__clients *clients)
{
	while (clients->count > 0)
		bp__sys_close(sys, &clients->kept[--clients->count].sock);
}
