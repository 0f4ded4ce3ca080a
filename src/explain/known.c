/* What is known of systems, as data. */
#include <config.h>

#include "explain/known.h"

#include <assert.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define ON BP__BIT(BP__V6ONLY_ON)
#define OFF BP__BIT(BP__V6ONLY_OFF)
#define ADDR BP__BIT(BP__REUSEADDR)
#define PORT BP__BIT(BP__REUSEPORT)
#define LB BP__BIT(BP__REUSEPORT_LB)
#define EXCLUSIVE BP__BIT(BP__EXCLUSIVE)
#define OTHER BP__BIT(BP__USER_OTHER)
#define LATE_ON BP__BIT(BP__LATE_V6ONLY_ON)
#define LATE_OFF BP__BIT(BP__LATE_V6ONLY_OFF)
#define CLOSED BP__BIT(BP__CLOSED)
#define TIMEWAIT BP__BIT(BP__TIMEWAIT_SERVER)
#define EVERY (BP__BIT(BP__OPTION_COUNT) - 1)

#define AT_ONCE BP__BIT(BP__AT_ONCE)
#define LATE BP__BIT(BP__WHEN_ALL_ARE_BOUND)
#define NEVER BP__BIT(BP__NEVER)

#define WILD4 BP__CLASS_WILD4
#define WILD6 BP__CLASS_WILD6
#define CLOSER BP__CLASS_CLOSER
#define SAME BP__CLASS_SAME
#define OWN BP__CLASS_OWN
#define ANY BP__CLASS_ANY

#define TCP_UDP (BP_TCP | BP_UDP)

/* The kinds of case that something is known of. */
enum situation {
	ALONE_UNTOUCHED = 0,
	ALONE_OFF,
	ALONE_ON,
	OFF_46,
	OFF_64,
	ON_46,
	ON_64,
	UNTOUCHED_46,
	UNTOUCHED_64,
	MATRIX_COUNT, /* those above are columns of the matrix */
	REUSEADDR_46 = MATRIX_COUNT,
	REUSEADDR_64,
	REUSEPORT_46,
	REUSEPORT_64,
	REUSEPORT_SAME,
	UDP_REUSEPORT_SAME,
	REUSEPORT_CLOSER,
	UDP_REUSEPORT_CLOSER,
	REUSEPORT_OTHER,
	REUSEPORT_OTHER_46,
	REUSEPORT_OTHER_64,
	REUSEADDR_CLOSER,
	REUSEADDR_LATE_SAME,
	REUSEADDR_LATE_46,
	REUSEADDR_LATE_64,
	REUSEADDR_BIND_SAME,
	REUSEADDR_BIND_46,
	REUSEADDR_BIND_64,
	UDP_REUSEADDR_SAME,
	UDP_OTHER_64,
	UDP_OTHER_CLOSER,
	OTHER_ANY,
	REUSEADDR_SECOND,
	REUSEADDR_SECOND_EXCLUSIVE,
	EXCLUSIVE_REUSEADDR,
	MAPPED_ON,
	LATE_SET_ON,
	LATE_SET_OFF,
	ABSENT,
	UNSCOPED,
	TCP_GROUP,
	HISTORY,
	TIMEWAIT_SAME,
	SITUATION_COUNT,
};

/* TCP and two wildcards, without V6ONLY on. */
#define PAIR(listens, first, second, option)                             \
	{                                                                \
		BP_TCP, listens, 2, {first, second}, {option, option},   \
		{                                                        \
			EVERY & ~(option | OFF), EVERY & ~(option | OFF) \
		}                                                        \
	}

