/* Writes a case as a script in Python 3, which needs its standard library alone. */
#include <config.h>

#include "bindprobe.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "explain/program.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What socket(2) takes. Not every Python knows the protocols, so their numbers are given:
 * IANA's, but those of MPTCP and SOCK_DCCP, which only Linux has. */
static const struct {
	enum bp_transport transport;
	const char *arguments;
	const char *remark;
} protocols[] = {
    {BP_TCP, "socket.SOCK_STREAM, 0", ""},
    {BP_UDP, "socket.SOCK_DGRAM, 0", ""},
    {BP_MPTCP, "socket.SOCK_STREAM, 262", "  # IPPROTO_MPTCP"},
    {BP_SCTP, "socket.SOCK_STREAM, 132", "  # IPPROTO_SCTP"},
    {BP_UDPLITE, "socket.SOCK_DGRAM, 136", "  # IPPROTO_UDPLITE"},
    {BP_DCCP, "6, 33", "  # SOCK_DCCP, IPPROTO_DCCP"},
};

#define ON(system, number) number " if sys.platform.startswith(\"" system "\") else None"

/* Python may not know an option that the system has: then its number there. */
static const struct {
	const char *level;
	const char *name;
	const char *otherwise; /* NULL when Python has it everywhere */
} options[] = {
    [BP__V6ONLY_ON] = {"socket.IPPROTO_IPV6", "IPV6_V6ONLY", NULL},
    [BP__V6ONLY_OFF] = {"socket.IPPROTO_IPV6", "IPV6_V6ONLY", NULL},
    [BP__REUSEADDR] = {"socket.SOL_SOCKET", "SO_REUSEADDR", NULL},
    [BP__REUSEPORT] = {"socket.SOL_SOCKET", "SO_REUSEPORT", "None"},
    [BP__REUSEPORT_LB] = {"socket.SOL_SOCKET", "SO_REUSEPORT_LB",
	ON("freebsd", "0x10000")},
    [BP__EXCLUSIVE] = {"socket.SOL_SOCKET", "SO_EXCLBIND", ON("sunos", "0x1015")},
    [BP__LATE_V6ONLY_ON] = {"socket.IPPROTO_IPV6", "IPV6_V6ONLY", NULL},
    [BP__LATE_V6ONLY_OFF] = {"socket.IPPROTO_IPV6", "IPV6_V6ONLY", NULL},
    [BP__CLOSED] = {NULL, NULL, NULL}, /* no option of the socket, like those left out */
};
static_assert(COUNT(options) == BP__OPTION_COUNT, "one row an option");

static const char names[] =
    "NAMES = dict(errno.errorcode)\n"
    "NAMES.update({errno.EAGAIN: \"EAGAIN\", errno.EOPNOTSUPP: \"EOPNOTSUPP\"})\n";

static const char functions[] =
    "\n\nclass Failed(Exception):\n"
    "    \"\"\"A call of a socket failed, and ended it.\"\"\"\n"
    "\n\ndef step(i, call, function, *arguments):\n"
    "    \"\"\"Makes one call of socket i; an error becomes its result.\"\"\"\n"
    "    try:\n"
    "        return function(*arguments)\n"
    "    except OSError as error:\n"
    "        results[i] = \"%s:%s\" % (call, NAMES.get(error.errno, \"E%d\" % error.errno))\n"
    "        close(i)\n"
    "        raise Failed from None\n"
    "\n\ndef close(i):\n"
    "    if sockets[i] is not None:\n"
    "        sockets[i].close()\n"
    "    sockets[i] = None\n"
    "\n\ndef attempt(function, *arguments):\n"
    "    try:\n"
    "        function(*arguments)\n"
    "    except Failed:\n"
    "        pass\n";

static const char port_function[] =
    "\n\ndef port_of(i):\n"
    "    \"\"\"The port the system chose for socket i; 0 when there is none.\"\"\"\n"
    "    return sockets[i].getsockname()[1] if sockets[i] is not None else 0\n";

static const char other_functions[] =
    "\n\ndef find_other():\n"
    "    \"\"\"Another, unprivileged user; None when we cannot become that.\"\"\"\n"
    "    try:\n"
    "        user = pwd.getpwnam(\"nobody\").pw_uid\n"
    "    except KeyError:\n"
    "        user = 65534\n"
    "    try:\n"
    "        os.seteuid(user)\n"
    "        os.seteuid(0)\n"
    "    except OSError:\n"
    "        return None\n"
    "    return user\n";

