/* Addresses of the model as the system's socket addresses, and back. */
#ifndef BP_SYS_SOCKADDR_H
#define BP_SYS_SOCKADDR_H

#include "model/address.h"
#include "sys/network.h"

#include <stdint.h>

/* Zones already asked for: each question costs the system three calls, and a run sends to
 * the same few link-local addresses hundreds of times. Starts as zero. */
struct bp__zones {
	struct {
		uint32_t scope; /* 0: empty */
		char name[BP__ZONE_SIZE];
	} known[8];
	size_t next; /* the entry to overwrite */
};

/* AF_INET or AF_INET6; BP__SYS_NO_INET6 where IPv6 is not defined. */
int
bp__sockaddr_family(enum bp__family family);

/* The scope id of a zone, an interface's name or a number; 0 with *code set as below when it
 * is neither. */
uint32_t
bp__sockaddr_scope(struct bp__zones *zones, const char *zone, int *code);

/* Writes the name of the scope's interface, or the scope id where it has none. */
void
bp__sockaddr_name_scope(
    struct bp__zones *zones, uint32_t scope, char zone[BP__ZONE_SIZE]);

/* Writes the address and port as the system has them. Returns 0, or the native error of
 * if_nametoindex(3) for a zone that is not an interface: ENODEV on Linux, ENXIO as POSIX
 * has it. */
int
bp__sockaddr_write(struct bp__zones *zones, const struct bp__address *address,
    unsigned port, struct sockaddr_storage *storage, socklen_t *size);

/* The size of an Internet address; 0 when it is another. */
size_t
bp__sockaddr_size(const struct sockaddr *native);

/* Reads a socket address of which size bytes are there; the family is
 * BP__FAMILY_NONE when it is not an Internet address. The port may be NULL. */
void
bp__sockaddr_read(struct bp__zones *zones, const struct sockaddr *native, size_t size,
    struct bp__address *address, unsigned *port);

#endif
