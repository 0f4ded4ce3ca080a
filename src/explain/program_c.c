/* Writes a case as a program in C, for any POSIX system and C99. */
#include <config.h>

#include "bindprobe.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "explain/program.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What socket(2) takes, and the word that not every system defines. */
static const struct {
	enum bp_transport transport;
	const char *type;
	const char *protocol;
	const char *optional;
} protocols[] = {
    {BP_TCP, "SOCK_STREAM", "0", NULL},
    {BP_UDP, "SOCK_DGRAM", "0", NULL},
    {BP_MPTCP, "SOCK_STREAM", "IPPROTO_MPTCP", "IPPROTO_MPTCP"},
    {BP_SCTP, "SOCK_STREAM", "IPPROTO_SCTP", "IPPROTO_SCTP"},
    {BP_UDPLITE, "SOCK_DGRAM", "IPPROTO_UDPLITE", "IPPROTO_UDPLITE"},
    {BP_DCCP, "SOCK_DCCP", "IPPROTO_DCCP", "SOCK_DCCP"},
};

static const struct {
	const char *level;
	const char *name;
	bool optional; /* not every system defines it */
} options[] = {
    [BP__V6ONLY_ON] = {"IPPROTO_IPV6", "IPV6_V6ONLY", false},
    [BP__V6ONLY_OFF] = {"IPPROTO_IPV6", "IPV6_V6ONLY", false},
    [BP__REUSEADDR] = {"SOL_SOCKET", "SO_REUSEADDR", false},
    [BP__REUSEPORT] = {"SOL_SOCKET", "SO_REUSEPORT", true},
    [BP__REUSEPORT_LB] = {"SOL_SOCKET", "SO_REUSEPORT_LB", true},
    [BP__EXCLUSIVE] = {"SOL_SOCKET", "SO_EXCLBIND", true},
    [BP__LATE_V6ONLY_ON] = {"IPPROTO_IPV6", "IPV6_V6ONLY", false},
    [BP__LATE_V6ONLY_OFF] = {"IPPROTO_IPV6", "IPV6_V6ONLY", false},
    [BP__CLOSED] = {NULL, NULL, false}, /* no option of the socket, like those left out */
};
static_assert(COUNT(options) == BP__OPTION_COUNT, "one row an option");

/* The parts that every program has. */

static const char includes[] = "#include <sys/types.h>\n#include <sys/socket.h>\n"
			       "#include <netinet/in.h>\n#include <arpa/inet.h>\n";

static const char more_includes[] =
    "#include <errno.h>\n#include <stdio.h>\n#include <stdlib.h>\n"
    "#include <string.h>\n#include <unistd.h>\n";

static const char addresses[] = "union address {\n"
				"\tstruct sockaddr any;\n"
				"\tstruct sockaddr_in in;\n"
				"\tstruct sockaddr_in6 in6;\n"
				"};\n\n";

static const char ok_functions[] =
    "static const char *\n"
    "name(int code)\n"
    "{\n"
    "\tstatic char number[16];\n"
    "#define NAME(e) if (code == e) return #e\n"
    "\tNAME(EACCES); NAME(EADDRINUSE); NAME(EADDRNOTAVAIL); NAME(EAFNOSUPPORT);\n"
    "\tNAME(EAGAIN); NAME(EHOSTUNREACH); NAME(EINVAL); NAME(EMFILE);\n"
    "\tNAME(ENETUNREACH); NAME(ENOBUFS); NAME(ENODEV); NAME(ENOMEM);\n"
    "\tNAME(ENOPROTOOPT); NAME(ENOSYS); NAME(ENXIO); NAME(EOPNOTSUPP);\n"
    "\tNAME(EPERM); NAME(EPROTONOSUPPORT); NAME(EPROTOTYPE);\n"
    "#ifdef ESOCKTNOSUPPORT\n"
    "\tNAME(ESOCKTNOSUPPORT);\n"
    "#endif\n"
    "\tsnprintf(number, sizeof number, \"E%d\", code);\n"
    "\treturn number;\n"
    "}\n\n"
    "/* Whether a call of socket i went well. If not, keeps the error and closes it. */\n"
    "static int\n"
    "ok(int i, const char *call, int answer)\n"
    "{\n"
    "\tif (answer >= 0)\n"
    "\t\treturn 1;\n"
    "\tsnprintf(result[i], sizeof result[i], \"%s:%s\", call, name(errno));\n"
    "\tclose(fd[i]);\n"
    "\tfd[i] = -1;\n"
    "\treturn 0;\n"
    "}\n\n";

