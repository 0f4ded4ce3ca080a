/* Writes a case as a script in Python 3, which needs its standard library alone. */
#include <config.h>

#include "bindprobe.h"

#include <stdio.h>

#include "explain/program.h"

#define TIMEWAIT (BP__BIT(BP__TIMEWAIT_SERVER) | BP__BIT(BP__TIMEWAIT_CLIENT))

/* What the bind of Python's module would mend or refuse. */
#define FORMS                                                     \
	(BP__BIT(BP__FAMILY_UNSPEC) | BP__BIT(BP__LENGTH_SHORT) | \
	    BP__BIT(BP__LENGTH_LONG))
#define RAW (FORMS | BP__BIT(BP__FAMILY_OTHER))

static const char fail_function[] =
    "\n\ndef fail(i, call, error):\n"
    "    \"\"\"Notes which call of socket i failed and why, and closes it.\"\"\"\n"
    "    results[i] = \"%s:%s\" % (call, NAMES.get(error.errno, \"E%d\" % error.errno))\n"
    "    if sockets[i] is not None:\n"
    "        sockets[i].close()\n"
    "    sockets[i] = None\n";

/* The BSDs begin an address with its length. */
static const char raw_function[] =
    "\n\ndef raw_bind(sock, family, rest, size):\n"
    "    \"\"\"bind(2) with an address as it is given, which sock.bind() would refuse.\"\"\"\n"
    "    bsd = sys.platform not in (\"linux\", \"sunos5\")\n"
    "    head = struct.pack(\"BB\", size, family) if bsd else struct.pack(\"H\", family)\n"
    "    libc = ctypes.CDLL(None, use_errno=True)\n"
    "    if libc.bind(sock.fileno(), (head + rest).ljust(size, b\"\\0\"), size) != 0:\n"
    "        raise OSError(ctypes.get_errno(), \"bind\")\n";

static const char timewait_function[] =
    "\n\ndef leave_timewait(listener, ender, family, host, *scope):\n"
    "    \"\"\"Makes a connection to the listener, which the ender ends first.\"\"\"\n"
    "    with socket.socket(family, *PROTOCOL) as client:\n"
    "        client.bind((host, 0) + scope)\n"
    "        client.connect((host, listener.getsockname()[1]) + scope)\n"
    "        server = listener.accept()[0]\n"
    "        first, last = (server, client) if ender == \"server\" else (client, server)\n"
    "        first.close()\n"
    "        last.recv(1)  # the end\n"
    "        last.close()\n";

static const char find_other[] =
    "    users = [user.pw_uid for user in pwd.getpwall() if user.pw_name == \"nobody\"]\n"
    "    other = users[0] if users else 65534\n"
    "    try:\n"
    "        os.seteuid(other)\n"
    "        os.seteuid(0)\n"
    "    except OSError:  # needs root\n";

static const char end[] = "\n\nmain(int(sys.argv[1]) if len(sys.argv) > 1 else %u)\n"
			  "for number, result in enumerate(results, 1):\n"
			  "    print(number, result)\n"
			  "for sock in sockets:\n"
			  "    if sock is not None:\n"
			  "        sock.close()\n";

static bool
has(const struct bp__program *program, enum bp__option option)
{
	return bp__program_has(program, BP__BIT(option));
}

static void
put_head(const struct bp__program *program, FILE *out)
{
	bool other = has(program, BP__USER_OTHER);
	bool raw = bp__program_has(program, RAW);
	bool packs = raw || has(program, BP__RANGE_SAME) || has(program, BP__JOIN);
	fprintf(out, "%simport errno\n", raw ? "import ctypes\n" : "");
	fputs(other ? "import os\nimport pwd\n" : "", out);
	fprintf(out, "import socket\n%simport sys\n\n", packs ? "import struct\n" : "");
	fputs("NAMES = {**errno.errorcode, errno.EAGAIN: \"EAGAIN\", "
	      "errno.EOPNOTSUPP: \"EOPNOTSUPP\"}\n",
	    out);
	fprintf(out, "PROTOCOL = (%s,)%s\n", program->protocol->python,
	    program->protocol->remark);
	for (size_t i = 0; i < program->optional_count; i++)
		fprintf(out, "%s = getattr(\n    socket, \"%s\", %s)\n",
		    program->optionals[i]->name, program->optionals[i]->name,
		    program->optionals[i]->otherwise);
	fprintf(out, "sockets = [None] * %zu\nresults = [\"ok\"] * %zu\n",
	    program->plan.count, program->plan.count);
}

static void
put_nothing(const struct bp__program *program, FILE *out)
{
	fprintf(out, "        results[:] = [\"n/a\"] * %zu\n        return\n",
	    program->plan.count);
}

