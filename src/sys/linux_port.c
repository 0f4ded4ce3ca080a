/* Finds out who has a socket on a port, from /proc/net and /proc/PID/fd. */
#include <config.h>

#include "sys/sys.h"

void
bp__sys_port_holder(struct bp__sys *sys, unsigned port, char *buffer, size_t size)
{
	(void)sys;
	(void)port;
	if (size > 0)
		buffer[0] = '\0';
}
