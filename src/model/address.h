/* Internet addresses and their numeric text. Pure: the system's own types are not used, so
 * a case means the same on every system. */
#ifndef BP_MODEL_ADDRESS_H
#define BP_MODEL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum bp__family {
	BP__FAMILY_NONE = 0,
	BP__INET,
	BP__INET6,
};

enum {
	BP__ZONE_SIZE = 32, /* longest interface name kept, with its null byte */
	BP__ADDRESS_TEXT = 80, /* holds any address with its zone, and its null byte */
};

/* An IPv4 or IPv6 address. The bytes are in network order; IPv4 uses the first four. */
struct bp__address {
	enum bp__family family;
	unsigned char bytes[16];
	char zone[BP__ZONE_SIZE]; /* RFC 4007 zone, as eth0; empty when there is none */
};

/* Reads a numeric address: dotted decimal with four parts, or RFC 4291 section 2.2 text
 * with an optional %zone. */
bool
bp__address_parse(const char *text, struct bp__address *address);

/* Writes the address as RFC 5952 asks, with %zone when it has one. Returns the buffer. */
char *
bp__address_format(const struct bp__address *address, char *buffer, size_t size);

/* The address a numeric text stands for; the text must be right. */
struct bp__address
bp__address_of(const char *text);

/* Same family, bytes and zone. */
bool
bp__address_equal(const struct bp__address *a, const struct bp__address *b);

/* The IPv4 address inside an IPv4-mapped one (RFC 4291 section 2.5.5.2), any other address
 * as it is. */
struct bp__address
bp__address_unmapped(const struct bp__address *address);

bool
bp__address_is_mapped(const struct bp__address *address);
bool
bp__address_is_wildcard(const struct bp__address *address);
bool
bp__address_is_loopback(const struct bp__address *address);
bool
bp__address_is_link_local(const struct bp__address *address);
bool
bp__address_is_multicast(const struct bp__address *address);

#endif
