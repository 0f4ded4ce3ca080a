/* The words of case ids, and reading and writing them. To add an address kind, a series or
 * an option is to add a row here (and, for an option, its constant in src/sys/). */
#include <config.h>

#include "model/case.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* A transport's sockets as BSD netstat(1) names them, by the families they carry. */
#define SOCKETS(name)                                                   \
	{                                                               \
		[BP__CARRIES_4] = name "4", [BP__CARRIES_6] = name "6", \
		[BP__CARRIES_BOTH] = name "46"                          \
	}

static const struct {
	enum bp_transport transport;
	const char *title;
	bool connects;
	const char *sockets[3];
} transports[] = {
    {BP_TCP, "TCP", true, SOCKETS("tcp")},
    {BP_UDP, "UDP", false, SOCKETS("udp")},
    {BP_MPTCP, "MPTCP", true, SOCKETS("mptcp")},
    {BP_SCTP, "SCTP", true, SOCKETS("sctp")},
    {BP_UDPLITE, "UDP-Lite", false, SOCKETS("udplite")},
    {BP_DCCP, "DCCP", true, SOCKETS("dccp")},
};

#define AT_ONCE BP__AT_ONCE
#define LATE BP__WHEN_ALL_ARE_BOUND
#define NEVER BP__NEVER

static const struct {
	const char *name;
	const char *title;
	enum bp_transport transport;
	enum bp__listens listens;
} series_rows[] = {
    [BP__TCP] = {"tcp", "TCP, listening", BP_TCP, AT_ONCE},
    [BP__TCP_LATE] = {"tcp-late", "TCP, listening late", BP_TCP, LATE},
    [BP__TCP_BIND] = {"tcp-bind", "TCP, not listening", BP_TCP, NEVER},
    [BP__UDP] = {"udp", "UDP", BP_UDP, NEVER},
    [BP__MPTCP] = {"mptcp", "MPTCP, listening", BP_MPTCP, AT_ONCE},
    [BP__MPTCP_LATE] = {"mptcp-late", "MPTCP, listening late", BP_MPTCP, LATE},
    [BP__MPTCP_BIND] = {"mptcp-bind", "MPTCP, not listening", BP_MPTCP, NEVER},
    [BP__SCTP] = {"sctp", "SCTP, listening", BP_SCTP, AT_ONCE},
    [BP__SCTP_LATE] = {"sctp-late", "SCTP, listening late", BP_SCTP, LATE},
    [BP__SCTP_BIND] = {"sctp-bind", "SCTP, not listening", BP_SCTP, NEVER},
    [BP__UDPLITE] = {"udplite", "UDP-Lite", BP_UDPLITE, NEVER},
    [BP__DCCP] = {"dccp", "DCCP, listening", BP_DCCP, AT_ONCE},
    [BP__DCCP_LATE] = {"dccp-late", "DCCP, listening late", BP_DCCP, LATE},
    [BP__DCCP_BIND] = {"dccp-bind", "DCCP, not listening", BP_DCCP, NEVER},
};
static_assert(COUNT(series_rows) == BP__SERIES_COUNT, "one row a series");

/* The numbers of the absent addresses are from the blocks kept for documentation (RFC 5737,
 * RFC 3849), those of the groups from RFC 6676, node-local where IPv6 has that. */
