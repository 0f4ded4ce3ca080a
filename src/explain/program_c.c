/* Writes a case as a program in C, for any POSIX system and C99: the calls of each socket in
 * a row, as by hand, and no function that only some of them need. */
#include <config.h>

#include "bindprobe.h"

#include <stdarg.h>
#include <stdio.h>

#include "explain/program.h"

#define TIMEWAIT (BP__BIT(BP__TIMEWAIT_SERVER) | BP__BIT(BP__TIMEWAIT_CLIENT))

/* The calls of one socket: a chain of tests, each of which ends it when it fails. */
struct chain {
	const struct bp__program *program;
	size_t i;
	FILE *out;
	bool begun;
};

static const char range_number[] =
    "#if defined __linux__ && !defined IP_LOCAL_PORT_RANGE\n"
    "#define IP_LOCAL_PORT_RANGE 51 /* since Linux 6.3 */\n"
    "#endif\n";

static const char fail_function[] =
    "/* Notes which call of socket i failed and why, and closes it. */\n"
    "static void\n"
    "fail(int i, const char *call)\n"
    "{\n"
    "\tconst int code = errno;\n"
    "#define NAME(e) if (code == e) snprintf(result[i], sizeof result[i], \"%s:\" #e, call)\n"
    "\tsnprintf(result[i], sizeof result[i], \"%s:E%d\", call, code);\n"
    "\tNAME(EACCES); NAME(EADDRINUSE); NAME(EADDRNOTAVAIL); NAME(EAFNOSUPPORT);\n"
    "\tNAME(ECONNREFUSED); NAME(EHOSTUNREACH); NAME(EINVAL); NAME(EMFILE);\n"
    "\tNAME(ENETUNREACH); NAME(ENOBUFS); NAME(ENODEV); NAME(ENOMEM); NAME(ENOPROTOOPT);\n"
    "\tNAME(EOPNOTSUPP); NAME(EPERM); NAME(EPROTONOSUPPORT); NAME(EPROTOTYPE);\n";

static const char unknown_type[] = "#ifdef ESOCKTNOSUPPORT\n"
				   "\tNAME(ESOCKTNOSUPPORT);\n"
				   "#endif\n";

static const char fail_end[] = "\tclose(fd[i]);\n"
			       "\tfd[i] = -1;\n"
			       "}\n\n";

static const char nobody[] =
    "\tconst struct passwd *nobody = getpwnam(\"nobody\");\n"
    "\tconst uid_t other = nobody == NULL ? 65534 : nobody->pw_uid;\n";

static void
put_condition(const struct bp__program *program, FILE *out)
{
	const char *before = "#if ";
	if (program->protocol->optional != NULL) {
		fprintf(out, "%sdefined %s", before, program->protocol->optional);
		before = " && \\\n    ";
	}
	for (size_t i = 0; i < program->optional_count; i++, before = " && \\\n    ")
		fprintf(out, "%sdefined %s", before, program->optionals[i]->name);
	fputs(*before == '#' ? "" : "\n\n", out);
}

static void
put_nothing_main(const struct bp__program *program, FILE *out)
{
	fputs("int\nmain(void)\n{\n\tputs(", out);
	bp__program_nothing(program, out);
	fputs(");\n\treturn 0;\n}\n", out);
}

static void
put_includes(const struct bp__program *program, FILE *out)
{
	fputs(
	    "#define _DEFAULT_SOURCE 1 /* all that the system has, with -std=c99 too */\n"
	    "#include <sys/socket.h>\n#include <arpa/inet.h>\n",
	    out);
	if (bp__program_interface(program, 0) != NULL)
		fputs("#include <net/if.h>\n", out);
	fputs("#include <netinet/in.h>\n#include <errno.h>\n", out);
	if (bp__program_has(program, BP__BIT(BP__USER_OTHER)))
		fputs("#include <pwd.h>\n", out);
	fputs("#include <stdio.h>\n#include <stdlib.h>\n", out);
	if (bp__program_has(
		program, BP__BIT(BP__LENGTH_LONG) | BP__BIT(BP__PORT_0) | TIMEWAIT))
		fputs("#include <string.h>\n", out);
	fputs("#include <unistd.h>\n\n", out);
	if (bp__program_has(program, BP__BIT(BP__RANGE_SAME)))
		fputs(range_number, out);
}

