/* Names: getaddrinfo(3) and service names. No host name is ever looked up. */
#include <config.h>

#include "sys/sys.h"

#include <string.h>

#include "sys/sockaddr.h"

enum {
	PORT_MAX = 65535,
};

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char digits[] = "0123456789";

/* 0 unless it is in 1..65535. */
static unsigned
number_of(const char *word)
{
	unsigned long number = 0;
	for (; *word != '\0' && number <= PORT_MAX; word++)
		number = 10 * number + (unsigned long)(*word - '0');
	return number <= PORT_MAX ? (unsigned)number : 0;
}

static unsigned
service_port(const char *word, int type)
{
	struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = type};
	struct addrinfo *list = NULL;
	struct bp__zones zones = {.next = 0};
	if (getaddrinfo(NULL, word, &hints, &list) != 0)
		return 0;
	unsigned port = 0;
	for (const struct addrinfo *i = list; i != NULL && port == 0; i = i->ai_next) {
		struct bp__address address;
		bp__sockaddr_read(&zones, i->ai_addr, i->ai_addrlen, &address, &port);
	}
	freeaddrinfo(list);
	return port;
}

/* Whether it may be given to getaddrinfo(3) as the name of a service. RFC 6335
 * section 5.1 asks for a letter in each, and what has none, as " 80", "+80" and
 * "65616", would be read as a number of more forms than we take. */
static bool
is_service_name(const char *word)
{
	return word[strcspn(word, letters)] != '\0' &&
	    (strchr(letters, word[0]) != NULL || strchr(digits, word[0]) != NULL);
}

int
bp__sys_resolve(struct bp__sys *sys, const char *host, enum bp_transport transport,
    enum bp__sys_lookup lookup, struct bp__address *addresses, size_t room, size_t *count)
{
	(void)sys;
	*count = 0;
	struct addrinfo hints = {
	    .ai_flags = AI_PASSIVE,
	    .ai_family = AF_UNSPEC,
	    .ai_socktype = transport == BP_UDP ? SOCK_DGRAM : SOCK_STREAM,
	};
	if (host != NULL)
		hints.ai_flags |= AI_NUMERICHOST;
	if (lookup == BP__SYS_CONFIGURED)
		hints.ai_flags |= AI_ADDRCONFIG;
	struct addrinfo *list = NULL;
	struct bp__zones zones = {.next = 0};
	/* Without AI_NUMERICSERV, with which some macOS versions crash on a service
	 * of 0. */
	int code = getaddrinfo(host, "0", &hints, &list);
	if (code != 0)
		return code;
	for (const struct addrinfo *i = list; i != NULL && *count < room;
	     i = i->ai_next) {
		struct bp__address *address = &addresses[*count];
		bp__sockaddr_read(&zones, i->ai_addr, i->ai_addrlen, address, NULL);
		if (address->family != BP__FAMILY_NONE)
			++*count;
	}
	freeaddrinfo(list);
	return 0;
}

unsigned
bp__sys_port(const char *word)
{
	if (word[0] == '\0')
		return 0;
	if (word[strspn(word, digits)] == '\0')
		return number_of(word);
	if (!is_service_name(word))
		return 0;
	if (bp__network_start() != 0)
		return 0;
	unsigned port = service_port(word, SOCK_STREAM);
	if (port == 0)
		port = service_port(word, SOCK_DGRAM);
	bp__network_stop();
	return port;
}
