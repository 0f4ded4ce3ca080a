/* Asks the system who has a port, and puts what it says together: sockets with their
 * processes, and connections counted beside the socket that took them. */
#include <config.h>

#include "probe/who.h"
#include "model/report.h"
#include "model/writer.h"
#include "probe/who_text.h"

#include <stdlib.h>
#include <string.h>

enum {
	FIRST_ROWS = 8,
	PROCESSES_MAX = 64, /* of one socket; more of them say nothing new */
	ALL_TRANSPORTS = BP_TCP | BP_UDP | BP_MPTCP | BP_SCTP | BP_UDPLITE | BP_DCCP,
};

/* Room for one more row; NULL when there is no memory. */
static struct bp__who_row *
grow(struct bp__who *who)
{
	size_t n = who->count;
	if (n == 0 || (n >= FIRST_ROWS && (n & (n - 1)) == 0)) {
		struct bp__who_row *rows = bp__arena_array(
		    &who->arena, n == 0 ? FIRST_ROWS : 2 * n, sizeof *rows);
		if (rows == NULL)
			return NULL;
		if (n > 0)
			memcpy(rows, who->rows, n * sizeof *rows);
		who->rows = rows;
	}
	return &who->rows[who->count++];
}

/* Sockets that belong to a server, or are connected to a peer as those are counted. */
static bool
is_counted(const struct bp__entry *entry)
{
	return bp__entry_is_connection(entry) || entry->state == BP__STATE_CONNECTED;
}

static bool
same_place(const struct bp__entry *a, const struct bp__entry *b)
{
	return a->state == b->state && bp__address_equal(&a->address, &b->address) &&
	    strcmp(a->interface, b->interface) == 0;
}

/* A socket of MPTCP is in the table of TCP as well. */
static bool
is_twin(const struct bp__entry *mptcp, const struct bp__entry *tcp)
{
	return mptcp->transport == BP_MPTCP && tcp->transport == BP_TCP &&
	    mptcp->owner == tcp->owner && same_place(mptcp, tcp);
}

static void
take_entry(void *context, const struct bp__entry *entry)
{
	struct bp__who *who = context;
	for (size_t i = 0; i < who->count; i++) {
		struct bp__who_row *row = &who->rows[i];
		if (is_twin(entry, &row->entry)) {
			row->entry.transport = BP_MPTCP;
			return;
		}
		if (is_counted(entry) && row->entry.transport == entry->transport &&
		    same_place(&row->entry, entry) && row->entry.user == entry->user) {
			row->count++;
			return;
		}
	}
	struct bp__who_row *row = grow(who);
	if (row != NULL)
		*row = (struct bp__who_row){.entry = *entry, .count = 1};
}

/* How well the server's address fits that of the connection: 0 when it does not. */
static int
fit(const struct bp__entry *server, const struct bp__entry *connection)
{
	const struct bp__address *own = &connection->address;
	bool datagram = connection->state == BP__STATE_CONNECTED;
	enum bp__state state = datagram ? BP__STATE_BOUND : BP__STATE_LISTEN;
	if (server->transport != connection->transport || server->state != state)
		return 0;
	if (bp__address_equal(&server->address, own))
		return 3;
	if (!bp__address_is_wildcard(&server->address))
		return 0;
	bool mapped = bp__address_is_mapped(own);
	if (server->address.family != own->family)
		return 0;
	return mapped == (server->v6only == 0) ? 2 : 1;
}

/* The row of the server that took the connections; NULL when there is none. */
static struct bp__who_row *
find_server(struct bp__who *who, const struct bp__entry *connection)
{
	struct bp__who_row *found = NULL;
	int best = 0;
	for (size_t i = 0; i < who->count; i++) {
		int fits = fit(&who->rows[i].entry, connection);
		if (fits <= best)
			continue;
		found = &who->rows[i];
		best = fits;
	}
	return found;
}

/* Counts connections beside their servers, and keeps rows of those that have none. */
static void
fold_connections(struct bp__who *who)
{
	size_t kept = 0;
	for (size_t i = 0; i < who->count; i++) {
		struct bp__who_row *row = &who->rows[i];
		struct bp__who_row *server =
		    is_counted(&row->entry) ? find_server(who, &row->entry) : NULL;
		if (server != NULL)
			server->connections[row->entry.state] += row->count;
	}
	for (size_t i = 0; i < who->count; i++) {
		struct bp__who_row *row = &who->rows[i];
		if (!is_counted(&row->entry) || find_server(who, &row->entry) == NULL)
			who->rows[kept++] = *row;
	}
	who->count = kept;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct bp__entry *left = &((const struct bp__who_row *)a)->entry;
	const struct bp__entry *right = &((const struct bp__who_row *)b)->entry;
	int state = (int)is_counted(left) - (int)is_counted(right);
	if (state != 0)
		return state;
	if (left->transport != right->transport)
		return left->transport < right->transport ? -1 : 1;
	if (left->address.family != right->address.family)
		return left->address.family < right->address.family ? -1 : 1;
	int address = memcmp(left->address.bytes, right->address.bytes, 16);
	if (address != 0)
		return address;
	return left->owner < right->owner ? -1 : left->owner > right->owner;
}

