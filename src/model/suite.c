/* The suites. A suite is rows of data; one odometer walks the product of each row. */
#include <config.h>

#include "model/suite.h"

#include <assert.h>

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define TCP BP__BIT(BP__TCP)
#define BOUND BP__BIT(BP__TCP_BIND)
#define LATE BP__BIT(BP__TCP_LATE)
#define UDP BP__BIT(BP__UDP)
#define ALL_SERIES (TCP | LATE | UDP)
#define FULL_SERIES                                                                    \
	(ALL_SERIES | BP__BIT(BP__TCP_BIND) | BP__BIT(BP__MPTCP) | BP__BIT(BP__SCTP) | \
	    BP__BIT(BP__UDPLITE) | BP__BIT(BP__DCCP))

/* One setting of a dimension: the options it adds to a socket. */
struct setting {
	unsigned options;
};

/* A dimension is a list of settings, applied to the sockets that can have them. */
struct dimension {
	size_t count;
	struct setting settings[6];
};

static const struct dimension v6only_alone = {1, {{0}}};
static const struct dimension v6only_all = {
    3, {{0}, {BP__BIT(BP__V6ONLY_OFF)}, {BP__BIT(BP__V6ONLY_ON)}}};
static const struct dimension v6only_not_on = {2, {{0}, {BP__BIT(BP__V6ONLY_OFF)}}};
static const struct dimension v6only_off = {1, {{BP__BIT(BP__V6ONLY_OFF)}}};
static const struct dimension v6only_on = {1, {{BP__BIT(BP__V6ONLY_ON)}}};
static const struct dimension v6only_late = {
    2, {{BP__BIT(BP__LATE_V6ONLY_ON)}, {BP__BIT(BP__LATE_V6ONLY_OFF)}}};

static const struct dimension reuse_none = {1, {{0}}};
static const struct dimension reuse_each = {
    3, {{0}, {BP__BIT(BP__REUSEADDR)}, {BP__BIT(BP__REUSEPORT)}}};

static const struct dimension reuse_addr = {2, {{0}, {BP__BIT(BP__REUSEADDR)}}};
static const struct dimension reuse_port = {2, {{0}, {BP__BIT(BP__REUSEPORT)}}};

#define ADDR BP__BIT(BP__REUSEADDR)
#define PORT BP__BIT(BP__REUSEPORT)

static const struct dimension reuse_all = {6,
    {{0}, {ADDR}, {PORT}, {ADDR | PORT}, {BP__BIT(BP__REUSEPORT_LB)},
	{BP__BIT(BP__EXCLUSIVE)}}};

static const struct dimension reuse_exclusive = {
    3, {{0}, {ADDR}, {BP__BIT(BP__EXCLUSIVE)}}};

#define JOIN BP__BIT(BP__JOIN)
static const struct dimension joined_or_not = {
    6, {{0}, {ADDR}, {PORT}, {JOIN}, {ADDR | JOIN}, {PORT | JOIN}}};

static const struct dimension addr_when = {4,
    {{0}, {ADDR}, {BP__BIT(BP__LATE_REUSEADDR_ON)},
	{ADDR | BP__BIT(BP__LATE_REUSEADDR_OFF)}}};
static const struct dimension port_when = {4,
    {{0}, {PORT}, {BP__BIT(BP__LATE_REUSEPORT_ON)},
	{PORT | BP__BIT(BP__LATE_REUSEPORT_OFF)}}};
static const struct dimension forms = {5,
    {{BP__BIT(BP__BIND_AGAIN)}, {BP__BIT(BP__FAMILY_OTHER)}, {BP__BIT(BP__FAMILY_UNSPEC)},
	{BP__BIT(BP__LENGTH_SHORT)}, {BP__BIT(BP__LENGTH_LONG)}}};

#define LO BP__BIT(BP__DEVICE_LOOPBACK)
#define OUT BP__BIT(BP__DEVICE_HOST)
static const struct dimension devices = {
    6, {{0}, {LO}, {OUT}, {ADDR}, {ADDR | LO}, {ADDR | OUT}}};

