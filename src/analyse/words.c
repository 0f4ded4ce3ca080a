/* A dimension is a row here: a question to the pair, asked of each socket or of the pair, for
 * each value it takes, and the words for yes and no. In the words, $ is the socket and % the
 * value. The rows that read best stand first: of predicates that say the same, the rules take
 * the first. */
#include <config.h>

#include "analyse/words.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Who is asked, and what with. */
struct question {
	const struct bp__pair *pair;
	const struct bp__side *side; /* NULL when the pair is asked */
	size_t number; /* of the side */
	unsigned value;
};

/* The values a dimension takes. */
struct values {
	size_t (*count)(void);
	unsigned (*at)(size_t i);
	const char *(*name)(size_t i);
};

enum asks {
	OF_PAIR = 0,
	OF_EACH, /* of the first and of the second socket */
	OF_AIM, /* of what is sent */
	OF_AIM_EACH, /* of what is sent, with regard to each socket */
};

struct dimension {
	const char *yes;
	const char *no;
	bool (*holds)(const struct question *q);
	enum asks asks;
	const struct values *values; /* NULL when it has but one */
	bool raw;
};

static const enum bp_transport transports[] = {
    BP_TCP, BP_UDP, BP_MPTCP, BP_SCTP, BP_UDPLITE, BP_DCCP};

static size_t
transport_count(void)
{
	return COUNT(transports);
}

static unsigned
transport_at(size_t i)
{
	return transports[i];
}

/* The words of sockets are tcp4, udplite46: without the families they are the names that ids
 * begin with. */
static const char *
transport_name(size_t i)
{
	for (int s = 0; s < BP__SERIES_COUNT; s++) {
		if (bp__series_transport((enum bp__series)s) == transports[i])
			return bp__series_name((enum bp__series)s);
	}
	return "?";
}

static const enum bp__option reuse[] = {
    BP__REUSEADDR, BP__REUSEPORT, BP__REUSEPORT_LB, BP__EXCLUSIVE};

static size_t
reuse_count(void)
{
	return COUNT(reuse);
}

static unsigned
reuse_at(size_t i)
{
	return reuse[i];
}

static const char *
reuse_name(size_t i)
{
	return bp__option_row(reuse[i])->prose;
}

static size_t
kind_count(void)
{
	return BP__KIND_COUNT - 1;
}

static unsigned
kind_at(size_t i)
{
	return (unsigned)i + 1;
}

static const char *
kind_name(size_t i)
{
	return bp__kind_row((enum bp__kind)kind_at(i))->name;
}

static size_t
option_count(void)
{
	return BP__OPTION_COUNT;
}

static unsigned
option_at(size_t i)
{
	return (unsigned)i;
}

static const char *
option_name(size_t i)
{
	return bp__option_row((enum bp__option)i)->word;
}

static const struct values all_transports = {
    transport_count, transport_at, transport_name};
static const struct values all_reuse = {reuse_count, reuse_at, reuse_name};
static const struct values all_kinds = {kind_count, kind_at, kind_name};
static const struct values all_options = {option_count, option_at, option_name};

static bool
is_transport(const struct question *q)
{
	return bp__series_transport(q->pair->series) == q->value;
}

static bool
connects(const struct question *q)
{
	return bp__transport_connects(bp__series_transport(q->pair->series));
}

/* A series whose sockets never listen has datagrams, or is only bound. */
static bool
first_listens(const struct question *q)
{
	return bp__series_listens(q->pair->series) == BP__AT_ONCE;
}

static bool
listens_late(const struct question *q)
{
	return bp__series_listens(q->pair->series) == BP__WHEN_ALL_ARE_BOUND;
}

static bool
first_stands(const struct question *q)
{
	return q->pair->first_stands;
}

static unsigned
reuse_mask(const struct bp__side *side)
{
	unsigned mask = 0;
	for (size_t i = 0; i < COUNT(reuse); i++)
		mask |= side->options & BP__BIT(reuse[i]);
	return mask;
}

static bool
same_reuse(const struct question *q)
{
	return reuse_mask(&q->pair->sides[0]) == reuse_mask(&q->pair->sides[1]);
}

static bool
reuses_nothing(const struct question *q)
{
	return reuse_mask(q->side) == 0;
}

static bool
has_option(const struct question *q)
{
	return bp__side_has(q->side, (enum bp__option)q->value);
}

static bool
both_have(const struct question *q)
{
	return (q->pair->sides[0].options & q->pair->sides[1].options &
		   BP__BIT(q->value)) != 0;
}

