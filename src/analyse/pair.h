/* What can be said of a case of two sockets before it is tried: which addresses each takes
 * up, and where the two meet. */
#ifndef BP_ANALYSE_PAIR_H
#define BP_ANALYSE_PAIR_H

#include "model/case.h"

#include <stdbool.h>

/* How much of the addresses of a family a socket takes up. */
enum bp__extent {
	BP__NO_ADDRESS = 0,
	BP__ONE_ADDRESS,
	BP__ALL_ADDRESSES,
};

/* One socket of a pair. */
struct bp__side {
	enum bp__kind kind;
	enum bp__kind plain; /* the kind of the same address that is not IPv4-mapped */
	enum bp__family family;
	unsigned options;
	enum bp__extent inet;
	enum bp__extent inet6;
	bool v6only; /* set, or by the host's default */
	bool mapped;
	bool multicast;
	bool unscoped; /* of a scope that is not global, and without a zone (RFC 4007) */
};

enum {
	BP__PAIR = 2,
};

/* How a socket's address takes in another; an AF_INET6 socket may take in IPv4. */
enum bp__reach {
	BP__NOT_REACHED = 0,
	BP__BY_DUAL_STACK,
	BP__BY_WILDCARD,
	BP__BY_MAPPED, /* the IPv4-mapped form of the very address */
	BP__BY_ADDRESS,
	BP__REACHES,
};

/* An address that something is sent to, and how the sockets of a pair take it in. */
struct bp__aim {
	enum bp__kind kind; /* BP__NUMBER: nothing is sent */
	enum bp__family family; /* of the address that is not IPv4-mapped */
	bool mapped;
	bool multicast;
	bool broadcast;
	enum bp__reach reach[BP__PAIR];
};

struct bp__pair {
	enum bp__series series;
	struct bp__side sides[BP__PAIR]; /* in the order they are opened */
	bool inet; /* their IPv4 addresses overlap */
	bool inet6;
	bool first_stands; /* as the system answered, or as it is told to */
	struct bp__aim aim;
};

/* Whether a pair can be made of the case: two sockets whose addresses are kinds. */
bool
bp__pair_can_be(const struct bp__case *c);

/* What a socket takes up. The default is the host's of V6ONLY: 0, 1, or BP__UNKNOWN, which
 * is taken for 0 as RFC 3493 section 5.3 asks. */
struct bp__side
bp__side_of(const struct bp__socket_spec *spec, int v6only_default);

/* Where two sockets meet; the first is said to stand. */
struct bp__pair
bp__pair_of(
    enum bp__series series, const struct bp__side *first, const struct bp__side *second);

/* How the socket's address takes in the address of the kind. An IPv4-mapped one is the IPv4
 * address, and a wildcard takes in the groups of its family too. BP__NUMBER is never
 * reached. */
enum bp__reach
bp__side_reach(const struct bp__side *side, enum bp__kind target);

/* An aim at the address of the kind, which no socket takes in. */
struct bp__aim
bp__aim_of(enum bp__kind target);

/* Whether the socket's address takes in the address of the kind. */
static inline bool
bp__side_covers(const struct bp__side *side, enum bp__kind target)
{
	return bp__side_reach(side, target) != BP__NOT_REACHED;
}

static inline bool
bp__side_has(const struct bp__side *side, enum bp__option option)
{
	return (side->options & BP__BIT(option)) != 0;
}

static inline bool
bp__pair_meets(const struct bp__pair *pair)
{
	return pair->inet || pair->inet6;
}

#endif
