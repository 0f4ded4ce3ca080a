/* Looks up what a generated program needs to know, and writes its title. */
#include <config.h>

#include "explain/program.h"

#include <assert.h>
#include <string.h>

#include "explain/page.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The numbers are IANA's, but those of MPTCP and SOCK_DCCP, which only Linux has. */
static const struct bp__program_protocol protocols[] = {
    {BP_TCP, "SOCK_STREAM", "0", NULL, "socket.SOCK_STREAM", ""},
    {BP_UDP, "SOCK_DGRAM", "0", NULL, "socket.SOCK_DGRAM", ""},
    {BP_MPTCP, "SOCK_STREAM", "IPPROTO_MPTCP", "IPPROTO_MPTCP", "socket.SOCK_STREAM, 262",
	"  # IPPROTO_MPTCP"},
    {BP_SCTP, "SOCK_STREAM", "IPPROTO_SCTP", "IPPROTO_SCTP", "socket.SOCK_STREAM, 132",
	"  # IPPROTO_SCTP"},
    {BP_UDPLITE, "SOCK_DGRAM", "IPPROTO_UDPLITE", "IPPROTO_UDPLITE",
	"socket.SOCK_DGRAM, 136", "  # IPPROTO_UDPLITE"},
    {BP_DCCP, "SOCK_DCCP", "IPPROTO_DCCP", "SOCK_DCCP", "6, 33",
	"  # SOCK_DCCP, IPPROTO_DCCP"},
};

#define ON(system, number) number " if sys.platform.startswith(\"" system "\") else None"
#define BOTH(level, name, otherwise)                                \
	{                                                           \
		{level, name, otherwise}, {level, name, otherwise}, \
	}
/* For AF_INET and for AF_INET6. */
static const struct bp__program_option options[BP__CALL_COUNT][2] = {
    [BP__CALL_V6ONLY] = BOTH("IPPROTO_IPV6", "IPV6_V6ONLY", NULL),
    [BP__CALL_REUSEADDR] = BOTH("SOL_SOCKET", "SO_REUSEADDR", NULL),
    [BP__CALL_REUSEPORT] = BOTH("SOL_SOCKET", "SO_REUSEPORT", "None"),
    [BP__CALL_REUSEPORT_LB] =
	BOTH("SOL_SOCKET", "SO_REUSEPORT_LB", ON("freebsd", "0x10000")),
    [BP__CALL_EXCLUSIVE] = BOTH("SOL_SOCKET", "SO_EXCLBIND", ON("sunos", "0x1015")),
    [BP__CALL_FREEBIND] = {{"IPPROTO_IP", "IP_FREEBIND", ON("linux", "15")},
	{"IPPROTO_IPV6", "IPV6_FREEBIND", ON("linux", "78")}},
    [BP__CALL_TRANSPARENT] = {{"IPPROTO_IP", "IP_TRANSPARENT", ON("linux", "19")},
	{"IPPROTO_IPV6", "IPV6_TRANSPARENT", ON("linux", "75")}},
    [BP__CALL_BINDANY] = {{"IPPROTO_IP", "IP_BINDANY", ON("freebsd", "24")},
	{"IPPROTO_IPV6", "IPV6_BINDANY", ON("freebsd", "64")}},
    [BP__CALL_DEVICE] = BOTH("SOL_SOCKET", "SO_BINDTODEVICE", "None"),
    [BP__CALL_RANGE] = BOTH("IPPROTO_IP", "IP_LOCAL_PORT_RANGE", ON("linux", "51")),
    [BP__CALL_LATE_V6ONLY] = BOTH("IPPROTO_IPV6", "IPV6_V6ONLY", NULL),
    [BP__CALL_LATE_REUSEADDR] = BOTH("SOL_SOCKET", "SO_REUSEADDR", NULL),
    [BP__CALL_LATE_REUSEPORT] = BOTH("SOL_SOCKET", "SO_REUSEPORT", "None"),
    [BP__CALL_JOIN] = {{"IPPROTO_IP", "IP_ADD_MEMBERSHIP", NULL},
	{"IPPROTO_IPV6", "IPV6_JOIN_GROUP", NULL}},
};

static const struct bp__program_protocol *
protocol_of(enum bp_transport transport)
{
	size_t i = 0;
	while (i + 1 < COUNT(protocols) && protocols[i].transport != transport)
		i++;
	return &protocols[i];
}