static const struct dimension foreign = {4,
    {{0}, {BP__BIT(BP__FREEBIND)}, {BP__BIT(BP__TRANSPARENT)}, {BP__BIT(BP__BINDANY)}}};

/* Who binds the last socket. */
static const struct dimension user_same = {1, {{0}}};
static const struct dimension user_each = {2, {{0}, {BP__BIT(BP__USER_OTHER)}}};

/* In the place of a kind: each of the product's list in turn, or the next address of
 * loopback, from 127.0.0.1 on. */
#define EACH BP__KIND_COUNT
#define NEXT (BP__KIND_COUNT + 1)
#define TEN NEXT, NEXT, NEXT, NEXT, NEXT, NEXT, NEXT, NEXT, NEXT, NEXT

/* A list of kinds. */
struct kinds {
	size_t count;
	enum bp__kind kinds[11];
};

static const struct kinds all_kinds = {11,
    {BP__ANY4, BP__LOOP4, BP__HOST4, BP__MCAST4, BP__ANY6, BP__LOOP6, BP__HOST6,
	BP__LINK6, BP__MAPANY, BP__MAPLOOP, BP__MCAST6}};
static const struct kinds plain_kinds = {4, {BP__ANY4, BP__LOOP4, BP__ANY6, BP__LOOP6}};
static const struct kinds near_kinds = {
    6, {BP__ANY4, BP__LOOP4, BP__ANY6, BP__LOOP6, BP__MAPANY, BP__MAPLOOP}};

static const struct kinds group_kinds = {
    5, {BP__MCAST4, BP__BCAST4, BP__MCAST6, BP__ANY4, BP__ANY6}};
static const struct kinds inet_kinds = {2, {BP__ANY4, BP__LOOP4}};
static const struct kinds few_kinds = {3, {BP__ANY4, BP__LOOP4, BP__ANY6}};
static const struct kinds absent_kinds = {
    4, {BP__ABSENT4, BP__ABSENT6, BP__ANY4, BP__ANY6}};

/* Whether the sockets of a case have the same setting of V6ONLY and reuse, or each its
 * own. */
enum tie {
	TOGETHER = 0,
	APART,
};

/* A product: every combination of the series and of the settings of three dimensions. The
 * reuse options are set on all sockets, V6ONLY on those of AF_INET6, the user on the
 * last. */
struct product {
	const char *suite;
	unsigned series;
	enum bp__kind kinds[BP__SOCKETS_MAX]; /* ends at BP__NUMBER */
	const struct dimension *v6only;
	const struct dimension *reuse;
	const struct dimension *user;
	unsigned options[BP__SOCKETS_MAX]; /* that each socket always has */
	enum tie tie;
	const struct kinds *each; /* what EACH stands for; NULL without it */
};

