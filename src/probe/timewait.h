/* Leaving a connection in TIME_WAIT. */
#ifndef BP_PROBE_TIMEWAIT_H
#define BP_PROBE_TIMEWAIT_H

#include "model/case.h"
#include "sys/sys.h"

/* How a connection is to end. */
struct bp__ending {
	enum bp_transport transport;
	enum bp__ender ender;
	unsigned avoided; /* the port that nothing may be left on */
	int wait; /* milliseconds for each step */
	unsigned timeouts; /* steps that took longer */
};

/* Connects to the listener, which is bound to the address, from this host, accepts, and ends
 * the connection in the ordinary way, one side first: its port is then in TIME_WAIT for a
 * minute or so. Returns 0 or the error of the first call that failed. */
int
bp__leave_timewait(struct bp__sys *sys, struct bp__ending *ending,
    const struct bp__sock *listener, const struct bp__address *address);

#endif
