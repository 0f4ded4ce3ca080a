/* Says in a sentence, and in one line, who has a port. */
#include <config.h>

#include "probe/who_text.h"
#include "model/case.h"
#include "probe/who.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	PLACES_MAX = 4, /* sockets told in the sentence; the rows have all */
	CONNECTIONS_MAX = 4, /* rows of connections in one line */
};

/* Text in the making; what does not fit is cut. */
struct text {
	char bytes[1024];
	size_t used;
};

BP__PRINTF(2, 3)
static void
add(struct text *text, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	int n = vsnprintf(
	    text->bytes + text->used, sizeof text->bytes - text->used, format, arguments);
	va_end(arguments);
	size_t left = sizeof text->bytes - text->used - 1;
	text->used += n < 0 ? 0 : (size_t)n < left ? (size_t)n : left;
}

/* Whatever a process calls itself, in printable ASCII. */
static void
add_name(struct text *text, const char *name)
{
	for (const char *p = name; *p != '\0'; p++) {
		unsigned char byte = (unsigned char)*p;
		bool plain = byte >= ' ' && byte < 0x7f && byte != '\\';
		add(text, plain ? "%c" : "\\x%02x", byte);
	}
}

static bool
same_processes(const struct bp__who_row *a, const struct bp__who_row *b)
{
	if (a->process_count != b->process_count)
		return false;
	for (size_t i = 0; i < a->process_count; i++) {
		if (a->processes[i].number != b->processes[i].number)
			return false;
	}
	return a->process_count > 0 || a->entry.user == b->entry.user;
}

static void
add_user(struct text *text, const struct bp__who_row *row)
{
	if (row->user == NULL)
		add(text, "user %lld", row->entry.user);
	else
		add_name(text, row->user);
}

/* "nginx (pid 812)"; or what is known where the process is not. */
static void
add_processes(struct text *text, const struct bp__who *who, const struct bp__who_row *row)
{
	if (row->process_count > 0) {
		add_name(text, row->processes[0].name);
		add(text, " (pid %lld", row->processes[0].number);
		if (row->process_count > 1)
			add(text, " and %zu more", row->process_count - 1);
		add(text, ")");
	} else if (row->entry.owner == 0) {
		add(text, "the system itself");
	} else if (row->entry.user >= 0) {
		add(text, "a process of ");
		add_user(text, row);
		add(text, "%s",
		    who->needs_root ? " (root is told which)"
				    : " that cannot be seen from here");
	} else {
		add(text, "a process that cannot be seen from here");
	}
}

/* Where a socket is, as "on IPv4 and IPv6 by one dual-stack". */
static void
add_place(struct text *text, const struct bp__entry *entry)
{
	char address[BP__ADDRESS_TEXT];
	bool wildcard = bp__address_is_wildcard(&entry->address);
	bool inet6 = entry->address.family == BP__INET6;
	if (bp__entry_is_dual(entry))
		add(text, "on IPv4 and IPv6 by one dual-stack %s socket",
		    bp__transport_title(entry->transport));
	else if (wildcard && inet6 && entry->v6only == 1)
		add(text, "on IPv6 alone by a %s socket",
		    bp__transport_title(entry->transport));
	else if (wildcard)
		add(text, "on %s by a %s socket",
		    inet6 ? "IPv6, and IPv4 unless its IPV6_V6ONLY is on," : "IPv4",
		    bp__transport_title(entry->transport));
	else
		add(text, "at %s by a %s socket",
		    bp__address_format(&entry->address, address, sizeof address),
		    bp__transport_title(entry->transport));
	if (entry->interface[0] != '\0')
		add(text, " on interface %s", entry->interface);
	if (entry->state == BP__STATE_BOUND && bp__transport_connects(entry->transport))
		add(text, " that does not listen");
}

static bool
is_server(const struct bp__who_row *row)
{
	return row->entry.state <= BP__STATE_LISTEN;
}

/* Whether a row before this one has the same processes, so that both were told there. */
static bool
was_told(const struct bp__who *who, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (same_processes(&who->rows[k], &who->rows[i]))
			return true;
	}
	return false;
}