static const char set_function[] =
    "static int\n"
    "sets(int i, const char *call, int level, int option, int value)\n"
    "{\n"
    "\treturn ok(i, call, setsockopt(fd[i], level, option, &value, sizeof value));\n"
    "}\n\n";

static const char bind4_function[] =
    "static int\n"
    "binds4(int i, const char *text, unsigned number)\n"
    "{\n"
    "\tunion address a;\n"
    "\tmemset(&a, 0, sizeof a);\n"
    "\ta.in.sin_family = AF_INET;\n"
    "\ta.in.sin_port = htons((unsigned short)number);\n"
    "\tinet_pton(AF_INET, text, &a.in.sin_addr);\n"
    "\treturn ok(i, \"bind\", bind(fd[i], &a.any, sizeof a.in));\n"
    "}\n\n";

static const char bind6_function[] =
    "static int\n"
    "binds6(int i, const char *text, unsigned scope, unsigned number)\n"
    "{\n"
    "\tunion address a;\n"
    "\tmemset(&a, 0, sizeof a);\n"
    "\ta.in6.sin6_family = AF_INET6;\n"
    "\ta.in6.sin6_port = htons((unsigned short)number);\n"
    "\ta.in6.sin6_scope_id = scope;\n"
    "\tinet_pton(AF_INET6, text, &a.in6.sin6_addr);\n"
    "\treturn ok(i, \"bind\", bind(fd[i], &a.any, sizeof a.in6));\n"
    "}\n\n";

static const char chosen_functions[] =
    "/* The port the system chose for socket i; 0 when there is none. */\n"
    "static unsigned\n"
    "port_of(int i)\n"
    "{\n"
    "\tunion address a;\n"
    "\tsocklen_t size = sizeof a;\n"
    "\tif (fd[i] < 0 || getsockname(fd[i], &a.any, &size) != 0)\n"
    "\t\treturn 0;\n"
    "\treturn ntohs(a.any.sa_family == AF_INET6 ? a.in6.sin6_port : a.in.sin_port);\n"
    "}\n\n";

static const char has_port_function[] = "/* Whether socket i has a port to take. */\n"
					"static int\n"
					"has_port(int i)\n"
					"{\n"
					"\tif (port != 0)\n"
					"\t\treturn 1;\n"
					"\tstrcpy(result[i], \"n/a\");\n"
					"\treturn 0;\n"
					"}\n\n";

static const char other_functions[] =
    "static void\n"
    "become(uid_t user)\n"
    "{\n"
    "\tif (seteuid(user) == 0)\n"
    "\t\treturn;\n"
    "\tperror(\"seteuid\");\n"
    "\texit(1);\n"
    "}\n\n"
    "/* Looks up another, unprivileged user, and whether we can become that. */\n"
    "static int\n"
    "has_other(uid_t *other)\n"
    "{\n"
    "\tconst struct passwd *nobody = getpwnam(\"nobody\");\n"
    "\t*other = nobody == NULL ? 65534 : nobody->pw_uid;\n"
    "\treturn geteuid() == 0 && seteuid(*other) == 0 && seteuid(0) == 0;\n"
    "}\n\n";

static const char free_port_start[] = "/* A port that is free at this moment. */\n"
				      "static unsigned\n"
				      "free_port(void)\n"
				      "{\n"
				      "\tunion address a;\n"
				      "\tsocklen_t size = sizeof a;\n";

static const char free_port_end[] =
    "\tmemset(&a, 0, sizeof a);\n"
    "\ta.in.sin_family = AF_INET;\n"
    "\tif (bind(s, &a.any, sizeof a.in) != 0 || getsockname(s, &a.any, &size) != 0)\n"
    "\t\ta.in.sin_port = htons(7020);\n"
    "\tclose(s);\n"
    "\treturn ntohs(a.in.sin_port);\n"
    "}\n\n";

/* Says n/a of every socket. */
#define NOTHING                              \
	"\tint i;\n"                         \
	"\tfor (i = 1; i <= SOCKETS; i++)\n" \
	"\t\tprintf(\"%d n/a\\n\", i);\n"    \
	"\treturn 0;\n"                      \
	"}\n"

static const char nothing_function[] = "static int\nnothing(void)\n{\n" NOTHING "\n";

static const char nothing_main[] = "int\nmain(void)\n{\n" NOTHING;

static const char print_loop[] =
    "\n\tfor (i = 0; i < SOCKETS; i++)\n"
    "\t\tprintf(\"%d %s\\n\", i + 1, result[i][0] == '\\0' ? \"ok\" : result[i]);\n"
    "\treturn 0;\n"
    "}\n";

