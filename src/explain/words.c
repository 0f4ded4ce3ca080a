/* Explains a case in words. */
#include <config.h>

#include "bindprobe.h"

#include <stdio.h>

#include "explain/known.h"
#include "explain/page.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define ANY BP__CLASS_ANY
#define WILD4 BP__CLASS_WILD4
#define WILD6 BP__CLASS_WILD6
#define V6ONLY_ON BP__BIT(BP__V6ONLY_ON)
#define V6ONLY_OFF BP__BIT(BP__V6ONLY_OFF)
#define LATE_ON BP__BIT(BP__LATE_V6ONLY_ON)
#define LATE_OFF BP__BIT(BP__LATE_V6ONLY_OFF)
#define ADDR BP__BIT(BP__REUSEADDR)
#define PORT BP__BIT(BP__REUSEPORT)
#define LB BP__BIT(BP__REUSEPORT_LB)

/* A text for the cases of one kind. */
struct remark {
	struct bp__pattern pattern;
	const char *text;
};

/* Some socket of the case is on such an address and has these options. */
#define SOME(class, options)                 \
	{                                    \
		0, 0, 0, {class}, {options}, \
		{                            \
			0                    \
		}                            \
	}
#define WITH(option) SOME(ANY, BP__BIT(option))

#define TOO_LATE                                                                           \
	"A program that sets V6ONLY too late may believe that it has IPv6 alone, or both " \
	"families. It should see that call fail."
#define TIME_WAIT                                                                          \
	"A server that is started again may find connections of its former run in "        \
	"TIME_WAIT. Whether it has its port back at once, or some minutes later, depends " \
	"on who ended them and on the options of both runs."
#define FOREIGN                                                                             \
	"A server that stands by for another host, or a transparent proxy, binds to an "    \
	"address that the host does not have. Beside it a plain socket may be refused, or " \
	"share the port."
#define ON_DEVICE                                                                         \
	"Servers that are bound to one interface each can share a port on some systems; " \
	"beside a socket of all interfaces the closer one may take its traffic."
#define WRONG_FORM                                                                         \
	"A program that fills in an address the wrong way should learn that by an error. " \
	"What one system lets pass the next one refuses, or takes for another address."
#define REUSE_LATE                                                                          \
	"A program may set or clear a reuse option when its socket is bound already. Then " \
	"it may count for the next socket on the port, or for nothing, and no call fails."
#define GROUP_REASON \
	"Receivers of multicast bind to the group, and often several on one host do."
#define LATE_CLAUSE                                                                    \
	"RFC 3493 section 5.3 does not say whether IPV6_V6ONLY can be changed once a " \
	"socket is bound."

#define REUSEPORT_CLAUSE \
	"SO_REUSEPORT is in no standard: each system that has it says what it does."
#define REUSEADDR_LATE_CLAUSE                                                             \
	"POSIX SO_REUSEADDR is about the addresses given to bind(). What it means for a " \
	"socket that is bound already is left to the system."
#define DEVICE_CLAUSE                                                                      \
	"SO_BINDTODEVICE is in no standard: by socket(7) of Linux the socket then gets "   \
	"only what comes in by this interface. Which sockets it can share a port with it " \
	"does not say."
#define FAMILY_CLAUSE                                                                       \
	"POSIX bind(): EAFNOSUPPORT, the address is not a valid one for the family of the " \
	"socket."
#define LENGTH_CLAUSE \
	"POSIX bind(): EINVAL, the length is not a valid one for the address family."
#define TIME_WAIT_CLAUSE                                                             \
	"RFC 9293 section 3.6: the side that closes a connection first keeps it in " \
	"TIME-WAIT. When its port can be bound again meanwhile no standard says."

