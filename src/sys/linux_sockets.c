/* Asks Linux for its sockets on a port by NETLINK_SOCK_DIAG, sock_diag(7): what ss(8) shows,
 * IPV6_V6ONLY included, which /proc/net does not have. That serves where this is denied. */
#include <config.h>

#include "sys/linux_port.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "model/case.h"
#include "sys/linux_messages.h"
#include "sys/native.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Numbers of linux/netlink.h, linux/sock_diag.h and linux/inet_diag.h. */
enum {
	SOCK_DIAG = 4, /* the protocol NETLINK_SOCK_DIAG */
	BY_FAMILY = 20, /* SOCK_DIAG_BY_FAMILY */
	TCP_LISTEN_NUMBER = 10,
	REQUEST_PROTOCOL = 3, /* INET_DIAG_REQ_PROTOCOL, since Linux 5.9 */
	TELLS_V6ONLY = 11, /* INET_DIAG_SKV6ONLY, since Linux 3.15 */
	TELLS_OPTIONS = 22, /* INET_DIAG_SOCKOPT, since Linux 5.10 */
	FREEBIND_BIT = 2, /* of the first byte of struct inet_diag_sockopt */
	TRANSPARENT_BIT = 5,
	HEAD_SIZE = sizeof(struct bp__message_attribute),
	LONG_PROTOCOL = 255, /* the protocol does not fit, and is in the attribute */
	REPLY_SIZE = 16384,
};

/* What can be asked for, in the order in which it is shown. */
static const struct protocol {
	enum bp_transport transport;
	unsigned number; /* of IANA, or Linux's own */
} protocols[] = {
    {BP_TCP, 6},
    {BP_MPTCP, IPPROTO_MPTCP},
    {BP_UDP, 17},
    {BP_SCTP, 132},
    {BP_UDPLITE, 136},
    {BP_DCCP, 33},
};

/* struct inet_diag_sockid */
struct identity {
	uint16_t port; /* both in network byte order */
	uint16_t peer_port;
	uint32_t address[4];
	uint32_t peer_address[4];
	uint32_t interface;
	uint32_t cookie[2];
};

/* struct inet_diag_req_v2 */
struct question {
	uint8_t family;
	uint8_t protocol;
	uint8_t extensions;
	uint8_t padding;
	uint32_t states;
	struct identity identity;
};

/* struct inet_diag_msg */
struct answer {
	uint8_t family;
	uint8_t state;
	uint8_t timer;
	uint8_t retransmissions;
	struct identity identity;
	uint32_t expires;
	uint32_t receive_queue;
	uint32_t send_queue;
	uint32_t user;
	uint32_t inode;
};

struct request {
	struct bp__message_header header;
	struct question body;
	struct bp__message_attribute attribute;
	uint32_t protocol;
};

/* One question and its answer. */
struct asking {
	const struct bp__linux_visit *visit;
	const struct protocol *protocol;
	bool done;
	int code;
};

static int
send_request(int netlink, const struct asking *asking, unsigned char family)
{
	const struct bp__sys_query *query = asking->visit->query;
	bool fits = asking->protocol->number < LONG_PROTOCOL;
	struct request request = {
	    .header = {.type = BY_FAMILY,
		.flags = BP__MESSAGE_REQUEST | BP__MESSAGE_DUMP},
	    .body = {.family = family,
		.protocol =
		    (unsigned char)(fits ? asking->protocol->number : LONG_PROTOCOL),
		.states = ~0U,
		.identity.port = htons((uint16_t)query->port)},
	    .attribute = {HEAD_SIZE + sizeof request.protocol, REQUEST_PROTOCOL},
	    .protocol = asking->protocol->number,
	};
	if (query->quick && bp__transport_connects(asking->protocol->transport))
		request.body.states = 1U << TCP_LISTEN_NUMBER;
	request.header.length =
	    (uint32_t)(fits ? offsetof(struct request, attribute) : sizeof request);
	ssize_t sent = send(netlink, &request, request.header.length, 0);
	return sent < 0 ? errno : 0;
}

/* The bytes of an attribute of a message; NULL when it has none. */
static const unsigned char *
find_attribute(const struct bp__message_header *message, unsigned short type)
{
	const unsigned char *bytes = (const unsigned char *)message;
	size_t at = sizeof *message + sizeof(struct answer);
	struct bp__message_attribute attribute;
	while (at + sizeof attribute <= message->length) {
		memcpy(&attribute, bytes + at, sizeof attribute);
		if (attribute.length <= HEAD_SIZE ||
		    at + attribute.length > message->length)
			return NULL;
		if (attribute.type == type)
			return bytes + at + HEAD_SIZE;
		at += bp__message_aligned(attribute.length);
	}
	return NULL;
}

static void
read_options(const struct bp__message_header *message, struct bp__entry *entry)
{
	const unsigned char *byte = find_attribute(message, TELLS_OPTIONS);
	if (byte == NULL)
		return;
	if ((*byte >> FREEBIND_BIT & 1) != 0)
		entry->options |= BP__ENTRY_FREEBIND;
	if ((*byte >> TRANSPARENT_BIT & 1) != 0)
		entry->options |= BP__ENTRY_TRANSPARENT;
}

