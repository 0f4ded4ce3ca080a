/* How long waits are. */
#include <config.h>

#include "probe/wait.h"

enum {
	WAIT_AGAIN_MS = 5, /* once several waits ended by the clock, as behind a filter */
	PATIENCE = 3,
	WAITED_MAX_MS = 60000, /* in a run, after which nothing more is sent */
};

bool
bp__is_patient(const struct bp__run *run)
{
	return run->timeouts < PATIENCE;
}

int
bp__wait_ms(const struct bp__run *run)
{
	return bp__is_patient(run) ? BP__WAIT_MS : WAIT_AGAIN_MS;
}

void
bp__note_timeout(struct bp__run *run, int waited)
{
	run->timeouts++;
	run->waited += (unsigned)waited;
}

bool
bp__has_waited_enough(const struct bp__run *run)
{
	return run->waited >= WAITED_MAX_MS;
}

struct bp__result
bp__timeout(int waited)
{
	return (struct bp__result){
	    .call = BP__CALL_WAIT, .code = waited, .name = "TIMEOUT"};
}