static const struct bp__kind_row kinds[] = {
    [BP__NUMBER] = {"a numeric address", BP__FAMILY_NONE, NULL, "a numeric address",
	NULL},
    [BP__ANY4] = {"any4", BP__INET, "0.0.0.0", "0.0.0.0", NULL},
    [BP__ANY6] = {"any6", BP__INET6, "::", "::", NULL},
    [BP__LOOP4] = {"loop4", BP__INET, "127.0.0.1", "127.0.0.1", NULL},
    [BP__LOOP6] = {"loop6", BP__INET6, "::1", "::1", NULL},
    [BP__HOST4] = {"host4", BP__INET, NULL, "the host's IPv4 address",
	"no IPv4 address but loopback"},
    [BP__HOST6] = {"host6", BP__INET6, NULL, "the host's IPv6 address",
	"no global IPv6 address"},
    [BP__LINK6] = {"link6", BP__INET6, NULL, "a link-local address with its scope",
	"no link-local IPv6 address"},
    [BP__LINK6_UNSCOPED] = {"link6-unscoped", BP__INET6, NULL,
	"a link-local address without scope", "no link-local IPv6 address"},
    [BP__MAPANY] = {"mapany", BP__INET6, "::ffff:0.0.0.0", "::ffff:0.0.0.0", NULL},
    [BP__MAPLOOP] = {"maploop", BP__INET6, "::ffff:127.0.0.1", "::ffff:127.0.0.1", NULL},
    [BP__MCAST4] = {"mcast4", BP__INET, "233.252.0.1", "the group 233.252.0.1", NULL},
    [BP__MCAST6] = {"mcast6", BP__INET6, NULL, "the group ff01::db8:0:1 on loopback",
	"no loopback interface that is up"},
    [BP__BCAST4] = {"bcast4", BP__INET, "127.255.255.255",
	"127.255.255.255, the broadcast address of loopback", NULL},
    [BP__ABSENT4] = {"absent4", BP__INET, "203.0.113.1",
	"203.0.113.1, not an address of the host", "the host has 203.0.113.1"},
    [BP__ABSENT6] = {"absent6", BP__INET6, "2001:db8::1",
	"2001:db8::1, not an address of the host", "the host has 2001:db8::1"},
};
static_assert(COUNT(kinds) == BP__KIND_COUNT, "one row a kind");

#define BEFORE BP__BEFORE_BIND
#define AFTER BP__AFTER_BIND
#define NO_CALL BP__NOT_A_CALL, BP__CALL_NONE, 0

