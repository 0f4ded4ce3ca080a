/* Writes what is read of a made-up kernel: sockets on a port, and their processes. */
#include <config.h>

#include "made_up.h"

#include "sys/native.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	ROOM = 65536,
	OWNERS_MAX = 32,
};

static unsigned char list[ROOM];
static size_t used;
static unsigned long long owners[OWNERS_MAX];
static size_t owner_count;

void
begin_list(void)
{
	used = 0;
}

void
add_row(const void *row, size_t size)
{
	memcpy(list + used, row, size);
	used += size;
}

int
fail(int code)
{
	errno = code;
	return -1;
}

int
answer(void *bytes, size_t *size)
{
	size_t room = *size;
	*size = used;
	if (bytes != NULL && room < used)
		return fail(ENOMEM);
	if (bytes != NULL)
		memcpy(bytes, list, used);
	return 0;
}

char *
if_indextoname(unsigned index, char *name)
{
	snprintf(name, IF_NAMESIZE, "if%u", index);
	return name;
}

/* Whoever asks is no root, and nobody has a name. */
struct passwd *
getpwuid(uid_t user)
{
	(void)user;
	return NULL;
}

uid_t
geteuid(void)
{
	return USER;
}

static void
write_entry(void *context, const struct bp__entry *entry)
{
	char address[BP__ADDRESS_TEXT];
	(void)context;
	printf("%zu %s [%s]:%u %s v6only=%d user=%lld%s\n", owner_count,
	    bp__entry_protocol(entry),
	    bp__address_format(&entry->address, address, sizeof address), entry->port,
	    bp__state_name(entry->state), entry->v6only, entry->user,
	    entry->owner == 0 ? " no owner" : "");
	owners[owner_count++] = entry->owner;
}

static void
write_process(void *context, size_t i, long long process, const char *name)
{
	(void)context;
	printf("%zu is of %lld %s\n", i, process, name);
}

static void
ask(struct bp__sys *sys, bool quick)
{
	const struct bp__sys_query query = {PORT, BP_TCP | BP_UDP, quick};
	struct bp__sys_table table = {.source = ""};
	owner_count = 0;
	int code = bp__sys_each_socket(sys, &query, &table, write_entry, NULL);
	printf("%s: %d, %s\n", table.source, code,
	    table.lacking == NULL ? "lacks nothing" : table.lacking);
	code = bp__sys_each_process(sys, owners, owner_count, write_process, NULL);
	printf("processes: %d\n", code);
}

int
main(void)
{
	struct bp__sys *sys = calloc(1, sizeof *sys);
	if (sys == NULL)
		return 1;
	ask(sys, false);
	puts("quick");
	ask(sys, true);
	free(sys);
	return 0;
}
