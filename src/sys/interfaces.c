/* Interfaces and their addresses, by getifaddrs(3). */
#include <config.h>

#include "sys/sys.h"

#include <ifaddrs.h>

#include <string.h>

#include "sys/sockaddr.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	FLAGS_TEXT = 64, /* holds every word below, with blanks between */
};

/* The interface flags that are told, beside up and down. */
static const struct {
	unsigned flag;
	const char *word;
} flag_words[] = {
    {IFF_LOOPBACK, " loopback"},
    {IFF_POINTOPOINT, " point-to-point"},
    {IFF_MULTICAST, " multicast"},
};

static bool
has_address(const struct ifaddrs *entry)
{
	return entry->ifa_addr != NULL && bp__sockaddr_size(entry->ifa_addr) != 0;
}

/* Whether this is the first entry of an interface that has no address at all. */
static bool
stands_for_none(const struct ifaddrs *list, const struct ifaddrs *entry)
{
	bool before = true;
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
		if (i == entry)
			before = false;
		else if ((before || has_address(i)) &&
		    strcmp(i->ifa_name, entry->ifa_name) == 0)
			return false;
	}
	return true;
}

static const char *
flags_text(unsigned flags, char text[FLAGS_TEXT])
{
	size_t used = 0;
	const char *word = (flags & IFF_UP) != 0 ? "up" : "down";
	for (size_t i = 0;; i++) {
		size_t length = strlen(word);
		memcpy(text + used, word, length + 1);
		used += length;
		while (i < COUNT(flag_words) && (flags & flag_words[i].flag) == 0)
			i++;
		if (i >= COUNT(flag_words))
			return text;
		word = flag_words[i].word;
	}
}

int
bp__sys_each_address(struct bp__sys *sys,
    void (*each)(void *context, const char *interface, const char *flags,
	const struct bp__address *address),
    void *context)
{
	(void)sys;
	struct ifaddrs *list = NULL;
	struct bp__zones zones = {.next = 0};
	if (getifaddrs(&list) != 0)
		return bp__network_error();
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
		char text[FLAGS_TEXT];
		const char *flags = flags_text(i->ifa_flags, text);
		struct bp__address address;
		if (has_address(i)) {
			bp__sockaddr_read(&zones, i->ifa_addr,
			    bp__sockaddr_size(i->ifa_addr), &address, NULL);
			each(context, i->ifa_name, flags, &address);
		} else if (stands_for_none(list, i)) {
			each(context, i->ifa_name, flags, NULL);
		}
	}
	freeifaddrs(list);
	return 0;
}

void
bp__sys_zone(struct bp__sys *sys, const char *interface, char *zone, size_t size)
{
	(void)sys;
	snprintf(zone, size, "%s", interface);
}