static bool
one_has(const struct question *q)
{
	return ((q->pair->sides[0].options | q->pair->sides[1].options) &
		   BP__BIT(q->value)) != 0;
}

static bool
sets_overlap(const struct question *q)
{
	return bp__pair_meets(q->pair);
}

static bool
inet_overlaps(const struct question *q)
{
	return q->pair->inet;
}

static bool
inet6_overlaps(const struct question *q)
{
	return q->pair->inet6;
}

static bool
same_address(const struct question *q)
{
	return q->pair->sides[0].plain == q->pair->sides[1].plain;
}

static bool
same_family(const struct question *q)
{
	return q->pair->sides[0].family == q->pair->sides[1].family;
}

static bool
same_user(const struct question *q)
{
	return bp__side_has(&q->pair->sides[0], BP__USER_OTHER) ==
	    bp__side_has(&q->pair->sides[1], BP__USER_OTHER);
}

static bool
is_inet6(const struct question *q)
{
	return q->side->family == BP__INET6;
}

static bool
is_wildcard(const struct question *q)
{
	return q->side->inet == BP__ALL_ADDRESSES || q->side->inet6 == BP__ALL_ADDRESSES;
}

static bool
both_wildcards(const struct question *q)
{
	struct question first = {.side = &q->pair->sides[0]};
	struct question second = {.side = &q->pair->sides[1]};
	return is_wildcard(&first) && is_wildcard(&second);
}

static bool
is_dual(const struct question *q)
{
	return q->side->inet != BP__NO_ADDRESS && q->side->inet6 != BP__NO_ADDRESS;
}

/* The host's default decides: of an AF_INET6 socket. */
static bool
leaves_v6only(const struct question *q)
{
	const unsigned set = BP__BIT(BP__V6ONLY_ON) | BP__BIT(BP__V6ONLY_OFF);
	return q->side->family == BP__INET6 && (q->side->options & set) == 0;
}

static bool
one_is_dual(const struct question *q)
{
	struct question first = {.side = &q->pair->sides[0]};
	struct question second = {.side = &q->pair->sides[1]};
	return is_dual(&first) || is_dual(&second);
}

static bool
is_mapped(const struct question *q)
{
	return q->side->mapped;
}

static bool
is_multicast(const struct question *q)
{
	return q->side->multicast;
}

static bool
is_v6only(const struct question *q)
{
	return q->side->v6only;
}

static bool
has_inet(const struct question *q)
{
	return q->side->inet != BP__NO_ADDRESS;
}

static bool
has_all_inet(const struct question *q)
{
	return q->side->inet == BP__ALL_ADDRESSES;
}

static bool
has_inet6(const struct question *q)
{
	return q->side->inet6 != BP__NO_ADDRESS;
}

static bool
has_all_inet6(const struct question *q)
{
	return q->side->inet6 == BP__ALL_ADDRESSES;
}

static bool
only_bound(const struct question *q)
{
	return connects(q) && bp__series_listens(q->pair->series) == BP__NEVER;
}

static bool
same_sets(const struct question *q)
{
	const struct bp__side *a = &q->pair->sides[0];
	const struct bp__side *b = &q->pair->sides[1];
	return a->inet == b->inet && a->inet6 == b->inet6 &&
	    (a->plain == b->plain || both_wildcards(q));
}

static bool
on_neither(const struct question *q)
{
	const struct bp__aim *aim = &q->pair->aim;
	return aim->reach[0] == BP__NOT_REACHED && aim->reach[1] == BP__NOT_REACHED;
}

static bool
on_both(const struct question *q)
{
	const struct bp__aim *aim = &q->pair->aim;
	return aim->reach[0] != BP__NOT_REACHED && aim->reach[1] != BP__NOT_REACHED;
}

static bool
is_on(const struct question *q)
{
	return q->pair->aim.reach[q->number] != BP__NOT_REACHED;
}

/* How near the address that a socket is bound to is to what is sent. */
static int
nearness(const struct question *q, size_t side)
{
	enum bp__reach reach = q->pair->aim.reach[side];
	return (reach != BP__NOT_REACHED) + (reach >= BP__BY_MAPPED);
}

static bool
is_nearer(const struct question *q)
{
	return nearness(q, q->number) > nearness(q, 1 - q->number);
}

static bool
is_at(const struct question *q)
{
	return q->pair->aim.reach[q->number] >= BP__BY_MAPPED;
}