static const struct bp__pattern patterns[] = {
    [ALONE_UNTOUCHED] = {TCP_UDP, 0, 1, {WILD6}, {0}, {EVERY & ~(ADDR | PORT)}},
    [ALONE_OFF] = {TCP_UDP, 0, 1, {WILD6}, {OFF}, {ON}},
    [ALONE_ON] = {TCP_UDP, 0, 1, {WILD6}, {ON}, {OFF}},
    [OFF_46] = {BP_TCP, AT_ONCE, 2, {WILD4, WILD6}, {0, OFF}, {EVERY, EVERY & ~OFF}},
    [OFF_64] = {BP_TCP, AT_ONCE, 2, {WILD6, WILD4}, {OFF, 0}, {EVERY & ~OFF, EVERY}},
    [ON_46] = {BP_TCP, AT_ONCE, 2, {WILD4, WILD6}, {0, ON}, {EVERY, EVERY & ~ON}},
    [ON_64] = {BP_TCP, AT_ONCE, 2, {WILD6, WILD4}, {ON, 0}, {EVERY & ~ON, EVERY}},
    [UNTOUCHED_46] = {BP_TCP, AT_ONCE, 2, {WILD4, WILD6}, {0, 0}, {EVERY, EVERY}},
    [UNTOUCHED_64] = {BP_TCP, AT_ONCE, 2, {WILD6, WILD4}, {0, 0}, {EVERY, EVERY}},
    [REUSEADDR_46] = {BP_TCP, AT_ONCE, 2, {WILD4, WILD6}, {ADDR, ADDR | OFF},
	{EVERY & ~ADDR, EVERY & ~(ADDR | OFF)}},
    [REUSEADDR_64] = {BP_TCP, AT_ONCE, 2, {WILD6, WILD4}, {ADDR | OFF, ADDR},
	{EVERY & ~(ADDR | OFF), EVERY & ~ADDR}},
    [REUSEPORT_46] = PAIR(AT_ONCE, WILD4, WILD6, PORT),
    [REUSEPORT_64] = PAIR(AT_ONCE, WILD6, WILD4, PORT),
    [REUSEPORT_SAME] = {BP_TCP, AT_ONCE, 2, {OWN, SAME}, {PORT, PORT}, {OTHER, OTHER}},
    [UDP_REUSEPORT_SAME] = {BP_UDP, 0, 2, {OWN, SAME}, {PORT, PORT}, {OTHER, OTHER}},
    [REUSEPORT_CLOSER] = {BP_TCP, AT_ONCE, 2, {WILD4, CLOSER}, {PORT, PORT},
	{OTHER, OTHER}},
    [UDP_REUSEPORT_CLOSER] = {BP_UDP, 0, 2, {WILD4, CLOSER}, {PORT, PORT},
	{OTHER, OTHER}},
    [REUSEPORT_OTHER] = {TCP_UDP, 0, 2, {OWN, SAME}, {PORT, PORT | OTHER}, {OTHER}},
    [REUSEPORT_OTHER_46] = {TCP_UDP, 0, 2, {WILD4, WILD6}, {PORT, PORT | OTHER},
	{OTHER, ON}},
    [REUSEPORT_OTHER_64] = {TCP_UDP, 0, 2, {WILD6, WILD4}, {PORT, PORT | OTHER},
	{OTHER | ON}},
    [REUSEADDR_CLOSER] = {BP_TCP, AT_ONCE, 2, {WILD4, CLOSER}, {ADDR, ADDR},
	{OTHER, OTHER}},
    [REUSEADDR_LATE_SAME] = PAIR(LATE, OWN, SAME, ADDR),
    [REUSEADDR_LATE_46] = PAIR(LATE, WILD4, WILD6, ADDR),
    [REUSEADDR_LATE_64] = PAIR(LATE, WILD6, WILD4, ADDR),
    [REUSEADDR_BIND_SAME] = PAIR(NEVER, OWN, SAME, ADDR),
    [REUSEADDR_BIND_46] = PAIR(NEVER, WILD4, WILD6, ADDR),
    [REUSEADDR_BIND_64] = PAIR(NEVER, WILD6, WILD4, ADDR),
    [UDP_REUSEADDR_SAME] = {BP_UDP, 0, 2, {OWN, SAME}, {ADDR, ADDR}, {PORT, PORT}},
    [UDP_OTHER_64] = {BP_UDP, 0, 2, {WILD6, WILD4}, {ADDR, ADDR | OTHER},
	{PORT | ON, PORT}},
    [UDP_OTHER_CLOSER] = {BP_UDP, 0, 2, {WILD4, CLOSER}, {ADDR, ADDR | OTHER},
	{PORT, PORT}},
    [OTHER_ANY] = {TCP_UDP, 0, 2, {OWN, OWN}, {0, OTHER}, {OTHER, 0}},
    [REUSEADDR_SECOND] = {TCP_UDP, 0, 2, {OWN, OWN}, {0, ADDR},
	{EXCLUSIVE, EXCLUSIVE | OTHER}},
    [REUSEADDR_SECOND_EXCLUSIVE] = {TCP_UDP, 0, 2, {OWN, OWN}, {EXCLUSIVE, ADDR},
	{ADDR, EXCLUSIVE | OTHER}},
    [EXCLUSIVE_REUSEADDR] = {TCP_UDP, 0, 0, {ANY}, {EXCLUSIVE | ADDR}, {0}},
    [MAPPED_ON] = {TCP_UDP, 0, 0, {BP__CLASS_MAPPED}, {ON}, {0}},
    [LATE_SET_ON] = {TCP_UDP, 0, 0, {ANY}, {LATE_ON}, {0}},
    [LATE_SET_OFF] = {TCP_UDP, 0, 0, {ANY}, {LATE_OFF}, {0}},
    [ABSENT] = {TCP_UDP, 0, 0, {BP__CLASS_ABSENT}, {0}, {0}},
    [UNSCOPED] = {TCP_UDP, 0, 0, {BP__CLASS_UNSCOPED}, {0}, {0}},
    [TCP_GROUP] = {BP_TCP, 0, 0, {BP__CLASS_GROUP6}, {0}, {0}},
    [HISTORY] = {TCP_UDP, 0, 3, {ANY, ANY, ANY}, {0, CLOSED}, {CLOSED, 0, CLOSED}},
    [TIMEWAIT_SAME] = {BP_TCP, AT_ONCE, 2, {OWN, SAME}, {TIMEWAIT}, {OTHER, OTHER}},
};
static_assert(COUNT(patterns) == SITUATION_COUNT, "one row a situation");