/* A function that leaves a connection in TIME_WAIT, on the side of who ends it first. */
static void
put_timewait(const struct bp__program *program, enum bp__option option, const char *first,
    const char *last, FILE *out)
{
	if (!bp__program_has(program, BP__BIT(option)))
		return;
	fprintf(out,
	    "/* Makes a connection to the listener, which the %s ends first. */\n"
	    "static int\n"
	    "%s_ends(int listener, const struct sockaddr *from, const struct sockaddr *to,\n"
	    "    socklen_t size)\n"
	    "{\n"
	    "\tint client = socket(to->sa_family, %s, %s), server = -1;\n"
	    "\tchar byte;\n"
	    "\tif (client < 0 || bind(client, from, size) != 0 ||\n"
	    "\t    connect(client, to, size) != 0 ||\n"
	    "\t    (server = accept(listener, NULL, NULL)) < 0)\n"
	    "\t\treturn -1;\n"
	    "\tclose(%s);\n"
	    "\tif (recv(%s, &byte, 1, 0) < 0) /* the end */\n"
	    "\t\treturn -1;\n"
	    "\treturn close(%s);\n"
	    "}\n\n",
	    first, first, program->protocol->type, program->protocol->protocol, first,
	    last, last);
}

static void
put_list(const struct bp__program *program, const char *word, FILE *out)
{
	for (size_t i = 0; i < program->plan.count; i++)
		fprintf(out, "%s%s", i == 0 ? "{" : ", ", word);
	fputs("};\n", out);
}

static void
put_functions(const struct bp__program *program, FILE *out)
{
	fprintf(out, "static int fd[%zu] = ", program->plan.count);
	put_list(program, "-1", out);
	fprintf(out, "static char result[%zu][40] = ", program->plan.count);
	put_list(program, "\"ok\"", out);
	fputs("\n", out);
	fputs(fail_function, out);
	if (program->protocol->optional != NULL)
		fputs(unknown_type, out);
	fputs(fail_end, out);
	put_timewait(program, BP__TIMEWAIT_SERVER, "server", "client", out);
	put_timewait(program, BP__TIMEWAIT_CLIENT, "client", "server", out);
}

/* Leaves when the case cannot be tried: no other user, no such interface. */
static void
put_preconditions(const struct bp__program *program, FILE *out)
{
	const char *before = "\tif (";
	const char *name;
	if (bp__program_has(program, BP__BIT(BP__USER_OTHER))) {
		fputs(nobody, out);
		fprintf(out, "%sseteuid(other) != 0 || seteuid(0) != 0", before);
		before = " ||\n\t    ";
	}
	for (size_t i = 0; (name = bp__program_interface(program, i)) != NULL; i++) {
		fprintf(out, "%sif_nametoindex(%s) == 0", before, name);
		before = " ||\n\t    ";
	}
	if (before[0] == '\t')
		return;
	fputs(") {\n\t\tputs(", out);
	bp__program_nothing(program, out);
	fputs("); /* needs root, or an interface */\n\t\treturn 0;\n\t}\n", out);
}

static void
put_start(const struct bp__program *program, FILE *out)
{
	fprintf(out,
	    "int\nmain(int argc, char **argv)\n{\n"
	    "\tint port = argc > 1 ? atoi(argv[1]) : %u;\n",
	    program->port);
	if (bp__program_has(program, BP__BIT(BP__RANGE_SAME)))
		fputs("\tconst unsigned range = (unsigned)port << 16 | (unsigned)port;\n",
		    out);
	put_preconditions(program, out);
}

/* Declares the socket address of this name. */
static void
put_address(
    const struct bp__program_address *address, const char *name, size_t n, FILE *out)
{
	bool inet6 = address->address.family == BP__INET6;
	const char *six = inet6 ? "6" : "";
	fprintf(out,
	    "\tstruct sockaddr_in%s %s%zu = {.sin%s_family = AF_INET%s, .sin%s_port = "
	    "htons(port)};\n"
	    "\tinet_pton(AF_INET%s, \"%s\", &%s%zu.sin%s_addr);\n",
	    six, name, n, six, six, six, six, address->text, name, n, six);
	if (address->zone[0] != '\0')
		fprintf(out, "\t%s%zu.sin6_scope_id = if_nametoindex(%s);\n", name, n,
		    address->zone);
}

/* Declares the membership of a group on loopback. */
static void
put_membership(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__program_address *group = bp__program_group(program, i);
	size_t n = i + 1;
	if (group->address.family == BP__INET)
		fprintf(out,
		    "\tstruct ip_mreq group%zu = {.imr_interface.s_addr = "
		    "htonl(INADDR_LOOPBACK)};\n"
		    "\tinet_pton(AF_INET, \"%s\", &group%zu.imr_multiaddr);\n",
		    n, group->text, n);
	else
		fprintf(out,
		    "\tstruct ipv6_mreq group%zu = {.ipv6mr_interface = "
		    "if_nametoindex(%s)};\n"
		    "\tinet_pton(AF_INET6, \"%s\", &group%zu.ipv6mr_multiaddr);\n",
		    n, group->zone, group->text, n);
}

