/* Says which system this is and who runs on it, without its name or hardware address. */
#include <config.h>

#include "sys/sys.h"

#include <sys/utsname.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/host.h"

/* Copies the text, cut to the size. */
static void
copy(char *to, size_t size, const char *from)
{
	size_t length = strlen(from);
	if (length >= size)
		length = size - 1;
	memcpy(to, from, length);
	to[length] = '\0';
}

void
bp__sys_identify(struct bp__sys *sys, struct bp__sys_identity *identity)
{
	(void)sys;
	memset(identity, 0, sizeof *identity);
	struct utsname uts;
	memset(&uts, 0, sizeof uts);
	if (uname(&uts) >= 0) {
		copy(identity->system, sizeof identity->system, uts.sysname);
		copy(identity->release, sizeof identity->release, uts.release);
		copy(identity->machine, sizeof identity->machine, uts.machine);
	}
	bp__host_environment(identity, uts.version);
	if (identity->environment[0] == '\0') {
		copy(identity->environment, sizeof identity->environment, "unknown");
		copy(identity->evidence, sizeof identity->evidence, bp__host_unseen);
	}
	snprintf(identity->user, sizeof identity->user, "%s%s",
	    geteuid() == 0 ? "root" : "plain user", bp__host_privilege());
}
