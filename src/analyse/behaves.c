/* Small models of how known systems answer a case of two sockets. A model has two parts: what
 * one socket meets alone, a list of special cases; and what the second meets beside the
 * first, a function. The letters are of the evidence: M measured by running that system's
 * network code, S read in its source, D its documentation. */
#include <config.h>

#include "analyse/behaves.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char ok[] = "ok";
static const char in_use[] = "bind:EADDRINUSE";

/* Both sockets stand alone: what the second meets beside the first. */
typedef const char *
beside_function(const struct bp__pair *pair);

/* A socket by itself: the result, or NULL when the special case is not there. */
typedef const char *
alone_function(enum bp__series series, const struct bp__side *side);

static bool
connects(enum bp__series series)
{
	return bp__transport_connects(bp__series_transport(series));
}

static bool
first_listens(const struct bp__pair *pair)
{
	return bp__series_listens(pair->series) == BP__AT_ONCE;
}

static bool
both_have(const struct bp__pair *pair, enum bp__option option)
{
	return bp__side_has(&pair->sides[0], option) &&
	    bp__side_has(&pair->sides[1], option);
}

static bool
other_user(const struct bp__pair *pair)
{
	return bp__side_has(&pair->sides[0], BP__USER_OTHER) !=
	    bp__side_has(&pair->sides[1], BP__USER_OTHER);
}

/* M (6.18, all pairs of ten kinds of addresses), S (net/ipv6/af_inet6.c): bind(2) takes an
 * IPv4-mapped address only without V6ONLY, an address of link or interface scope only with a
 * zone, and no IPv6 group for a stream. An IPv4 group is as good as any address. */
static const char *
linux_alone(enum bp__series series, const struct bp__side *side)
{
	bool group6 = side->multicast && side->family == BP__INET6;
	if ((side->mapped && side->v6only) || side->unscoped ||
	    (group6 && connects(series)))
		return "bind:EINVAL";
	return NULL;
}

/* M (6.18), S (net/ipv4/inet_connection_sock.c, udp.c): the port space is one for both
 * families, and the order does not matter. Sockets whose address sets overlap stand together
 * when both have SO_REUSEPORT and one user, or when both have SO_REUSEADDR and the first does
 * not listen; then the first to listen shuts the others out. */
static const char *
linux_beside(const struct bp__pair *pair)
{
	if (!bp__pair_meets(pair))
		return ok;
	if (both_have(pair, BP__REUSEPORT) && !other_user(pair))
		return ok;
	if (!both_have(pair, BP__REUSEADDR) || first_listens(pair))
		return in_use;
	bool late = bp__series_listens(pair->series) == BP__WHEN_ALL_ARE_BOUND;
	return late ? "listen:EADDRINUSE" : ok;
}

/* M (FreeBSD 13, mapped with V6ONLY); S (tcp_usr_bind(), tcp6_usr_bind()): no groups for
 * TCP. */
static const char *
bsd_alone(enum bp__series series, const struct bp__side *side)
{
	if (side->multicast && connects(series))
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

/* How an old socket lies beside an address that is looked up. */
enum lies {
	ELSEWHERE = 0,
	WILDER, /* one of the two is the wildcard, the other is not */
	THERE, /* the very address */
};

static enum lies
lies(enum bp__extent new, enum bp__extent old, bool equal)
{
	if (new == BP__NO_ADDRESS || old == BP__NO_ADDRESS)
		return ELSEWHERE;
	if (new == old && (equal || new == BP__ALL_ADDRESSES))
		return THERE;
	return new == BP__ALL_ADDRESSES || old == BP__ALL_ADDRESSES ? WILDER : ELSEWHERE;
}

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
	    both_have(pair, BP__REUSEPORT_LB);
}

/* Whether an old socket that is found there is in the way. With any of the reuse options only
 * the very address is looked for. */
static bool
bsd_finds(const struct bp__pair *pair, enum lies where)
{
	const unsigned reuse =
	    BP__BIT(BP__REUSEADDR) | BP__BIT(BP__REUSEPORT) | BP__BIT(BP__REUSEPORT_LB);
	bool exact = (pair->sides[1].options & reuse) != 0 && !other_user(pair);
	return where == THERE || (where == WILDER && !exact);
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
	enum lies where = lies(new->inet, old->inet, equal);
	bool unlike = old->family != new->family;
	if (!bsd_finds(pair, where) || (bsd_shares(pair) && !other_user(pair)))
		return false;
	/* M: with SO_REUSEADDR on both, 0.0.0.0 stands beside a dual-stack :: there. */
	if (which == NETBSD && unlike && bp__side_has(new, BP__REUSEADDR) &&
	    bp__side_has(old, BP__REUSEADDR))
		return false;
	if (where != THERE || new->inet != BP__ALL_ADDRESSES)
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
	if (bsd_shares(pair) && !other_user(pair))
		return false;
	if (bsd_finds(pair, lies(new->inet6, old->inet6, old->plain == new->plain)))
		return true;
	if (new->inet == BP__NO_ADDRESS)
		return false;
	return bsd_finds(pair, lies(new->inet, old->inet, false)) &&
	    (old->inet == BP__ONE_ADDRESS || old->family == BP__INET6);
}

