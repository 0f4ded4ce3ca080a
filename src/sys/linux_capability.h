/* What this process may do, in the sense of capabilities(7), as far as its own network is
 * concerned. */
#ifndef BP_SYS_LINUX_CAPABILITY_H
#define BP_SYS_LINUX_CAPABILITY_H

#include <stdbool.h>
#include <stdint.h>

enum {
	BP__CAP_NET_BIND_SERVICE = 10,
};

/* The capabilities in force, a bit each. Returns 0 or errno. */
int
bp__capabilities_get(uint64_t *effective);

/* Makes those in force of those that are permitted, which stay so. Returns 0 or errno. */
int
bp__capabilities_use(uint64_t effective);

/* Gives up all, those that are permitted and those that a program would inherit too. Returns 0
 * or errno. */
int
bp__capabilities_drop(void);

/* Whether there is one in any of the three sets. Returns 0 or errno. */
int
bp__capabilities_any(bool *any);

#endif
