/* A system on which ports are not claimed. */
#include <config.h>

#include "sys/sys.h"

int
bp__sys_claim_port(struct bp__sys *sys, unsigned port, enum bp_transport transport,
    bool *claimed, long long *process)
{
	(void)sys;
	(void)port;
	(void)transport;
	(void)process;
	*claimed = false;
	return BP__SYS_ABSENT;
}
