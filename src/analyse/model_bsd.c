/* The models of the BSD family. */
#include <config.h>

#include "analyse/models.h"

#include <stddef.h>

static const char in_use[] = "bind:EADDRINUSE";

/* M (FreeBSD 13, mapped with V6ONLY); S (tcp_usr_bind(), tcp6_usr_bind()): no groups for
 * TCP. */
static const char *
bsd_alone(enum bp__series series, const struct bp__side *side)
{
	if (side->multicast && bp__transport_connects(bp__series_transport(series)))
		return "bind:EAFNOSUPPORT";
	if (side->mapped && side->v6only)
		return "bind:EADDRNOTAVAIL";
	if (side->kind == BP__LINK6_UNSCOPED)
		return "bind:EADDRNOTAVAIL";
	return NULL;
}

/* What the BSD systems do not have in common. */
enum bsd {
	FREEBSD,
	FREEBSD_4,
	NETBSD,
	DARWIN,
	APART, /* a port space for each family */
};

/* Whether the options of both allow the very same address. For a group SO_REUSEADDR is as
 * good as SO_REUSEPORT. */
static bool
bsd_shares(const struct bp__pair *pair)
{
	unsigned port = BP__BIT(BP__REUSEPORT);
	const struct bp__side *new = &pair->sides[1];
	if (new->multicast && (new->options &(port | BP__BIT(BP__REUSEADDR))) != 0)
		port |= BP__BIT(BP__REUSEADDR);
	bool has = (new->options &port) != 0;
	return (has && (pair->sides[0].options & port) != 0) ||
	    bp__pair_both_have(pair, BP__REUSEPORT_LB);
}

/* Whether an old socket that is found there is in the way. With any of the reuse options only
 * the very address is looked for. */
static bool
bsd_finds(const struct bp__pair *pair, enum bp__lies where)
{
	const unsigned reuse =
	    BP__BIT(BP__REUSEADDR) | BP__BIT(BP__REUSEPORT) | BP__BIT(BP__REUSEPORT_LB);
	bool exact =
	    (pair->sides[1].options & reuse) != 0 && !bp__pair_has_other_user(pair);
	return where == BP__THERE || (where == BP__WILDER && !exact);
}

/* in_pcbbind(): a socket of AF_INET, or of AF_INET6 with an IPv4-mapped address. Two
 * wildcards are compared by their families: in FreeBSD 4 those of unlike families pass, which
 * is the override; later, only two of AF_INET6 do. */
static bool
bsd_inet_conflict(const struct bp__pair *pair, enum bsd which)
{
	const struct bp__side *old = &pair->sides[0];
	const struct bp__side *new = &pair->sides[1];
	bool equal = old->plain == new->plain;
	enum bp__lies where = bp__lies(new->inet, old->inet, equal);
	bool unlike = old->family != new->family;
	if (!bsd_finds(pair, where) ||
	    (bsd_shares(pair) && !bp__pair_has_other_user(pair)))
		return false;
	/* M: with SO_REUSEADDR on both, 0.0.0.0 stands beside a dual-stack :: there. */
	if (which == NETBSD && unlike && bp__side_has(new, BP__REUSEADDR) &&
	    bp__side_has(old, BP__REUSEADDR))
		return false;
	if (where != BP__THERE || new->inet != BP__ALL_ADDRESSES)
		return true;
	return which == FREEBSD_4 ? !unlike : new->family == BP__INET || unlike;
}

/* in6_pcbbind(): looks for AF_INET6 sockets, then for those of IPv4 when it is dual-stack.
 * A 0.0.0.0 of AF_INET is not in its way. */
static bool
bsd_inet6_conflict(const struct bp__pair *pair)
{
	const struct bp__side *old = &pair->sides[0];
	const struct bp__side *new = &pair->sides[1];
	if (bsd_shares(pair) && !bp__pair_has_other_user(pair))
		return false;
	if (bsd_finds(pair, bp__lies(new->inet6, old->inet6, old->plain == new->plain)))
		return true;
	if (new->inet == BP__NO_ADDRESS)
		return false;
	return bsd_finds(pair, bp__lies(new->inet, old->inet, false)) &&
	    (old->inet == BP__ONE_ADDRESS || old->family == BP__INET6);
}

static const char *
bsd_beside(const struct bp__pair *pair, enum bsd which)
{
	bool conflict = pair->sides[1].inet6 == BP__NO_ADDRESS
	    ? bsd_inet_conflict(pair, which)
	    : bsd_inet6_conflict(pair);
	return conflict ? in_use : NULL;
}

/* M (FreeBSD 13: two wildcards in each order, with each option); S (in_pcbbind_setup(),
 * in6_pcbbind() of FreeBSD 13). */
static const char *
freebsd_beside(const struct bp__pair *pair)
{
	return bsd_beside(pair, FREEBSD);
}

/* M (two wildcards in each order, with SO_REUSEADDR too); the rest is taken to be as on
 * FreeBSD. */
static const char *
netbsd_beside(const struct bp__pair *pair)
{
	return bsd_beside(pair, NETBSD);
}

/* M (two wildcards in each order, with each option); the rest is taken to be as on FreeBSD,
 * from which the code is, and was not looked up. */
static const char *
darwin_beside(const struct bp__pair *pair)
{
	return bsd_beside(pair, DARWIN);
}

/* S (in_pcbbind() of FreeBSD 4): a later 0.0.0.0 comes over a dual-stack ::. */
static const char *
freebsd4_beside(const struct bp__pair *pair)
{
	return bsd_beside(pair, FREEBSD_4);
}

/* D (OpenBSD ip6(4)), S (illumos): sockets of unlike families never meet. Within a family the
 * rules are taken to be those of FreeBSD; illumos, where only SO_REUSEADDR of the new socket
 * counts, is known to differ there. */
static const char *
apart_beside(const struct bp__pair *pair)
{
	if (pair->sides[0].family != pair->sides[1].family)
		return NULL;
	struct bp__pair one = *pair;
	for (size_t i = 0; i < BP__PAIR; i++) {
		if (one.sides[i].inet6 != BP__NO_ADDRESS)
			one.sides[i].inet = BP__NO_ADDRESS;
	}
	return bsd_beside(&one, APART);
}

/* With V6ONLY on for good an IPv4-mapped address is not one of the host's. The error is taken
 * to be that of FreeBSD. */
static const char *
apart_alone(enum bp__series series, const struct bp__side *side)
{
	(void)series;
	return side->mapped && side->v6only ? "bind:EADDRNOTAVAIL" : NULL;
}

void
bp__freebsd_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {bsd_alone, freebsd_beside};
	bp__simple_predict(&model, pair, results);
}

void
bp__netbsd_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {bsd_alone, netbsd_beside};
	bp__simple_predict(&model, pair, results);
}

void
bp__darwin_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {bsd_alone, darwin_beside};
	bp__simple_predict(&model, pair, results);
}

void
bp__freebsd4_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {bsd_alone, freebsd4_beside};
	bp__simple_predict(&model, pair, results);
}

void
bp__apart_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {apart_alone, apart_beside};
	bp__simple_predict(&model, pair, results);
}