/* The first that matches is the reason. */
static const struct remark reasons[] = {
    {SOME(ANY, BP__BIT(BP__USER_OTHER)),
	"Whether another, unprivileged user can bind beside a server or take its traffic "
	"decides if a local user can pose as that server."},
    {WITH(BP__TIMEWAIT_SERVER), TIME_WAIT},
    {WITH(BP__TIMEWAIT_CLIENT), TIME_WAIT},
    {WITH(BP__FAMILY_OTHER), WRONG_FORM},
    {WITH(BP__FAMILY_UNSPEC), WRONG_FORM},
    {WITH(BP__LENGTH_SHORT), WRONG_FORM},
    {WITH(BP__LENGTH_LONG), WRONG_FORM},
    {WITH(BP__BIND_AGAIN),
	"A socket is bound once. A second bind() that passes would leave the program with "
	"another address than it believes, or the port taken twice."},
    {SOME(ANY, LATE_ON), TOO_LATE},
    {SOME(ANY, LATE_OFF), TOO_LATE},
    {WITH(BP__LATE_REUSEADDR_ON), REUSE_LATE},
    {WITH(BP__LATE_REUSEADDR_OFF), REUSE_LATE},
    {WITH(BP__LATE_REUSEPORT_ON), REUSE_LATE},
    {WITH(BP__LATE_REUSEPORT_OFF), REUSE_LATE},
    {WITH(BP__FREEBIND), FOREIGN},
    {WITH(BP__TRANSPARENT), FOREIGN},
    {WITH(BP__BINDANY), FOREIGN},
    {WITH(BP__DEVICE_LOOPBACK), ON_DEVICE},
    {WITH(BP__DEVICE_HOST), ON_DEVICE},
    {WITH(BP__RANGE_SAME),
	"The system chooses a port of a range. When the range is one port, which may be "
	"in use, it has to tell which sockets can share it, as bind() to that port does."},
    {WITH(BP__JOIN),
	"A datagram to a group may reach sockets that have joined it, or every socket on "
	"its port that is bound to the group or to the wildcard address."},
    {SOME(ANY, BP__BIT(BP__CLOSED)),
	"A socket that was closed should leave no trace. On some systems the answer to "
	"bind() depends on which sockets were on the port before."},
    {SOME(ANY, BP__BIT(BP__PORT_0)),
	"A server that lets the system choose its port, as tests do, needs that same port "
	"in both families. The system looked for one that is free in one of them."},
    {SOME(ANY, BP__BIT(BP__EXCLUSIVE)),
	"A server that must not share its port asks for that, where the system can."},
    {SOME(BP__CLASS_ABSENT, 0),
	"A server finds a wrong address in its configuration by this error; one that "
	"stands by for another host would like to bind before it has the address."},
    {SOME(BP__CLASS_SCOPED, 0),
	"A link-local address means something on one link only, so that a server has to "
	"give the scope, as in fe80::1%eth0."},
    {SOME(BP__CLASS_UNSCOPED, 0),
	"A link-local address without its scope is a common mistake of configurations: "
	"it may be on any link. It should be refused and not guessed."},
    {SOME(BP__CLASS_MAPPED, V6ONLY_ON),
	"V6ONLY on and an IPv4-mapped address contradict each other: such a socket could "
	"get nothing, or gets IPv4 in spite of the option."},
    {SOME(BP__CLASS_MAPPED, 0),
	"An IPv4-mapped address is IPv4 on the wire. When it and its IPv4 twin can both be "
	"bound, rules on who may have a port can be got around."},
    {SOME(BP__CLASS_GROUP4, 0), GROUP_REASON},
    {SOME(BP__CLASS_GROUP6, 0), GROUP_REASON},
    {SOME(BP__CLASS_BROADCAST, 0),
	"A socket bound to a broadcast address gets what is sent to all hosts and nothing "
	"else, where the system lets it be bound."},
    {{0, 0, 2, {WILD4, WILD6}, {0}, {0}},
	"A server that walks what getaddrinfo(3) gives for AI_PASSIVE opens both "
	"wildcards, on many systems in this order. If the second bind fails the server "
	"lacks IPv6, or gives up."},
    {{0, 0, 2, {WILD6, WILD4}, {0}, {0}},
	"A server that opens :: first may have IPv4 with it already. If the second bind "
	"fails the server has to know why; if it does not, who gets IPv4 traffic is the "
	"question."},
    {{0, 0, 1, {WILD6}, {0}, {0}},
	"Many servers open :: and nothing else, and count on it to take IPv4 too. V6ONLY "
	"decides that, and systems differ in its default."},
    {{0, 0, 1, {ANY}, {0}, {0}},
	"A socket alone shows what the others are compared with: that it can be had, and "
	"what reaches it."},
    {{0, 0, 2, {WILD4}, {0}, {0}},
	"A second socket on a closer address may take traffic from the first, as a second "
	"instance of a server does, or somebody who wants its traffic."},
    {{0, 0, 2, {WILD6}, {0}, {0}},
	"A second socket on a closer address may take traffic from the first, and with a "
	"dual-stack :: its address may be one of IPv4."},
    {SOME(ANY, 0),
	"Whether such sockets can share a port, and who gets the traffic then, is left to "
	"the system by the standards."},
};