/* What is known of a kind of case is not known of the same case with one of these, unless its
 * pattern asks for it. */
static const unsigned changing = BP__BIT(BP__FREEBIND) | BP__BIT(BP__TRANSPARENT) |
    BP__BIT(BP__BINDANY) | BP__BIT(BP__DEVICE_LOOPBACK) | BP__BIT(BP__DEVICE_HOST) |
    BP__BIT(BP__RANGE_SAME) | BP__BIT(BP__FAMILY_OTHER) | BP__BIT(BP__FAMILY_UNSPEC) |
    BP__BIT(BP__LENGTH_SHORT) | BP__BIT(BP__LENGTH_LONG) |
    BP__BIT(BP__LATE_REUSEADDR_ON) | BP__BIT(BP__LATE_REUSEADDR_OFF) |
    BP__BIT(BP__LATE_REUSEPORT_ON) | BP__BIT(BP__LATE_REUSEPORT_OFF) | BP__BIT(BP__JOIN) |
    BP__BIT(BP__BIND_AGAIN) | BP__BIT(BP__TIMEWAIT_SERVER) |
    BP__BIT(BP__TIMEWAIT_CLIENT) | BP__BIT(BP__CLOSED);

#define M "measured"
#define S "source"
#define D "documentation"

#define USED "socket 2 is bind:EADDRINUSE"
#define BOTH "ok: both stand"

/* Cells that say the same for several systems. */
#define OFF_ALONE "V6ONLY is off by default"
#define ON_ALONE "V6ONLY is on by default"
#define OVERRIDE "ok, and IPv4 traffic goes to the later 0.0.0.0"
#define NO_OPTION "v6only:ENOPROTOOPT"
#define NO_FAMILY "the IPv6 socket is socket:EAFNOSUPPORT"
#define ANY_VALUE "any value is accepted and ignored"
#define WINE "EADDRINUSE once the first listens, ok if not"

/* Sockets on the wildcard addresses with no reuse option: the columns are situations, NULL
 * where nothing is known. */
