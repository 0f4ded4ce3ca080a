/* Makes interfaces in a fresh network namespace: a veth pair, or what else there is. */
#include <config.h>

#include "sys/linux_links.h"

#include <sys/ioctl.h>

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/descriptor.h"
#include "sys/linux_netlink.h"
#include "sys/linux_sysctl.h"
#include "sys/sockaddr.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	ATTEMPTS = 100, /* to send to an address until it arrives */
	ATTEMPT_MS = 5,
};

static const char loopback[] = "lo";
static const char made[] = "veth0";
static const char peer[] = "veth1";

/* From the ranges for documentation (RFC 5737, RFC 3849), and one that is link-local. */
static const struct {
	const char *number;
	unsigned char bits;
} addresses[] = {
    {"192.0.2.2", 24},
    {"2001:db8:1::2", 64},
    {"fe80::2", 64},
};

/* Where requests to rtnetlink are denied, as a sandbox may do, or are not answered, as in
 * gVisor, whose loopback is up. Returns 0 or errno. */
static int
bring_up_otherwise(const char *name)
{
	struct ifreq request = {.ifr_flags = 0};
	int sock = -1;
	snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
	int code = bp__descriptor_open(AF_INET, SOCK_DGRAM, 0, &sock);
	if (code != 0)
		return code;
	if (ioctl(sock, SIOCGIFFLAGS, &request) != 0)
		code = errno;
	bool up = code == 0 && ((unsigned)request.ifr_flags & IFF_UP) != 0;
	request.ifr_flags = (short)((unsigned)request.ifr_flags | IFF_UP);
	if (code == 0 && !up && ioctl(sock, SIOCSIFFLAGS, &request) != 0)
		code = errno;
	close(sock);
	return code;
}

static int
bring_up(int netlink, const char *name)
{
	int code = bp__netlink_set_up(netlink, name);
	return code == 0 ? 0 : bring_up_otherwise(name);
}

static int
make_pair(int netlink)
{
	int code = bp__netlink_add_pair(netlink, made, peer);
	if (code != 0)
		return code;
	/* The other end is a wire's alone. */
	(void)bp__sysctl_write_for("net.ipv6.conf", peer, "disable_ipv6", "1");
	return bring_up(netlink, peer);
}

static int
make_dummy(int netlink)
{
	return bp__netlink_add_dummy(netlink, made);
}

static int
make_none(int netlink)
{
	(void)netlink;
	return 0;
}

/* What may have the addresses, the best first. */
static const struct {
	int (*make)(int netlink);
	const char *name;
	const char *text;
} ways[] = {
    {make_pair, made, "veth pair"},
    {make_dummy, made, "dummy interface"},
    {make_none, loopback, "loopback alone"},
};

static void
add_missing(struct bp__sys_network *network, const char *what, int code)
{
	char number[32];
	size_t used = strlen(network->missing);
	snprintf(network->missing + used, sizeof network->missing - used, "%s%s (%s)",
	    used == 0 ? "" : "; ", what, bp__sys_error_name(code, number, sizeof number));
}

/* Without an address of its own making, which would come when it likes. */
static void
prepare(const char *name, enum bp__links how)
{
	static const char *const words[] = {
	    [BP__LINKS_WITH_INET6] = "0", [BP__LINKS_WITHOUT_INET6] = "1"};
	(void)bp__sysctl_write_for("net.ipv6.conf", name, "addr_gen_mode", "1");
	(void)bp__sysctl_write_for("net.ipv6.conf", name, "accept_dad", "0");
	(void)bp__sysctl_write_for("net.ipv6.conf", name, "router_solicitations", "0");
	if (how != BP__LINKS_INHERIT && strcmp(name, loopback) != 0)
		(void)bp__sysctl_write_for(
		    "net.ipv6.conf", name, "disable_ipv6", words[how]);
}

/* Sends a datagram to the socket's own address; whether it came. */
static bool
comes_back(int sock, const struct sockaddr *address, socklen_t size)
{
	struct pollfd polled = {.fd = sock, .events = POLLIN};
	char byte = 0;
	return sendto(sock, &byte, 1, BP__NO_SIGNAL, address, size) == 1 &&
	    poll(&polled, 1, ATTEMPT_MS) == 1 && recv(sock, &byte, 1, 0) == 1;
}

/* Whether a socket on the address gets what it sends; true as well where there can be no
 * such socket, which nothing is to be waited for. */
static bool
reaches_itself(const struct bp__address *address)
{
	struct bp__zones zones = {.next = 0};
	struct sockaddr_storage storage;
	socklen_t size = 0;
	int sock = -1;
	if (bp__sockaddr_write(&zones, address, 0, &storage, &size) != 0 ||
	    bp__descriptor_open(
		bp__sockaddr_family(address->family), SOCK_DGRAM, 0, &sock) != 0)
		return true;
	const struct sockaddr *native = (const struct sockaddr *)&storage;
	bool reached = bind(sock, native, size) == 0 &&
	    getsockname(sock, (struct sockaddr *)&storage, &size) == 0 &&
	    comes_back(sock, native, size);
	close(sock);
	return reached;
}

/* The kernel makes the routes to an address in its own time, and would answer a case that
 * comes before otherwise than one after. */
static void
settle(const char *number, const char *name)
{
	struct bp__address address = bp__address_of(number);
	/* What a host sends to itself goes through loopback, and nothing does there then. */
	if (address.family == BP__INET6 &&
	    bp__sysctl_is_on("net.ipv6.conf", loopback, "disable_ipv6"))
		return;
	if (bp__address_is_link_local(&address))
		snprintf(address.zone, sizeof address.zone, "%s", name);
	for (int i = 0; i < ATTEMPTS; i++) {
		if (reaches_itself(&address))
			return;
		poll(NULL, 0, ATTEMPT_MS);
	}
}

static void
add_addresses(int netlink, const char *name, struct bp__sys_network *network)
{
	for (size_t i = 0; i < COUNT(addresses); i++) {
		const char *number = addresses[i].number;
		const struct bp__address address = bp__address_of(number);
		int code =
		    bp__netlink_add_address(netlink, name, &address, addresses[i].bits);
		/* What the settings take from the interface is not missing. */
		if (code == EACCES &&
		    bp__sysctl_is_on("net.ipv6.conf", name, "disable_ipv6"))
			continue;
		if (code != 0)
			add_missing(network, number, code);
		else
			settle(number, name);
	}
}

/* Only what has come up at once settles: ::1 is not there where IPv6 is taken away. */
static void
bring_loopback_up(int netlink, struct bp__sys_network *network)
{
	int code = bring_up(netlink, loopback);
	if (code != 0) {
		add_missing(network, "lo is not up", code);
		return;
	}
	settle("127.0.0.1", loopback);
	settle("::1", loopback);
}

void
bp__links_make(enum bp__links how, struct bp__sys_network *network)
{
	int netlink;
	int code = bp__netlink_open(&netlink);
	bring_loopback_up(netlink, network);
	if (code != 0) {
		add_missing(network, "an interface of its own", code);
		return;
	}
	for (size_t i = 0; i < COUNT(ways); i++) {
		const char *name = ways[i].name;
		code = ways[i].make(netlink);
		if (code == 0) {
			prepare(name, how);
			code = bring_up(netlink, name);
		}
		if (code == 0) {
			snprintf(network->interfaces, sizeof network->interfaces, "%s",
			    ways[i].text);
			add_addresses(netlink, name, network);
			break;
		}
		add_missing(network, ways[i].text, code);
	}
	close(netlink);
}
