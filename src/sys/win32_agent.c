/* There is no helper of another user: Windows starts a process as another user with that
 * user's password alone. */
#include <config.h>

#include "sys/agent.h"

const char *
bp__agent_lacking(struct bp__agent *agent)
{
	(void)agent;
	return "needs a switch of users as POSIX has it, and Windows has none";
}

void
bp__agent_stop(struct bp__agent *agent)
{
	(void)agent;
}

int
bp__agent_open(struct bp__agent *agent, const int kind[3], bp__native *local, int *remote)
{
	(void)agent;
	(void)kind;
	(void)local;
	(void)remote;
	return WSAEACCES;
}

int
bp__agent_set(struct bp__agent *agent, int remote, const int names[2], const void *value,
    socklen_t size)
{
	(void)agent;
	(void)remote;
	(void)names;
	(void)value;
	(void)size;
	return WSAEACCES;
}

int
bp__agent_bind(struct bp__agent *agent, int remote,
    const struct sockaddr_storage *address, socklen_t size)
{
	(void)agent;
	(void)remote;
	(void)address;
	(void)size;
	return WSAEACCES;
}

int
bp__agent_listen(struct bp__agent *agent, int remote, int backlog)
{
	(void)agent;
	(void)remote;
	(void)backlog;
	return WSAEACCES;
}

void
bp__agent_close(struct bp__agent *agent, int remote)
{
	(void)agent;
	(void)remote;
}