static bool
is_on_own(const struct question *q)
{
	enum bp__reach reach = q->pair->aim.reach[q->number];
	return reach == BP__BY_WILDCARD || reach == BP__BY_ADDRESS;
}

static bool
neither_is_on_own(const struct question *q)
{
	struct question first = {.pair = q->pair, .number = 0};
	struct question second = {.pair = q->pair, .number = 1};
	return !is_on_own(&first) && !is_on_own(&second);
}

static bool
only_it_is_on_own(const struct question *q)
{
	struct question other = {.pair = q->pair, .number = 1 - q->number};
	return is_on_own(q) && !is_on_own(&other);
}

static bool
aims_at_inet(const struct question *q)
{
	return q->pair->aim.family == BP__INET;
}

static bool
aims_at_mapped(const struct question *q)
{
	return q->pair->aim.mapped;
}

static bool
aims_at_one(const struct question *q)
{
	return !q->pair->aim.multicast && !q->pair->aim.broadcast;
}

static bool
aims_at_group(const struct question *q)
{
	return q->pair->aim.multicast;
}

static bool
aims_at_kind(const struct question *q)
{
	return q->pair->aim.kind == (enum bp__kind)q->value;
}

static bool
is_kind(const struct question *q)
{
	return q->side->kind == (enum bp__kind)q->value;
}

#define PAIR OF_PAIR, NULL
#define EACH OF_EACH, NULL
#define AIM OF_AIM, NULL
#define AIM_EACH OF_AIM_EACH, NULL

static const struct dimension dimensions[] = {
    {"target covered by neither", "target covered by one or both", on_neither, AIM,
	false},
    {"target covered by both", "target not covered by both", on_both, AIM, false},
    {"$ nearer to target", "$ not nearer to target", is_nearer, AIM_EACH, false},
    {"$ covers target", "$ not covering target", is_on, AIM_EACH, false},
    {"neither covers target in its own family",
	"one or both cover target in its own family", neither_is_on_own, AIM, false},
    {"only $ covers target in its own family",
	"not only $ covers target in its own family", only_it_is_on_own, AIM_EACH, false},
    {"$ covers target in its own family", "$ not covering target in its own family",
	is_on_own, AIM_EACH, false},
    {"$ on the very target", "$ not on the very target", is_at, AIM_EACH, false},
    {"target IPv4", "target IPv6", aims_at_inet, AIM, false},
    {"target IPv4-mapped", "target not IPv4-mapped", aims_at_mapped, AIM, false},
    {"target unicast", "target not unicast", aims_at_one, AIM, false},
    {"target a group", "target no group", aims_at_group, AIM, false},
    {"target is %", "target is not %", aims_at_kind, OF_AIM, &all_kinds, true},
    {"%", "not %", is_transport, OF_PAIR, &all_transports, true},
    {"connections", "datagrams", connects, PAIR, false},
    {"first listening", "first not listening", first_listens, PAIR, false},
    {"listening late", "not listening late", listens_late, PAIR, false},
    {"first stands", "first fails", first_stands, PAIR, false},
    {"only bound", "not only bound", only_bound, PAIR, false},
    {"same user", "another user", same_user, PAIR, false},
    {"both %", "not both %", both_have, OF_PAIR, &all_reuse, false},
    {"$ %", "$ without %", has_option, OF_EACH, &all_reuse, false},
    {"% on one or both", "neither %", one_has, OF_PAIR, &all_reuse, false},
    {"same reuse options", "unlike reuse options", same_reuse, PAIR, false},
    {"$ no reuse option", "$ some reuse option", reuses_nothing, EACH, false},
    {"address sets overlap", "address sets apart", sets_overlap, PAIR, false},
    {"IPv4 sets overlap", "IPv4 sets apart", inet_overlaps, PAIR, false},
    {"IPv6 sets overlap", "IPv6 sets apart", inet6_overlaps, PAIR, false},
    {"same address", "unlike addresses", same_address, PAIR, false},
    {"same address set", "unlike address sets", same_sets, PAIR, false},
    {"same family", "unlike families", same_family, PAIR, false},
    {"both wildcards", "not both wildcards", both_wildcards, PAIR, false},
    {"$ wildcard", "$ not wildcard", is_wildcard, EACH, false},
    {"$ multicast", "$ not multicast", is_multicast, EACH, false},
    {"$ IPv4-mapped", "$ not IPv4-mapped", is_mapped, EACH, false},
    {"$ V6ONLY", "$ not V6ONLY", is_v6only, EACH, false},
    {"$ dual-stack", "$ not dual-stack", is_dual, EACH, false},
    {"$ leaves V6ONLY", "$ sets V6ONLY or is AF_INET", leaves_v6only, EACH, false},
    {"one dual-stack", "none dual-stack", one_is_dual, PAIR, false},
    {"$ AF_INET6", "$ AF_INET", is_inet6, EACH, false},
    {"$ on IPv4", "$ not on IPv4", has_inet, EACH, false},
    {"$ on all IPv4", "$ not on all IPv4", has_all_inet, EACH, false},
    {"$ on IPv6", "$ not on IPv6", has_inet6, EACH, false},
    {"$ on all IPv6", "$ not on all IPv6", has_all_inet6, EACH, false},
    {"$ is %", "$ is not %", is_kind, OF_EACH, &all_kinds, true},
    {"$ with %", "$ with no %", has_option, OF_EACH, &all_options, true},
};

