/* What is known of systems: which answer they give to which kind of case, and how that is
 * known. */
#ifndef BP_EXPLAIN_KNOWN_H
#define BP_EXPLAIN_KNOWN_H

#include "model/case.h"

#include <stdbool.h>

/* What kind of address a socket of a pattern has. */
enum bp__class {
	BP__CLASS_ANY = 0,
	BP__CLASS_WILD4, /* 0.0.0.0 */
	BP__CLASS_WILD6, /* :: */
	BP__CLASS_MAPPED, /* ::ffff:a.b.c.d */
	BP__CLASS_GROUP4, /* IPv4 multicast */
	BP__CLASS_GROUP6, /* IPv6 multicast */
	BP__CLASS_BROADCAST, /* of loopback */
	BP__CLASS_ABSENT,
	BP__CLASS_SCOPED, /* link-local, with its scope */
	BP__CLASS_UNSCOPED, /* link-local, without */
	BP__CLASS_CLOSER, /* neither a wildcard nor a group */
	BP__CLASS_OWN, /* any that a socket can be bound to */
	BP__CLASS_SAME, /* that of the socket before it */
	BP__CLASS_COUNT,
};

enum {
	BP__PATTERN_SOCKETS = 3,
};

/* The cases of one kind. */
struct bp__pattern {
	unsigned transports; /* mask of enum bp_transport; 0: any */
	unsigned listens; /* mask of BP__BIT(enum bp__listens); 0: any */
	size_t count; /* of sockets; 0: any, one of which is like the first here */
	enum bp__class classes[BP__PATTERN_SOCKETS];
	unsigned has[BP__PATTERN_SOCKETS]; /* options each socket has */
	unsigned lacks[BP__PATTERN_SOCKETS]; /* options each socket does not have */
};

bool
bp__pattern_matches(const struct bp__pattern *pattern, const struct bp__case *c);

/* One statement. */
struct bp__known {
	const char *system;
	const char *evidence; /* in words: measured, source, documentation, reports */
	const char *answer;
};

/* Calls each with what is known of cases just like this one; returns how much that is. */
size_t
bp__known_each(const struct bp__case *c,
    void (*each)(void *context, const struct bp__known *known), void *context);

#endif