static const char *
six_of(const struct bp__program *program, size_t i)
{
	return program->addresses[i].address.family == BP__INET6 ? "6" : "";
}

static void
put_declarations(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	size_t n = i + 1;
	if (bp__spec_chooses_port(spec))
		fputs("\tport = 0; /* the system chooses */\n", out);
	put_address(&program->addresses[i], "a", n, out);
	if (bp__spec_has(spec, BP__FAMILY_UNSPEC))
		fprintf(out, "\ta%zu.sin%s_family = AF_UNSPEC;\n", n, six_of(program, i));
	if (bp__spec_has(spec, BP__LENGTH_LONG))
		fprintf(out,
		    "\tstruct sockaddr_storage long%zu = {0};\n"
		    "\tmemcpy(&long%zu, &a%zu, sizeof a%zu);\n",
		    n, n, n, n);
	if (bp__spec_has(spec, BP__JOIN))
		put_membership(program, i, out);
}

/* Begins a test, whose condition follows. */
static void
put_if(struct chain *chain)
{
	fprintf(chain->out, "\t%sif (", chain->begun ? "else " : "");
	chain->begun = true;
}

/* Ends a test of this call. */
static void
put_fail(const struct chain *chain, enum bp__call call)
{
	fprintf(chain->out, ")\n\t\tfail(%zu, \"%s\");\n", chain->i, bp__call_name(call));
}

/* What the option is set to, and the size of that. */
static void
put_value(const struct chain *chain, const struct bp__option_row *row)
{
	size_t n = chain->i + 1;
	const char *device = chain->program->devices[row->value];
	if (row->call == BP__CALL_DEVICE)
		fprintf(chain->out, "%s, sizeof %s", device, device);
	else if (row->call == BP__CALL_JOIN)
		fprintf(chain->out, "&group%zu, sizeof group%zu", n, n);
	else if (row->call == BP__CALL_RANGE)
		fputs("&range, sizeof range", chain->out);
	else
		fprintf(chain->out, "&(int){%d}, sizeof(int)", row->value);
}

/* bind(2) of the socket's address, in its form, or for the second time, as it should be. */
static void
put_bind(struct chain *chain, enum bp__call call)
{
	const struct bp__socket_spec *spec = &chain->program->plan.sockets[chain->i];
	bool again = call == BP__CALL_BIND_AGAIN;
	const char *name = !again && bp__spec_has(spec, BP__LENGTH_LONG) ? "long" : "a";
	const char *shorter =
	    !again && bp__spec_has(spec, BP__LENGTH_SHORT) ? " - 1" : "";
	const char *six = six_of(chain->program, chain->i);
	size_t n = chain->i + 1;
	put_if(chain);
	if (again && bp__spec_has(spec, BP__FAMILY_UNSPEC))
		fprintf(chain->out, "a%zu.sin%s_family = AF_INET%s, ", n, six, six);
	fprintf(chain->out,
	    "bind(fd[%zu], (struct sockaddr *)&%s%zu, sizeof %s%zu%s) != 0", chain->i,
	    name, n, name, n, shorter);
	put_fail(chain, call);
}

static void
put_options(struct chain *chain, enum bp__moment moment)
{
	const struct bp__socket_spec *spec = &chain->program->plan.sockets[chain->i];
	for (int k = 0; k < BP__OPTION_COUNT; k++) {
		const struct bp__option_row *row = bp__option_row((enum bp__option)k);
		const struct bp__program_option *option =
		    bp__program_option(row->call, bp__spec_family(spec));
		if (row->moment != moment || !bp__spec_has(spec, (enum bp__option)k))
			continue;
		if (row->call == BP__CALL_BIND_AGAIN) {
			put_bind(chain, row->call);
			continue;
		}
		put_if(chain);
		fprintf(chain->out, "setsockopt(fd[%zu], %s, %s, ", chain->i,
		    option->level, option->name);
		put_value(chain, row);
		fputs(") != 0", chain->out);
		put_fail(chain, row->call);
	}
}

static void
put_chain(const struct bp__program *program, size_t i, FILE *out)
{
	struct chain chain = {.program = program, .i = i, .out = out};
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	if (bp__program_needs_chosen_port(program, i)) {
		put_if(&chain);
		fprintf(out, "port == 0)\n\t\tstrcpy(result[%zu], \"n/a\");\n", i);
	}
	put_if(&chain);
	fprintf(out, "(fd[%zu] = socket(AF_INET%s, %s, %s)) < 0", i,
	    bp__spec_family(spec) == BP__INET6 ? "6" : "", program->protocol->type,
	    program->protocol->protocol);
	put_fail(&chain, BP__CALL_SOCKET);
	put_options(&chain, BP__BEFORE_BIND);
	put_bind(&chain, BP__CALL_BIND);
	put_options(&chain, BP__AFTER_BIND);
	if (bp__series_listens(program->plan.series) != BP__AT_ONCE)
		return;
	put_if(&chain);
	fprintf(out, "listen(fd[%zu], 16) != 0", i);
	put_fail(&chain, BP__CALL_LISTEN);
}