static const struct {
	const char *system;
	const char *evidence;
	const char *cells[MATRIX_COUNT];
} matrix[] = {
    {"Linux 6.18", M, {OFF_ALONE, NULL, NULL, USED, USED, BOTH, BOTH, USED, USED}},
    {"Linux, net.ipv6.bindv6only=1", M,
	{ON_ALONE, NULL, NULL, USED, USED, BOTH, BOTH, BOTH, BOTH}},
    {"Linux, ipv6.disable=1", M,
	{NO_FAMILY, NO_FAMILY, NO_FAMILY, NO_FAMILY, NO_FAMILY, NO_FAMILY, NO_FAMILY,
	    NO_FAMILY, NO_FAMILY}},
    {"FreeBSD 13", M, {ON_ALONE, NULL, NULL, BOTH, USED, BOTH, BOTH, BOTH, BOTH}},
    {"NetBSD", M, {ON_ALONE, NULL, NULL, BOTH, USED, BOTH, BOTH, BOTH, BOTH}},
    {"Darwin (XNU)", M, {OFF_ALONE, NULL, NULL, BOTH, USED, BOTH, BOTH, BOTH, USED}},
    {"FreeBSD 4", S, {OFF_ALONE, NULL, NULL, BOTH, OVERRIDE, NULL, NULL, BOTH, OVERRIDE}},
    {"OpenBSD", S ", " D,
	{"V6ONLY is on, and fixed", "setting it off is v6only:EINVAL", NULL,
	    "setting V6ONLY off is v6only:EINVAL", "setting V6ONLY off is v6only:EINVAL",
	    BOTH, BOTH, BOTH, BOTH}},
    {"DragonFly", S,
	{ON_ALONE, ANY_VALUE, ANY_VALUE, "V6ONLY: " ANY_VALUE, "V6ONLY: " ANY_VALUE, BOTH,
	    BOTH, BOTH, BOTH}},
    {"illumos", S, {OFF_ALONE, NULL, NULL, BOTH, BOTH, BOTH, BOTH, BOTH, BOTH}},
    {"Windows", D, {ON_ALONE, NULL, NULL, NULL, NULL, BOTH, BOTH, BOTH, BOTH}},
    {"Wine 8 on Linux", M, {ON_ALONE, NULL, NULL, WINE, WINE, BOTH, BOTH, BOTH, BOTH}},
    {"gVisor 2022 and 2024", M,
	{OFF_ALONE, NULL, NULL, USED, USED, BOTH, BOTH, USED, USED}},
    {"lwIP 2.1.3", M, {OFF_ALONE, NULL, NULL, USED, USED, BOTH, BOTH, USED, USED}},
    {"LWIPv6", M,
	{"there is no such option", NO_OPTION, NO_OPTION, NULL, NULL, NULL, NULL, USED,
	    BOTH}},
};

#define DUAL_REUSEPORT "both stand; IPv4 goes to the AF_INET socket always"
#define LISTEN_LATE "both bind; the first listen succeeds, the second is EADDRINUSE"
#define BIND_ONLY "both bind: it is listen(2) that would tell them apart"
#define OTHER_REFUSED "another user, who is not root, is refused: EADDRINUSE"
#define NO_CHECK_ILLUMOS "no check of the user; only the new socket's SO_REUSEADDR counts"
#define NO_CHECK_GVISOR "SO_REUSEPORT has no check of the user"