static void
take_process(void *context, size_t i, long long process, const char *name)
{
	struct bp__who *who = context;
	struct bp__who_row *row = &who->rows[i];
	size_t n = row->process_count;
	for (size_t k = 0; k < n; k++) {
		if (row->processes[k].number == process)
			return;
	}
	if (row->processes == NULL)
		row->processes =
		    bp__arena_array(&who->arena, PROCESSES_MAX, sizeof *row->processes);
	if (row->processes == NULL || n == PROCESSES_MAX)
		return;
	while (n > 0 && row->processes[n - 1].number > process) {
		row->processes[n] = row->processes[n - 1];
		n--;
	}
	row->processes[n] =
	    (struct bp__process){process, bp__arena_string(&who->arena, name)};
	row->process_count++;
}

static void
find_processes(struct bp__sys *sys, struct bp__who *who)
{
	unsigned long long *owners =
	    bp__arena_array(&who->arena, who->count, sizeof *owners);
	if (owners == NULL || who->count == 0)
		return;
	for (size_t i = 0; i < who->count; i++)
		owners[i] = who->rows[i].entry.owner;
	int code = bp__sys_each_process(sys, owners, who->count, take_process, who);
	who->needs_root = bp__sys_is_denied(code);
}

static void
find_user(struct bp__sys *sys, struct bp__who *who, struct bp__who_row *row)
{
	char name[64] = "";
	if (row->entry.user < 0)
		return;
	bp__sys_user_name(sys, row->entry.user, name, sizeof name);
	if (name[0] != '\0')
		row->user = bp__arena_string(&who->arena, name);
}

int
bp__who_ask(struct bp__sys *sys, unsigned port, unsigned transports, struct bp__who *who)
{
	const struct bp__sys_query query = {.port = port, .transports = transports};
	struct bp__sys_table table = {.source = ""};
	who->port = port;
	int code = bp__sys_each_socket(sys, &query, &table, take_entry, who);
	who->source = table.source;
	who->lacking = table.lacking;
	if (code != 0)
		return code;
	fold_connections(who);
	if (who->count > 1)
		qsort(who->rows, who->count, sizeof *who->rows, compare_rows);
	find_processes(sys, who);
	for (size_t i = 0; i < who->count; i++)
		find_user(sys, who, &who->rows[i]);
	bp__who_tell(who);
	return 0;
}

/* Why the table cannot be had. */
static enum bp_status
fail(int code, unsigned port, struct bp_error *error)
{
	char buffer[32];
	if (code == BP__SYS_ABSENT)
		return bp__fail(error, BP_CANNOT_PROBE,
		    "who has port %u cannot be told: the tables of sockets of this system are "
		    "not read; use netstat(1), or see whether 'bindprobe %u' finds it in use",
		    port, port);
	return bp__fail(error, BP_CANNOT_PROBE,
	    "who has port %u cannot be told: the system's tables of sockets are not to be "
	    "had (%s); run it as root, or outside of the sandbox",
	    port, bp__sys_error_name(code, buffer, sizeof buffer));
}

enum bp_status
bp_who(unsigned port, bp_writer *writer, size_t *count, struct bp_error *error)
{
	struct bp__who who = {.port = port};
	if (writer != NULL && writer->format->who == NULL)
		return bp__fail(error, BP_BAD_USAGE,
		    "format '%.80s' is none of who; valid are text, json",
		    writer->format->name);
	struct bp__sys *sys = bp__sys_start();
	if (sys == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	int code = bp__who_ask(sys, port, ALL_TRANSPORTS, &who);
	bp__sys_stop(sys);
	enum bp_status status = BP_OK;
	if (code != 0)
		status = fail(code, port, error);
	else if (who.arena.failed)
		status = bp__fail(error, BP_NO_MEMORY, "out of memory");
	else if (writer != NULL)
		writer->format->who(writer, &who);
	*count = who.count;
	bp__arena_free(&who.arena);
	return status;
}