/* Leaves when the case cannot be tried: no other user, no such interface or option. */
static void
put_preconditions(const struct bp__program *program, FILE *out)
{
	const char *name;
	if (has(program, BP__USER_OTHER)) {
		fputs(find_other, out);
		put_nothing(program, out);
	}
	for (size_t i = 0; (name = bp__program_interface(program, i)) != NULL; i++) {
		fprintf(out, "    if %s not in dict(socket.if_nameindex()).values():\n",
		    name);
		put_nothing(program, out);
	}
	for (size_t i = 0; i < program->optional_count; i++) {
		fprintf(out, "    if %s is None:  # not defined here\n",
		    program->optionals[i]->name);
		put_nothing(program, out);
	}
}

static const char *
family_of(enum bp__family family)
{
	return family == BP__INET6 ? "socket.AF_INET6" : "socket.AF_INET";
}

/* What follows the port in an IPv6 address: the flow and the scope. */
static void
put_scope(const struct bp__program_address *address, FILE *out)
{
	if (address->zone[0] != '\0')
		fprintf(out, ", 0, socket.if_nametoindex(%s)", address->zone);
	else if (address->address.family == BP__INET6)
		fputs(", 0, 0", out);
}

#define ALIGNED "\n                     "

/* What the option is set to. */
static void
put_value(const struct bp__program *program, size_t i, const struct bp__option_row *row,
    FILE *out)
{
	const struct bp__program_address *group = bp__program_group(program, i);
	if (row->call == BP__CALL_DEVICE)
		fprintf(out, "b%s + b\"\\0\"", program->devices[row->value]);
	else if (row->call == BP__CALL_RANGE)
		fputs("struct.pack(\"HH\", probed, probed)", out);
	else if (row->call != BP__CALL_JOIN)
		fprintf(out, "%d", row->value);
	else if (group->address.family == BP__INET)
		fprintf(out,
		    ALIGNED "socket.inet_aton(\"%s\") + socket.inet_aton(\"127.0.0.1\")",
		    group->text);
	else
		fprintf(out,
		    ALIGNED "socket.inet_pton(socket.AF_INET6, \"%s\") +" ALIGNED
			    "struct.pack(\"I\", socket.if_nametoindex(%s))",
		    group->text, group->zone);
}

/* A bind of an address in a form of its own: all that follows the family, and the size. */
static void
put_raw_bind(const struct bp__program *program, size_t i, unsigned forms, FILE *out)
{
	const struct bp__program_address *address = &program->addresses[i];
	const char *family = family_of(address->address.family);
	bool inet6 = address->address.family == BP__INET6;
	bool is_unspec = (forms & BP__BIT(BP__FAMILY_UNSPEC)) != 0;
	const char *size = inet6 ? "28" : "16";
	fprintf(out,
	    "        raw_bind(sock, %s, struct.pack(\"!H%s\", port%s) +\n"
	    "                 socket.inet_pton(%s, \"%s\")",
	    is_unspec ? "socket.AF_UNSPEC" : family, inet6 ? "I" : "", inet6 ? ", 0" : "",
	    family, address->text);
	if (address->zone[0] != '\0')
		fprintf(out,
		    " +\n                 struct.pack(\"I\", socket.if_nametoindex(%s))",
		    address->zone);
	fprintf(out, ", %s%s)\n", (forms & BP__BIT(BP__LENGTH_LONG)) != 0 ? "128" : size,
	    (forms & BP__BIT(BP__LENGTH_SHORT)) != 0 ? " - 1" : "");
}

static void
put_bind(const struct bp__program *program, size_t i, enum bp__call call, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	const struct bp__program_address *address = &program->addresses[i];
	unsigned forms = call == BP__CALL_BIND ? spec->options & FORMS : 0;
	fprintf(out, "        call = \"%s\"\n", bp__call_name(call));
	if (forms != 0 || bp__spec_has(spec, BP__FAMILY_OTHER)) {
		put_raw_bind(program, i, forms, out);
		return;
	}
	fprintf(out, "        sock.bind((\"%s\", port", address->text);
	put_scope(address, out);
	fputs("))\n", out);
}

static void
put_options(
    const struct bp__program *program, size_t i, enum bp__moment moment, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	for (int k = 0; k < BP__OPTION_COUNT; k++) {
		const struct bp__option_row *row = bp__option_row((enum bp__option)k);
		const struct bp__program_option *option =
		    bp__program_option(row->call, bp__spec_family(spec));
		if (row->moment != moment || !bp__spec_has(spec, (enum bp__option)k))
			continue;
		if (row->call == BP__CALL_BIND_AGAIN) {
			put_bind(program, i, row->call, out);
			continue;
		}
		fprintf(out, "        call = \"%s\"\n", bp__call_name(row->call));
		fprintf(out, "        sock.setsockopt(socket.%s, %s%s, ", option->level,
		    option->otherwise == NULL ? "socket." : "", option->name);
		put_value(program, i, row, out);
		fputs(")\n", out);
	}
}