/* All that match rule it, or say that nothing does. */
static const struct remark clauses[] = {
    {SOME(WILD6, 0),
	"RFC 3493 section 5.3: IPV6_V6ONLY restricts an AF_INET6 socket to IPv6. It is off "
	"by default."},
    {SOME(WILD6, 0),
	"RFC 3493 section 3.7: an AF_INET6 socket on :: takes IPv4 too, unless V6ONLY is "
	"on; the peer then has an IPv4-mapped address."},
    {SOME(BP__CLASS_MAPPED, 0),
	"RFC 4291 section 2.5.5.2: ::ffff:a.b.c.d is the IPv4 address a.b.c.d in the form "
	"of an IPv6 address."},
    {SOME(BP__CLASS_MAPPED, 0),
	"RFC 3493 section 3.7: an AF_INET6 socket reaches IPv4 nodes by IPv4-mapped "
	"addresses."},
    {SOME(BP__CLASS_MAPPED, V6ONLY_ON),
	"RFC 3493 section 5.3: with IPV6_V6ONLY on an AF_INET6 socket is for IPv6 alone."},
    {SOME(ANY, LATE_ON), LATE_CLAUSE},
    {SOME(ANY, LATE_OFF), LATE_CLAUSE},
    {SOME(BP__CLASS_SCOPED, 0),
	"RFC 4291 section 2.5.6 and RFC 4007: a link-local address is unique on its link "
	"only, and its zone says which. RFC 3493 section 3.3 puts it into sin6_scope_id."},
    {SOME(BP__CLASS_UNSCOPED, 0),
	"RFC 4291 section 2.5.6 and RFC 4007 section 6: a link-local address is ambiguous "
	"without its zone where the host has more than one link."},
    {SOME(BP__CLASS_GROUP6, 0),
	"RFC 4291 section 2.7: an address that begins with ff is that of a group. Whether "
	"a socket can be bound to it is left to the system."},
    {SOME(BP__CLASS_GROUP4, 0),
	"RFC 1112 section 4: 224.0.0.0 to 239.255.255.255 are host groups. Whether a socket "
	"can be bound to one is left to the system."},
    {WITH(BP__JOIN),
	"RFC 1112 section 7.1 and RFC 3493 section 5.2: a group is joined on an interface. "
	"Whether a socket that did not join gets its datagrams they do not say."},
    {SOME(BP__CLASS_ABSENT, 0),
	"POSIX bind(): EADDRNOTAVAIL, the address is not available from the local machine."},
    {SOME(ANY, BP__BIT(BP__PORT_0)),
	"POSIX bind() does not say what port 0 means. The system chooses one by custom, of "
	"its ephemeral range: RFC 6056 section 2.1."},
    {SOME(ANY, ADDR),
	"POSIX SO_REUSEADDR: the rules by which bind() checks addresses should allow reuse "
	"of local ones. Which reuse, each system says for itself."},
    {SOME(ANY, PORT), REUSEPORT_CLAUSE},
    {SOME(ANY, LB), "SO_REUSEPORT_LB is in no standard: it is FreeBSD's, from 12 on."},
    {SOME(ANY, BP__BIT(BP__EXCLUSIVE)),
	"SO_EXCLBIND and SO_EXCLUSIVEADDRUSE are in no standard: they are of illumos and "
	"Solaris, and of Windows."},
    {WITH(BP__FREEBIND),
	"IP_FREEBIND is in no standard: it is Linux's, and by its ip(7) allows an address "
	"that is not, or not yet, one of the host. IPV6_FREEBIND is its twin."},
    {WITH(BP__TRANSPARENT),
	"IP_TRANSPARENT is in no standard: it is Linux's, and by its ip(7) allows an "
	"address that is not of the host, and needs the capability CAP_NET_ADMIN."},
    {WITH(BP__BINDANY),
	"IP_BINDANY is in no standard: it is FreeBSD's, and SO_BINDANY OpenBSD's."},
    {WITH(BP__DEVICE_LOOPBACK), DEVICE_CLAUSE},
    {WITH(BP__DEVICE_HOST), DEVICE_CLAUSE},
    {WITH(BP__RANGE_SAME),
	"IP_LOCAL_PORT_RANGE is in no standard: it is Linux's, since 6.3, and by its ip(7) "
	"narrows the range of which the system chooses the socket's port."},
    {WITH(BP__FAMILY_OTHER), FAMILY_CLAUSE},
    {WITH(BP__FAMILY_UNSPEC), FAMILY_CLAUSE},
    {WITH(BP__LENGTH_SHORT), LENGTH_CLAUSE},
    {WITH(BP__LENGTH_LONG), LENGTH_CLAUSE},
    {WITH(BP__LATE_REUSEADDR_ON), REUSEADDR_LATE_CLAUSE},
    {WITH(BP__LATE_REUSEADDR_OFF), REUSEADDR_LATE_CLAUSE},
    {WITH(BP__LATE_REUSEPORT_ON), REUSEPORT_CLAUSE},
    {WITH(BP__LATE_REUSEPORT_OFF), REUSEPORT_CLAUSE},
    {WITH(BP__BIND_AGAIN),
	"POSIX bind(): EINVAL, the socket is bound to an address already, and the protocol "
	"does not support binding to a new one."},
    {WITH(BP__TIMEWAIT_SERVER), TIME_WAIT_CLAUSE},
    {WITH(BP__TIMEWAIT_CLIENT), TIME_WAIT_CLAUSE},
    {SOME(ANY, BP__BIT(BP__USER_OTHER)),
	"No standard says whether who asks makes a difference."},
    {{0, 0, 2, {ANY}, {0}, {0}},
	"POSIX bind(): EADDRINUSE, the address is in use already. When two addresses "
	"are the same in this sense it does not say."},
    {{0, BP__BIT(BP__WHEN_ALL_ARE_BOUND), 2, {ANY}, {0}, {0}},
	"POSIX listen() has no EADDRINUSE among its errors; some systems give it."},
};

