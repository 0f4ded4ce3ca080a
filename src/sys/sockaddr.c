/* Turns addresses of the model into the system's socket addresses, and back. */
#include <config.h>

#include "sys/sockaddr.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* KAME stacks may give a link-local address with its scope inside bytes 2 and 3 as
 * well as in sin6_scope_id. */
#ifdef __KAME__
enum {
	EMBEDS_SCOPE = 1
};
#else
enum {
	EMBEDS_SCOPE = 0
};
#endif

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

/* Writes the name of the scope's interface, or the scope id where it has none. */
static void
name_scope(struct bp__zones *zones, uint32_t scope, char zone[BP__ZONE_SIZE])
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
write_inet6(struct bp__zones *zones, const struct bp__address *address, unsigned port,
    struct sockaddr_storage *storage, socklen_t *size)
{
	struct sockaddr_in6 in6;
	memset(&in6, 0, sizeof in6);
	in6.sin6_family = AF_INET6;
#ifdef HAVE_STRUCT_SOCKADDR_SA_LEN
	in6.sin6_len = sizeof in6;
#endif
	in6.sin6_port = htons((uint16_t)port);
	memcpy(&in6.sin6_addr, address->bytes, sizeof in6.sin6_addr);
	int code = 0;
	if (address->zone[0] != '\0')
		in6.sin6_scope_id = bp__sockaddr_scope(zones, address->zone, &code);
	memcpy(storage, &in6, sizeof in6);
	*size = sizeof in6;
	return code;
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

/* The scope a KAME stack left inside the address, taken out of it. Bytes 2 and 3 of a
 * link-local address are zero otherwise (RFC 4291 section 2.5.6). */
static uint32_t
take_embedded_scope(struct bp__address *address, uint32_t scope)
{
	unsigned char *bytes = address->bytes;
	uint32_t embedded = (uint32_t)bytes[2] << 8 | bytes[3];
	if (embedded == 0 || (scope != 0 && !EMBEDS_SCOPE))
		return scope;
	bytes[2] = 0;
	bytes[3] = 0;
	return scope != 0 ? scope : embedded;
}

static void
read_inet6(struct bp__zones *zones, const struct sockaddr *native,
    struct bp__address *address, unsigned *port)
{
	struct sockaddr_in6 in6;
	memcpy(&in6, native, sizeof in6);
	address->family = BP__INET6;
	memcpy(address->bytes, &in6.sin6_addr, sizeof in6.sin6_addr);
	if (port != NULL)
		*port = ntohs(in6.sin6_port);
	uint32_t scope = in6.sin6_scope_id;
	if (bp__address_is_link_local(address))
		scope = take_embedded_scope(address, scope);
	if (scope != 0)
		name_scope(zones, scope, address->zone);
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
	return family == BP__INET6 ? AF_INET6 : AF_INET;
}

int
bp__sockaddr_write(struct bp__zones *zones, const struct bp__address *address,
    unsigned port, struct sockaddr_storage *storage, socklen_t *size)
{
	if (address->family == BP__INET6)
		return write_inet6(zones, address, port, storage, size);
	return write_inet(address, port, storage, size);
}

void
bp__sockaddr_read(struct bp__zones *zones, const struct sockaddr *native, size_t size,
    struct bp__address *address, unsigned *port)
{
	*address = (struct bp__address){.family = BP__FAMILY_NONE};
	if (port != NULL)
		*port = 0;
	if (size >= sizeof(struct sockaddr_in6) && native->sa_family == AF_INET6)
		read_inet6(zones, native, address, port);
	else if (size >= sizeof(struct sockaddr_in) && native->sa_family == AF_INET)
		read_inet(native, address, port);
}