static const struct bp__option_row options[] = {
    [BP__V6ONLY_ON] = {"v6only=on", "V6ONLY on", BEFORE, BP__CALL_V6ONLY, 1,
	BP__BIT(BP__V6ONLY_OFF), BP__INET6_ONLY},
    [BP__V6ONLY_OFF] = {"v6only=off", "V6ONLY off", BEFORE, BP__CALL_V6ONLY, 0,
	BP__BIT(BP__V6ONLY_ON), BP__INET6_ONLY},
    [BP__REUSEADDR] = {"reuseaddr", "SO_REUSEADDR", BEFORE, BP__CALL_REUSEADDR, 1},
    [BP__REUSEPORT] = {"reuseport", "SO_REUSEPORT", BEFORE, BP__CALL_REUSEPORT, 1},
    [BP__REUSEPORT_LB] = {"reuseport_lb", "SO_REUSEPORT_LB", BEFORE,
	BP__CALL_REUSEPORT_LB, 1},
    [BP__EXCLUSIVE] = {"exclusive", "exclusive bind", BEFORE, BP__CALL_EXCLUSIVE, 1},
    [BP__FREEBIND] = {"freebind", "IP_FREEBIND", BEFORE, BP__CALL_FREEBIND, 1},
    [BP__TRANSPARENT] = {"transparent", "IP_TRANSPARENT", BEFORE, BP__CALL_TRANSPARENT,
	1},
    [BP__BINDANY] = {"bindany", "IP_BINDANY", BEFORE, BP__CALL_BINDANY, 1},
    [BP__DEVICE_LOOPBACK] = {"device=loopback", "bound to the loopback interface", BEFORE,
	BP__CALL_DEVICE, BP__LOOPBACK, BP__BIT(BP__DEVICE_HOST)},
    [BP__DEVICE_HOST] = {"device=host", "bound to the interface of the host's address",
	BEFORE, BP__CALL_DEVICE, BP__OUTSIDE, BP__BIT(BP__DEVICE_LOOPBACK)},
    [BP__RANGE_SAME] = {"range=same", "its range of ports being the probed one alone",
	BEFORE, BP__CALL_RANGE, 0},
    [BP__USER_OTHER] = {"user=other", "by another user", NO_CALL},
    [BP__FAMILY_OTHER] = {"family=other", "on a socket of the other family", NO_CALL,
	BP__BIT(BP__FAMILY_UNSPEC)},
    [BP__FAMILY_UNSPEC] = {"family=unspec", "bound with AF_UNSPEC", NO_CALL,
	BP__BIT(BP__FAMILY_OTHER)},
    [BP__LENGTH_SHORT] = {"length=short", "bound with an address one byte too short",
	NO_CALL, BP__BIT(BP__LENGTH_LONG)},
    [BP__LENGTH_LONG] = {"length=long",
	"bound with an address as long as a sockaddr_storage", NO_CALL,
	BP__BIT(BP__LENGTH_SHORT)},
    [BP__LATE_V6ONLY_ON] = {"late-v6only=on", "V6ONLY set on after bind", AFTER,
	BP__CALL_LATE_V6ONLY, 1, BP__BIT(BP__LATE_V6ONLY_OFF), BP__INET6_ONLY},
    [BP__LATE_V6ONLY_OFF] = {"late-v6only=off", "V6ONLY set off after bind", AFTER,
	BP__CALL_LATE_V6ONLY, 0, BP__BIT(BP__LATE_V6ONLY_ON), BP__INET6_ONLY},
    [BP__LATE_REUSEADDR_ON] = {"late-reuseaddr=on", "SO_REUSEADDR set after bind", AFTER,
	BP__CALL_LATE_REUSEADDR, 1, BP__BIT(BP__LATE_REUSEADDR_OFF)},
    [BP__LATE_REUSEADDR_OFF] = {"late-reuseaddr=off", "SO_REUSEADDR cleared after bind",
	AFTER, BP__CALL_LATE_REUSEADDR, 0, BP__BIT(BP__LATE_REUSEADDR_ON)},
    [BP__LATE_REUSEPORT_ON] = {"late-reuseport=on", "SO_REUSEPORT set after bind", AFTER,
	BP__CALL_LATE_REUSEPORT, 1, BP__BIT(BP__LATE_REUSEPORT_OFF)},
    [BP__LATE_REUSEPORT_OFF] = {"late-reuseport=off", "SO_REUSEPORT cleared after bind",
	AFTER, BP__CALL_LATE_REUSEPORT, 0, BP__BIT(BP__LATE_REUSEPORT_ON)},
    [BP__JOIN] = {"join", "a member of the group on loopback", AFTER, BP__CALL_JOIN, 0, 0,
	BP__DATAGRAMS_ONLY},
    [BP__BIND_AGAIN] = {"bind=again", "bound once more to the same", AFTER,
	BP__CALL_BIND_AGAIN, 0},
    [BP__PORT_0] = {"port=0", "on a port the system chooses, which the next ones take",
	NO_CALL},
    [BP__TIMEWAIT_SERVER] = {"timewait=server",
	"on a port the system chooses, closed after a connection that it ended itself",
	BP__AFTER_LISTEN, BP__CALL_TIMEWAIT, BP__SERVER, BP__BIT(BP__TIMEWAIT_CLIENT),
	BP__LISTENS_AT_ONCE},
    [BP__TIMEWAIT_CLIENT] = {"timewait=client",
	"on a port the system chooses, closed after a connection that its client ended",
	BP__AFTER_LISTEN, BP__CALL_TIMEWAIT, BP__CLIENT, BP__BIT(BP__TIMEWAIT_SERVER),
	BP__LISTENS_AT_ONCE},
    [BP__CLOSED] = {"closed", "closed before the next step", NO_CALL},
};
static_assert(COUNT(options) == BP__OPTION_COUNT, "one row an option");

static const char *const call_names[] = {
    [BP__CALL_NONE] = "ok",
    [BP__CALL_SOCKET] = "socket",
    [BP__CALL_V6ONLY] = "v6only",
    [BP__CALL_REUSEADDR] = "reuseaddr",
    [BP__CALL_REUSEPORT] = "reuseport",
    [BP__CALL_REUSEPORT_LB] = "reuseport_lb",
    [BP__CALL_EXCLUSIVE] = "exclusive",
    [BP__CALL_FREEBIND] = "freebind",
    [BP__CALL_TRANSPARENT] = "transparent",
    [BP__CALL_BINDANY] = "bindany",
    [BP__CALL_DEVICE] = "device",
    [BP__CALL_RANGE] = "range",
    [BP__CALL_BIND] = "bind",
    [BP__CALL_LATE_V6ONLY] = "late-v6only",
    [BP__CALL_LATE_REUSEADDR] = "late-reuseaddr",
    [BP__CALL_LATE_REUSEPORT] = "late-reuseport",
    [BP__CALL_JOIN] = "join",
    [BP__CALL_BIND_AGAIN] = "bind-again",
    [BP__CALL_LISTEN] = "listen",
    [BP__CALL_TIMEWAIT] = "timewait",
    [BP__CALL_CONNECT] = "connect",
    [BP__CALL_SEND] = "send",
    [BP__CALL_ACCEPT] = "accept",
    [BP__CALL_RECEIVE] = "receive",
    [BP__CALL_WAIT] = "wait",
};
static_assert(COUNT(call_names) == BP__CALL_COUNT, "one word a call");