static const char zone_function[] = "\n\ndef has_interface(name):\n"
				    "    try:\n"
				    "        return socket.if_nametoindex(name) != 0\n"
				    "    except OSError:\n"
				    "        return False\n";

static const char free_port_function[] =
    "\n\ndef free_port():\n"
    "    \"\"\"A port that is free at this moment.\"\"\"\n"
    "    try:\n"
    "        with socket.socket(socket.AF_INET, *PROTOCOL) as sock:\n"
    "            sock.bind((\"0.0.0.0\", 0))\n"
    "            return sock.getsockname()[1]\n"
    "    except OSError:\n"
    "        return 7020\n";

static const char print_loop[] = "    for i, result in enumerate(results):\n"
				 "        print(i + 1, result)\n";

static const char close_loop[] = "    for i in range(SOCKETS):\n"
				 "        close(i)\n";

static const char start[] = "\n\nif __name__ == \"__main__\":\n"
			    "    main()\n";

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
	bool other = bp__program_has_option(program, BP__USER_OTHER);
	fputs("#!/usr/bin/env python3\n", out);
	bp__program_title(program, "# ", out);
	if (program->lacking == NULL) {
		fputs("import errno\n", out);
		fputs(other ? "import os\nimport pwd\n" : "", out);
		fputs("import socket\nimport sys\n", out);
	}
	fprintf(out, "\nSOCKETS = %zu\n", program->plan.count);
}

static bool
may_be_undefined(const struct bp__program *program, int option)
{
	return options[option].otherwise != NULL &&
	    bp__program_has_option(program, (enum bp__option)option);
}

static void
put_constants(const struct bp__program *program, FILE *out)
{
	size_t protocol = protocol_of(program);
	fprintf(out, "PROTOCOL = (%s)%s\n", protocols[protocol].arguments,
	    protocols[protocol].remark);
	fputs(names, out);
	fputs("sockets = [None] * SOCKETS\nresults = [\"ok\"] * SOCKETS\n", out);
	for (int i = 0; i < BP__OPTION_COUNT; i++) {
		if (may_be_undefined(program, i))
			fprintf(out, "%s = getattr(\n    socket, \"%s\", %s)\n",
			    options[i].name, options[i].name, options[i].otherwise);
	}
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
		fprintf(out,
		    "    step(%zu, \"%s\", sock.setsockopt,\n         %s, %s%s, %d)\n", i,
		    bp__call_name(row->call), options[k].level,
		    options[k].otherwise == NULL ? "socket." : "", options[k].name,
		    row->value);
	}
}

static void
put_bind(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	const struct bp__program_address *address = &program->addresses[i];
	const char *port = bp__spec_has(spec, BP__PORT_0) ? "0" : "port";
	fprintf(out, "    step(%zu, \"bind\", sock.bind, (\"%s\", %s", i, address->text,
	    port);
	if (bp__spec_family(spec) == BP__INET)
		fputs("))\n", out);
	else if (address->zone[0] == '\0')
		fputs(", 0, 0))\n", out);
	else
		fprintf(out, ", 0,\n         socket.if_nametoindex(\"%s\")))\n",
		    address->zone);
}

static void
put_socket(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	char text[BP__ID_SIZE];
	bool chosen = bp__spec_has(spec, BP__PORT_0);
	fprintf(out, "\n\ndef socket_%zu(%s):\n", i + 1, chosen ? "" : "port");
	fprintf(out, "    # %s\n", bp__program_socket(program, i, text, sizeof text));
	fprintf(out, "    sock = step(%zu, \"socket\", socket.socket,\n", i);
	fprintf(out, "                socket.%s, *PROTOCOL)\n    sockets[%zu] = sock\n",
	    bp__spec_family(spec) == BP__INET ? "AF_INET" : "AF_INET6", i);
	put_options(program, i, BP__BEFORE_BIND, out);
	put_bind(program, i, out);
	put_options(program, i, BP__AFTER_BIND, out);
	if (bp__series_listens(program->plan.series) == BP__AT_ONCE)
		fprintf(out, "    step(%zu, \"listen\", sock.listen, 16)\n", i);
}