static const struct product products[] = {
    {"wildcard", ALL_SERIES, {BP__ANY4}, &v6only_alone, &reuse_each, &user_same},
    {"wildcard", ALL_SERIES, {BP__ANY6}, &v6only_all, &reuse_each, &user_same},
    {"wildcard", ALL_SERIES, {BP__ANY4, BP__ANY6}, &v6only_all, &reuse_each, &user_same},
    {"wildcard", ALL_SERIES, {BP__ANY6, BP__ANY4}, &v6only_all, &reuse_each, &user_same},
    {"closer", TCP | UDP, {BP__ANY4}, &v6only_alone, &reuse_each, &user_same},
    {"closer", TCP | UDP, {BP__ANY6}, &v6only_not_on, &reuse_each, &user_same},
    {"closer", TCP | UDP, {BP__ANY6, BP__ANY4}, &v6only_off, &reuse_each, &user_each},
    {"closer", TCP | UDP, {BP__ANY4, BP__LOOP4}, &v6only_alone, &reuse_each, &user_each},
    {"closer", TCP | UDP, {BP__ANY6, BP__LOOP4}, &v6only_off, &reuse_each, &user_each},
    {"closer", TCP | UDP, {BP__ANY6, BP__LOOP6}, &v6only_alone, &reuse_each, &user_each},
    {"closer", TCP | UDP, {BP__ANY4, BP__HOST4}, &v6only_alone, &reuse_each, &user_each},
    {"closer", TCP | UDP, {BP__ANY6, BP__HOST6}, &v6only_alone, &reuse_each, &user_each},
    {"mapped", TCP | UDP, {BP__MAPANY}, &v6only_on, &reuse_none, &user_same},
    {"mapped", TCP | UDP, {BP__MAPLOOP}, &v6only_on, &reuse_none, &user_same},
    {"mapped", TCP | UDP, {BP__MAPANY, BP__ANY4}, &v6only_all, &reuse_none, &user_same},
    {"mapped", TCP | UDP, {BP__ANY4, BP__MAPANY}, &v6only_all, &reuse_none, &user_same},
    {"mapped", TCP | UDP, {BP__MAPLOOP, BP__LOOP4}, &v6only_all, &reuse_none, &user_same},
    {"mapped", TCP | UDP, {BP__LOOP4, BP__MAPLOOP}, &v6only_all, &reuse_none, &user_same},
    {"facts", TCP | UDP, {BP__ANY6}, &v6only_all, &reuse_none, &user_same},
    {"facts", TCP | UDP, {BP__ANY6}, &v6only_late, &reuse_none, &user_same},
    {"facts", TCP | UDP, {BP__ANY4, BP__ANY6}, &v6only_on, &reuse_none, &user_same,
	{BP__BIT(BP__PORT_0)}},
    {"facts", TCP | UDP, {BP__ANY6, BP__ANY4}, &v6only_on, &reuse_none, &user_same,
	{BP__BIT(BP__PORT_0)}},
    {"facts", TCP | UDP, {BP__ABSENT4}, &v6only_alone, &reuse_none, &user_same},
    {"facts", TCP | UDP, {BP__ABSENT6}, &v6only_alone, &reuse_none, &user_same},
    {"facts", TCP | UDP, {BP__LINK6}, &v6only_alone, &reuse_none, &user_same},
    {"facts", TCP | UDP, {BP__LINK6_UNSCOPED}, &v6only_alone, &reuse_none, &user_same},
    {"reuse", ALL_SERIES, {EACH, EACH}, &v6only_alone, &reuse_all, &user_same, {0}, APART,
	&plain_kinds},
    {"user", TCP | UDP, {EACH, EACH}, &v6only_alone, &reuse_all, &user_each, {0}, APART,
	&plain_kinds},
    {"exclusive", TCP | BOUND | UDP, {EACH, EACH}, &v6only_alone, &reuse_exclusive,
	&user_each, {0}, APART, &inet_kinds},
    {"multicast", UDP, {EACH}, &v6only_alone, &joined_or_not, &user_same, {0}, APART,
	&group_kinds},
    {"multicast", UDP, {EACH, EACH}, &v6only_alone, &joined_or_not, &user_same, {0},
	APART, &group_kinds},
    {"late", TCP | UDP, {EACH}, &v6only_alone, &forms, &user_same, {0}, APART,
	&near_kinds},
    {"late", TCP | UDP, {BP__ANY6}, &v6only_late, &reuse_none, &user_same},
    {"late", TCP | UDP, {BP__ANY6, BP__ANY4}, &v6only_late, &reuse_none, &user_same},
    {"late", TCP | UDP, {BP__ANY4, BP__ANY6}, &v6only_late, &reuse_none, &user_same},
    {"late", ALL_SERIES, {EACH, EACH}, &v6only_alone, &addr_when, &user_same, {0}, APART,
	&plain_kinds},
    {"late", ALL_SERIES, {EACH, EACH}, &v6only_alone, &port_when, &user_same, {0}, APART,
	&plain_kinds},
    {"timewait", TCP, {EACH, EACH}, &v6only_alone, &reuse_all, &user_same,
	{BP__BIT(BP__TIMEWAIT_SERVER)}, APART, &few_kinds},
    {"timewait", TCP, {EACH, EACH}, &v6only_alone, &reuse_all, &user_same,
	{BP__BIT(BP__TIMEWAIT_CLIENT)}, APART, &few_kinds},
    {"ephemeral", TCP | UDP, {EACH, EACH}, &v6only_all, &reuse_each, &user_same,
	{BP__BIT(BP__PORT_0)}, TOGETHER, &plain_kinds},
    {"ephemeral", TCP | UDP, {EACH}, &v6only_alone, &reuse_all, &user_same,
	{BP__BIT(BP__PORT_0) | BP__BIT(BP__RANGE_SAME)}, APART, &plain_kinds},
    {"ephemeral", ALL_SERIES, {EACH, EACH}, &v6only_alone, &reuse_all, &user_same,
	{0, BP__BIT(BP__PORT_0) | BP__BIT(BP__RANGE_SAME)}, APART, &plain_kinds},
    {"device", TCP | UDP, {EACH}, &v6only_alone, &devices, &user_same, {0}, APART,
	&few_kinds},
    {"device", TCP | UDP, {EACH, EACH}, &v6only_alone, &devices, &user_same, {0}, APART,
	&few_kinds},
    {"freebind", TCP | UDP, {EACH}, &v6only_alone, &foreign, &user_same, {0}, APART,
	&absent_kinds},
    {"freebind", TCP | UDP, {EACH, EACH}, &v6only_alone, &foreign, &user_same, {0}, APART,
	&absent_kinds},
    {"many", ALL_SERIES, {NEXT, NEXT, BP__ANY4}, &v6only_alone, &reuse_each, &user_same},
    {"many", ALL_SERIES, {NEXT, NEXT, BP__ANY6}, &v6only_all, &reuse_each, &user_same},
    {"many", ALL_SERIES, {BP__ANY4, NEXT, NEXT}, &v6only_alone, &reuse_each, &user_same},
    {"many", ALL_SERIES, {BP__ANY6, NEXT, NEXT}, &v6only_all, &reuse_each, &user_same},
    {"many", ALL_SERIES, {TEN, NEXT, BP__ANY4}, &v6only_alone, &reuse_each, &user_same},
    {"many", ALL_SERIES, {TEN, NEXT, BP__ANY6}, &v6only_all, &reuse_each, &user_same},
    {"many", ALL_SERIES, {BP__ANY4, TEN, NEXT}, &v6only_alone, &reuse_each, &user_same},
    {"many", ALL_SERIES, {BP__ANY6, TEN, NEXT}, &v6only_all, &reuse_each, &user_same},
    {"full", FULL_SERIES, {EACH, EACH}, &v6only_all, &reuse_all, &user_same, {0}, APART,
	&all_kinds},
    {"history", TCP | UDP, {EACH, EACH}, &v6only_alone, &reuse_addr, &user_same, {0},
	APART, &near_kinds},
    {"history", TCP | UDP, {EACH, EACH, EACH}, &v6only_alone, &reuse_addr, &user_same,
	{0, BP__BIT(BP__CLOSED)}, APART, &near_kinds},
    {"history", TCP | UDP, {EACH, EACH}, &v6only_alone, &reuse_port, &user_same, {0},
	APART, &near_kinds},
    {"history", TCP | UDP, {EACH, EACH, EACH}, &v6only_alone, &reuse_port, &user_same,
	{0, BP__BIT(BP__CLOSED)}, APART, &near_kinds},
};

