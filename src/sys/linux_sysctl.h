/* The settings below /proc/sys that a network of this process's own takes from the host. Names
 * are those of sysctl(8). */
#ifndef BP_SYS_LINUX_SYSCTL_H
#define BP_SYS_LINUX_SYSCTL_H

#include <stdbool.h>
#include <stddef.h>

enum {
	BP__SYSCTLS_MAX = 32,
	BP__SYSCTL_PATH = 160, /* of the longest path to a setting */
};

/* Settings as they were read. Starts as zero. */
struct bp__sysctls {
	const char *names[BP__SYSCTLS_MAX];
	char *values[BP__SYSCTLS_MAX];
	size_t count;
};

/* Writes the path of a setting. */
void
bp__sysctl_path(const char *name, char path[BP__SYSCTL_PATH]);

/* Reads what there is; false when there is no memory. */
bool
bp__sysctls_read(struct bp__sysctls *sysctls);

void
bp__sysctls_free(struct bp__sysctls *sysctls);

/* Writes them where they are otherwise now. Adds the names of those that stayed so to the
 * text. */
void
bp__sysctls_carry(const struct bp__sysctls *sysctls, char *missing, size_t size);

/* Writes one. Returns 0 or errno. */
int
bp__sysctl_write(const char *name, const char *value);

/* Writes that of one interface, as "net.ipv6.conf", "veth0", "disable_ipv6". Returns 0 or
 * errno. */
int
bp__sysctl_write_for(
    const char *folder, const char *interface, const char *name, const char *value);

/* Whether that of one interface is 1. */
bool
bp__sysctl_is_on(const char *folder, const char *interface, const char *name);

#endif