const char *
bp__series_name(enum bp__series series)
{
	return series_rows[series].name;
}

const char *
bp__series_title(enum bp__series series)
{
	return series_rows[series].title;
}

enum bp_transport
bp__series_transport(enum bp__series series)
{
	return series_rows[series].transport;
}

enum bp__listens
bp__series_listens(enum bp__series series)
{
	return series_rows[series].listens;
}

static size_t
row_of(enum bp_transport transport)
{
	size_t i = 0;
	while (i + 1 < COUNT(transports) && transports[i].transport != transport)
		i++;
	return i;
}

const char *
bp__transport_title(enum bp_transport transport)
{
	return transports[row_of(transport)].title;
}

const char *
bp__transport_socket(enum bp_transport transport, enum bp__carries carries)
{
	return transports[row_of(transport)].sockets[carries];
}

bool
bp__transport_connects(enum bp_transport transport)
{
	return transports[row_of(transport)].connects;
}

const struct bp__kind_row *
bp__kind_row(enum bp__kind kind)
{
	return &kinds[kind];
}

const struct bp__option_row *
bp__option_row(enum bp__option option)
{
	return &options[option];
}

const char *
bp__call_name(enum bp__call call)
{
	return call_names[call];
}

enum bp_status
bp__fail(struct bp_error *error, enum bp_status status, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	error->status = status;
	vsnprintf(error->text, sizeof error->text, format, arguments);
	va_end(arguments);
	return status;
}

enum bp__family
bp__spec_family(const struct bp__socket_spec *spec)
{
	enum bp__family family =
	    spec->kind == BP__NUMBER ? spec->number.family : kinds[spec->kind].family;
	if (!bp__spec_has(spec, BP__FAMILY_OTHER))
		return family;
	return family == BP__INET ? BP__INET6 : BP__INET;
}

bool
bp__spec_has(const struct bp__socket_spec *spec, enum bp__option option)
{
	return (spec->options & BP__BIT(option)) != 0;
}

bool
bp__spec_chooses_port(const struct bp__socket_spec *spec)
{
	const unsigned choosing = BP__BIT(BP__PORT_0) | BP__BIT(BP__TIMEWAIT_SERVER) |
	    BP__BIT(BP__TIMEWAIT_CLIENT);
	return (spec->options & choosing) != 0;
}

bool
bp__spec_is_closed(const struct bp__socket_spec *spec)
{
	const unsigned closing = BP__BIT(BP__CLOSED) | BP__BIT(BP__TIMEWAIT_SERVER) |
	    BP__BIT(BP__TIMEWAIT_CLIENT);
	return (spec->options & closing) != 0;
}

bool
bp__case_has_groups(const struct bp__case *c)
{
	for (size_t i = 0; i < c->count; i++) {
		enum bp__kind kind = c->sockets[i].kind;
		if (kind == BP__MCAST4 || kind == BP__MCAST6 || kind == BP__BCAST4 ||
		    bp__spec_has(&c->sockets[i], BP__JOIN))
			return true;
	}
	return false;
}

const char *
bp__spec_address_text(const struct bp__socket_spec *spec, char *buffer, size_t size)
{
	if (spec->kind == BP__NUMBER)
		return bp__address_format(&spec->number, buffer, size);
	return kinds[spec->kind].prose;
}

/* A piece of an id: what stands between two separators. */
struct piece {
	char text[BP__ADDRESS_TEXT];
};

/* Copies as many bytes of the text as fit, and a null byte. */
static void
cut_copy(char *copy, size_t size, const char *text, size_t length)
{
	size_t copied = length < size ? length : size - 1;
	memcpy(copy, text, copied);
	copy[copied] = '\0';
}

/* Takes the piece before the next separator off *rest, which becomes NULL after the last.
 * A piece too long for any word is cut: it matches none. */