static const struct {
	enum situation situation;
	struct bp__known known;
} statements[] = {
    {REUSEADDR_46, {"Linux 6.18", M, USED}},
    {REUSEADDR_46, {"gVisor", M, USED}},
    {REUSEADDR_46, {"lwIP 2.1.3", M, BOTH}},
    {REUSEADDR_46, {"NetBSD", M, BOTH}},
    {REUSEADDR_46, {"FreeBSD 13", M, BOTH}},
    {REUSEADDR_46, {"Darwin (XNU)", M, BOTH}},
    {REUSEADDR_46, {"Wine 8 on Linux", M, "EACCES"}},
    {REUSEADDR_64, {"Linux 6.18", M, USED}},
    {REUSEADDR_64, {"gVisor", M, USED}},
    {REUSEADDR_64, {"lwIP 2.1.3", M, BOTH}},
    {REUSEADDR_64, {"NetBSD", M, BOTH}},
    {REUSEADDR_64, {"FreeBSD 13", M, USED}},
    {REUSEADDR_64, {"Darwin (XNU)", M, USED}},
    {REUSEADDR_64, {"Wine 8 on Linux", M, "EACCES"}},
    {REUSEPORT_46, {"Linux 6.18", M, DUAL_REUSEPORT}},
    {REUSEPORT_46, {"FreeBSD 13", M, BOTH}},
    {REUSEPORT_46, {"NetBSD", M, BOTH}},
    {REUSEPORT_46, {"Darwin (XNU)", M, BOTH}},
    {REUSEPORT_46, {"gVisor", M, "both stand and share IPv4 half and half"}},
    {REUSEPORT_64, {"Linux 6.18", M, DUAL_REUSEPORT}},
    {REUSEPORT_64, {"FreeBSD 13", M, BOTH}},
    {REUSEPORT_64, {"NetBSD", M, BOTH}},
    {REUSEPORT_64, {"Darwin (XNU)", M, BOTH}},
    {REUSEPORT_64, {"gVisor", M, "both stand and share IPv4 half and half"}},
    {REUSEPORT_SAME, {"Linux 6.18", M, "both stand and are balanced about evenly"}},
    {REUSEPORT_SAME,
	{"FreeBSD, NetBSD, macOS", M ", " S, "SO_REUSEPORT does not balance"}},
    {UDP_REUSEPORT_SAME, {"Linux 6.18", M, "both stand and are balanced about evenly"}},
    {UDP_REUSEPORT_SAME,
	{"FreeBSD, NetBSD, macOS", M ", " S, "SO_REUSEPORT does not balance"}},
    {UDP_REUSEPORT_CLOSER,
	{"Linux 6.18", M, "the specific address beats the wildcard always"}},
    {REUSEPORT_CLOSER,
	{"Linux 6.18", M, "the specific address beats the wildcard always"}},
    {REUSEPORT_OTHER, {"Linux 6.18", M, OTHER_REFUSED}},
    {REUSEPORT_OTHER, {"gVisor", M, NO_CHECK_GVISOR}},
    {REUSEPORT_OTHER_46, {"Linux 6.18", M, OTHER_REFUSED}},
    {REUSEPORT_OTHER_46, {"gVisor", M, NO_CHECK_GVISOR}},
    {REUSEPORT_OTHER_64, {"Linux 6.18", M, OTHER_REFUSED}},
    {REUSEPORT_OTHER_64, {"gVisor", M, NO_CHECK_GVISOR}},
    {REUSEADDR_CLOSER,
	{"gVisor", M, "both stand; the specific one takes the connections"}},
    {REUSEADDR_LATE_SAME, {"Linux 6.18", M, LISTEN_LATE}},
    {REUSEADDR_LATE_46, {"Linux 6.18", M, LISTEN_LATE}},
    {REUSEADDR_LATE_64, {"Linux 6.18", M, LISTEN_LATE}},
    {REUSEADDR_BIND_SAME, {"Linux 6.18", M, BIND_ONLY}},
    {REUSEADDR_BIND_46, {"Linux 6.18", M, BIND_ONLY}},
    {REUSEADDR_BIND_64, {"Linux 6.18", M, BIND_ONLY}},
    {UDP_REUSEADDR_SAME, {"Linux 6.18", M, "the last bound gets all"}},
    {UDP_OTHER_64,
	{"Linux 6.18", M,
	    "no check of the user: 0.0.0.0 takes all datagrams from the "
	    "dual-stack ::"}},
    {UDP_OTHER_CLOSER,
	{"Linux 6.18", M,
	    "no check of the user: 127.0.0.1 takes its datagrams from "
	    "0.0.0.0"}},
    {OTHER_ANY,
	{"FreeBSD, NetBSD, OpenBSD", M ", " S, "where the two overlap, " OTHER_REFUSED}},
    {OTHER_ANY, {"illumos", S, NO_CHECK_ILLUMOS}},
    {REUSEADDR_SECOND,
	{"Windows", D, "where the two overlap, the second takes the port over"}},
    {REUSEADDR_SECOND_EXCLUSIVE, {"Windows", D, "the second cannot take the port over"}},
    {EXCLUSIVE_REUSEADDR, {"Windows", D, "both options on one socket are WSAEINVAL"}},
    {MAPPED_ON, {"Linux 6.18", M, "bind:EINVAL"}},
    {MAPPED_ON, {"gVisor", M, "EHOSTUNREACH"}},
    {LATE_SET_ON, {"Linux 6.18", M, "late-v6only:EINVAL"}},
    {LATE_SET_OFF, {"Linux 6.18", M, "late-v6only:EINVAL"}},
    {ABSENT, {"Linux 6.18", M, "bind:EADDRNOTAVAIL"}},
    {ABSENT,
	{"Linux, loopback interface down", M,
	    "an address of IPv4 is bound all the same"}},
    {UNSCOPED, {"Linux 6.18", M, "bind:EINVAL"}},
    {TCP_GROUP, {"Linux 6.18", M, "bind:EINVAL, for ff02::1"}},
    {HISTORY,
	{"Linux 6.18", M,
	    "the answer can depend on the reuse options of sockets that were bound and "
	    "closed on the port before"}},
    {TIMEWAIT_SAME,
	{"Linux 6.18", M,
	    "the port can be bound again only with the same reuse option on the old "
	    "listener and on the new socket"}},
};