static const struct {
	enum bp_transport transport;
	const char *type;
	const char *clause; /* NULL for those that POSIX has */
} protocols[] = {
    {BP_TCP, "SOCK_STREAM", NULL},
    {BP_UDP, "SOCK_DGRAM", NULL},
    {BP_MPTCP, "SOCK_STREAM, IPPROTO_MPTCP",
	"Multipath TCP is RFC 8684, which says nothing of bind()."},
    {BP_SCTP, "SOCK_STREAM, IPPROTO_SCTP",
	"SCTP one-to-one sockets are those of RFC 6458 section 4."},
    {BP_UDPLITE, "SOCK_DGRAM, IPPROTO_UDPLITE",
	"UDP-Lite is RFC 3828; its ports are not those of UDP."},
    {BP_DCCP, "SOCK_DCCP, IPPROTO_DCCP",
	"DCCP is RFC 4340, which says nothing of bind()."},
};

static size_t
protocol_of(const struct bp__case *c)
{
	enum bp_transport transport = bp__series_transport(c->series);
	size_t i = 0;
	while (i + 1 < COUNT(protocols) && protocols[i].transport != transport)
		i++;
	return i;
}

static void
put_heading(FILE *out, const char *text)
{
	fprintf(out, "\n%s\n", text);
}

static void
put_paragraph(FILE *out, const char *text)
{
	struct bp__page page = {.out = out, .before = "  ", .hanging = "    "};
	bp__page_add(&page, "%s", text);
	bp__page_end(&page);
}

/* How a step says an option that is no property of the socket; NULL: as elsewhere. */
static const char *const steps[BP__OPTION_COUNT] = {
    [BP__DEVICE_LOOPBACK] = "bind to the loopback interface",
    [BP__DEVICE_HOST] = "bind to the interface of the host's address",
    [BP__RANGE_SAME] = "narrow its range of ports to the probed one",
    [BP__LATE_V6ONLY_ON] = "V6ONLY on",
    [BP__LATE_V6ONLY_OFF] = "V6ONLY off",
    [BP__LATE_REUSEADDR_ON] = "SO_REUSEADDR",
    [BP__LATE_REUSEADDR_OFF] = "clear SO_REUSEADDR",
    [BP__LATE_REUSEPORT_ON] = "SO_REUSEPORT",
    [BP__LATE_REUSEPORT_OFF] = "clear SO_REUSEPORT",
    [BP__JOIN] = "join the group on loopback",
    [BP__BIND_AGAIN] = "bind to the same once more",
    [BP__TIMEWAIT_SERVER] = "accept a client of this host and end the connection first",
    [BP__TIMEWAIT_CLIENT] =
	"accept a client of this host, which ends the connection first",
};

/* What bind is given beside the address. */
static const struct {
	enum bp__option option;
	const char *text;
} forms[] = {
    {BP__FAMILY_UNSPEC, ", as AF_UNSPEC"},
    {BP__LENGTH_SHORT, ", one byte too short"},
    {BP__LENGTH_LONG, ", as long as a sockaddr_storage"},
};

static void
add_options(
    struct bp__page *page, const struct bp__socket_spec *spec, enum bp__moment moment)
{
	for (int i = 0; i < BP__OPTION_COUNT; i++) {
		const struct bp__option_row *row = bp__option_row((enum bp__option)i);
		if (row->moment == moment && bp__spec_has(spec, (enum bp__option)i))
			bp__page_add(
			    page, ", %s", steps[i] != NULL ? steps[i] : row->prose);
	}
}

