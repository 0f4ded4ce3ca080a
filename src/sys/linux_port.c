/* The tables of sockets that Linux has in /proc/net, and whose they are by /proc/PID/fd. */
#include <config.h>

#include "sys/linux_port.h"

#include <sys/types.h>
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/case.h"
#include "sys/native.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	LINE_SIZE = 512,
	NAME_SIZE = 64, /* a process's name, which the kernel cuts to 15 bytes */
	PATH_SIZE = NAME_SIZE + 32 + sizeof((struct dirent *)NULL)->d_name,
};

/* The kernel's tables of sockets. */
static const struct table {
	const char *path;
	enum bp_transport transport;
	enum bp__family family;
} tables[] = {
    {"/proc/net/tcp", BP_TCP, BP__INET},
    {"/proc/net/tcp6", BP_TCP, BP__INET6},
    {"/proc/net/udp", BP_UDP, BP__INET},
    {"/proc/net/udp6", BP_UDP, BP__INET6},
    {"/proc/net/udplite", BP_UDPLITE, BP__INET},
    {"/proc/net/udplite6", BP_UDPLITE, BP__INET6},
};

/* The numbers of TCP, which DCCP has too. */
static const enum bp__state tcp_states[] = {
    [1] = BP__STATE_ESTABLISHED,
    [2] = BP__STATE_SYN_SENT,
    [3] = BP__STATE_SYN_RECV,
    [4] = BP__STATE_FIN_WAIT1,
    [5] = BP__STATE_FIN_WAIT2,
    [6] = BP__STATE_TIME_WAIT,
    [7] = BP__STATE_BOUND,
    [8] = BP__STATE_CLOSE_WAIT,
    [9] = BP__STATE_LAST_ACK,
    [10] = BP__STATE_LISTEN,
    [11] = BP__STATE_CLOSING,
    [12] = BP__STATE_SYN_RECV, /* of a connection that is not accepted yet */
    [13] = BP__STATE_BOUND, /* TCP_BOUND_INACTIVE, since Linux 6.8 */
};

/* Those of SCTP's associations (include/net/sctp/constants.h), and of its sockets, which are
 * TCP's. */
static const enum bp__state sctp_states[] = {
    [1] = BP__STATE_SYN_SENT,
    [2] = BP__STATE_SYN_SENT,
    [3] = BP__STATE_ESTABLISHED,
    [4] = BP__STATE_CLOSING,
    [5] = BP__STATE_CLOSING,
    [6] = BP__STATE_CLOSING,
    [7] = BP__STATE_BOUND,
    [10] = BP__STATE_LISTEN,
};

/* Datagrams have two of TCP's. */
enum bp__state
bp__linux_state(enum bp_transport transport, unsigned number)
{
	if (!bp__transport_connects(transport))
		return number == 1 ? BP__STATE_CONNECTED : BP__STATE_BOUND;
	const enum bp__state *states = transport == BP_SCTP ? sctp_states : tcp_states;
	size_t count = transport == BP_SCTP ? COUNT(sctp_states) : COUNT(tcp_states);
	return number < count ? states[number] : BP__STATE_UNKNOWN;
}

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
read_row(const char *line, const struct table *table, struct bp__entry *entry)
{
	char digits[33];
	unsigned state;
	*entry = (struct bp__entry){.transport = table->transport, .v6only = -1};
	int n = sscanf(line,
	    " %*u: %32[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x"
	    " %*x:%*x %*x:%*x %*x %lld %*u %llu",
	    digits, &entry->port, &state, &entry->user, &entry->owner);
	if (n != 5)
		return false;
	read_address(digits, &entry->address);
	entry->state = bp__linux_state(table->transport, state);
	return true;
}

static int
read_table(const struct bp__linux_visit *visit, const struct table *table)
{
	FILE *file = fopen(table->path, "re");
	if (file == NULL)
		return errno == ENOENT ? BP__SYS_ABSENT : errno;
	char line[LINE_SIZE];
	while (fgets(line, sizeof line, file) != NULL) {
		struct bp__entry entry;
		if (read_row(line, table, &entry) && entry.port == visit->query->port)
			visit->visit(visit->context, &entry);
	}
	fclose(file);
	return 0;
}