static const char *
bsd_beside(const struct bp__pair *pair, enum bsd which)
{
	bool conflict = pair->sides[1].inet6 == BP__NO_ADDRESS
	    ? bsd_inet_conflict(pair, which)
	    : bsd_inet6_conflict(pair);
	return conflict ? in_use : ok;
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
		return ok;
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

/* D (Microsoft, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE"). */
static const char *
windows_alone(enum bp__series series, const struct bp__side *side)
{
	(void)series;
	if (bp__side_has(side, BP__REUSEADDR) && bp__side_has(side, BP__EXCLUSIVE))
		return "exclusive:EINVAL";
	if ((side->mapped && side->v6only) || side->kind == BP__LINK6_UNSCOPED)
		return "bind:EADDRNOTAVAIL";
	return NULL;
}

/* D (the same, the tables for Windows Server 2003 and later): on the very address both need
 * SO_REUSEADDR; a wildcard and another address stand side by side, unless the exclusive bind
 * of the wildcard forbids it, or another user comes. */
static const char *
windows_beside(const struct bp__pair *pair)
{
	const struct bp__side *old = &pair->sides[0];
	const struct bp__side *new = &pair->sides[1];
	bool equal = old->plain == new->plain;
	enum lies inet = lies(new->inet, old->inet, equal);
	enum lies inet6 = lies(new->inet6, old->inet6, equal);
	enum lies where = inet6 > inet ? inet6 : inet;
	bool reuses = bp__side_has(new, BP__REUSEADDR);
	if (where == ELSEWHERE || both_have(pair, BP__REUSEADDR))
		return ok;
	if (where == THERE)
		return reuses ? "bind:EACCES" : in_use;
	bool old_is_wild =
	    old->inet == BP__ALL_ADDRESSES || old->inet6 == BP__ALL_ADDRESSES;
	if (other_user(pair) || (old_is_wild && bp__side_has(old, BP__EXCLUSIVE)))
		return "bind:EACCES";
	return !old_is_wild && bp__side_has(new, BP__EXCLUSIVE) ? in_use : ok;
}

static const struct {
	const char *name;
	const char *source;
	char evidence;
	int v6only_default; /* the nearest of equals has that of the host */
	alone_function *alone;
	beside_function *beside;
} models[] = {
    {"Linux", "measured on Linux 6.18; net/ipv4/inet_connection_sock.c", 'M', 0,
	linux_alone, linux_beside},
    {"FreeBSD", "in_pcbbind_setup(), in6_pcbbind() of FreeBSD 13, measured in part", 'S',
	1, bsd_alone, freebsd_beside},
    {"NetBSD", "measured in part on its network stack; as FreeBSD for the rest", 'S', 1,
	bsd_alone, netbsd_beside},
    {"Darwin", "measured in part on its network stack; as FreeBSD for the rest", 'S', 0,
	bsd_alone, darwin_beside},
    {"FreeBSD 4 (override)", "in_pcbbind() of FreeBSD 4", 'S', 0, bsd_alone,
	freebsd4_beside},
    {"separate port spaces (OpenBSD, illumos)",
	"ip6(4) of OpenBSD, illumos source; as FreeBSD for the rest", 'S', 1, apart_alone,
	apart_beside},
    {"Windows", "Microsoft, Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE", 'D', 1,
	windows_alone, windows_beside},
};
static_assert(COUNT(models) == BP__MODELS, "one row a model");
static_assert((int)BP__SPACE_RESULTS < (int)BP__NOT_TOLD, "a label more fits");

struct bp__behaves_model
bp__model_at(size_t i)
{
	return (struct bp__behaves_model){
	    .name = models[i].name,
	    .source = models[i].source,
	    .evidence = models[i].evidence,
	};
}

void
bp__model_predict(size_t i, const struct bp__pair *pair, const char *results[2])
{
	for (size_t k = 0; k < BP__PAIR; k++)
		results[k] = models[i].alone(pair->series, &pair->sides[k]);
	if (results[0] == NULL && results[1] == NULL)
		results[1] = models[i].beside(pair);
	for (size_t k = 0; k < BP__PAIR; k++)
		results[k] = results[k] == NULL ? ok : results[k];
}

/* A space beside what models predict of it. */
struct comparison {
	const struct bp__space *space;
	int v6only_default;
	const struct bp__side *sides; /* of the distinct sockets of the space */
};

static void
predict(const struct comparison *c, size_t model, size_t i, const char *results[2])
{
	const struct bp__space_case *packed = &c->space->cases[i];
	struct bp__pair pair = bp__pair_of((enum bp__series)packed->series,
	    &c->sides[packed->sockets[0]], &c->sides[packed->sockets[1]]);
	bp__model_predict(model, &pair, results);
}

/* Whether both sockets came as far as their options and addresses. */
static bool
counts(const struct bp__space *space, size_t i)
{
	return strncmp(bp__space_result(space, i, 0), "socket:", 7) != 0 &&
	    strncmp(bp__space_result(space, i, 1), "socket:", 7) != 0;
}

static bool
explains(const struct comparison *c, size_t model, size_t i)
{
	const char *results[2];
	predict(c, model, i, results);
	return strcmp(bp__space_result(c->space, i, 0), results[0]) == 0 &&
	    strcmp(bp__space_result(c->space, i, 1), results[1]) == 0;
}

/* Orders models: who explains more, then who has the host's default, then as in the table. */
static bool
is_nearer(const size_t explained[BP__MODELS], size_t a, size_t b, int v6only_default)
{
	if (explained[a] != explained[b])
		return explained[a] > explained[b];
	return models[a].v6only_default == v6only_default &&
	    models[b].v6only_default != v6only_default;
}

static void
sort_models(
    const size_t explained[BP__MODELS], int v6only_default, size_t order[BP__MODELS])
{
	for (size_t i = 0; i < BP__MODELS; i++) {
		size_t at = i;
		for (; at > 0 && is_nearer(explained, i, order[at - 1], v6only_default);
		     at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

/* Labels the results of one socket: those that are as the model says have the label as_told.
 * Returns whether others are among them. */
static bool
label_socket(const struct comparison *c, size_t model, size_t socket, uint8_t as_told,
    uint8_t *labels)
{
	const struct bp__space *space = c->space;
	bool deviates = false;
	for (size_t i = 0; i < space->count; i++) {
		const char *results[2];
		predict(c, model, i, results);
		labels[i] = space->outcomes[space->cases[i].outcome].results[socket];
		if (!counts(space, i))
			labels[i] = BP__NOT_TOLD;
		else if (strcmp(space->results.words[labels[i]], results[socket]) == 0)
			labels[i] = as_told;
		else
			deviates = true;
	}
	return deviates;
}

/* Tells the results that the model does not explain. */
static enum bp_status
tell_deviating(const struct comparison *c, size_t model, struct bp__arena *arena,
    struct bp__rules *rules)
{
	static const char *const titles[] = {"first socket", "second socket"};
	struct bp__rule_list *const lists[] = {&rules->first, &rules->second};
	const struct bp__space *space = c->space;
	const char *words[BP__SPACE_RESULTS + 1];
	size_t as_told = space->results.count;
	uint8_t *labels = calloc(space->count + 1, sizeof *labels);
	enum bp_status status = labels == NULL ? BP_NO_MEMORY : BP_OK;
	memcpy(words, space->results.words, as_told * sizeof *words);
	words[as_told] = bp__arena_printf(arena, "as %s", models[model].name);
	for (size_t socket = 0; status == BP_OK && socket < BP__PAIR; socket++) {
		struct bp__telling telling = {
		    .space = space,
		    .v6only_default = c->v6only_default,
		    .title = titles[socket],
		    .labels = labels,
		    .words = words,
		    .otherwise = (int)as_told,
		    .first_known = socket > 0,
		};
		lists[socket]->title = titles[socket];
		lists[socket]->unit = "cases";
		if (label_socket(c, model, socket, (uint8_t)as_told, labels))
			status = bp__rules_tell(&telling, arena, lists[socket]);
	}
	free(labels);
	return status;
}

static enum bp_status
compare_all(
    const struct comparison *c, struct bp__arena *arena, struct bp__behaves *behaves)
{
	size_t explained[BP__MODELS] = {0};
	size_t order[BP__MODELS];
	size_t total = 0;
	for (size_t i = 0; i < c->space->count; i++) {
		if (!counts(c->space, i))
			continue;
		total++;
		for (size_t model = 0; model < BP__MODELS; model++)
			explained[model] += explains(c, model, i);
	}
	if (total == 0)
		return BP_OK;
	sort_models(explained, c->v6only_default, order);
	for (size_t i = 0; i < BP__MODELS; i++) {
		behaves->models[i] = bp__model_at(order[i]);
		behaves->models[i].explained = explained[order[i]];
		behaves->models[i].total = total;
	}
	behaves->count = BP__MODELS;
	if (explained[order[0]] == total)
		return BP_OK;
	return tell_deviating(c, order[0], arena, &behaves->deviating);
}

enum bp_status
bp__behaves_derive(const struct bp__space *space, int v6only_default,
    struct bp__arena *arena, struct bp__behaves *behaves)
{
	struct bp__side *sides = calloc(space->socket_count + 1, sizeof *sides);
	const struct comparison comparison = {space, v6only_default, sides};
	enum bp_status status = BP_NO_MEMORY;
	*behaves = (struct bp__behaves){.count = 0};
	for (size_t i = 0; sides != NULL && i < space->socket_count; i++)
		sides[i] = bp__side_of(&space->sockets[i], v6only_default);
	if (sides != NULL)
		status = compare_all(&comparison, arena, behaves);
	free(sides);
	return status;
}