/* A socket on a link-local address is bound to that address's interface. */
static void
read_interface(unsigned index, struct bp__entry *entry)
{
	char name[IF_NAMESIZE] = "";
	if (index == 0)
		return;
	if (if_indextoname(index, name) == NULL)
		snprintf(name, sizeof name, "%u", index);
	char *to = bp__address_is_link_local(&entry->address) &&
		entry->address.family == BP__INET6
	    ? entry->address.zone
	    : entry->interface;
	snprintf(to, BP__ZONE_SIZE, "%s", name);
}

static void
show_socket(const struct asking *asking, const struct bp__message_header *message)
{
	struct answer body;
	if (message->length < sizeof *message + sizeof body)
		return;
	memcpy(&body, message + 1, sizeof body);
	bool inet6 = body.family == BP__LINUX_INET6;
	const unsigned char *v6only = find_attribute(message, TELLS_V6ONLY);
	struct bp__entry entry = {
	    .transport = asking->protocol->transport,
	    .address.family = inet6 ? BP__INET6 : BP__INET,
	    .port = ntohs(body.identity.port),
	    .state = bp__linux_state(asking->protocol->transport, body.state),
	    .v6only = inet6 && v6only != NULL ? *v6only != 0 : -1,
	    .user = body.user,
	    .owner = body.inode,
	};
	memcpy(entry.address.bytes, body.identity.address, inet6 ? 16 : 4);
	read_options(message, &entry);
	read_interface(body.identity.interface, &entry);
	if (entry.port == asking->visit->query->port)
		asking->visit->visit(asking->visit->context, &entry);
}

/* The last message of an answer, and that of an error, begin with 0 or a negative error
 * number. */
static int
read_end(const struct bp__message_header *message)
{
	int number;
	if (message->length < sizeof *message + sizeof number)
		return message->type == BP__MESSAGE_DONE ? 0 : EPROTO;
	memcpy(&number, message + 1, sizeof number);
	return number < 0 ? -number : 0;
}

static void
take_messages(struct asking *asking, const unsigned char *bytes, size_t size)
{
	size_t at = 0;
	while (!asking->done && at + sizeof(struct bp__message_header) <= size) {
		const struct bp__message_header *message =
		    (const struct bp__message_header *)(const void *)(bytes + at);
		if (message->length < sizeof *message || message->length > size - at) {
			asking->code = EPROTO;
			asking->done = true;
		} else if (message->type == BP__MESSAGE_DONE ||
		    message->type == BP__MESSAGE_ERROR) {
			asking->code = read_end(message);
			asking->done = true;
		} else {
			show_socket(asking, message);
			at += bp__message_aligned(message->length);
		}
	}
}

/* The kernel makes the answer while it is asked, so nothing is ever waited for. */
static int
ask(int netlink, struct asking *asking, unsigned char family)
{
	_Alignas(struct bp__message_header) unsigned char reply[REPLY_SIZE];
	asking->code = send_request(netlink, asking, family);
	asking->done = asking->code != 0;
	while (!asking->done) {
		struct bp__message_address from = {.sender = 0};
		socklen_t size = sizeof from;
		ssize_t got = recvfrom(netlink, reply, sizeof reply, MSG_DONTWAIT,
		    (struct sockaddr *)&from, &size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? errno : EPROTO;
		if (from.sender == 0)
			take_messages(asking, reply, (size_t)got);
	}
	return asking->code;
}

static int
open_netlink(int *netlink)
{
	*netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, SOCK_DIAG);
	return *netlink < 0 ? errno : 0;
}

/* Which ways answered so far. */
struct answers {
	bool netlink;
	bool proc;
	int code; /* why a table of TCP or UDP could not be had */
};

/* Asks one way, and where that fails the other. A protocol that the kernel lacks is ENOENT
 * there and no file here. */
static void
ask_both(const struct bp__linux_visit *visit, int netlink,
    const struct protocol *protocol, enum bp__family family, struct answers *answers)
{
	struct asking asking = {.visit = visit, .protocol = protocol};
	int code = EPROTO;
	if (netlink >= 0)
		code = ask(netlink, &asking,
		    family == BP__INET ? BP__LINUX_INET : BP__LINUX_INET6);
	if (code == 0) {
		answers->netlink = true;
		return;
	}
	code = bp__linux_read_table(visit, protocol->transport, family);
	if (code == 0)
		answers->proc = true;
	else if (code != BP__SYS_ABSENT)
		answers->code = code;
}

int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	(void)sys;
	const struct bp__linux_visit each = {query, visit, context};
	struct answers answers = {.code = 0};
	int netlink;
	int code = open_netlink(&netlink);
	for (size_t i = 0; i < COUNT(protocols); i++) {
		if ((query->transports & protocols[i].transport) == 0)
			continue;
		ask_both(&each, netlink, &protocols[i], BP__INET, &answers);
		ask_both(&each, netlink, &protocols[i], BP__INET6, &answers);
	}
	if (netlink >= 0)
		close(netlink);
	table->source = answers.proc ? "/proc/net" : "sock_diag";
	table->lacking = answers.proc
	    ? "/proc/net does not tell IPV6_V6ONLY, nor TCP sockets that do not listen"
	    : NULL;
	if (answers.netlink || answers.proc)
		return 0;
	return answers.code != 0 ? answers.code : code != 0 ? code : BP__SYS_ABSENT;
}