static size_t
protocol_of(const struct bp__program *program)
{
	enum bp_transport transport = bp__series_transport(program->plan.series);
	size_t i = 0;
	while (i + 1 < COUNT(protocols) && protocols[i].transport != transport)
		i++;
	return i;
}

static void
put_head(const struct bp__program *program, FILE *out)
{
	fputs("/*\n", out);
	bp__program_title(program, " * ", out);
	fputs(
	    " */\n"
	    "#define _DEFAULT_SOURCE 1 /* all that the system has, with -std=c11 too */\n",
	    out);
	fputs(includes, out);
	if (bp__program_has_zone(program))
		fputs("#include <net/if.h>\n", out);
	if (bp__program_has_option(program, BP__USER_OTHER))
		fputs("#include <pwd.h>\n", out);
	fputs(more_includes, out);
	fprintf(out, "\nenum {\n\tSOCKETS = %zu\n};\n\n", program->plan.count);
}

/* Begins what only a system that defines these words can do; whether there is any. */
static bool
put_condition(const struct bp__program *program, FILE *out)
{
	const char *word = protocols[protocol_of(program)].optional;
	const char *before = "#if ";
	if (word != NULL) {
		fprintf(out, "%sdefined %s", before, word);
		before = " && ";
	}
	for (int i = 0; i < BP__OPTION_COUNT; i++) {
		if (!options[i].optional ||
		    !bp__program_has_option(program, (enum bp__option)i))
			continue;
		fprintf(out, "%sdefined %s", before, options[i].name);
		before = " && ";
	}
	if (*before == '#')
		return false;
	fputs("\n", out);
	return true;
}

static bool
may_do_nothing(const struct bp__program *program)
{
	return bp__program_has_option(program, BP__USER_OTHER) ||
	    bp__program_has_zone(program);
}

static void
put_functions(const struct bp__program *program, FILE *out)
{
	size_t protocol = protocol_of(program);
	const char *before = "{";
	fputs("static unsigned port;\nstatic int fd[SOCKETS] = ", out);
	for (size_t i = 0; i < program->plan.count; i++, before = ", ")
		fprintf(out, "%s-1", before);
	fputs("};\nstatic char result[SOCKETS][40];\n\n", out);
	fputs(addresses, out);
	fputs(ok_functions, out);
	fprintf(out,
	    "static int\nopens(int i, int family)\n{\n"
	    "\tfd[i] = socket(family, %s, %s);\n"
	    "\treturn ok(i, \"socket\", fd[i]);\n}\n\n",
	    protocols[protocol].type, protocols[protocol].protocol);
	if (bp__program_sets_options(program))
		fputs(set_function, out);
	if (bp__program_has_family(program, BP__INET))
		fputs(bind4_function, out);
	if (bp__program_has_family(program, BP__INET6))
		fputs(bind6_function, out);
	if (bp__program_has_option(program, BP__PORT_0))
		fputs(chosen_functions, out);
	for (size_t i = 0; i < program->plan.count; i++) {
		if (!bp__program_needs_chosen_port(program, i))
			continue;
		fputs(has_port_function, out);
		break;
	}
	if (bp__program_has_option(program, BP__USER_OTHER))
		fputs(other_functions, out);
	if (may_do_nothing(program))
		fputs(nothing_function, out);
	fputs(free_port_start, out);
	fprintf(out, "\tint s = socket(AF_INET, %s, %s);\n", protocols[protocol].type,
	    protocols[protocol].protocol);
	fputs(free_port_end, out);
}

static void
put_options(
    const struct bp__program *program, size_t i, enum bp__moment moment, FILE *out)
{
	for (int k = 0; k < BP__OPTION_COUNT; k++) {
		const struct bp__option_row *row = bp__option_row((enum bp__option)k);
		if (row->moment != moment ||
		    !bp__spec_has(&program->plan.sockets[i], (enum bp__option)k))
			continue;
		fprintf(out, " &&\n\t    sets(%zu, \"%s\", %s, %s, %d)", i,
		    bp__call_name(row->call), options[k].level, options[k].name,
		    row->value);
	}
}

