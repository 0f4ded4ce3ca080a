/* A system of which nothing is known but POSIX. */
#include <config.h>

#include "sys/host.h"

const char bp__sys_name[] = "posix";
const char bp__host_unseen[] = "nothing was looked for on this system";

void
bp__host_environment(struct bp__sys_identity *identity, const char *kernel_version)
{
	(void)identity;
	(void)kernel_version;
}

const char *
bp__host_privilege(void)
{
	return "";
}

const char *
bp__sys_lethal(void)
{
	return NULL;
}

void
bp__sys_each_setting(struct bp__sys *sys,
    void (*each)(void *context, const char *name, const char *value), void *context)
{
	(void)sys;
	(void)each;
	(void)context;
}