/* The address itself; of no family where only a host knows it. */
static struct bp__address
number_of(const struct bp__socket_spec *spec)
{
	const char *number = bp__kind_row(spec->kind)->number;
	if (spec->kind == BP__NUMBER)
		return spec->number;
	if (number == NULL)
		return (struct bp__address){.family = BP__FAMILY_NONE};
	return bp__address_of(number);
}

static bool
is_wildcard(const struct bp__socket_spec *spec, enum bp__family family)
{
	struct bp__address address = number_of(spec);
	return address.family == family && bp__address_is_wildcard(&address) &&
	    !bp__address_is_mapped(&address);
}

static bool
is_wild4(const struct bp__socket_spec *spec)
{
	return is_wildcard(spec, BP__INET);
}

static bool
is_wild6(const struct bp__socket_spec *spec)
{
	return is_wildcard(spec, BP__INET6);
}

static bool
is_mapped(const struct bp__socket_spec *spec)
{
	struct bp__address address = number_of(spec);
	return bp__address_is_mapped(&address);
}

static bool
is_group4(const struct bp__socket_spec *spec)
{
	struct bp__address address = number_of(spec);
	return address.family == BP__INET && bp__address_is_multicast(&address);
}

static bool
is_broadcast(const struct bp__socket_spec *spec)
{
	return spec->kind == BP__BCAST4;
}

static bool
is_group6(const struct bp__socket_spec *spec)
{
	struct bp__address address = number_of(spec);
	return spec->kind == BP__MCAST6 ||
	    (address.family == BP__INET6 && !bp__address_is_mapped(&address) &&
		bp__address_is_multicast(&address));
}

static bool
is_absent(const struct bp__socket_spec *spec)
{
	return spec->kind == BP__ABSENT4 || spec->kind == BP__ABSENT6;
}

static bool
is_scoped(const struct bp__socket_spec *spec)
{
	return spec->kind == BP__LINK6 ||
	    (spec->kind == BP__NUMBER && spec->number.zone[0] != '\0' &&
		bp__address_is_link_local(&spec->number));
}

static bool
is_unscoped(const struct bp__socket_spec *spec)
{
	return spec->kind == BP__LINK6_UNSCOPED ||
	    (spec->kind == BP__NUMBER && spec->number.zone[0] == '\0' &&
		bp__address_is_link_local(&spec->number));
}

/* An address of IPv4 that a host has. */
static bool
is_closer(const struct bp__socket_spec *spec)
{
	struct bp__address address = number_of(spec);
	if (spec->kind == BP__HOST4)
		return true;
	return address.family == BP__INET && !is_absent(spec) && !is_broadcast(spec) &&
	    !bp__address_is_wildcard(&address) && !bp__address_is_multicast(&address);
}

