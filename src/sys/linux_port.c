/* Finds out who has a socket on a port, from /proc/net and /proc/PID/fd. */
#include <config.h>

#include "sys/sys.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	LINE_SIZE = 512,
	ENTRY_SIZE = 256, /* one socket in words */
	NAME_SIZE = 64, /* a process's name, which the kernel cuts to 15 bytes */
	CONNECTIONS_MAX = 4, /* more of them say nothing new */
	TIME_WAIT = 6,
	LISTEN = 10,
};

/* The kernel's tables of sockets. */
static const struct table {
	const char *path;
	const char *protocol;
	bool is_tcp;
} tables[] = {
    {"/proc/net/tcp", "tcp4", true},
    {"/proc/net/tcp6", "tcp6", true},
    {"/proc/net/udp", "udp4", false},
    {"/proc/net/udp6", "udp6", false},
};

/* TCP's states by the numbers of include/net/tcp_states.h. */
static const char *const states[] = {
    [1] = "ESTABLISHED",
    [2] = "SYN_SENT",
    [3] = "SYN_RECV",
    [4] = "FIN_WAIT1",
    [5] = "FIN_WAIT2",
    [TIME_WAIT] = "TIME_WAIT",
    [7] = "CLOSE",
    [8] = "CLOSE_WAIT",
    [9] = "LAST_ACK",
    [LISTEN] = "LISTEN",
    [11] = "CLOSING",
    [12] = "NEW_SYN_RECV",
};

/* One line of a table. */
struct row {
	struct bp__address address;
	unsigned port;
	unsigned state;
	unsigned long inode; /* 0 when no process has it any more */
};

/* The text in the making. */
struct search {
	unsigned port;
	char *buffer;
	size_t size;
	bool tcp_holder;
	size_t connections;
};

/* Reads an address of a table: its 32-bit words in hexadecimal, each as this machine
 * reads it from the bytes in network order. */
static void
read_address(const char *digits, struct bp__address *address)
{
	size_t words = strlen(digits) / 8;
	*address = (struct bp__address){.family = words == 4 ? BP__INET6 : BP__INET};
	for (size_t i = 0; i < words && i < 4; i++) {
		char part[9] = {0};
		memcpy(part, digits + 8 * i, 8);
		uint32_t word = (uint32_t)strtoul(part, NULL, 16);
		memcpy(address->bytes + 4 * i, &word, sizeof word);
	}
}

/* Reads a line; false when it is the heading or nothing we know. */
static bool
read_row(const char *line, struct row *row)
{
	char digits[33];
	int n = sscanf(line,
	    " %*u: %32[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x"
	    " %*x:%*x %*x:%*x %*x %*u %*u %lu",
	    digits, &row->port, &row->state, &row->inode);
	if (n != 4)
		return false;
	read_address(digits, &row->address);
	return true;
}

/* Whether a process has the socket among its descriptors. */
static bool
has_socket(const char *pid, unsigned long inode)
{
	char wanted[64];
	char path[NAME_SIZE + 32];
	snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
	snprintf(path, sizeof path, "/proc/%.*s/fd", NAME_SIZE, pid);
	DIR *directory = opendir(path);
	if (directory == NULL)
		return false;
	bool found = false;
	for (const struct dirent *i; !found && (i = readdir(directory)) != NULL;) {
		char target[sizeof wanted];
		ssize_t length =
		    readlinkat(dirfd(directory), i->d_name, target, sizeof target - 1);
		if (length < 0)
			continue;
		target[length] = '\0';
		found = strcmp(target, wanted) == 0;
	}
	closedir(directory);
	return found;
}

/* Writes the process's name, which it may choose itself, with every byte but printable
 * ASCII escaped. */
