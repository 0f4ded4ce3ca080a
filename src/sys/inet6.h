/* What socket addresses of IPv6 are made of, or that the headers have none. */
#ifndef BP_SYS_INET6_H
#define BP_SYS_INET6_H

#include "sys/sockaddr.h"

/* AF_INET6, or BP__SYS_NO_INET6, which is no family. */
extern const int bp__inet6_family;

/* The size of a sockaddr_in6. */
extern const size_t bp__inet6_size;

/* bp__sockaddr_write() and bp__sockaddr_read() for an address of IPv6. */
int
bp__inet6_write(struct bp__zones *zones, const struct bp__address *address, unsigned port,
    struct sockaddr_storage *storage, socklen_t *size);
void
bp__inet6_read(struct bp__zones *zones, const struct sockaddr *native,
    struct bp__address *address, unsigned *port);

#endif
