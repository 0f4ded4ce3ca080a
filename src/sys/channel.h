/* What we and the helper process say to each other, and how it is carried: messages
 * of one size over a local stream socket, one of them with a descriptor. */
#ifndef BP_SYS_CHANNEL_H
#define BP_SYS_CHANNEL_H

#include <stddef.h>
#include <sys/types.h>
#include <sys/socket.h>

/* What the helper is asked to do. */
enum bp__verb {
	BP__VERB_OPEN = 0, /* numbers: family, type, protocol */
	BP__VERB_SET, /* numbers: level, name; data, size: the value */
	BP__VERB_BIND, /* data, size: the address */
	BP__VERB_LISTEN, /* numbers: backlog */
	BP__VERB_CLOSE,
	BP__VERB_COUNT,
};

struct bp__request {
	enum bp__verb verb;
	int remote; /* the socket's number in the helper */
	int numbers[3];
	socklen_t size;
	union {
		struct sockaddr_storage address;
		unsigned char value[sizeof(struct sockaddr_storage)];
	} data;
};

struct bp__reply {
	int code; /* 0 or errno */
	int value; /* the new socket's number; at the start, the step that failed */
};

enum {
	BP__NO_DESCRIPTOR = -1,
};

/* Sends the message, with a descriptor unless it is BP__NO_DESCRIPTOR. Returns 0 or
 * errno. */
int
bp__channel_send(int channel, void *message, size_t size, int descriptor);

/* Receives a message of the size, and a descriptor, closed on exec, when one came
 * with it. Returns 0 or errno, ECONNRESET when the other side has ended. */
int
bp__channel_receive(int channel, void *message, size_t size, int *descriptor);

#endif
