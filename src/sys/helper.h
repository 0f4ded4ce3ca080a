/* The child's side of the helper process: becomes another user and answers requests. */
#ifndef BP_SYS_HELPER_H
#define BP_SYS_HELPER_H

#include "sys/drop.h"

/* Runs the helper in a child just forked, until the other end of the channel is
 * closed, and ends the process. Calls only what is safe after fork(2) in a program
 * with threads. The first thing it sends is a reply that says whether it became the
 * user; where its code is not 0 its value is the step of bp__drop_root(). */
_Noreturn void
bp__helper_run(int channel, struct bp__user user);

#endif
