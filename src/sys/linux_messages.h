/* How netlink(7) lays out its messages: not every libc has the kernel's headers. */
#ifndef BP_SYS_LINUX_MESSAGES_H
#define BP_SYS_LINUX_MESSAGES_H

#include <stddef.h>
#include <stdint.h>

#include "sys/linux_numbers.h"

/* Numbers of linux/netlink.h. */
enum {
	BP__MESSAGE_ERROR = 2,
	BP__MESSAGE_DONE = 3,
	BP__MESSAGE_REQUEST = 0x1,
	BP__MESSAGE_ACKNOWLEDGE = 0x4,
	BP__MESSAGE_EXCLUSIVE = 0x200,
	BP__MESSAGE_DUMP = 0x300,
	BP__MESSAGE_CREATE = 0x400,
	BP__MESSAGE_ALIGNED = 4, /* messages and attributes begin at a multiple of it */
};

/* struct nlmsghdr */
struct bp__message_header {
	uint32_t length; /* with the header */
	uint16_t type;
	uint16_t flags;
	uint32_t sequence;
	uint32_t sender;
};

/* struct nlattr, and struct rtattr */
struct bp__message_attribute {
	uint16_t length; /* with this */
	uint16_t type;
};

/* struct sockaddr_nl */
struct bp__message_address {
	uint16_t family;
	uint16_t padding;
	uint32_t sender; /* 0: the kernel */
	uint32_t groups;
};

/* The place from which the next one begins. */
static inline size_t
bp__message_aligned(size_t at)
{
	return (at + BP__MESSAGE_ALIGNED - 1) / BP__MESSAGE_ALIGNED * BP__MESSAGE_ALIGNED;
}

#endif
