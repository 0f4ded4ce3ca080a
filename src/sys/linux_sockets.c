/* Asks Linux for its sockets on a port by NETLINK_SOCK_DIAG, sock_diag(7): what ss(8) shows,
 * IPV6_V6ONLY included, which /proc/net does not have. That serves where this is denied. */
#include <config.h>

#include "sys/linux_port.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "model/case.h"
#include "sys/native.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Numbers that the headers of an older kernel lack, or have in enumerations. */
enum {
	TCP_LISTEN_NUMBER = 10,
	REQUEST_PROTOCOL = 3, /* INET_DIAG_REQ_PROTOCOL, since Linux 5.9 */
	TELLS_V6ONLY = 11, /* INET_DIAG_SKV6ONLY, since Linux 3.15 */
	TELLS_OPTIONS = 22, /* INET_DIAG_SOCKOPT, since Linux 5.10 */
	FREEBIND_BIT = 2, /* of the first byte of struct inet_diag_sockopt */
	TRANSPARENT_BIT = 5,
	HEAD_SIZE = sizeof(struct nlattr),
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

struct request {
	struct nlmsghdr header;
	struct inet_diag_req_v2 body;
	struct nlattr attribute;
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
	    .header = {.nlmsg_type = SOCK_DIAG_BY_FAMILY,
		.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
	    .body = {.sdiag_family = family,
		.sdiag_protocol =
		    (unsigned char)(fits ? asking->protocol->number : LONG_PROTOCOL),
		.idiag_states = ~0U,
		.id.idiag_sport = htons((uint16_t)query->port)},
	    .attribute = {HEAD_SIZE + sizeof request.protocol, REQUEST_PROTOCOL},
	    .protocol = asking->protocol->number,
	};
	if (query->quick && bp__transport_connects(asking->protocol->transport))
		request.body.idiag_states = 1U << TCP_LISTEN_NUMBER;
	request.header.nlmsg_len =
	    (uint32_t)(fits ? offsetof(struct request, attribute) : sizeof request);
	ssize_t sent = send(netlink, &request, request.header.nlmsg_len, 0);
	return sent < 0 ? errno : 0;
}

/* The bytes of an attribute of a message; NULL when it has none. */
static const unsigned char *
find_attribute(const struct nlmsghdr *message, unsigned short type)
{
	const unsigned char *bytes = (const unsigned char *)message;
	size_t at = NLMSG_LENGTH(sizeof(struct inet_diag_msg));
	struct nlattr attribute;
	while (at + sizeof attribute <= message->nlmsg_len) {
		memcpy(&attribute, bytes + at, sizeof attribute);
		if (attribute.nla_len <= HEAD_SIZE ||
		    at + attribute.nla_len > message->nlmsg_len)
			return NULL;
		if (attribute.nla_type == type)
			return bytes + at + HEAD_SIZE;
		at += (attribute.nla_len + NLA_ALIGNTO - 1U) & ~(NLA_ALIGNTO - 1U);
	}
	return NULL;
}

static void
read_options(const struct nlmsghdr *message, struct bp__entry *entry)
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
show_socket(const struct asking *asking, const struct nlmsghdr *message)
{
	struct inet_diag_msg body;
	if (message->nlmsg_len < NLMSG_LENGTH(sizeof body))
		return;
	memcpy(&body, NLMSG_DATA(message), sizeof body);
	bool inet6 = body.idiag_family == AF_INET6;
	const unsigned char *v6only = find_attribute(message, TELLS_V6ONLY);
	struct bp__entry entry = {
	    .transport = asking->protocol->transport,
	    .address.family = inet6 ? BP__INET6 : BP__INET,
	    .port = ntohs(body.id.idiag_sport),
	    .state = bp__linux_state(asking->protocol->transport, body.idiag_state),
	    .v6only = inet6 && v6only != NULL ? *v6only != 0 : -1,
	    .user = body.idiag_uid,
	    .owner = body.idiag_inode,
	};
	memcpy(entry.address.bytes, body.id.idiag_src, inet6 ? 16 : 4);
	read_options(message, &entry);
	read_interface(body.id.idiag_if, &entry);
	if (entry.port == asking->visit->query->port)
		asking->visit->visit(asking->visit->context, &entry);
}

/* The last message of an answer, and that of an error, begin with 0 or a negative error
 * number. */
static int
read_end(const struct nlmsghdr *message)
{
	int number;
	if (message->nlmsg_len < NLMSG_LENGTH(sizeof number))
		return message->nlmsg_type == NLMSG_DONE ? 0 : EPROTO;
	memcpy(&number, NLMSG_DATA(message), sizeof number);
	return number < 0 ? -number : 0;
}

static void
take_messages(struct asking *asking, const unsigned char *bytes, size_t size)
{
	size_t at = 0;
	while (!asking->done && at + sizeof(struct nlmsghdr) <= size) {
		const struct nlmsghdr *message =
		    (const struct nlmsghdr *)(const void *)(bytes + at);
		if (message->nlmsg_len < sizeof *message ||
		    message->nlmsg_len > size - at) {
			asking->code = EPROTO;
			asking->done = true;
		} else if (message->nlmsg_type == NLMSG_DONE ||
		    message->nlmsg_type == NLMSG_ERROR) {
			asking->code = read_end(message);
			asking->done = true;
		} else {
			show_socket(asking, message);
			at += NLMSG_ALIGN(message->nlmsg_len);
		}
	}
}

/* The kernel makes the answer while it is asked, so nothing is ever waited for. */
static int
ask(int netlink, struct asking *asking, unsigned char family)
{
	_Alignas(struct nlmsghdr) unsigned char reply[REPLY_SIZE];
	asking->code = send_request(netlink, asking, family);
	asking->done = asking->code != 0;
	while (!asking->done) {
		struct sockaddr_nl from = {.nl_pid = 0};
		socklen_t size = sizeof from;
		ssize_t got = recvfrom(netlink, reply, sizeof reply, MSG_DONTWAIT,
		    (struct sockaddr *)&from, &size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? errno : EPROTO;
		if (from.nl_pid == 0)
			take_messages(asking, reply, (size_t)got);
	}
	return asking->code;
}

static int
open_netlink(int *netlink)
{
	*netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
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
		code = ask(netlink, &asking, family == BP__INET ? AF_INET : AF_INET6);
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
