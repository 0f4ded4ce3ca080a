/* Requests by rtnetlink(7), laid out by hand: not every libc has the kernel's headers. */
#include <config.h>

#include "sys/linux_netlink.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "sys/descriptor.h"
#include "sys/linux_messages.h"
#include "sys/network.h"

/* Numbers of linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h and
 * linux/veth.h. */
enum {
	ROUTE = 0, /* the protocol NETLINK_ROUTE */
	NEW_LINK = 16,
	NEW_ADDRESS = 20,
	LINK_NAME = 3,
	LINK_INFO = 18,
	INFO_KIND = 1,
	INFO_DATA = 2,
	VETH_PEER = 1,
	ADDRESS_ADDRESS = 1,
	ADDRESS_LOCAL = 2,
	NO_DETECTION = 0x02, /* of duplicate addresses: IFA_F_NODAD */
	UP = 0x1,
	SCOPE_LINK = 253,
};

/* struct ifinfomsg */
struct link {
	uint8_t family;
	uint8_t padding;
	uint16_t type;
	int32_t index;
	uint32_t flags;
	uint32_t change;
};

/* struct ifaddrmsg */
struct address {
	uint8_t family;
	uint8_t bits;
	uint8_t flags;
	uint8_t scope;
	uint32_t index;
};

enum {
	MESSAGE_SIZE = 512, /* more than the longest request has */
};

/* A request in the making. */
struct message {
	unsigned char bytes[MESSAGE_SIZE];
	size_t used;
};

/* Appends bytes, and zeroes up to where the next may begin. Returns where they are. */
static size_t
put(struct message *message, const void *data, size_t size)
{
	size_t at = message->used;
	memcpy(message->bytes + at, data, size);
	message->used = bp__message_aligned(at + size);
	return at;
}

static void
begin(struct message *message, uint16_t type, uint16_t flags)
{
	const struct bp__message_header header = {.type = type,
	    .flags = (uint16_t)(BP__MESSAGE_REQUEST | BP__MESSAGE_ACKNOWLEDGE | flags)};
	memset(message, 0, sizeof *message);
	put(message, &header, sizeof header);
}

/* Begins an attribute that holds others. Returns where it is. */
static size_t
begin_nest(struct message *message, uint16_t type)
{
	const struct bp__message_attribute attribute = {.type = type};
	return put(message, &attribute, sizeof attribute);
}

static void
end_nest(struct message *message, size_t at)
{
	uint16_t length = (uint16_t)(message->used - at);
	memcpy(message->bytes + at + offsetof(struct bp__message_attribute, length),
	    &length, sizeof length);
}

static void
put_attribute(struct message *message, uint16_t type, const void *data, size_t size)
{
	const struct bp__message_attribute attribute = {
	    .length = (uint16_t)(sizeof attribute + size), .type = type};
	put(message, &attribute, sizeof attribute);
	put(message, data, size);
}

static void
put_text(struct message *message, uint16_t type, const char *text)
{
	put_attribute(message, type, text, strlen(text) + 1);
}

/* Sends the request, and waits for what the kernel says of it. */
static int
ask(int netlink, struct message *message)
{
	unsigned char reply[2 * MESSAGE_SIZE];
	uint32_t length = (uint32_t)message->used;
	struct bp__message_header header;
	int32_t code = 0;
	memcpy(message->bytes + offsetof(struct bp__message_header, length), &length,
	    sizeof length);
	if (send(netlink, message->bytes, message->used, 0) < 0)
		return errno;
	ssize_t got = recv(netlink, reply, sizeof reply, 0);
	if (got < 0)
		return errno;
	if ((size_t)got < sizeof header + sizeof code)
		return EPROTO;
	memcpy(&header, reply, sizeof header);
	memcpy(&code, reply + sizeof header, sizeof code);
	return header.type == BP__MESSAGE_ERROR ? -code : EPROTO;
}

/* The beginning of a request for a new interface of the kind. Returns where its
 * LINK_INFO is, to be ended. */
static size_t
begin_link(struct message *message, const char *name, const char *kind)
{
	const struct link link = {.family = AF_UNSPEC};
	begin(message, NEW_LINK, BP__MESSAGE_CREATE | BP__MESSAGE_EXCLUSIVE);
	put(message, &link, sizeof link);
	put_text(message, LINK_NAME, name);
	size_t info = begin_nest(message, LINK_INFO);
	put_text(message, INFO_KIND, kind);
	return info;
}

int
bp__netlink_add_pair(int netlink, const char *name, const char *peer)
{
	const struct link link = {.family = AF_UNSPEC};
	struct message message;
	size_t info = begin_link(&message, name, "veth");
	size_t data = begin_nest(&message, INFO_DATA);
	size_t other = begin_nest(&message, VETH_PEER);
	put(&message, &link, sizeof link);
	put_text(&message, LINK_NAME, peer);
	end_nest(&message, other);
	end_nest(&message, data);
	end_nest(&message, info);
	return ask(netlink, &message);
}

int
bp__netlink_add_dummy(int netlink, const char *name)
{
	struct message message;
	size_t info = begin_link(&message, name, "dummy");
	end_nest(&message, info);
	return ask(netlink, &message);
}

int
bp__netlink_set_up(int netlink, const char *name)
{
	const struct link link = {
	    .family = AF_UNSPEC,
	    .index = (int32_t)if_nametoindex(name),
	    .flags = UP,
	    .change = UP,
	};
	struct message message;
	begin(&message, NEW_LINK, 0);
	put(&message, &link, sizeof link);
	return ask(netlink, &message);
}

int
bp__netlink_add_address(
    int netlink, const char *name, const struct bp__address *address, unsigned char bits)
{
	bool is_inet6 = address->family == BP__INET6;
	const struct address head = {
	    .family = is_inet6 ? BP__LINUX_INET6 : BP__LINUX_INET,
	    .bits = bits,
	    .flags = is_inet6 ? NO_DETECTION : 0,
	    .scope = bp__address_is_link_local(address) ? SCOPE_LINK : 0,
	    .index = if_nametoindex(name),
	};
	struct message message;
	size_t size = is_inet6 ? 16 : 4;
	begin(&message, NEW_ADDRESS, BP__MESSAGE_CREATE | BP__MESSAGE_EXCLUSIVE);
	put(&message, &head, sizeof head);
	put_attribute(&message, ADDRESS_LOCAL, address->bytes, size);
	put_attribute(&message, ADDRESS_ADDRESS, address->bytes, size);
	return ask(netlink, &message);
}

int
bp__netlink_open(int *netlink)
{
	const struct timeval patience = {.tv_sec = 1};
	*netlink = socket(AF_NETLINK, SOCK_RAW, ROUTE);
	if (*netlink < 0)
		return errno;
	/* The answer is there when send(2) returns, but for kernels that are not Linux. */
	(void)setsockopt(*netlink, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	return bp__descriptor_close_on_exec(*netlink);
}
