/* Derives what a pair of sockets takes up from the kinds of their addresses. */
#include <config.h>

#include "analyse/pair.h"
#include "model/outcome.h"

bool
bp__pair_can_be(const struct bp__case *c)
{
	return c->count == BP__PAIR && c->sockets[0].kind != BP__NUMBER &&
	    c->sockets[1].kind != BP__NUMBER;
}

/* The kind of the same address without its IPv4-mapped form. An address that has to be
 * looked up is the same with and without its zone. */
static enum bp__kind
plain_kind(enum bp__kind kind)
{
	const struct bp__kind_row *row = bp__kind_row(kind);
	if (kind == BP__LINK6_UNSCOPED)
		return BP__LINK6;
	if (row->number == NULL)
		return kind;
	struct bp__address address = bp__address_of(row->number);
	struct bp__address plain = bp__address_unmapped(&address);
	for (int i = BP__NUMBER + 1; plain.family != address.family && i < BP__KIND_COUNT;
	     i++) {
		const struct bp__kind_row *twin = bp__kind_row((enum bp__kind)i);
		if (twin->number == NULL || twin->family != plain.family)
			continue;
		struct bp__address other = bp__address_of(twin->number);
		if (bp__address_equal(&other, &plain))
			return (enum bp__kind)i;
	}
	return kind;
}

static bool
v6only_of(const struct bp__socket_spec *spec, enum bp__family family, int v6only_default)
{
	if (family != BP__INET6 || bp__spec_has(spec, BP__V6ONLY_OFF))
		return false;
	return bp__spec_has(spec, BP__V6ONLY_ON) || v6only_default == 1;
}

struct bp__side
bp__side_of(const struct bp__socket_spec *spec, int v6only_default)
{
	const struct bp__kind_row *row = bp__kind_row(spec->kind);
	struct bp__address address = {.family = row->family};
	if (row->number != NULL)
		address = bp__address_of(row->number);
	struct bp__address plain = bp__address_unmapped(&address);
	bool group6 = spec->kind == BP__MCAST6;
	enum bp__extent extent = row->number != NULL && bp__address_is_wildcard(&plain)
	    ? BP__ALL_ADDRESSES
	    : BP__ONE_ADDRESS;
	struct bp__side side = {
	    .kind = spec->kind,
	    .plain = plain_kind(spec->kind),
	    .family = row->family,
	    .options = spec->options,
	    .v6only = v6only_of(spec, row->family, v6only_default),
	    .mapped = plain.family != address.family,
	    .multicast = group6 || bp__address_is_multicast(&plain),
	    .unscoped = spec->kind == BP__LINK6_UNSCOPED,
	};
	if (plain.family == BP__INET)
		side.inet = extent;
	else
		side.inet6 = extent;
	if (side.inet6 == BP__ALL_ADDRESSES && !side.v6only)
		side.inet = BP__ALL_ADDRESSES;
	return side;
}

enum bp__reach
bp__side_reach(const struct bp__side *side, enum bp__kind target)
{
	enum bp__kind plain = plain_kind(target);
	bool inet = bp__kind_row(plain)->family == BP__INET;
	enum bp__extent extent = inet ? side->inet : side->inet6;
	if (target == BP__NUMBER || bp__side_has(side, BP__CLOSED))
		return BP__NOT_REACHED;
	bool own = side->family == bp__kind_row(plain)->family;
	if (extent == BP__ALL_ADDRESSES)
		return own ? BP__BY_WILDCARD : BP__BY_DUAL_STACK;
	if (side->plain != plain)
		return BP__NOT_REACHED;
	return own ? BP__BY_ADDRESS : BP__BY_MAPPED;
}

struct bp__aim
bp__aim_of(enum bp__kind target)
{
	struct bp__socket_spec spec = {.kind = target};
	struct bp__side side = bp__side_of(&spec, BP__UNKNOWN);
	return (struct bp__aim){
	    .kind = target,
	    .family = bp__kind_row(side.plain)->family,
	    .mapped = side.mapped,
	    .multicast = side.multicast,
	    .broadcast = target == BP__BCAST4,
	};
}

static bool
overlap(enum bp__extent a, enum bp__extent b, bool equal)
{
	if (a == BP__NO_ADDRESS || b == BP__NO_ADDRESS)
		return false;
	return equal || a == BP__ALL_ADDRESSES || b == BP__ALL_ADDRESSES;
}

struct bp__pair
bp__pair_of(
    enum bp__series series, const struct bp__side *first, const struct bp__side *second)
{
	bool equal = first->plain == second->plain;
	return (struct bp__pair){
	    .series = series,
	    .sides = {*first, *second},
	    .inet = overlap(first->inet, second->inet, equal),
	    .inet6 = overlap(first->inet6, second->inet6, equal),
	    .first_stands = true,
	};
}
