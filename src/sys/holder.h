/* Who has a socket on a port, of the systems that have tables of sockets. */
#ifndef BP_SYS_HOLDER_H
#define BP_SYS_HOLDER_H

#include "sys/sys.h"

/* A socket of the system's tables. */
struct bp__port_row {
	const char *protocol; /* tcp4, tcp6, udp4, udp6 */
	struct bp__address address;
	unsigned port;
	const char *state; /* of a TCP connection, in capitals; NULL of other sockets */
	unsigned long owner; /* as the system has it; 0 when no process has it any more */
};

/* Shows each socket of the system's tables to the visit. One of linux_port.c and
 * win32_port.c is built. */
void
bp__each_port_row(
    void (*visit)(void *context, const struct bp__port_row *row), void *context);

/* Writes which process has the socket of the owner, or that it cannot be known. */
void
bp__write_owner(unsigned long owner, char *text, size_t size);

/* Writes a name that a process may choose itself, with every byte but printable ASCII
 * escaped. */
void
bp__write_name(const unsigned char *name, size_t length, char *text, size_t size);

#endif