/* The calls of a socket of another user stand between these two. */
static void
put_user(const struct bp__program *program, size_t i, const char *user, FILE *out)
{
	if (bp__spec_has(&program->plan.sockets[i], BP__USER_OTHER))
		fprintf(out, "\tif (seteuid(%s) != 0)\n\t\tabort();\n", user);
}

/* Notes the port that the system chose, and leaves a connection to it in TIME_WAIT. */
static void
put_chosen(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__program_address to = bp__program_reach(program, i);
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	const char *ender = bp__spec_has(spec, BP__TIMEWAIT_SERVER) ? "server" : "client";
	size_t n = i + 1;
	bool leaves = (spec->options & TIMEWAIT) != 0;
	if (leaves)
		put_address(&to, "from", n, out);
	fprintf(out,
	    "\tsocklen_t size%zu = sizeof a%zu;\n"
	    "\tif (getsockname(fd[%zu], (struct sockaddr *)&a%zu, &size%zu) == 0)\n"
	    "\t\tport = ntohs(a%zu.sin%s_port);\n",
	    n, n, i, n, n, n, six_of(program, i));
	if (!leaves)
		return;
	put_address(&to, "to", n, out);
	fprintf(out,
	    "\tif (fd[%zu] >= 0 && %s_ends(fd[%zu], (struct sockaddr *)&from%zu,\n"
	    "\t\t(struct sockaddr *)&to%zu, sizeof to%zu) != 0) {\n"
	    "\t\tfail(%zu, \"timewait\");\n"
	    "\t\tport = 0;\n"
	    "\t}\n",
	    i, ender, i, n, n, n, i);
}

static void
put_socket(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	char text[BP__ID_SIZE];
	fprintf(out, "\n\t/* Socket %zu: %s */\n", i + 1,
	    bp__program_socket(program, i, text, sizeof text));
	put_declarations(program, i, out);
	put_user(program, i, "other", out);
	put_chain(program, i, out);
	put_user(program, i, "0", out);
	if (bp__spec_chooses_port(spec))
		put_chosen(program, i, out);
	if (bp__spec_is_closed(spec))
		fprintf(out, "\tclose(fd[%zu]);\n\tfd[%zu] = -1;\n", i, i);
}

static void
put_late(const struct bp__program *program, FILE *out)
{
	fputs("\n\t/* All are bound: now those that stand listen. */\n", out);
	for (size_t i = 0; i < program->plan.count; i++) {
		put_user(program, i, "other", out);
		fprintf(out,
		    "\tif (fd[%zu] >= 0 && listen(fd[%zu], 16) != 0)\n"
		    "\t\tfail(%zu, \"listen\");\n",
		    i, i, i);
		put_user(program, i, "0", out);
	}
}

static void
put_program(const struct bp__program *program, FILE *out)
{
	put_includes(program, out);
	put_condition(program, out);
	put_functions(program, out);
	put_start(program, out);
	for (size_t i = 0; i < program->plan.count; i++)
		put_socket(program, i, out);
	if (bp__series_listens(program->plan.series) == BP__WHEN_ALL_ARE_BOUND)
		put_late(program, out);
	fprintf(out,
	    "\n\tfor (int i = 0; i < %zu; i++)\n"
	    "\t\tprintf(\"%%d %%s\\n\", i + 1, result[i]);\n"
	    "\treturn 0;\n"
	    "}\n",
	    program->plan.count);
	if (program->optional_count == 0 && program->protocol->optional == NULL)
		return;
	fputs("\n#else /* not every word of it is defined here */\n", out);
	put_nothing_main(program, out);
	fputs("#endif\n", out);
}

enum bp_status
bp_explain_c(
    const char *id, const bp_report *report, FILE *stream, struct bp_error *error)
{
	struct bp__program program;
	if (bp__program_make(id, report, &program, error) != BP_OK)
		return error->status;
	fputs("/*\n", stream);
	bp__program_title(&program, " * ", stream);
	fputs(" */\n", stream);
	if (program.lacking == NULL) {
		put_program(&program, stream);
		return BP_OK;
	}
	fputs("#include <stdio.h>\n\n", stream);
	put_nothing_main(&program, stream);
	return BP_OK;
}
