/* Where the headers have no IPv6: no socket of it is ever made. */
#include <config.h>

#include "sys/inet6.h"

#include "sys/sys.h"

const int bp__inet6_family = BP__SYS_NO_INET6;
const size_t bp__inet6_size = 0;

int
bp__inet6_write(struct bp__zones *zones, const struct bp__address *address, unsigned port,
    struct sockaddr_storage *storage, socklen_t *size)
{
	(void)zones;
	(void)address;
	(void)port;
	(void)storage;
	(void)size;
	return BP__SYS_NO_INET6;
}

void
bp__inet6_read(struct bp__zones *zones, const struct sockaddr *native,
    struct bp__address *address, unsigned *port)
{
	(void)zones;
	(void)native;
	(void)address;
	(void)port;
}
