/* Who has sockets on a port, as the system's own table tells. */
#ifndef BP_PROBE_WHO_H
#define BP_PROBE_WHO_H

#include "model/entry.h"
#include "sys/sys.h"

/* Asks who has the port with one of the transports, a mask. The answer starts as zero, and
 * its arena is to be freed in any case. Returns 0, BP__SYS_ABSENT or the native error as
 * bp__sys_each_socket() does. */
int
bp__who_ask(struct bp__sys *sys, unsigned port, unsigned transports, struct bp__who *who);

/* Writes the sockets in one line: "tcp4 0.0.0.0:7020, process 812 (nginx)"; empty when there
 * are none. Connections are in it only where no server is. */
void
bp__who_brief(const struct bp__who *who, char *buffer, size_t size);

#endif