/* An address that a socket can be bound to, on a host that has the kind. */
static bool
is_own(const struct bp__socket_spec *spec)
{
	struct bp__address address = number_of(spec);
	return !is_absent(spec) && !is_unscoped(spec) && !is_broadcast(spec) &&
	    !is_group4(spec) && !is_group6(spec) && !bp__address_is_mapped(&address);
}

static bool
is_any(const struct bp__socket_spec *spec)
{
	(void)spec;
	return true;
}

static bool (*const belongs[])(const struct bp__socket_spec *spec) = {
    [BP__CLASS_ANY] = is_any,
    [BP__CLASS_WILD4] = is_wild4,
    [BP__CLASS_WILD6] = is_wild6,
    [BP__CLASS_MAPPED] = is_mapped,
    [BP__CLASS_GROUP4] = is_group4,
    [BP__CLASS_GROUP6] = is_group6,
    [BP__CLASS_BROADCAST] = is_broadcast,
    [BP__CLASS_ABSENT] = is_absent,
    [BP__CLASS_SCOPED] = is_scoped,
    [BP__CLASS_UNSCOPED] = is_unscoped,
    [BP__CLASS_CLOSER] = is_closer,
    [BP__CLASS_OWN] = is_own,
    [BP__CLASS_SAME] = is_any, /* of a pair, and looked at there */
};
static_assert(COUNT(belongs) == BP__CLASS_COUNT, "one row a class");

static bool
is_same(const struct bp__socket_spec *a, const struct bp__socket_spec *b)
{
	return a->kind == b->kind &&
	    (a->kind != BP__NUMBER || bp__address_equal(&a->number, &b->number));
}

static bool
spec_matches(
    const struct bp__pattern *pattern, size_t i, const struct bp__socket_spec *spec)
{
	return belongs[pattern->classes[i]](spec) &&
	    (spec->options & pattern->has[i]) == pattern->has[i] &&
	    (spec->options & pattern->lacks[i]) == 0;
}

static bool
some_matches(const struct bp__pattern *pattern, const struct bp__case *c)
{
	for (size_t i = 0; i < c->count; i++) {
		if (spec_matches(pattern, 0, &c->sockets[i]))
			return true;
	}
	return false;
}

static bool
is_in(unsigned mask, unsigned bit)
{
	return mask == 0 || (mask & bit) != 0;
}

bool
bp__pattern_matches(const struct bp__pattern *pattern, const struct bp__case *c)
{
	if (!is_in(pattern->transports, bp__series_transport(c->series)) ||
	    !is_in(pattern->listens, BP__BIT(bp__series_listens(c->series))))
		return false;
	if (pattern->count == 0)
		return some_matches(pattern, c);
	if (pattern->count != c->count)
		return false;
	for (size_t i = 0; i < c->count; i++) {
		if (!spec_matches(pattern, i, &c->sockets[i]))
			return false;
	}
	return c->count < 2 || pattern->classes[1] != BP__CLASS_SAME ||
	    is_same(&c->sockets[0], &c->sockets[1]);
}

/* Whether what is known of the pattern is known of the case. */
static bool
is_known(const struct bp__pattern *pattern, const struct bp__case *c)
{
	unsigned unasked = changing;
	for (size_t i = 0; i < BP__PATTERN_SOCKETS; i++)
		unasked &= ~pattern->has[i];
	for (size_t i = 0; i < c->count; i++) {
		if ((c->sockets[i].options & unasked) != 0)
			return false;
	}
	return bp__pattern_matches(pattern, c);
}

size_t
bp__known_each(const struct bp__case *c,
    void (*each)(void *context, const struct bp__known *known), void *context)
{
	size_t found = 0;
	for (size_t column = 0; column < MATRIX_COUNT; column++) {
		bool matches = is_known(&patterns[column], c);
		for (size_t i = 0; matches && i < COUNT(matrix); i++) {
			const struct bp__known known = {matrix[i].system,
			    matrix[i].evidence, matrix[i].cells[column]};
			if (known.answer == NULL)
				continue;
			each(context, &known);
			found++;
		}
	}
	for (size_t i = 0; i < COUNT(statements); i++) {
		if (!is_known(&patterns[statements[i].situation], c))
			continue;
		each(context, &statements[i].known);
		found++;
	}
	return found;
}
