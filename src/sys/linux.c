/* What Linux tells of itself in /proc: its settings, and what this process may do. */
#include <config.h>

#include "sys/host.h"

#include <sys/types.h>
#include <sys/socket.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/linux_environment.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char bp__sys_name[] = "linux";

enum {
	CAP_NET_BIND_SERVICE_BIT = 10,
};

/* The paths below /proc/sys, and the names sysctl(8) has for them. */
static const struct {
	const char *path;
	const char *name;
} settings[] = {
    {"net/ipv6/bindv6only", "net.ipv6.bindv6only"},
    {"net/ipv6/conf/all/disable_ipv6", "net.ipv6.conf.all.disable_ipv6"},
    {"net/ipv6/conf/default/disable_ipv6", "net.ipv6.conf.default.disable_ipv6"},
    {"net/ipv6/conf/lo/disable_ipv6", "net.ipv6.conf.lo.disable_ipv6"},
    {"net/ipv4/ip_nonlocal_bind", "net.ipv4.ip_nonlocal_bind"},
    {"net/ipv6/ip_nonlocal_bind", "net.ipv6.ip_nonlocal_bind"},
    {"net/ipv4/ip_unprivileged_port_start", "net.ipv4.ip_unprivileged_port_start"},
    {"net/ipv4/ip_local_port_range", "net.ipv4.ip_local_port_range"},
    {"net/ipv4/ip_local_reserved_ports", "net.ipv4.ip_local_reserved_ports"},
};

void
bp__host_environment(struct bp__sys_identity *identity, const char *kernel_version)
{
	const struct bp__clues clues = {
	    .root = "",
	    .kernel_version = kernel_version,
	    .bind = (uintptr_t)bind,
	    .socket = (uintptr_t)socket,
	};
	bp__linux_environment(&clues, identity);
}

const char *
bp__host_privilege(void)
{
	char text[4 * BP__LINUX_TEXT];
	FILE *file = fopen("/proc/self/status", "re");
	if (file == NULL)
		return "";
	size_t length = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[length] = '\0';
	const char *line = strstr(text, "\nCapEff:");
	if (line == NULL)
		return "";
	unsigned long long mask = strtoull(line + strlen("\nCapEff:"), NULL, 16);
	bool can = (mask >> CAP_NET_BIND_SERVICE_BIT & 1) != 0;
	if (can == (geteuid() == 0))
		return "";
	return can ? " with CAP_NET_BIND_SERVICE" : " without CAP_NET_BIND_SERVICE";
}

void
bp__sys_each_setting(struct bp__sys *sys,
    void (*each)(void *context, const char *name, const char *value), void *context)
{
	(void)sys;
	for (size_t i = 0; i < COUNT(settings); i++) {
		char path[96];
		char text[BP__LINUX_TEXT];
		snprintf(path, sizeof path, "/proc/sys/%s", settings[i].path);
		size_t length = bp__linux_read(path, text);
		bool cut = length == BP__LINUX_TEXT - 1;
		bp__linux_make_line(text);
		if (cut)
			memcpy(text + length - 3, "...", sizeof "...");
		if (text[0] != '\0')
			each(context, settings[i].name, text);
	}
}