static void
put_bind(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	const struct bp__program_address *address = &program->addresses[i];
	const char *port = bp__spec_has(spec, BP__PORT_0) ? "0" : "port";
	if (bp__spec_family(spec) == BP__INET)
		fprintf(
		    out, " &&\n\t    binds4(%zu, \"%s\", %s)", i, address->text, port);
	else if (address->zone[0] == '\0')
		fprintf(
		    out, " &&\n\t    binds6(%zu, \"%s\", 0, %s)", i, address->text, port);
	else
		fprintf(out, " &&\n\t    binds6(%zu, \"%s\", if_nametoindex(\"%s\"), %s)",
		    i, address->text, address->zone, port);
}

static void
put_listen(size_t i, FILE *out)
{
	fprintf(out, "ok(%zu, \"listen\", listen(fd[%zu], 16))", i, i);
}

/* The calls of a socket of another user stand between these two. */
static void
put_user(const struct bp__program *program, size_t i, const char *user, FILE *out)
{
	if (bp__spec_has(&program->plan.sockets[i], BP__USER_OTHER))
		fprintf(out, "\tbecome(%s);\n", user);
}

static void
put_socket(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	char text[BP__ID_SIZE];
	fprintf(out, "\n\t/* Socket %zu: %s */\n", i + 1,
	    bp__program_socket(program, i, text, sizeof text));
	put_user(program, i, "other", out);
	fputs("\t(void)(", out);
	if (bp__program_needs_chosen_port(program, i))
		fprintf(out, "has_port(%zu) &&\n\t    ", i);
	fprintf(out, "opens(%zu, %s)", i,
	    bp__spec_family(spec) == BP__INET ? "AF_INET" : "AF_INET6");
	put_options(program, i, BP__BEFORE_BIND, out);
	put_bind(program, i, out);
	put_options(program, i, BP__AFTER_BIND, out);
	if (bp__series_listens(program->plan.series) == BP__AT_ONCE) {
		fputs(" &&\n\t    ", out);
		put_listen(i, out);
	}
	fputs(");\n", out);
	put_user(program, i, "0", out);
	if (bp__spec_has(spec, BP__PORT_0))
		fprintf(out, "\tport = port_of(%zu);\n", i);
	if (bp__spec_has(spec, BP__CLOSED))
		fprintf(
		    out, "\tclose(fd[%zu]); /* if it stands */\n\tfd[%zu] = -1;\n", i, i);
}

static void
put_late(const struct bp__program *program, FILE *out)
{
	fputs("\n\t/* All are bound: now those that stand listen. */\n", out);
	for (size_t i = 0; i < program->plan.count; i++) {
		put_user(program, i, "other", out);
		fprintf(out, "\tif (fd[%zu] >= 0)\n\t\t", i);
		put_listen(i, out);
		fputs(";\n", out);
		put_user(program, i, "0", out);
	}
}

/* Leaves when the case cannot be tried: no other user, no such interface. */
static void
put_preconditions(const struct bp__program *program, FILE *out)
{
	if (bp__program_has_option(program, BP__USER_OTHER))
		fputs(
		    "\tif (!has_other(&other)) /* needs root */\n\t\treturn nothing();\n",
		    out);
	for (size_t i = 0; i < program->plan.count; i++) {
		if (program->addresses[i].zone[0] != '\0')
			fprintf(out,
			    "\tif (if_nametoindex(\"%s\") == 0)\n\t\treturn nothing();\n",
			    program->addresses[i].zone);
	}
}

static void
put_main(const struct bp__program *program, FILE *out)
{
	fputs("int\nmain(int argc, char **argv)\n{\n\tint i;\n", out);
	if (bp__program_has_option(program, BP__USER_OTHER))
		fputs("\tuid_t other;\n", out);
	put_preconditions(program, out);
	fputs("\tport = argc > 1 ? (unsigned)atoi(argv[1]) : free_port();\n", out);
	for (size_t i = 0; i < program->plan.count; i++)
		put_socket(program, i, out);
	if (bp__series_listens(program->plan.series) == BP__WHEN_ALL_ARE_BOUND)
		put_late(program, out);
	fputs(print_loop, out);
}

static void
put_program(const struct bp__program *program, FILE *out)
{
	put_head(program, out);
	if (program->lacking != NULL) {
		fputs(nothing_main, out);
		return;
	}
	bool conditional = put_condition(program, out);
	put_functions(program, out);
	put_main(program, out);
	if (conditional)
		fprintf(out,
		    "#else /* not every word of it is defined here */\n%s#endif\n",
		    nothing_main);
}

enum bp_status
bp_explain_c(
    const char *id, const bp_report *report, FILE *stream, struct bp_error *error)
{
	struct bp__program program;
	if (bp__program_make(id, report, &program, error) != BP_OK)
		return error->status;
	put_program(&program, stream);
	return BP_OK;
}
