/* A system whose tables of sockets are not read. */
#include <config.h>

#include "sys/sys.h"

int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	(void)sys;
	(void)query;
	(void)visit;
	(void)context;
	*table = (struct bp__sys_table){.source = "nothing"};
	return BP__SYS_ABSENT;
}

int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context)
{
	(void)sys;
	(void)owners;
	(void)count;
	(void)visit;
	(void)context;
	return BP__SYS_ABSENT;
}

int
bp__sys_socket_owner(
    struct bp__sys *sys, const struct bp__sock *sock, unsigned long long *owner)
{
	(void)sys;
	(void)sock;
	(void)owner;
	return BP__SYS_ABSENT;
}

void
bp__sys_user_name(struct bp__sys *sys, long long user, char *buffer, size_t size)
{
	(void)sys;
	(void)user;
	if (size > 0)
		buffer[0] = '\0';
}
