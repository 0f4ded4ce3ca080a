/* Socket addresses of IPv6. */
#include <config.h>

#include "sys/inet6.h"

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

const int bp__inet6_family = AF_INET6;
const size_t bp__inet6_size = sizeof(struct sockaddr_in6);

int
bp__inet6_write(struct bp__zones *zones, const struct bp__address *address, unsigned port,
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

void
bp__inet6_read(struct bp__zones *zones, const struct sockaddr *native,
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
		bp__sockaddr_name_scope(zones, scope, address->zone);
}
