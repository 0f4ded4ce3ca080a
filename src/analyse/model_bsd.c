/* The models of the BSD family, and of systems with a port space for each family. All but
 * NetBSD have what KAME made of in_pcbbind(), and differ in what they ask of two wildcards
 * and of another user. */
#include <config.h>

#include "analyse/models.h"

#include <stddef.h>

static const char not_here[] = "bind:EADDRNOTAVAIL";

enum {
	ADDR = BP__BIT(BP__REUSEADDR),
	PORT = BP__BIT(BP__REUSEPORT),
	BALANCE = BP__BIT(BP__REUSEPORT_LB),
};

enum bsd {
	FREEBSD,
	FREEBSD_4,
	DARWIN,
	APART, /* a port space for each family */
};

/* S (ifa_ifwithaddr() in all): what no interface has, which lo without IFF_BROADCAST does
 * not have a broadcast address for, nor a link-local address without its zone. */
static const char *
refuses_foreign(const struct bp__side *side)
{
	bool absent = side->kind == BP__ABSENT4 || side->kind == BP__ABSENT6;
	if (side->kind == BP__LINK6_UNSCOPED || side->kind == BP__BCAST4)
		return not_here;
	return absent && !bp__side_has(side, BP__BINDANY) ? not_here : NULL;
}

/* M (FreeBSD 13, mapped with V6ONLY); S (tcp_usr_bind(), tcp6_usr_bind() of FreeBSD and
 * XNU): no groups for TCP. */
static const char *
bsd_alone(enum bp__series series, const struct bp__side *side)
{
	if (side->multicast && bp__transport_connects(bp__series_transport(series)))
		return "bind:EAFNOSUPPORT";
	if (side->mapped && side->v6only)
		return not_here;
	return refuses_foreign(side);
}

/* Whether the options of both allow the very same address. For a group SO_REUSEADDR is as
 * good as SO_REUSEPORT; on XNU it has to be the new socket's. */
static bool
shares(const struct bp__pair *pair, enum bsd which)
{
	const struct bp__side *new = &pair->sides[1];
	unsigned with = new->options &(PORT | BALANCE);
	if (new->multicast && (new->options &(which == DARWIN ? ADDR : ADDR | PORT)) != 0)
		with |= ADDR | PORT;
	if (new->multicast && (new->options &(ADDR | BALANCE)) != 0)
		with |= ADDR | BALANCE;
	return (with & pair->sides[0].options) != 0;
}

/* Whether an old socket that lies there is found. With any of the reuse options only the
 * very address is looked for, on a socket that is not connected. */
static bool
finds(const struct bp__pair *pair, enum bp__lies where)
{
	bool exact = (pair->sides[1].options & (ADDR | PORT | BALANCE)) != 0;
	if (bp__side_has(&pair->sides[0], BP__TIMEWAIT_SERVER) && exact)
		return false;
	return where == BP__THERE || (where == BP__WILDER && !exact);
}

/* Whether the new socket is of a user who may not share with the old one's; root may. */
static bool
is_stranger(const struct bp__pair *pair)
{
	return bp__side_has(&pair->sides[1], BP__USER_OTHER) &&
	    !bp__side_has(&pair->sides[0], BP__USER_OTHER) && !pair->sides[1].multicast;
}

/* Whether a stranger is turned away beside an old socket that overlaps, where both may be
 * wildcards of their table. FreeBSD: but from one with SO_REUSEPORT_LB alone. */
static bool
minds_stranger(const struct bp__pair *pair, enum bsd which, bool wildcards)
{
	const struct bp__side *old = &pair->sides[0];
	const struct bp__side *new = &pair->sides[1];
	switch (which) {
	case FREEBSD:
		return !wildcards || (old->options & (PORT | BALANCE)) != BALANCE;
	case FREEBSD_4:
		return !wildcards ||
		    ((old->options & PORT) == 0 && old->family == new->family);
	case DARWIN:
		return !wildcards ||
		    ((old->options & PORT) == 0 && new->inet6 != BP__NO_ADDRESS);
	case APART:
		return true;
	}
	return true;
}

/* in_pcbbind(): a socket of AF_INET, or of AF_INET6 with an IPv4-mapped address. Two
 * wildcards are compared by their families: in FreeBSD 4 those of unlike families pass, which
 * is the override; later, only two of AF_INET6 do. */
static bool
inet_conflict(const struct bp__pair *pair, enum bsd which)
{
	const struct bp__side *old = &pair->sides[0];
	const struct bp__side *new = &pair->sides[1];
	enum bp__lies where = bp__lies(new->inet, old->inet, old->plain == new->plain);
	bool wildcards = where == BP__THERE && new->inet == BP__ALL_ADDRESSES;
	bool unlike = old->family != new->family;
	if (is_stranger(pair) && where != BP__ELSEWHERE &&
	    minds_stranger(pair, which, wildcards))
		return true;
	if (!finds(pair, where) || shares(pair, which))
		return false;
	if (!wildcards)
		return true;
	return which == FREEBSD_4 ? !unlike : new->family == BP__INET || unlike;
}

/* in6_pcbbind(): looks for AF_INET6 sockets, then for those of IPv4 when it is dual-stack.
 * A 0.0.0.0 of AF_INET is not in its way, but for a stranger on FreeBSD. */
