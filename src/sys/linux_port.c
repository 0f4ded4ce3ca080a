/* The tables of sockets that Linux has in /proc/net, and whose they are by /proc/PID/fd. */
#include <config.h>

#include "sys/holder.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	LINE_SIZE = 512,
	NAME_SIZE = 64, /* a process's name, which the kernel cuts to 15 bytes */
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

/* TCP's states by the numbers of include/net/tcp_states.h. NULL: it listens. */
static const char *const states[] = {
    [1] = "ESTABLISHED",
    [2] = "SYN_SENT",
    [3] = "SYN_RECV",
    [4] = "FIN_WAIT1",
    [5] = "FIN_WAIT2",
    [6] = "TIME_WAIT",
    [7] = "CLOSE",
    [8] = "CLOSE_WAIT",
    [9] = "LAST_ACK",
    [10] = NULL,
    [11] = "CLOSING",
    [12] = "NEW_SYN_RECV",
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
read_row(const char *line, const struct table *table, struct bp__port_row *row)
{
	char digits[33];
	unsigned state;
	int n = sscanf(line,
	    " %*u: %32[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x"
	    " %*x:%*x %*x:%*x %*x %*u %*u %lu",
	    digits, &row->port, &state, &row->owner);
	if (n != 4)
		return false;
	read_address(digits, &row->address);
	row->protocol = table->protocol;
	row->state = !table->is_tcp ? NULL
	    : state < COUNT(states) ? states[state]
				    : "UNKNOWN";
	return true;
}

/* Whether a process has the socket among its descriptors. */
static bool
has_socket(const char *pid, unsigned long inode)
{
	char wanted[64];
	char path[NAME_SIZE + 32 + sizeof((struct dirent *)NULL)->d_name];
	snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
	snprintf(path, sizeof path, "/proc/%.*s/fd", NAME_SIZE, pid);
	DIR *directory = opendir(path);
	if (directory == NULL)
		return false;
	bool found = false;
	for (const struct dirent *i; !found && (i = readdir(directory)) != NULL;) {
		char target[sizeof wanted];
		snprintf(
		    path, sizeof path, "/proc/%.*s/fd/%s", NAME_SIZE, pid, i->d_name);
		ssize_t length = readlink(path, target, sizeof target - 1);
		if (length < 0)
			continue;
		target[length] = '\0';
		found = strcmp(target, wanted) == 0;
	}
	closedir(directory);
	return found;
}

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
	bp__write_name(name, length, text, size);
}

void
bp__write_owner(unsigned long owner, char *text, size_t size)
{
	snprintf(text, size, "process unknown%s", geteuid() == 0 ? "" : " (needs root)");
	DIR *directory = opendir("/proc");
	if (directory == NULL)
		return;
	for (const struct dirent *i; (i = readdir(directory)) != NULL;) {
		if (i->d_name[strspn(i->d_name, "0123456789")] != '\0' ||
		    !has_socket(i->d_name, owner))
			continue;
		char name[NAME_SIZE];
		write_name(i->d_name, name, sizeof name);
		snprintf(text, size, "process %.20s (%s)", i->d_name, name);
		break;
	}
	closedir(directory);
}

static void
read_table(const struct table *table,
    void (*visit)(void *context, const struct bp__port_row *row), void *context)
{
	FILE *file = fopen(table->path, "re");
	if (file == NULL)
		return;
	char line[LINE_SIZE];
	while (fgets(line, sizeof line, file) != NULL) {
		struct bp__port_row row;
		if (read_row(line, table, &row))
			visit(context, &row);
	}
	fclose(file);
}

void
bp__each_port_row(
    void (*visit)(void *context, const struct bp__port_row *row), void *context)
{
	for (size_t i = 0; i < COUNT(tables); i++)
		read_table(&tables[i], visit, context);
}
