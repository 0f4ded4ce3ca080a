/* Draws who has a port: a sentence, and a row a socket as netstat(8) would if it knew
 * IPV6_V6ONLY. */
#include <config.h>

#include "format/who.h"

#include <stdio.h>
#include <string.h>

#include "format/draw.h"

enum {
	PROTO_WIDTH = 10, /* udplite46 */
	LOCAL_WIDTH = 22, /* 255.255.255.255.65535 */
	STATE_WIDTH = 12, /* ESTABLISHED */
	V6ONLY_WIDTH = 8,
	USER_WIDTH = 10,
	STATE_COLUMN = PROTO_WIDTH + LOCAL_WIDTH,
	PROCESS_COLUMN = STATE_COLUMN + STATE_WIDTH + V6ONLY_WIDTH + USER_WIDTH,
};

/* As BSD netstat(1) writes it, and the interface that the socket is bound to. */
static void
say_local(const struct bp__entry *entry, struct bp__line *line)
{
	char text[BP__ADDRESS_TEXT] = "*";
	if (!bp__address_is_wildcard(&entry->address) ||
	    bp__address_is_mapped(&entry->address))
		bp__address_format(&entry->address, text, sizeof text);
	bp__line_add(line, "%s.%u", text, entry->port);
	if (entry->interface[0] != '\0')
		bp__line_add(line, " on %s", entry->interface);
}

static const char *
say_v6only(const struct bp__entry *entry)
{
	static const char *const words[] = {"?", "off", "on"};
	if (entry->address.family != BP__INET6)
		return "-";
	return words[entry->v6only + 1];
}

static void
say_user(const struct bp__who_row *row, struct bp__line *line)
{
	if (row->user != NULL)
		bp__line_add(line, "%s", row->user);
	else if (row->entry.user >= 0)
		bp__line_add(line, "%lld", row->entry.user);
	else
		bp__line_add(line, "-");
}

static void
say_processes(
    const struct bp__who *who, const struct bp__who_row *row, struct bp__line *line)
{
	for (size_t i = 0; i < row->process_count; i++)
		bp__line_add(line, "%s%lld %s", i == 0 ? "" : ", ",
		    row->processes[i].number, row->processes[i].name);
	if (row->process_count > 0)
		return;
	if (row->entry.owner == 0)
		bp__line_add(line, "none any more");
	else
		bp__line_add(line, who->needs_root ? "? (needs root)" : "? (not seen)");
}

/* Draws a word in a column, and goes to the next line where the word is too long for it. */
static void
draw_cell(bp_writer *writer, const char *text, size_t width, size_t next)
{
	bp__draw(writer, BP__INK_PLAIN, text, width);
	if (strlen(text) >= width)
		fprintf(writer->stream, "\n%*s", (int)next, "");
}

/* How many connections a server has, by what has become of them. */
static void
draw_connections(bp_writer *writer, const struct bp__who_row *row)
{
	struct bp__line line = {.used = 0};
	for (int i = 0; i < BP__STATE_COUNT; i++) {
		if (row->connections[i] > 0)
			bp__line_add(&line, "%s%lu %s", line.used == 0 ? "" : ", ",
			    row->connections[i], bp__state_name((enum bp__state)i));
	}
	if (line.used == 0)
		return;
	bp__draw(writer, BP__INK_PLAIN, "  connections:", PROTO_WIDTH + 6);
	bp__draw_folded(writer, BP__INK_PLAIN, line.text, PROTO_WIDTH + 6);
}

static void
draw_row(bp_writer *writer, const struct bp__who *who, const struct bp__who_row *row)
{
	struct bp__line local = {.used = 0};
	struct bp__line state = {.used = 0};
	struct bp__line user = {.used = 0};
	struct bp__line processes = {.used = 0};
	say_local(&row->entry, &local);
	bp__line_add(&state, "%s", bp__state_name(row->entry.state));
	say_user(row, &user);
	say_processes(who, row, &processes);
	bp__draw(writer, BP__INK_PLAIN, bp__entry_protocol(&row->entry), PROTO_WIDTH);
	draw_cell(writer, local.text, LOCAL_WIDTH, STATE_COLUMN);
	bp__draw(writer, BP__INK_PLAIN, state.text, STATE_WIDTH);
	bp__draw(writer, BP__INK_PLAIN, say_v6only(&row->entry), V6ONLY_WIDTH);
	draw_cell(writer, user.text, USER_WIDTH, PROCESS_COLUMN);
	bp__draw_folded(writer, BP__INK_PLAIN, processes.text,
	    bp__folding_column(processes.text, PROCESS_COLUMN));
	if (row->count > 1)
		fprintf(writer->stream, "  %lu sockets like this\n", row->count);
	draw_connections(writer, row);
}

static void
draw_table(bp_writer *writer, const struct bp__who *who)
{
	fprintf(writer->stream, "\n%-*s%-*s%-*s%-*s%-*sProcess\n", PROTO_WIDTH, "Proto",
	    LOCAL_WIDTH, "Local address", STATE_WIDTH, "State", V6ONLY_WIDTH, "V6ONLY",
	    USER_WIDTH, "User");
	for (size_t i = 0; i < who->count; i++)
		draw_row(writer, who, &who->rows[i]);
}

void
bp__text_who(bp_writer *writer, const struct bp__who *who)
{
	struct bp__line note = {.used = 0};
	bp__draw_folded(writer, BP__INK_BOLD, who->text, 0);
	if (who->count > 0)
		draw_table(writer, who);
	if (who->lacking != NULL)
		bp__line_add(&note, "Asked: %s. %s.", who->source, who->lacking);
	if (note.used == 0)
		return;
	putc('\n', writer->stream);
	bp__draw_folded(writer, BP__INK_CARE, note.text, 0);
}