static bool
inet6_conflict(const struct bp__pair *pair, enum bsd which)
{
	const struct bp__side *old = &pair->sides[0];
	const struct bp__side *new = &pair->sides[1];
	enum bp__lies where = bp__lies(new->inet6, old->inet6, old->plain == new->plain);
	enum bp__lies where4 = bp__lies(new->inet, old->inet, false);
	bool wildcards = where == BP__THERE && new->inet6 == BP__ALL_ADDRESSES;
	bool counts4 = old->inet == BP__ONE_ADDRESS || old->family == BP__INET6;
	if (is_stranger(pair)) {
		if (where != BP__ELSEWHERE && minds_stranger(pair, which, wildcards))
			return true;
		if (where4 != BP__ELSEWHERE &&
		    (which == FREEBSD || (counts4 && (old->options & PORT) == 0)))
			return true;
	}
	if (shares(pair, which))
		return false;
	return finds(pair, where) || (counts4 && finds(pair, where4));
}

static const char *
in_use_if(bool conflict)
{
	return conflict ? "bind:EADDRINUSE" : NULL;
}

static const char *
bsd_beside(const struct bp__pair *pair, enum bsd which)
{
	return in_use_if(pair->sides[1].inet6 == BP__NO_ADDRESS
		? inet_conflict(pair, which)
		: inet6_conflict(pair, which));
}

/* M (FreeBSD 13: two wildcards in each order, with each option); S (in_pcbbind_setup(),
 * in6_pcbbind(), in_pcblookup_local() of FreeBSD 14 and later). */
static const char *
freebsd_beside(const struct bp__pair *pair)
{
	return bsd_beside(pair, FREEBSD);
}

/* M (two wildcards in each order, with each option); S (in_pcbbind(), in6_pcbbind() of
 * two published versions of XNU). */
static const char *
darwin_beside(const struct bp__pair *pair)
{
	return bsd_beside(pair, DARWIN);
}

/* S (in_pcbbind() of FreeBSD 4, which DragonFly still has): a later 0.0.0.0 comes over a
 * dual-stack ::. */
static const char *
freebsd4_beside(const struct bp__pair *pair)
{
	return bsd_beside(pair, FREEBSD_4);
}

/* D (OpenBSD ip6(4)), S (in_pcbaddrisavail() of OpenBSD 7, tcp_bindi() of illumos): sockets
 * of unlike families never meet, and an IPv4-mapped address is of IPv4. The rest is OpenBSD's;
 * on illumos SO_REUSEPORT allows nothing, other users are not minded and an exclusive bind is
 * kept from wildcards of both families. */
static const char *
apart_beside(const struct bp__pair *pair)
{
	struct bp__pair one = *pair;
	for (size_t i = 0; i < BP__PAIR; i++) {
		if (one.sides[i].inet6 != BP__NO_ADDRESS)
			one.sides[i].inet = BP__NO_ADDRESS;
	}
	return bsd_beside(&one, APART);
}

/* S (in6_pcbaddrisavail() of OpenBSD 7): with V6ONLY on for good an IPv4-mapped address is
 * not one of the host's. */
static const char *
apart_alone(enum bp__series series, const struct bp__side *side)
{
	(void)series;
	return side->mapped && side->v6only ? not_here : refuses_foreign(side);
}

/* S (in6_pcbbind_addr(), tcp_bind() of NetBSD 8): V6ONLY and an IPv4-mapped address are
 * a contradiction, and groups are good for TCP. */
static const char *
netbsd_alone(enum bp__series series, const struct bp__side *side)
{
	(void)series;
	return side->mapped && side->v6only ? "bind:EINVAL" : refuses_foreign(side);
}

/* M (two wildcards in each order, with SO_REUSEADDR too); S (in_pcbbind_port(),
 * in6_pcbbind_port(), in6_pcblookup_port() of NetBSD 8): 0.0.0.0 and IPv4-mapped
 * addresses are looked up in both tables, where a dual-stack :: is wilder than any of them;
 * other IPv6 addresses in that of AF_INET6 alone. Only AF_INET minds another user. */
static const char *
netbsd_beside(const struct bp__pair *pair)
{
	const struct bp__side *old = &pair->sides[0];
	const struct bp__side *new = &pair->sides[1];
	bool equal = old->plain == new->plain;
	bool of_inet6 = new->inet6 != BP__NO_ADDRESS;
	enum bp__lies where = of_inet6 ? bp__lies(new->inet6, old->inet6, equal)
				       : bp__lies(new->inet, old->inet, equal);
	if (!of_inet6 && old->inet6 != BP__NO_ADDRESS && where == BP__THERE)
		where = BP__WILDER;
	bool wildcards = where == BP__THERE && new->inet == BP__ALL_ADDRESSES;
	if (is_stranger(pair) && old->family == BP__INET && new->family == BP__INET &&
	    where != BP__ELSEWHERE && (!wildcards || (old->options & PORT) == 0))
		return in_use_if(true);
	return in_use_if(finds(pair, where) && !shares(pair, FREEBSD));
}

void
bp__freebsd_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {bsd_alone, freebsd_beside, true};
	bp__simple_predict(&model, pair, results);
}

void
bp__netbsd_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {netbsd_alone, netbsd_beside, true};
	bp__simple_predict(&model, pair, results);
}

void
bp__darwin_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {bsd_alone, darwin_beside, true};
	bp__simple_predict(&model, pair, results);
}

void
bp__freebsd4_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {bsd_alone, freebsd4_beside, true};
	bp__simple_predict(&model, pair, results);
}

void
bp__apart_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {apart_alone, apart_beside, true};
	bp__simple_predict(&model, pair, results);
}