static void
add_bind(struct bp__page *page, const struct bp__socket_spec *spec)
{
	char address[BP__ADDRESS_TEXT];
	bp__page_add(page, ", bind to %s%s",
	    bp__spec_address_text(spec, address, sizeof address),
	    bp__spec_chooses_port(spec) ? " and port 0" : "");
	for (size_t i = 0; i < COUNT(forms); i++) {
		if (bp__spec_has(spec, forms[i].option))
			bp__page_add(page, "%s", forms[i].text);
	}
}

static void
put_step(const struct bp__case *c, size_t i, FILE *out)
{
	const struct bp__socket_spec *spec = &c->sockets[i];
	struct bp__page page = {.out = out, .before = "  ", .hanging = "     "};
	bool other = bp__spec_has(spec, BP__USER_OTHER);
	bp__page_add(&page, "%zu. %ssocket(%s, %s)", i + 1,
	    other ? "as another user: " : "",
	    bp__spec_family(spec) == BP__INET ? "AF_INET" : "AF_INET6",
	    protocols[protocol_of(c)].type);
	add_options(&page, spec, BP__BEFORE_BIND);
	add_bind(&page, spec);
	add_options(&page, spec, BP__AFTER_BIND);
	if (bp__series_listens(c->series) == BP__AT_ONCE)
		bp__page_add(&page, ", listen");
	add_options(&page, spec, BP__AFTER_LISTEN);
	bp__page_add(&page, "%s", bp__spec_is_closed(spec) ? ", close" : "");
	bp__page_end(&page);
}

static void
put_steps(const struct bp__case *c, FILE *out)
{
	struct bp__page page = {.out = out, .before = "  ", .hanging = "    "};
	put_heading(out, "What it does");
	for (size_t i = 0; i < c->count; i++)
		put_step(c, i, out);
	if (bp__series_listens(c->series) == BP__WHEN_ALL_ARE_BOUND)
		put_paragraph(out, "Then those that stand listen, in the same order.");
	if (c->count > 1)
		put_paragraph(out,
		    "All on one port. A socket that fails is closed at once, and the next is "
		    "tried all the same.");
	bool connects = bp__transport_connects(bp__series_transport(c->series));
	bp__page_add(&page,
	    "When %s, a client %s each address of the host%s, to see which %s.",
	    c->count == 1 ? "it stands" : "all stand",
	    connects ? "connects to" : "sends to",
	    bp__case_has_groups(c) && !connects ? " and to groups on loopback" : "",
	    c->count == 1  ? "reach it"
		: connects ? "socket accepts"
			   : "socket receives");
	bp__page_end(&page);
}

static void
put_reason(const struct bp__case *c, FILE *out)
{
	size_t i = 0;
	while (i + 1 < COUNT(reasons) && !bp__pattern_matches(&reasons[i].pattern, c))
		i++;
	put_heading(out, "Why it matters");
	put_paragraph(out, reasons[i].text);
}

static void
put_clauses(const struct bp__case *c, FILE *out)
{
	const char *clause = protocols[protocol_of(c)].clause;
	size_t found = clause != NULL;
	put_heading(out, "What rules it");
	if (clause != NULL)
		put_paragraph(out, clause);
	for (size_t i = 0; i < COUNT(clauses); i++) {
		if (!bp__pattern_matches(&clauses[i].pattern, c))
			continue;
		put_paragraph(out, clauses[i].text);
		found++;
	}
	if (found == 0)
		put_paragraph(out, "POSIX bind(), with nothing that is particular here.");
}

static void
put_known(void *context, const struct bp__known *known)
{
	struct bp__page page = {.out = context, .before = "  ", .hanging = "    "};
	bp__page_add(&page, "%s (%s): %s", known->system, known->evidence, known->answer);
	bp__page_end(&page);
}

enum bp_status
bp_explain(const char *id, FILE *stream, struct bp_error *error)
{
	char text[2 * BP__ID_SIZE];
	struct bp__case c;
	struct bp__page page = {.out = stream, .hanging = "  "};
	if (bp__case_parse(id, &c, error) != BP_OK)
		return error->status;
	bp__page_add(&page, "%s", bp__case_format(&c, text, sizeof text));
	bp__page_end(&page);
	bp__page_add(&page, "%s", bp__case_prose(&c, text, sizeof text));
	bp__page_end(&page);
	put_steps(&c, stream);
	put_reason(&c, stream);
	put_clauses(&c, stream);
	put_heading(stream, "What systems are known to answer");
	if (bp__known_each(&c, put_known, stream) == 0)
		put_paragraph(stream, "nothing is known of other systems here");
	return BP_OK;
}
