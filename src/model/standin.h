/* Stand-ins: what a report that is to be shown to others has in place of the addresses and
 * names that tell its host. The same original has the same stand-in throughout, and no two
 * have the same. */
#ifndef BP_MODEL_STANDIN_H
#define BP_MODEL_STANDIN_H

#include "model/address.h"
#include "model/arena.h"

#include <stddef.h>

/* What has stand-ins of its own. */
enum bp__standin {
	BP__STANDIN_INET = 0,
	BP__STANDIN_INET6,
	BP__STANDIN_LINK6, /* link-local */
	BP__STANDIN_GROUP4,
	BP__STANDIN_GROUP6,
	BP__STANDIN_INTERFACE,
	BP__STANDIN_REPORT, /* the name of a report that is compared */
	BP__STANDIN_COUNT,
};

struct bp__standin_entry;

/* Those that were given out so far. Starts as zero; when memory ran out, its arena has
 * failed, and stand-ins are no longer different. */
struct bp__standins {
	struct bp__arena arena;
	struct bp__standin_entry *places; /* a hash table of originals */
	size_t size; /* a power of two, or 0 */
	size_t used;
	size_t counts[BP__STANDIN_COUNT]; /* given out, of each sort */
};

/* Frees all; the stand-ins are then as they started. */
void
bp__standins_free(struct bp__standins *standins);

/* The stand-in of an address. Loopback, wildcards and what cases are made of, such as the
 * group and absent addresses, stand for themselves. Others become, in the order in which they
 * are first seen, addresses kept for documentation: those of RFC 5737, and when these 761 are
 * given out those of 240.0.0.0/4, which no host has; 2001:db8::/32 (RFC 3849); groups of RFC
 * 6676 in the scope of the original, those of IPv4 beyond 254 in 239.0.0.0/8. A link-local one
 * stays link-local, an IPv4-mapped one mapped. The zone becomes that of the interface's
 * stand-in. */
struct bp__address
bp__standin_address(struct bp__standins *standins, const struct bp__address *address);

/* The stand-in of the name of an interface or a report, "if1" or "report 1"; it lives as long
 * as the stand-ins. The names that loopback interfaces have everywhere stay. */
const char *
bp__standin_name(struct bp__standins *standins, enum bp__standin sort, const char *name);

/* What is looked for in a text. */
enum bp__standin_search {
	BP__ADDRESSES = 0,
	BP__ADDRESSES_AND_INTERFACES,
};

/* The text with the stand-ins of the addresses in it, however they are written; and, if they
 * are looked for, of the interfaces that have one already. In the arena, unless it is the text
 * itself as there was nothing to replace. */
const char *
bp__standin_text(struct bp__standins *standins, const char *text,
    enum bp__standin_search search, struct bp__arena *arena);

#endif
