/* The JSON of who has a port; bindprobe-report(5) documents every key. */
#include <config.h>

#include "format/who.h"

#include <stdio.h>

#include "format/json_put.h"

static void
put_options(FILE *out, unsigned options)
{
	static const struct {
		enum bp__entry_option option;
		const char *name;
	} names[] = {
	    {BP__ENTRY_FREEBIND, "freebind"},
	    {BP__ENTRY_TRANSPARENT, "transparent"},
	};
	const char *before = ",\"options\":[";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if ((options & names[i].option) == 0)
			continue;
		fputs(before, out);
		bp__json_string(out, names[i].name);
		before = ",";
	}
	fputs(options != 0 ? "]" : "", out);
}

static void
put_owner(FILE *out, const struct bp__who_row *row)
{
	if (row->entry.user >= 0)
		fprintf(out, ",\"uid\":%lld", row->entry.user);
	if (row->user != NULL)
		bp__json_pair(out, ",", "user", row->user);
	if (row->entry.owner != 0 && !row->entry.owner_is_process)
		fprintf(out, ",\"inode\":%llu", row->entry.owner);
	fputs(",\"processes\":[", out);
	for (size_t i = 0; i < row->process_count; i++) {
		fprintf(
		    out, "%s{\"pid\":%lld", i == 0 ? "" : ",", row->processes[i].number);
		bp__json_pair(out, ",", "name", row->processes[i].name);
		putc('}', out);
	}
	putc(']', out);
}

static void
put_connections(FILE *out, const struct bp__who_row *row)
{
	const char *before = "";
	fputs(",\"connections\":{", out);
	for (int i = 0; i < BP__STATE_COUNT; i++) {
		if (row->connections[i] == 0)
			continue;
		fprintf(out, "%s\"%s\":%lu", before, bp__state_name((enum bp__state)i),
		    row->connections[i]);
		before = ",";
	}
	putc('}', out);
}

static void
put_row(FILE *out, const char *before, const struct bp__who_row *row)
{
	static const char *const v6only[] = {"null", "false", "true"};
	const struct bp__entry *entry = &row->entry;
	char address[BP__ADDRESS_TEXT];
	bp__json_pair(out, before, "proto", bp__entry_protocol(entry));
	bp__json_pair(out, ",", "local",
	    bp__address_format(&entry->address, address, sizeof address));
	if (entry->interface[0] != '\0')
		bp__json_pair(out, ",", "interface", entry->interface);
	bp__json_pair(out, ",", "state", bp__state_name(entry->state));
	if (entry->address.family == BP__INET6)
		fprintf(out, ",\"v6only\":%s", v6only[entry->v6only + 1]);
	put_owner(out, row);
	put_options(out, entry->options);
	fprintf(out, ",\"count\":%lu", row->count);
	put_connections(out, row);
	putc('}', out);
}

void
bp__json_who(bp_writer *writer, const struct bp__who *who)
{
	FILE *out = writer->stream;
	bp__json_pair(out, "{\"schema\":1,\n\"tool\":{", "name", "bindprobe");
	bp__json_pair(out, ",", "version", bp_version());
	fprintf(out, "},\n\"port\":%u", who->port);
	bp__json_flag(out, "in_use", who->count > 0);
	bp__json_pair(out, ",\n", "text", who->text);
	bp__json_pair(out, ",\n", "source", who->source);
	if (who->lacking != NULL)
		bp__json_pair(out, ",", "lacking", who->lacking);
	if (who->needs_root)
		bp__json_flag(out, "needs_root", true);
	fputs(",\n\"who\":[", out);
	for (size_t i = 0; i < who->count; i++)
		put_row(out, i == 0 ? "\n{" : ",\n{", &who->rows[i]);
	fputs("]}\n", out);
}