/* All places of the processes of one row. */
static void
add_group(struct text *text, const struct bp__who *who, size_t first, size_t *places)
{
	const struct bp__who_row *row = &who->rows[first];
	add_processes(text, who, row);
	for (size_t i = first; i < who->count; i++) {
		if (!is_server(&who->rows[i]) || !same_processes(row, &who->rows[i]))
			continue;
		if (++*places > PLACES_MAX)
			continue;
		add(text, ", ");
		add_place(text, &who->rows[i].entry);
	}
}

static void
tell_servers(struct text *text, const struct bp__who *who)
{
	size_t places = 0;
	const char *before = " is in use by ";
	for (size_t i = 0; i < who->count && places < PLACES_MAX; i++) {
		if (!is_server(&who->rows[i]) || was_told(who, i))
			continue;
		add(text, "%s", before);
		add_group(text, who, i, &places);
		before = "; by ";
	}
	size_t servers = 0;
	for (size_t i = 0; i < who->count; i++)
		servers += is_server(&who->rows[i]);
	if (servers > PLACES_MAX)
		add(text, "; and by %zu sockets more", servers - PLACES_MAX);
	add(text, ".");
}

static void
tell_connections(struct text *text, const struct bp__who *who)
{
	unsigned long count = 0;
	for (size_t i = 0; i < who->count; i++)
		count += who->rows[i].count;
	add(text, " has no server; %lu connection%s still use%s it.", count,
	    count == 1 ? "" : "s", count == 1 ? "s" : "");
}

void
bp__who_tell(struct bp__who *who)
{
	struct text text = {.used = 0};
	add(&text, "Port %u", who->port);
	bool served = false;
	for (size_t i = 0; i < who->count; i++)
		served = served || is_server(&who->rows[i]);
	if (served)
		tell_servers(&text, who);
	else if (who->count > 0)
		tell_connections(&text, who);
	else
		add(&text, " is free: no socket of this system has it.");
	who->text = bp__arena_string(&who->arena, text.bytes);
}

static void
describe_row(const struct bp__who *who, const struct bp__who_row *row, struct text *text)
{
	const struct bp__entry *entry = &row->entry;
	char address[BP__ADDRESS_TEXT];
	bool inet6 = entry->address.family == BP__INET6;
	bool said = entry->state == BP__STATE_LISTEN ||
	    (!bp__transport_connects(entry->transport) &&
		entry->state == BP__STATE_BOUND);
	bp__address_format(&entry->address, address, sizeof address);
	add(text, "%s %s%s%s:%u", bp__entry_protocol(entry), inet6 ? "[" : "", address,
	    inet6 ? "]" : "", entry->port);
	if (!said)
		add(text, " %s", bp__state_name(entry->state));
	if (row->count > 1)
		add(text, " (%lu)", row->count);
	if (row->process_count > 0) {
		add(text, ", process %lld (", row->processes[0].number);
		add_name(text, row->processes[0].name);
		add(text, ")");
		if (row->process_count > 1)
			add(text, " and %zu more", row->process_count - 1);
	} else if (entry->owner != 0) {
		add(text, ", process unknown%s", who->needs_root ? " (needs root)" : "");
	}
}

/* Adds the entry to the line, or nothing when it has no room. */
static void
add_entry(char *buffer, size_t size, const struct text *entry)
{
	size_t used = strlen(buffer);
	const char *separator = used == 0 ? "" : "; ";
	if (used + strlen(separator) + entry->used < size)
		snprintf(buffer + used, size - used, "%s%s", separator, entry->bytes);
}

void
bp__who_brief(const struct bp__who *who, char *buffer, size_t size)
{
	size_t connections = 0;
	bool served = false;
	buffer[0] = '\0';
	for (size_t i = 0; i < who->count; i++) {
		const struct bp__who_row *row = &who->rows[i];
		struct text text = {.used = 0};
		if (!is_server(row) && (served || connections++ == CONNECTIONS_MAX))
			break;
		served = served || is_server(row);
		describe_row(who, row, &text);
		add_entry(buffer, size, &text);
	}
}
