/* Making descriptors non-blocking, closed on exec and free of SIGPIPE, on any system. */
#ifndef BP_SYS_DESCRIPTOR_H
#define BP_SYS_DESCRIPTOR_H

#include "sys/network.h"

/* For send(2) and sendmsg(2). A system with neither this nor SO_NOSIGPIPE raises SIGPIPE
 * unless the program ignores it. */
#ifdef MSG_NOSIGNAL
#define BP__NO_SIGNAL MSG_NOSIGNAL
#else
#define BP__NO_SIGNAL 0
#endif

/* socket(2), non-blocking and closed on exec. Returns 0 or the native error. */
int
bp__descriptor_open(int family, int type, int protocol, bp__native *descriptor);

/* accept(2), non-blocking and closed on exec. Returns 0 or the native
 * error. */
int
bp__descriptor_accept(bp__native listener, struct sockaddr *address, socklen_t *size,
    bp__native *descriptor);

/* Of POSIX alone: a pair of connected local stream sockets, closed on exec. Returns 0 or errno. */
int
bp__descriptor_pair(int descriptors[2]);

/* Makes it close on exec. Returns 0 or errno. */
int
bp__descriptor_close_on_exec(int descriptor);

#endif
