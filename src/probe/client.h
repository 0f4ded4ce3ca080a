/* Clients: who sends to the sockets of a case. A client is bound to the very address it sends
 * to, so nothing can leave the host: where that address is not the host's own, bind(2)
 * fails. */
#ifndef BP_PROBE_CLIENT_H
#define BP_PROBE_CLIENT_H

#include "model/case.h"
#include "sys/sys.h"

/* One client. The transport and the address are given, the rest comes with the socket. */
struct bp__client {
	enum bp_transport transport;
	struct bp__address to;
	struct bp__sock sock;
	struct bp__address self; /* BP__FAMILY_NONE when the system does not tell */
	unsigned port; /* of the last try; 0 when the system does not tell */
	bool told; /* the system tells the port */
};

/* Clients of earlier tries, which are bound to their addresses still and have nothing under
 * way. They are of one transport. */
struct bp__clients {
	struct bp__client kept[16];
	size_t count;
	unsigned transports; /* mask of those whose clients are to be kept */
};

/* Lets the client connect to the port of its address, from a port that is another. Returns 0,
 * or what the system answered to *call. */
int
bp__client_connect(struct bp__sys *sys, struct bp__clients *clients, unsigned port,
    struct bp__client *client, enum bp__call *call);

/* Whether the peer of an accepted connection is the client. */
bool
bp__client_is(
    const struct bp__client *client, const struct bp__address *peer, unsigned peer_port);

/* Ends what the client has under way, by a reset, and keeps it for a later try; where that
 * cannot be it is closed, and the transport not tried again. */
void
bp__client_release(
    struct bp__sys *sys, struct bp__clients *clients, struct bp__client *client);

/* Closes those that are kept. */
void
bp__clients_close(struct bp__sys *sys, struct bp__clients *clients);

#endif
