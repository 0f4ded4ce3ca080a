/* A system on which a process has no network of its own that any user may make. */
#include <config.h>

#include "sys/sys.h"

#include <stdlib.h>

#include "model/case.h"

const bool bp__sys_isolates = false;

/* There is nothing to note. */
struct bp__sys_home {
	char unused;
};

struct bp__sys_home *
bp__sys_home_new(void)
{
	return calloc(1, sizeof(struct bp__sys_home));
}

void
bp__sys_home_free(struct bp__sys_home *home)
{
	free(home);
}

enum bp_status
bp__sys_isolate(struct bp__sys_home *home, const struct bp__sys_change *changes,
    size_t count, struct bp__sys_network *network, struct bp_error *error)
{
	struct bp__sys_identity identity;
	(void)home;
	(void)changes;
	(void)count;
	(void)network;
	bp__sys_identify(NULL, &identity);
	return bp__fail(error, BP_CANNOT_PROBE,
	    "a network of its own is not available on %s, only on Linux; probe a free port "
	    "in the network that is there",
	    identity.system[0] == '\0' ? "this system" : identity.system);
}