const struct bp__program_option *
bp__program_option(enum bp__call call, enum bp__family family)
{
	return &options[call][family == BP__INET6];
}

static const struct bp__outcome *
find_outcome(const bp_report *report, const struct bp__case *c)
{
	for (size_t i = 0; report != NULL && i < report->outcome_count; i++) {
		if (bp__case_equal(&report->outcomes[i].plan, c))
			return &report->outcomes[i];
	}
	return NULL;
}

/* The address of the kind; of no family when it is not known. */
static struct bp__address
look_up(enum bp__kind kind, const bp_report *report)
{
	const char *number = bp__kind_row(kind)->number;
	if (report != NULL)
		return report->host.kinds[kind];
	if (number != NULL)
		return bp__address_of(number);
	return (struct bp__address){.family = BP__FAMILY_NONE};
}

/* Writes the name in quotes, as C and Python read it: it may hold any byte. */
static void
quote(const char *name, char out[BP__PROGRAM_NAME])
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._:@%-";
	size_t used = 0;
	out[used++] = '"';
	for (const char *p = name; *p != '\0' && used + 6 < BP__PROGRAM_NAME; p++) {
		if (strchr(plain, *p) != NULL)
			out[used++] = *p;
		else
			used += (size_t)snprintf(
			    out + used, 5, "\\%03o", (unsigned)(unsigned char)*p);
	}
	memcpy(out + used, "\"", 2);
}

static struct bp__program_address
written(const struct bp__address *address)
{
	struct bp__program_address out = {.address = *address};
	struct bp__address plain = *address;
	plain.zone[0] = '\0';
	bp__address_format(&plain, out.text, sizeof out.text);
	if (address->zone[0] != '\0')
		quote(address->zone, out.zone);
	return out;
}

/* Notes what the program lacks; the first that it lacks stays. */
static void
lacks(struct bp__program *program, const char *of_host, const char *unknown)
{
	if (program->lacking == NULL)
		program->lacking = program->report != NULL ? of_host : unknown;
}

static void
set_kind(struct bp__program *program, enum bp__kind kind, struct bp__program_address *out)
{
	struct bp__address address = look_up(kind, program->report);
	if (address.family == BP__FAMILY_NONE)
		lacks(program, bp__kind_row(kind)->lacking,
		    "an address has to be looked up");
	*out = written(&address);
}

static void
add_optional(struct bp__program *program, const struct bp__program_option *option)
{
	for (size_t i = 0; i < program->optional_count; i++) {
		if (strcmp(program->optionals[i]->name, option->name) == 0)
			return;
	}
	assert(program->optional_count < COUNT(program->optionals));
	program->optionals[program->optional_count++] = option;
}

static void
set_device(struct bp__program *program, int device)
{
	if (program->report != NULL && program->report->host.devices[device] != NULL)
		quote(program->report->host.devices[device], program->devices[device]);
	else
		lacks(program,
		    device == BP__LOOPBACK ? "no loopback interface that is up"
					   : "no interface but loopback",
		    "an interface has to be looked up");
}

static void
set_option(
    struct bp__program *program, enum bp__family family, const struct bp__option_row *row)
{
	const struct bp__program_option *option = bp__program_option(row->call, family);
	bool inet6 = family == BP__INET6;
	if (option->otherwise != NULL)
		add_optional(program, option);
	if (row->call == BP__CALL_JOIN)
		set_kind(
		    program, inet6 ? BP__MCAST6 : BP__MCAST4, &program->groups[inet6]);
	if (row->call == BP__CALL_DEVICE)
		set_device(program, row->value);
}

static void
set_socket(struct bp__program *program, size_t i)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	if (spec->kind == BP__NUMBER)
		program->addresses[i] = written(&spec->number);
	else
		set_kind(program, spec->kind, &program->addresses[i]);
	for (int k = 0; k < BP__OPTION_COUNT; k++) {
		if (bp__spec_has(spec, (enum bp__option)k))
			set_option(program, bp__spec_family(spec),
			    bp__option_row((enum bp__option)k));
	}
}

