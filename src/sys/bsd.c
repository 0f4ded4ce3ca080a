/* What the BSD family and macOS tell of themselves through sysctl(3). */
#include <config.h>

#include "sys/bsd.h"
#include "sys/host.h"

#include <sys/types.h>
#ifndef __OpenBSD__
#include <sys/sysctl.h>
#endif

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char bp__sys_name[] = "bsd";
const char bp__host_unseen[] = "no sign of a jail or of translation";

/* All integers. A name that this system does not have is passed over. */
static const char *const settings[] = {
    "net.inet6.ip6.v6only",
    "net.inet6.ip6.bindv6only",
    "net.inet.ip.portrange.first",
    "net.inet.ip.portrange.last",
    "net.inet.ip.portrange.hifirst",
    "net.inet.ip.portrange.hilast",
    "net.inet.ip.portrange.reservedhigh",
    "net.inet.ip.portrange.reservedlow",
    "net.inet.ip.portrange.randomized",
    "net.inet.ip.anonportmin",
    "net.inet.ip.anonportmax",
    "net.inet.ip.lowportmin",
    "net.inet.ip.lowportmax",
    "net.inet6.ip6.anonportmin",
    "net.inet6.ip6.anonportmax",
};

/* OpenBSD has no sysctlbyname(3), and none of these settings change bind(2) there. */
#ifdef __OpenBSD__
int
bp__bsd_setting(const char *name, int *value)
{
	(void)name;
	(void)value;
	return -1;
}
#else
int
bp__bsd_setting(const char *name, int *value)
{
	int read = 0;
	size_t size = sizeof read;
	if (sysctlbyname(name, &read, &size, NULL, 0) != 0 || size != sizeof read)
		return -1;
	*value = read;
	return 0;
}
#endif

/* What each environment shows of itself: a setting that is not 0. */
static const struct {
	const char *setting;
	const char *environment;
} signs[] = {
    {"sysctl.proc_translated", "user-mode emulation"}, /* Rosetta 2 */
    {"security.jail.jailed", "container"},
};

void
bp__host_environment(struct bp__sys_identity *identity, const char *kernel_version)
{
	(void)kernel_version;
	for (size_t i = 0; i < COUNT(signs); i++) {
		int value = 0;
		if (bp__bsd_setting(signs[i].setting, &value) != 0 || value == 0)
			continue;
		snprintf(identity->environment, sizeof identity->environment, "%s",
		    signs[i].environment);
		snprintf(identity->evidence, sizeof identity->evidence, "%s is %d",
		    signs[i].setting, value);
		return;
	}
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
	for (size_t i = 0; i < COUNT(settings); i++) {
		int value = 0;
		char text[16];
		if (bp__bsd_setting(settings[i], &value) != 0)
			continue;
		snprintf(text, sizeof text, "%d", value);
		each(context, settings[i], text);
	}
}