/* A suite is the products of its parts, in the order of the table above. */
static const struct {
	const char *name;
	const char *prose;
	const char *parts[5]; /* ends at NULL */
	bool has_tables; /* the text report draws tables of it, not case by case */
	unsigned about; /* options without which there is nothing of it to try */
} suites[] = {
    {"core", "the default: wildcard, closer, mapped and facts",
	{"wildcard", "closer", "mapped", "facts", NULL}, true},
    {"wildcard", "0.0.0.0 and :: in every order, V6ONLY and reuse setting",
	{"wildcard", NULL}, true},
    {"closer", "a second socket on a closer address, by the same and by another user",
	{"closer", NULL}, true},
    {"mapped", "IPv4-mapped addresses beside their IPv4 twins", {"mapped", NULL}, false},
    {"facts", "V6ONLY before and after bind, port 0, absent and link-local addresses",
	{"facts", NULL}, false},
    {"reuse", "two sockets, each with its own reuse options", {"reuse", NULL}, false},
    {"user", "the same with the second socket bound by the same and by another user",
	{"user", NULL}, false},
    {"exclusive",
	"Microsoft's table: SO_REUSEADDR and SO_EXCLUSIVEADDRUSE on two sockets",
	{"exclusive", NULL}, true, BP__BIT(BP__EXCLUSIVE)},
    {"multicast", "groups and broadcast, by members and by others", {"multicast", NULL},
	false},
    {"late", "options set after bind, bind(2) twice, and addresses in the wrong form",
	{"late", NULL}, false},
    {"timewait", "a port where a connection is in TIME_WAIT, on either side",
	{"timewait", NULL}, false},
    {"ephemeral", "ports the system chooses: which families it reserves, and used ones",
	{"ephemeral", NULL}, false},
    {"device", "sockets bound to an interface", {"device", NULL}, false},
    {"freebind", "addresses the host does not have, where the system lets bind them",
	{"freebind", NULL}, false},
    {"many", "three and twelve sockets on a port, one of them a wildcard", {"many", NULL},
	false},
    {"history", "whether a socket bound and closed in between changes an answer",
	{"history", NULL}, false},
    {"full", "every ordered pair of addresses, V6ONLY and reuse settings, and series",
	{"full", NULL}, false},
};