/* The calls of a socket of another user stand between these two. */
static void
put_user(const struct bp__program *program, size_t i, const char *user,
    const char *indent, FILE *out)
{
	if (bp__spec_has(&program->plan.sockets[i], BP__USER_OTHER))
		fprintf(out, "%sos.seteuid(%s)\n", indent, user);
}

static void
put_timewait(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__program_address to = bp__program_reach(program, i);
	const char *ender = bp__spec_has(&program->plan.sockets[i], BP__TIMEWAIT_SERVER)
	    ? "server"
	    : "client";
	put_user(program, i, "0", "        ", out);
	fprintf(out,
	    "        call = \"timewait\"\n"
	    "        leave_timewait(sock, \"%s\", %s, \"%s\"",
	    ender, family_of(to.address.family), to.text);
	put_scope(&to, out);
	fputs(")\n", out);
}

static void
put_calls(const struct bp__program *program, size_t i, FILE *out)
{
	const struct bp__socket_spec *spec = &program->plan.sockets[i];
	if (bp__program_needs_chosen_port(program, i))
		fputs("        if port == 0:\n"
		      "            raise ValueError(\"no port was chosen\")\n",
		    out);
	fprintf(out, "        sock = sockets[%zu] = socket.socket(%s, *PROTOCOL)\n", i,
	    family_of(bp__spec_family(spec)));
	put_options(program, i, BP__BEFORE_BIND, out);
	put_bind(program, i, BP__CALL_BIND, out);
	put_options(program, i, BP__AFTER_BIND, out);
	if (bp__series_listens(program->plan.series) == BP__AT_ONCE)
		fputs("        call = \"listen\"\n        sock.listen(16)\n", out);
	if ((spec->options & TIMEWAIT) != 0)
		put_timewait(program, i, out);
	if (bp__spec_chooses_port(spec))
		fputs("        port = sock.getsockname()[1]\n", out);
	if (bp__spec_is_closed(spec))
		fprintf(out, "        sock.close()\n        sockets[%zu] = None\n", i);
}

static void
put_socket(const struct bp__program *program, size_t i, FILE *out)
{
	char text[BP__ID_SIZE];
	fprintf(out, "\n    # Socket %zu: %s\n    call = \"socket\"\n", i + 1,
	    bp__program_socket(program, i, text, sizeof text));
	if (bp__spec_chooses_port(&program->plan.sockets[i]))
		fputs("    port = 0  # the system chooses\n", out);
	put_user(program, i, "other", "    ", out);
	fputs("    try:\n", out);
	put_calls(program, i, out);
	if (bp__program_needs_chosen_port(program, i))
		fprintf(
		    out, "    except ValueError:\n        results[%zu] = \"n/a\"\n", i);
	fprintf(out, "    except OSError as error:\n        fail(%zu, call, error)\n", i);
	put_user(program, i, "0", "    ", out);
}

static void
put_late(const struct bp__program *program, FILE *out)
{
	fputs("\n    # All are bound: now those that stand listen.\n", out);
	for (size_t i = 0; i < program->plan.count; i++) {
		put_user(program, i, "other", "    ", out);
		fprintf(out,
		    "    try:\n"
		    "        if sockets[%zu] is not None:\n"
		    "            sockets[%zu].listen(16)\n"
		    "    except OSError as error:\n"
		    "        fail(%zu, \"listen\", error)\n",
		    i, i, i);
		put_user(program, i, "0", "    ", out);
	}
}

static void
put_script(const struct bp__program *program, FILE *out)
{
	put_head(program, out);
	fputs(fail_function, out);
	fputs(bp__program_has(program, RAW) ? raw_function : "", out);
	fputs(bp__program_has(program, TIMEWAIT) ? timewait_function : "", out);
	fputs("\n\ndef main(port):\n"
	      "    \"\"\"Makes the calls of each socket in turn.\"\"\"\n",
	    out);
	put_preconditions(program, out);
	if (has(program, BP__RANGE_SAME))
		fputs("    probed = port\n", out);
	for (size_t i = 0; i < program->plan.count; i++)
		put_socket(program, i, out);
	if (bp__series_listens(program->plan.series) == BP__WHEN_ALL_ARE_BOUND)
		put_late(program, out);
	fprintf(out, end, program->port);
}

enum bp_status
bp_explain_python(
    const char *id, const bp_report *report, FILE *stream, struct bp_error *error)
{
	struct bp__program program;
	if (bp__program_make(id, report, &program, error) != BP_OK)
		return error->status;
	fputs("#!/usr/bin/env python3\n", stream);
	bp__program_title(&program, "# ", stream);
	if (program.lacking == NULL) {
		put_script(&program, stream);
		return BP_OK;
	}
	fputs("print(", stream);
	bp__program_nothing(&program, stream);
	fputs(")\n", stream);
	return BP_OK;
}