static void
write_name(const char *pid, char *text, size_t size)
{
	char path[NAME_SIZE + 32];
	unsigned char name[NAME_SIZE];
	snprintf(path, sizeof path, "/proc/%.*s/comm", NAME_SIZE, pid);
	size_t length = 0;
	FILE *file = fopen(path, "re");
	if (file != NULL) {
		length = fread(name, 1, sizeof name, file);
		fclose(file);
	}
	if (length > 0 && name[length - 1] == '\n')
		length--;
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

/* Writes which process has the socket, or that it cannot be known. */
static void
write_process(unsigned long inode, char *text, size_t size)
{
	snprintf(text, size, "process unknown%s", geteuid() == 0 ? "" : " (needs root)");
	DIR *directory = opendir("/proc");
	if (directory == NULL)
		return;
	for (const struct dirent *i; (i = readdir(directory)) != NULL;) {
		if (i->d_name[strspn(i->d_name, "0123456789")] != '\0' ||
		    !has_socket(i->d_name, inode))
			continue;
		char name[NAME_SIZE];
		write_name(i->d_name, name, sizeof name);
		snprintf(text, size, "process %.20s (%s)", i->d_name, name);
		break;
	}
	closedir(directory);
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
add_row(struct search *search, const struct table *table, const struct row *row)
{
	char address[BP__ADDRESS_TEXT];
	char process[96];
	char entry[ENTRY_SIZE];
	bp__address_format(&row->address, address, sizeof address);
	bool bracketed = row->address.family == BP__INET6;
	bool known = table->is_tcp && row->state < COUNT(states) && row->state > 0;
	bool connected = known && row->state != LISTEN;
	process[0] = '\0';
	if (row->inode != 0)
		write_process(row->inode, process, sizeof process);
	snprintf(entry, sizeof entry, "%s %s%s%s:%u%s%s%s%s", table->protocol,
	    bracketed ? "[" : "", address, bracketed ? "]" : "", row->port,
	    connected ? " " : "", connected ? states[row->state] : "",
	    row->inode != 0 ? ", " : "", process);
	add(search, entry);
}

/* Takes the rows on the port. */
typedef void
take_row(struct search *search, const struct table *table, const struct row *row);

/* A TCP socket that listens, and every UDP socket. */
static void
take_holder(struct search *search, const struct table *table, const struct row *row)
{
	if (table->is_tcp && row->state != LISTEN)
		return;
	search->tcp_holder |= table->is_tcp;
	add_row(search, table, row);
}

/* A TCP connection, which keeps the port as well. */
static void
take_connection(struct search *search, const struct table *table, const struct row *row)
{
	if (!table->is_tcp || row->state == LISTEN)
		return;
	if (row->state != TIME_WAIT && search->connections++ < CONNECTIONS_MAX)
		add_row(search, table, row);
}

/* Says once that some connections have ended and still keep the port. */
static void
take_time_wait(struct search *search, const struct table *table, const struct row *row)
{
	char entry[ENTRY_SIZE];
	snprintf(entry, sizeof entry, "%s connections in TIME_WAIT", table->protocol);
	if (table->is_tcp && row->state == TIME_WAIT &&
	    strstr(search->buffer, entry) == NULL)
		add(search, entry);
}

static void
read_table(struct search *search, const struct table *table, take_row *take)
{
	FILE *file = fopen(table->path, "re");
	if (file == NULL)
		return;
	char line[LINE_SIZE];
	while (fgets(line, sizeof line, file) != NULL) {
		struct row row;
		if (read_row(line, &row) && row.port == search->port)
			take(search, table, &row);
	}
	fclose(file);
}

static void
read_tables(struct search *search, take_row *take)
{
	for (size_t i = 0; i < COUNT(tables); i++)
		read_table(search, &tables[i], take);
}

void
bp__sys_port_holder(struct bp__sys *sys, unsigned port, char *buffer, size_t size)
{
	(void)sys;
	if (size == 0)
		return;
	buffer[0] = '\0';
	struct search search = {.port = port, .buffer = buffer, .size = size};
	read_tables(&search, take_holder);
	if (search.tcp_holder)
		return;
	read_tables(&search, take_connection);
	read_tables(&search, take_time_wait);
}