static size_t
values_of(const struct dimension *d)
{
	return d->values == NULL ? 1 : d->values->count();
}

static size_t
sides_of(const struct dimension *d)
{
	return d->asks == OF_EACH || d->asks == OF_AIM_EACH ? BP__PAIR : 1;
}

/* A predicate: a dimension, of which socket, with which value. */
struct place {
	const struct dimension *dimension;
	size_t side;
	size_t value;
};

static struct place
place_of(size_t i)
{
	const struct dimension *d = dimensions;
	while (i >= values_of(d) * sides_of(d)) {
		i -= values_of(d) * sides_of(d);
		d++;
	}
	return (struct place){d, i % sides_of(d), i / sides_of(d)};
}

size_t
bp__predicate_count(void)
{
	size_t count = 0;
	for (size_t i = 0; i < COUNT(dimensions); i++)
		count += values_of(&dimensions[i]) * sides_of(&dimensions[i]);
	return count;
}

/* Asks a dimension for every value and of each it is asked of; the first answer has the
 * number n. */
static void
ask(const struct dimension *d, size_t n, const struct bp__pair *pair,
    struct bp__facts *facts)
{
	for (size_t value = 0; value < values_of(d); value++) {
		struct question q = {.pair = pair};
		if (d->values != NULL)
			q.value = d->values->at(value);
		for (size_t side = 0; side < sides_of(d); side++, n++) {
			q.side = d->asks == OF_EACH ? &pair->sides[side] : NULL;
			q.number = side;
			if (d->holds(&q))
				bp__facts_add(facts, n);
		}
	}
}

static bool
is_of_aim(const struct dimension *d)
{
	return d->asks == OF_AIM || d->asks == OF_AIM_EACH;
}

struct bp__facts
bp__facts_of(const struct bp__pair *pair)
{
	struct bp__facts facts = bp__facts_of_aim(&pair->aim);
	size_t n = 0;
	for (size_t i = 0; i < COUNT(dimensions); i++) {
		const struct dimension *d = &dimensions[i];
		if (!is_of_aim(d))
			ask(d, n, pair, &facts);
		n += values_of(d) * sides_of(d);
	}
	return facts;
}

struct bp__facts
bp__facts_of_aim(const struct bp__aim *aim)
{
	const struct bp__pair pair = {.aim = *aim};
	struct bp__facts facts = {{0}};
	size_t n = 0;
	for (size_t i = 0; i < COUNT(dimensions) && aim->kind != BP__NUMBER; i++) {
		const struct dimension *d = &dimensions[i];
		if (is_of_aim(d))
			ask(d, n, &pair, &facts);
		n += values_of(d) * sides_of(d);
	}
	return facts;
}

bool
bp__predicate_is_raw(size_t i)
{
	return place_of(i).dimension->raw;
}

char *
bp__predicate_words(size_t i, bool holds, char *buffer, size_t size)
{
	static const char *const sides[] = {"first", "second"};
	struct place place = place_of(i);
	const char *words = holds ? place.dimension->yes : place.dimension->no;
	size_t used = 0;
	for (const char *p = words; *p != '\0' && used + 1 < size; p++) {
		const char *piece = *p == '$' ? sides[place.side] : "";
		if (*p == '%')
			piece = place.dimension->values->name(place.value);
		if (*p != '$' && *p != '%') {
			buffer[used++] = *p;
			continue;
		}
		for (; *piece != '\0' && used + 1 < size; piece++)
			buffer[used++] = *piece;
	}
	buffer[used] = '\0';
	return buffer;
}