static_assert(COUNT(suites) <= 64, "a plan has a bit for each suite");

const char *
bp_suite_name(size_t i)
{
	return i < COUNT(suites) ? suites[i].name : NULL;
}

const char *
bp_suite_prose(size_t i)
{
	return i < COUNT(suites) ? suites[i].prose : NULL;
}

/* The digits of the odometer, the fastest last: the series, the user, and those of each
 * socket. */
enum {
	SERIES_DIGIT,
	USER_DIGIT,
	SOCKET_DIGITS,
	KIND_DIGIT = 0,
	REUSE_DIGIT,
	V6ONLY_DIGIT,
	DIGITS_A_SOCKET,
	DIGITS = SOCKET_DIGITS + BP__SOCKETS_MAX * DIGITS_A_SOCKET,
};

static size_t
digit_of(size_t socket, size_t digit)
{
	return SOCKET_DIGITS + socket * DIGITS_A_SOCKET + digit;
}

/* The place of the socket decides which address it is: 127.0.0.1 for the first. */
static struct bp__socket_spec
next_loopback(size_t i)
{
	struct bp__socket_spec spec = {.kind = BP__NUMBER};
	spec.number = (struct bp__address){BP__INET, {127, 0, 0, (unsigned char)(i + 1)}};
	return spec;
}

