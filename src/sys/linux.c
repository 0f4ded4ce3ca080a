/* What Linux tells of itself in /proc: its settings, and what this process may do. */
#include <config.h>

#include "sys/host.h"

#include <sys/types.h>
#include <sys/socket.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/linux_capability.h"
#include "sys/linux_environment.h"
#include "sys/linux_sysctl.h"

const char bp__sys_name[] = "linux";

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
	uint64_t effective;
	if (bp__capabilities_get(&effective) != 0)
		return "";
	bool can = (effective >> BP__CAP_NET_BIND_SERVICE & 1) != 0;
	if (can == (geteuid() == 0))
		return "";
	return can ? " with CAP_NET_BIND_SERVICE" : " without CAP_NET_BIND_SERVICE";
}

void
bp__sys_each_setting(struct bp__sys *sys,
    void (*each)(void *context, const char *name, const char *value), void *context)
{
	(void)sys;
	const struct bp__setting_row *row;
	for (size_t i = 0; (row = bp__setting_row(i)) != NULL; i++) {
		char path[BP__SYSCTL_PATH];
		char text[BP__LINUX_TEXT];
		bp__sysctl_path(row->name, path);
		size_t length = row->boot ? 0 : bp__linux_read(path, text);
		if (length == 0)
			continue;
		bp__linux_make_line(text);
		if (length == BP__LINUX_TEXT - 1)
			memcpy(text + length - 3, "...", sizeof "...");
		if (text[0] != '\0')
			each(context, row->name, text);
	}
}