enum bp_status
bp__program_make(const char *id, const bp_report *report, struct bp__program *program,
    struct bp_error *error)
{
	*program = (struct bp__program){.report = report, .port = BP__PROGRAM_PORT};
	if (bp__case_parse(id, &program->plan, error) != BP_OK)
		return error->status;
	program->protocol = protocol_of(bp__series_transport(program->plan.series));
	if (report != NULL && report->port != 0 && !report->port_chosen)
		program->port = report->port;
	for (size_t i = 0; i < program->plan.count; i++)
		set_socket(program, i);
	program->outcome = find_outcome(report, &program->plan);
	return BP_OK;
}

bool
bp__program_has(const struct bp__program *program, unsigned mask)
{
	for (size_t i = 0; i < program->plan.count; i++) {
		if ((program->plan.sockets[i].options & mask) != 0)
			return true;
	}
	return false;
}

const struct bp__program_address *
bp__program_group(const struct bp__program *program, size_t i)
{
	return &program->groups[bp__spec_family(&program->plan.sockets[i]) == BP__INET6];
}

struct bp__program_address
bp__program_reach(const struct bp__program *program, size_t i)
{
	struct bp__address address = bp__address_unmapped(&program->addresses[i].address);
	if (bp__address_is_wildcard(&address))
		address =
		    bp__address_of(address.family == BP__INET ? "127.0.0.1" : "::1");
	return written(&address);
}

/* The zones in the order of the sockets, then those of the groups; NULL after the last. */
static const char *
zone_at(const struct bp__program *program, size_t i)
{
	if (i < program->plan.count)
		return program->addresses[i].zone;
	i -= program->plan.count;
	return i < COUNT(program->groups) ? program->groups[i].zone : NULL;
}

static bool
is_double(const struct bp__program *program, size_t i)
{
	size_t k = 0;
	while (strcmp(zone_at(program, k), zone_at(program, i)) != 0)
		k++;
	return k < i;
}

const char *
bp__program_interface(const struct bp__program *program, size_t n)
{
	const char *zone;
	for (size_t i = 0; (zone = zone_at(program, i)) != NULL; i++) {
		if (zone[0] != '\0' && !is_double(program, i) && n-- == 0)
			return zone;
	}
	return NULL;
}

bool
bp__program_needs_chosen_port(const struct bp__program *program, size_t i)
{
	bool chosen = false;
	for (size_t k = 0; k < i; k++)
		chosen = chosen || bp__spec_chooses_port(&program->plan.sockets[k]);
	return chosen && !bp__spec_chooses_port(&program->plan.sockets[i]);
}

void
bp__program_nothing(const struct bp__program *program, FILE *out)
{
	for (size_t i = 0; i < program->plan.count; i++)
		fprintf(out, "%s%zu n/a", i == 0 ? "\"" : "\\n", i + 1);
	fputs("\"", out);
}

static void
put_answers(const struct bp__program *program, const char *before, FILE *out)
{
	const struct bp__host *host = &program->report->host;
	struct bp__page page = {.out = out, .before = before};
	bp__page_add(&page, "%s %s %s as %s answered:", host->system, host->release,
	    host->machine, host->user);
	bp__page_end(&page);
	for (size_t i = 0; i < program->plan.count; i++) {
		char text[BP__RESULT_TEXT];
		bp__page_add(&page, "%zu %s", i + 1,
		    bp__result_format(
			&program->outcome->sockets[i].result, text, sizeof text));
		bp__page_end(&page);
	}
}

void
bp__program_title(const struct bp__program *program, const char *before, FILE *out)
{
	char text[2 * BP__ID_SIZE];
	struct bp__page page = {.out = out, .before = before};
	bp__page_add(&page, "%s", bp__case_format(&program->plan, text, sizeof text));
	bp__page_end(&page);
	bp__page_add(&page, "%s.", bp__case_prose(&program->plan, text, sizeof text));
	bp__page_end(&page);
	bp__page_add(&page, "Written by bindprobe %s. Prints the result of each socket.",
	    bp_version());
	if (program->lacking == NULL)
		bp__page_add(
		    &page, " Its argument is the port, %u without it.", program->port);
	else
		bp__page_add(&page, " It cannot be tried: %s.", program->lacking);
	bp__page_end(&page);
	if (program->outcome != NULL)
		put_answers(program, before, out);
}

const char *
bp__program_socket(const struct bp__program *program, size_t i, char *buffer, size_t size)
{
	struct bp__case alone = {.series = program->plan.series, .count = 1};
	alone.sockets[0] = program->plan.sockets[i];
	return strchr(bp__case_format(&alone, buffer, size), '/') + 1;
}