int
bp__linux_read_table(const struct bp__linux_visit *visit, enum bp_transport transport,
    enum bp__family family)
{
	for (size_t i = 0; i < COUNT(tables); i++) {
		if (tables[i].transport == transport && tables[i].family == family)
			return read_table(visit, &tables[i]);
	}
	return BP__SYS_ABSENT;
}

/* The name is a line by itself. */
static void
read_name(const char *process, char name[NAME_SIZE])
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "/proc/%.*s/comm", NAME_SIZE, process);
	size_t length = 0;
	FILE *file = fopen(path, "re");
	if (file != NULL) {
		length = fread(name, 1, NAME_SIZE - 1, file);
		fclose(file);
	}
	if (length > 0 && name[length - 1] == '\n')
		length--;
	name[length] = '\0';
}

/* A search for the processes of sockets. */
struct search {
	const unsigned long long *owners;
	size_t count;
	void (*visit)(void *context, size_t i, long long process, const char *name);
	void *context;
	int code; /* why a process could not be looked at */
};

/* The inode of the socket that the link is to; 0 when it is to something else. */
static unsigned long long
socket_of(const char *process, const char *descriptor)
{
	static const char prefix[] = "socket:[";
	char path[PATH_SIZE];
	char target[64];
	snprintf(path, sizeof path, "/proc/%.*s/fd/%s", NAME_SIZE, process, descriptor);
	ssize_t length = readlink(path, target, sizeof target - 1);
	if (length < 0)
		return 0;
	target[length] = '\0';
	if (strncmp(target, prefix, sizeof prefix - 1) != 0)
		return 0;
	return strtoull(target + sizeof prefix - 1, NULL, 10);
}

/* Shows the process to the visit for each of the sockets it has, once for each descriptor. */
static void
look_at_process(struct search *search, const char *process)
{
	char path[PATH_SIZE];
	char name[NAME_SIZE];
	snprintf(path, sizeof path, "/proc/%.*s/fd", NAME_SIZE, process);
	DIR *directory = opendir(path);
	if (directory == NULL) {
		if (errno == EACCES || errno == EPERM)
			search->code = errno;
		return;
	}
	for (const struct dirent *i; (i = readdir(directory)) != NULL;) {
		unsigned long long owner = socket_of(process, i->d_name);
		for (size_t k = 0; owner != 0 && k < search->count; k++) {
			if (search->owners[k] != owner)
				continue;
			read_name(process, name);
			search->visit(
			    search->context, k, strtoll(process, NULL, 10), name);
		}
	}
	closedir(directory);
}

int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context)
{
	(void)sys;
	struct search search = {owners, count, visit, context, 0};
	DIR *directory = opendir("/proc");
	if (directory == NULL)
		return errno;
	for (const struct dirent *i; (i = readdir(directory)) != NULL;) {
		if (i->d_name[strspn(i->d_name, "0123456789")] == '\0')
			look_at_process(&search, i->d_name);
	}
	closedir(directory);
	return search.code;
}

int
bp__sys_socket_owner(
    struct bp__sys *sys, const struct bp__sock *sock, unsigned long long *owner)
{
	struct stat about;
	(void)sys;
	if (fstat(bp__native_of(sock), &about) != 0)
		return errno;
	*owner = about.st_ino;
	return 0;
}

/* By the file alone: the C library would ask whatever services it is set up for. */
void
bp__sys_user_name(struct bp__sys *sys, long long user, char *buffer, size_t size)
{
	char line[LINE_SIZE];
	(void)sys;
	buffer[0] = '\0';
	FILE *file = fopen("/etc/passwd", "re");
	if (file == NULL)
		return;
	while (buffer[0] == '\0' && fgets(line, sizeof line, file) != NULL) {
		size_t length = strcspn(line, ":");
		const char *second = strchr(line + length, ':');
		const char *third = second == NULL ? NULL : strchr(second + 1, ':');
		char *end;
		if (third == NULL || strtoll(third + 1, &end, 10) != user ||
		    end == third + 1 || *end != ':')
			continue;
		snprintf(buffer, size, "%.*s", (int)length, line);
	}
	fclose(file);
}
