/* Finds out who has a socket on a port, from the system's tables of sockets. */
#include <config.h>

#include "sys/holder.h"

#include <string.h>

enum {
	ENTRY_SIZE = 256, /* one socket in words */
	CONNECTIONS_MAX = 4, /* more of them say nothing new */
};

static const char time_wait[] = "TIME_WAIT";

/* The text in the making. */
struct search {
	void (*take)(struct search *search, const struct bp__port_row *row);
	unsigned port;
	char *buffer;
	size_t size;
	bool tcp_holder;
	size_t connections;
};

static bool
is_tcp(const struct bp__port_row *row)
{
	return strncmp(row->protocol, "tcp", 3) == 0;
}

/* Adds an entry, or nothing when it has no room. */
static void
add(struct search *search, const char *entry)
{
	size_t used = strlen(search->buffer);
	const char *separator = used == 0 ? "" : "; ";
	if (used + strlen(separator) + strlen(entry) < search->size)
		snprintf(
		    search->buffer + used, search->size - used, "%s%s", separator, entry);
}

static void
add_row(struct search *search, const struct bp__port_row *row)
{
	char address[BP__ADDRESS_TEXT];
	char process[96] = "";
	char entry[ENTRY_SIZE];
	bp__address_format(&row->address, address, sizeof address);
	bool bracketed = row->address.family == BP__INET6;
	if (row->owner != 0)
		bp__write_owner(row->owner, process, sizeof process);
	snprintf(entry, sizeof entry, "%s %s%s%s:%u%s%s%s%s", row->protocol,
	    bracketed ? "[" : "", address, bracketed ? "]" : "", row->port,
	    row->state != NULL ? " " : "", row->state != NULL ? row->state : "",
	    row->owner != 0 ? ", " : "", process);
	add(search, entry);
}

/* A TCP socket that listens, and every UDP socket. */
static void
take_holder(struct search *search, const struct bp__port_row *row)
{
	if (row->state != NULL)
		return;
	search->tcp_holder |= is_tcp(row);
	add_row(search, row);
}

/* A TCP connection, which keeps the port as well. */
static void
take_connection(struct search *search, const struct bp__port_row *row)
{
	if (row->state != NULL && strcmp(row->state, time_wait) != 0 &&
	    search->connections++ < CONNECTIONS_MAX)
		add_row(search, row);
}

/* Says once that some connections have ended and still keep the port. */
static void
take_time_wait(struct search *search, const struct bp__port_row *row)
{
	char entry[ENTRY_SIZE];
	snprintf(entry, sizeof entry, "%s connections in %s", row->protocol, time_wait);
	if (row->state != NULL && strcmp(row->state, time_wait) == 0 &&
	    strstr(search->buffer, entry) == NULL)
		add(search, entry);
}

static void
visit(void *context, const struct bp__port_row *row)
{
	struct search *search = context;
	if (row->port == search->port)
		search->take(search, row);
}

void
bp__write_name(const unsigned char *name, size_t length, char *text, size_t size)
{
	size_t used = 0;
	text[0] = '\0';
	for (size_t i = 0; i < length && used + sizeof "\\xff" <= size; i++) {
		bool plain = name[i] >= ' ' && name[i] < 0x7f && name[i] != '\\';
		if (plain)
			text[used++] = (char)name[i];
		else
			used += (size_t)snprintf(
			    text + used, size - used, "\\x%02x", name[i]);
		text[used] = '\0';
	}
}

void
bp__sys_port_holder(struct bp__sys *sys, unsigned port, char *buffer, size_t size)
{
	(void)sys;
	if (size == 0)
		return;
	buffer[0] = '\0';
	struct search search = {take_holder, port, buffer, size, false, 0};
	bp__each_port_row(visit, &search);
	if (search.tcp_holder)
		return;
	search.take = take_connection;
	bp__each_port_row(visit, &search);
	search.take = take_time_wait;
	bp__each_port_row(visit, &search);
}
