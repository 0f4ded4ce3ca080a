/* Turns addresses of the model into the system's socket addresses, and back. */
#include <config.h>

#include "sys/sockaddr.h"

#include "sys/inet6.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	KNOWN_MAX = sizeof((struct bp__zones *)NULL)->known /
	    sizeof *((struct bp__zones *)NULL)->known,
};

static void
remember(struct bp__zones *zones, uint32_t scope, const char *name)
{
	size_t i = zones->next++ % KNOWN_MAX;
	zones->known[i].scope = scope;
	snprintf(zones->known[i].name, sizeof zones->known[i].name, "%s", name);
}

void
bp__sockaddr_name_scope(struct bp__zones *zones, uint32_t scope, char zone[BP__ZONE_SIZE])
{
	for (size_t i = 0; i < KNOWN_MAX; i++) {
		if (zones->known[i].scope == scope) {
			memcpy(zone, zones->known[i].name, BP__ZONE_SIZE);
			return;
		}
	}
	char name[IF_NAMESIZE];
	if (BP__ZONES_HAVE_NAMES == 0 || if_indextoname(scope, name) == NULL) {
		snprintf(zone, BP__ZONE_SIZE, "%lu", (unsigned long)scope);
		return;
	}
	snprintf(zone, BP__ZONE_SIZE, "%s", name);
	remember(zones, scope, name);
}

uint32_t
bp__sockaddr_scope(struct bp__zones *zones, const char *zone, int *code)
{
	for (size_t i = 0; i < KNOWN_MAX; i++) {
		if (zones->known[i].scope != 0 && strcmp(zones->known[i].name, zone) == 0)
			return zones->known[i].scope;
	}
	if (zone[strspn(zone, "0123456789")] == '\0') {
		unsigned long number = strtoul(zone, NULL, 10);
		if (number != 0 && number <= UINT32_MAX)
			return (uint32_t)number;
	}
	errno = 0;
	unsigned index = if_nametoindex(zone);
	if (index == 0)
		*code = errno != 0 ? errno : ENXIO;
	else
		remember(zones, index, zone);
	return index;
}

static int
write_inet(const struct bp__address *address, unsigned port,
    struct sockaddr_storage *storage, socklen_t *size)
{
	struct sockaddr_in in;
	memset(&in, 0, sizeof in);
	in.sin_family = AF_INET;
#ifdef HAVE_STRUCT_SOCKADDR_SA_LEN
	in.sin_len = sizeof in;
#endif
	in.sin_port = htons((uint16_t)port);
	memcpy(&in.sin_addr, address->bytes, sizeof in.sin_addr);
	memcpy(storage, &in, sizeof in);
	*size = sizeof in;
	return 0;
}

static void
read_inet(const struct sockaddr *native, struct bp__address *address, unsigned *port)
{
	struct sockaddr_in in;
	memcpy(&in, native, sizeof in);
	address->family = BP__INET;
	memcpy(address->bytes, &in.sin_addr, sizeof in.sin_addr);
	if (port != NULL)
		*port = ntohs(in.sin_port);
}

int
bp__sockaddr_family(enum bp__family family)
{
	return family == BP__INET6 ? bp__inet6_family : AF_INET;
}

int
bp__sockaddr_write(struct bp__zones *zones, const struct bp__address *address,
    unsigned port, struct sockaddr_storage *storage, socklen_t *size)
{
	if (address->family == BP__INET6)
		return bp__inet6_write(zones, address, port, storage, size);
	return write_inet(address, port, storage, size);
}

size_t
bp__sockaddr_size(const struct sockaddr *native)
{
	if (native->sa_family == AF_INET)
		return sizeof(struct sockaddr_in);
	return native->sa_family == bp__inet6_family ? bp__inet6_size : 0;
}

void
bp__sockaddr_read(struct bp__zones *zones, const struct sockaddr *native, size_t size,
    struct bp__address *address, unsigned *port)
{
	*address = (struct bp__address){.family = BP__FAMILY_NONE};
	if (port != NULL)
		*port = 0;
	if (size >= bp__inet6_size && native->sa_family == bp__inet6_family)
		bp__inet6_read(zones, native, address, port);
	else if (size >= sizeof(struct sockaddr_in) && native->sa_family == AF_INET)
		read_inet(native, address, port);
}