static struct piece
take_piece(const char **rest, char separator)
{
	struct piece piece;
	const char *end = strchr(*rest, separator);
	size_t length = end == NULL ? strlen(*rest) : (size_t)(end - *rest);
	cut_copy(piece.text, sizeof piece.text, *rest, length);
	*rest = end == NULL ? NULL : end + 1;
	return piece;
}

static bool
parse_kind(const char *word, struct bp__socket_spec *spec)
{
	for (size_t i = BP__NUMBER + 1; i < COUNT(kinds); i++) {
		if (strcmp(word, kinds[i].name) == 0) {
			spec->kind = (enum bp__kind)i;
			return true;
		}
	}
	spec->kind = BP__NUMBER;
	return bp__address_parse(word, &spec->number);
}

static int
find_option(const char *word)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		if (strcmp(word, options[i].word) == 0)
			return (int)i;
	}
	return -1;
}

#define SEE_LIST "; 'bindprobe list' shows ids, and bindprobe(1) explains them"

static bool
is_asked_for(enum bp__asks_for asks_for, enum bp__series series,
    const struct bp__socket_spec *spec)
{
	switch (asks_for) {
	case BP__ANY_SOCKET:
		return true;
	case BP__INET6_ONLY:
		return bp__spec_family(spec) == BP__INET6;
	case BP__DATAGRAMS_ONLY:
		return !bp__transport_connects(bp__series_transport(series));
	case BP__LISTENS_AT_ONCE:
		return bp__transport_connects(bp__series_transport(series)) &&
		    bp__series_listens(series) == BP__AT_ONCE;
	}
	return false;
}

static const char *const misplaced[] = {
    [BP__INET6_ONLY] = "is for IPv6 sockets only, and this is one of IPv4",
    [BP__DATAGRAMS_ONLY] = "is for sockets of datagrams only, as of udp",
    [BP__LISTENS_AT_ONCE] = "is for sockets that listen at once only, as of tcp",
};

static enum bp_status
parse_option(const char *word, const char *id, struct bp__socket_spec *spec,
    struct bp_error *error)
{
	int i = find_option(word);
	if (i < 0)
		return bp__fail(error, BP_BAD_USAGE,
		    "unknown option '%s' in case '%.150s'%s", word, id, SEE_LIST);
	if ((spec->options & (BP__BIT(i) | options[i].excludes)) != 0)
		return bp__fail(error, BP_BAD_USAGE,
		    "'%s' in case '%.150s' repeats or contradicts an option before it%s",
		    word, id, SEE_LIST);
	spec->options |= BP__BIT(i);
	return BP_OK;
}

/* Looks at the options together, as family=other makes an IPv4 socket an IPv6 one. */
static enum bp_status
check_options(const char *id, enum bp__series series, const struct bp__socket_spec *spec,
    struct bp_error *error)
{
	for (size_t i = 0; i < COUNT(options); i++) {
		if ((spec->options & BP__BIT(i)) != 0 &&
		    !is_asked_for(options[i].asks_for, series, spec))
			return bp__fail(error, BP_BAD_USAGE, "'%s' in case '%.150s' %s%s",
			    options[i].word, id, misplaced[options[i].asks_for],
			    SEE_LIST);
	}
	return BP_OK;
}

static enum bp_status
parse_socket(const char *text, const char *id, enum bp__series series,
    struct bp__socket_spec *spec, struct bp_error *error)
{
	const char *rest = text;
	struct piece word = take_piece(&rest, ',');
	if (!parse_kind(word.text, spec))
		return bp__fail(error, BP_BAD_USAGE,
		    "unknown address '%s' in case '%.150s'%s", word.text, id, SEE_LIST);
	while (rest != NULL) {
		word = take_piece(&rest, ',');
		if (parse_option(word.text, id, spec, error) != BP_OK)
			return error->status;
	}
	return check_options(id, series, spec, error);
}

static enum bp_status
parse_series(
    const char *word, const char *id, enum bp__series *series, struct bp_error *error)
{
	for (size_t i = 0; i < COUNT(series_rows); i++) {
		if (strcmp(word, series_rows[i].name) == 0) {
			*series = (enum bp__series)i;
			return BP_OK;
		}
	}
	return bp__fail(error, BP_BAD_USAGE,
	    "unknown series '%s' in case '%.150s'; valid are tcp, tcp-late, tcp-bind, udp, "
	    "udplite, and mptcp, sctp, dccp as tcp",
	    word, id);
}