/* Leaves when the case cannot be tried: no other user, no such interface or option. */
static void
put_preconditions(const struct bp__program *program, FILE *out)
{
	static const char nothing[] =
	    "        results[:] = [\"n/a\"] * SOCKETS\n        return\n";
	if (bp__program_has_option(program, BP__USER_OTHER))
		fprintf(out,
		    "    other = find_other() if os.geteuid() == 0 else None\n"
		    "    if other is None:  # needs root\n%s",
		    nothing);
	for (size_t i = 0; i < program->plan.count; i++) {
		if (program->addresses[i].zone[0] != '\0')
			fprintf(out, "    if not has_interface(\"%s\"):\n%s",
			    program->addresses[i].zone, nothing);
	}
	for (int i = 0; i < BP__OPTION_COUNT; i++) {
		if (may_be_undefined(program, i))
			fprintf(out, "    if %s is None:  # not defined here\n%s",
			    options[i].name, nothing);
	}
}

/* The calls of a socket of another user stand between these two. */
static void
put_user(const struct bp__program *program, size_t i, const char *user, FILE *out)
{
	if (bp__spec_has(&program->plan.sockets[i], BP__USER_OTHER))
		fprintf(out, "    os.seteuid(%s)\n", user);
}

static void
put_attempt(const struct bp__program *program, size_t i, FILE *out)
{
	bool chosen = bp__spec_has(&program->plan.sockets[i], BP__PORT_0);
	bool needs_port = bp__program_needs_chosen_port(program, i);
	put_user(program, i, "other", out);
	fprintf(out, "%s    %sattempt(socket_%zu%s)\n",
	    needs_port ? "    if port != 0:\n" : "", needs_port ? "    " : "", i + 1,
	    chosen ? "" : ", port");
	if (needs_port)
		fprintf(out, "    else:\n        results[%zu] = \"n/a\"\n", i);
	put_user(program, i, "0", out);
	if (chosen)
		fprintf(out, "    port = port_of(%zu)\n", i);
	if (bp__spec_has(&program->plan.sockets[i], BP__CLOSED))
		fprintf(out, "    close(%zu)\n", i);
}

static void
put_late(const struct bp__program *program, size_t i, FILE *out)
{
	put_user(program, i, "other", out);
	fprintf(out,
	    "    if sockets[%zu] is not None:\n"
	    "        attempt(step, %zu, \"listen\", sockets[%zu].listen, 16)\n",
	    i, i, i);
	put_user(program, i, "0", out);
}

static void
put_run(const struct bp__program *program, FILE *out)
{
	fputs("\n\ndef run(port):\n", out);
	put_preconditions(program, out);
	for (size_t i = 0; i < program->plan.count; i++)
		put_attempt(program, i, out);
	if (bp__series_listens(program->plan.series) != BP__WHEN_ALL_ARE_BOUND)
		return;
	fputs("    # All are bound: now those that stand listen.\n", out);
	for (size_t i = 0; i < program->plan.count; i++)
		put_late(program, i, out);
}

static void
put_functions(const struct bp__program *program, FILE *out)
{
	fputs(functions, out);
	if (bp__program_has_option(program, BP__PORT_0))
		fputs(port_function, out);
	if (bp__program_has_option(program, BP__USER_OTHER))
		fputs(other_functions, out);
	if (bp__program_has_zone(program))
		fputs(zone_function, out);
	fputs(free_port_function, out);
	for (size_t i = 0; i < program->plan.count; i++)
		put_socket(program, i, out);
	put_run(program, out);
}

static void
put_script(const struct bp__program *program, FILE *out)
{
	put_head(program, out);
	if (program->lacking != NULL) {
		fprintf(out, "results = [\"n/a\"] * SOCKETS\n\n\ndef main():\n%s%s",
		    print_loop, start);
		return;
	}
	put_constants(program, out);
	put_functions(program, out);
	fputs("\n\ndef main():\n"
	      "    run(int(sys.argv[1]) if len(sys.argv) > 1 else free_port())\n",
	    out);
	fputs(print_loop, out);
	fputs(close_loop, out);
	fputs(start, out);
}

enum bp_status
bp_explain_python(
    const char *id, const bp_report *report, FILE *stream, struct bp_error *error)
{
	struct bp__program program;
	if (bp__program_make(id, report, &program, error) != BP_OK)
		return error->status;
	put_script(&program, stream);
	return BP_OK;
}