/* Puts the case together; false for a double, as V6ONLY is no setting of an IPv4 socket. */
static bool
case_at(const struct product *product, const size_t digits[DIGITS], struct bp__case *c)
{
	bool single = true;
	*c = (struct bp__case){.series = (enum bp__series)digits[SERIES_DIGIT]};
	while (c->count < BP__SOCKETS_MAX && product->kinds[c->count] != BP__NUMBER) {
		size_t i = c->count++;
		size_t setting = product->tie == APART ? i : 0;
		size_t v6only = digits[digit_of(setting, V6ONLY_DIGIT)];
		size_t reuse = digits[digit_of(setting, REUSE_DIGIT)];
		struct bp__socket_spec *spec = &c->sockets[i];
		spec->kind = product->kinds[i];
		if (product->kinds[i] == EACH)
			spec->kind =
			    product->each->kinds[digits[digit_of(i, KIND_DIGIT)]];
		else if (product->kinds[i] == NEXT)
			*spec = next_loopback(i);
		spec->options =
		    product->options[i] | product->reuse->settings[reuse].options;
		if (bp__spec_family(spec) == BP__INET6)
			spec->options |= product->v6only->settings[v6only].options;
		else if (product->tie == APART && v6only > 0)
			single = false;
	}
	c->sockets[c->count - 1].options |=
	    product->user->settings[digits[USER_DIGIT]].options;
	return single && (product->series & BP__BIT(c->series)) != 0;
}

static void
set_sizes(const struct product *product, size_t sizes[DIGITS])
{
	for (size_t i = 0; i < DIGITS; i++)
		sizes[i] = 1;
	sizes[SERIES_DIGIT] = BP__SERIES_COUNT;
	sizes[USER_DIGIT] = product->user->count;
	for (size_t i = 0; i < BP__SOCKETS_MAX && product->kinds[i] != BP__NUMBER; i++) {
		if (product->kinds[i] == EACH)
			sizes[digit_of(i, KIND_DIGIT)] = product->each->count;
		if (i > 0 && product->tie == TOGETHER)
			continue;
		sizes[digit_of(i, REUSE_DIGIT)] = product->reuse->count;
		sizes[digit_of(i, V6ONLY_DIGIT)] = product->v6only->count;
	}
}

/* Turns the odometer on by one; false when it has come round to zero. */
static bool
turn(size_t digits[DIGITS], const size_t sizes[DIGITS])
{
	for (size_t i = DIGITS; i-- > 0;) {
		if (++digits[i] < sizes[i])
			return true;
		digits[i] = 0;
	}
	return false;
}

static bool
walk_product(const struct product *product, bp__case_visit *visit, void *context)
{
	size_t sizes[DIGITS];
	size_t digits[DIGITS] = {0};
	set_sizes(product, sizes);
	do {
		struct bp__case c;
		if (case_at(product, digits, &c) && !visit(context, &c))
			return false;
	} while (turn(digits, sizes));
	return true;
}

static bool
walk_part(const char *part, bp__case_visit *visit, void *context)
{
	for (size_t i = 0; i < COUNT(products); i++) {
		if (strcmp(products[i].suite, part) == 0 &&
		    !walk_product(&products[i], visit, context))
			return false;
	}
	return true;
}

static enum bp_status
unknown_suite(const char *name, struct bp_error *error)
{
	char names[256] = "";
	for (size_t i = 0, used = 0; i < COUNT(suites); i++)
		used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
		    i == 0 ? "" : ", ", suites[i].name);
	return bp__fail(
	    error, BP_BAD_USAGE, "unknown suite '%.80s'; valid are %s", name, names);
}

static size_t
find_suite(const char *name)
{
	size_t i = 0;
	while (i < COUNT(suites) && strcmp(suites[i].name, name) != 0)
		i++;
	return i;
}

bool
bp__suite_has_tables(const char *name)
{
	size_t i = find_suite(name);
	return i < COUNT(suites) && suites[i].has_tables;
}

unsigned
bp__suite_is_about(const char *name)
{
	size_t i = find_suite(name);
	return i < COUNT(suites) ? suites[i].about : 0;
}

enum bp_status
bp__suite_walk(
    const char *name, bp__case_visit *visit, void *context, struct bp_error *error)
{
	size_t i = find_suite(name);
	if (i == COUNT(suites))
		return unknown_suite(name, error);
	for (const char *const *part = suites[i].parts; *part != NULL; part++) {
		if (!walk_part(*part, visit, context))
			return bp__fail(error, BP_NO_MEMORY, "out of memory");
	}
	return BP_OK;
}
