/* Where nothing tells of interfaces: a C library without getifaddrs(3). */
#include <config.h>

#include "sys/sys.h"

int
bp__sys_each_address(struct bp__sys *sys,
    void (*each)(void *context, const char *interface, const char *flags,
	const struct bp__address *address),
    void *context)
{
	(void)sys;
	(void)each;
	(void)context;
	return BP__SYS_ABSENT;
}

void
bp__sys_zone(struct bp__sys *sys, const char *interface, char *zone, size_t size)
{
	(void)sys;
	snprintf(zone, size, "%s", interface);
}
