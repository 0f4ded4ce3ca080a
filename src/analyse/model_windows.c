/* The model of Windows. */
#include <config.h>

#include "analyse/models.h"

#include <stddef.h>

static const char in_use[] = "bind:EADDRINUSE";

/* D (Microsoft, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE"). */
static const char *
windows_alone(enum bp__series series, const struct bp__side *side)
{
	(void)series;
	if (bp__side_has(side, BP__REUSEADDR) && bp__side_has(side, BP__EXCLUSIVE))
		return "exclusive:EINVAL";
	if ((side->mapped && side->v6only) || side->kind == BP__LINK6_UNSCOPED ||
	    side->kind == BP__ABSENT4 || side->kind == BP__ABSENT6)
		return "bind:EADDRNOTAVAIL";
	return NULL;
}

/* D (the same, the tables for Windows Server 2003 and later, of one user and of two): on the
 * very address both need SO_REUSEADDR; a wildcard and another address stand side by side,
 * unless the exclusive bind of the wildcard forbids it, or another user comes closer than a
 * wildcard. A dual-stack :: has to stand in both families. What is in TIME_WAIT is in the way
 * of none but an exclusive bind after an exclusive one. */
static const char *
windows_beside(const struct bp__pair *pair)
{
	const struct bp__side *old = &pair->sides[0];
	const struct bp__side *new = &pair->sides[1];
	bool equal = old->plain == new->plain;
	enum bp__lies inet = bp__lies(new->inet, old->inet, equal);
	enum bp__lies inet6 = bp__lies(new->inet6, old->inet6, equal);
	enum bp__lies where = inet6 > inet ? inet6 : inet;
	bool exclusive = bp__side_has(new, BP__EXCLUSIVE);
	if (where == BP__ELSEWHERE || bp__pair_both_have(pair, BP__REUSEADDR))
		return NULL;
	if (bp__side_has(old, BP__TIMEWAIT_SERVER))
		return bp__pair_both_have(pair, BP__EXCLUSIVE) ? in_use : NULL;
	if (where == BP__THERE)
		return bp__side_has(new, BP__REUSEADDR) ? "bind:EACCES" : in_use;
	if (old->inet == BP__ALL_ADDRESSES || old->inet6 == BP__ALL_ADDRESSES)
		return bp__pair_has_other_user(pair) || bp__side_has(old, BP__EXCLUSIVE)
		    ? "bind:EACCES"
		    : NULL;
	bool is_dual = new->inet != BP__NO_ADDRESS &&new->inet6 != BP__NO_ADDRESS;
	return !exclusive ? NULL : is_dual ? "bind:EACCES" : in_use;
}

/* D (Winsock, setsockopt()): the options count as they are when a socket is bound. */
void
bp__windows_predict(const struct bp__pair *pair, const char *results[BP__PAIR])
{
	static const struct bp__simple_model model = {
	    windows_alone, windows_beside, false};
	bp__simple_predict(&model, pair, results);
}