/* The longest text of one socket that can be right: the address and every option. */
enum {
	SOCKET_TEXT = 420,
};

enum bp_status
bp__case_parse(const char *id, struct bp__case *result, struct bp_error *error)
{
	struct bp__case c = {.count = 0};
	const char *rest = id;
	struct piece series = take_piece(&rest, '/');
	if (parse_series(series.text, id, &c.series, error) != BP_OK)
		return error->status;
	if (rest == NULL)
		return bp__fail(
		    error, BP_BAD_USAGE, "case '%.150s' names no socket%s", id, SEE_LIST);
	while (rest != NULL) {
		if (c.count == BP__SOCKETS_MAX)
			return bp__fail(error, BP_BAD_USAGE,
			    "case '%.150s' has more than %d sockets, from '%.80s' on%s",
			    id, BP__SOCKETS_MAX, rest, SEE_LIST);
		size_t length = strcspn(rest, "/");
		char text[SOCKET_TEXT];
		cut_copy(text, sizeof text, rest, length);
		struct bp__socket_spec *spec = &c.sockets[c.count];
		if (parse_socket(text, id, c.series, spec, error) != BP_OK)
			return error->status;
		c.count++;
		rest = rest[length] == '\0' ? NULL : rest + length + 1;
	}
	*result = c;
	return BP_OK;
}

/* Text that grows in a buffer of fixed size; what does not fit is cut. */
struct text {
	char *buffer;
	size_t size;
	size_t used;
};

static void
append(struct text *text, const char *word)
{
	size_t left = text->size - text->used;
	size_t length = strlen(word);
	if (left == 0)
		return;
	if (length >= left)
		length = left - 1;
	memcpy(text->buffer + text->used, word, length);
	text->used += length;
	text->buffer[text->used] = '\0';
}

char *
bp__case_format(const struct bp__case *c, char *buffer, size_t size)
{
	struct text text = {buffer, size, 0};
	append(&text, series_rows[c->series].name);
	for (size_t i = 0; i < c->count; i++) {
		const struct bp__socket_spec *spec = &c->sockets[i];
		char number[BP__ADDRESS_TEXT];
		append(&text, "/");
		append(&text,
		    spec->kind == BP__NUMBER
			? bp__address_format(&spec->number, number, sizeof number)
			: kinds[spec->kind].name);
		for (size_t k = 0; k < COUNT(options); k++) {
			if ((spec->options & BP__BIT(k)) == 0)
				continue;
			append(&text, ",");
			append(&text, options[k].word);
		}
	}
	return buffer;
}

char *
bp__case_prose(const struct bp__case *c, char *buffer, size_t size)
{
	static const char *const listens[] = {
	    [BP__AT_ONCE] = "; listening at once",
	    [BP__WHEN_ALL_ARE_BOUND] = "; listening after all are bound",
	    [BP__NEVER] = "; not listening",
	};
	enum bp_transport transport = bp__series_transport(c->series);
	struct text text = {buffer, size, 0};
	append(&text, bp__transport_title(transport));
	append(&text, " ");
	for (size_t i = 0; i < c->count; i++) {
		const struct bp__socket_spec *spec = &c->sockets[i];
		char number[BP__ADDRESS_TEXT];
		append(&text, i == 0 ? "" : ", then ");
		append(&text, bp__spec_address_text(spec, number, sizeof number));
		const char *before = " (";
		for (size_t k = 0; k < COUNT(options); k++) {
			if ((spec->options & BP__BIT(k)) == 0)
				continue;
			append(&text, before);
			append(&text, options[k].prose);
			before = ", ";
		}
		append(&text, spec->options != 0 ? ")" : "");
	}
	if (bp__transport_connects(transport))
		append(&text, listens[bp__series_listens(c->series)]);
	return buffer;
}

static bool
spec_equal(const struct bp__socket_spec *a, const struct bp__socket_spec *b)
{
	return a->kind == b->kind && a->options == b->options &&
	    (a->kind != BP__NUMBER || bp__address_equal(&a->number, &b->number));
}

bool
bp__case_equal(const struct bp__case *a, const struct bp__case *b)
{
	if (a->series != b->series || a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!spec_equal(&a->sockets[i], &b->sockets[i]))
			return false;
	}
	return true;
}
