/* Interfaces and their addresses, by GetAdaptersAddresses(). */
#include <config.h>

#include "sys/sys.h"

#include <stdlib.h>
#include <string.h>

#include "sys/sockaddr.h"
#include "sys/win32_text.h"

enum {
	FIRST_SIZE = 16384, /* as Microsoft advises */
	ATTEMPTS = 4, /* interfaces may come while we ask */
	NAME_SIZE = 128,
	FLAGS_TEXT = 64, /* holds every word of flags */
};

/* Asks for the list, to be freed. Returns 0 or the native error. */
static int
list_adapters(IP_ADAPTER_ADDRESSES **list)
{
	const ULONG flags =
	    GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
	ULONG size = FIRST_SIZE;
	ULONG code = ERROR_BUFFER_OVERFLOW;
	*list = NULL;
	for (int i = 0; code == ERROR_BUFFER_OVERFLOW && i < ATTEMPTS; i++) {
		free(*list);
		*list = malloc(size);
		if (*list == NULL)
			return WSA_NOT_ENOUGH_MEMORY;
		code = GetAdaptersAddresses(AF_UNSPEC, flags, NULL, *list, &size);
	}
	if (code != 0) {
		free(*list);
		*list = NULL;
	}
	return code == ERROR_NO_DATA ? 0 : (int)code;
}

static const char *
flags_text(const IP_ADAPTER_ADDRESSES *adapter, char text[FLAGS_TEXT])
{
	bool tunnel = adapter->IfType == IF_TYPE_TUNNEL || adapter->IfType == IF_TYPE_PPP;
	snprintf(text, FLAGS_TEXT, "%s%s%s%s",
	    adapter->OperStatus == IfOperStatusUp ? "up" : "down",
	    adapter->IfType == IF_TYPE_SOFTWARE_LOOPBACK ? " loopback" : "",
	    tunnel ? " point-to-point" : "",
	    (adapter->Flags & IP_ADAPTER_NO_MULTICAST) == 0 ? " multicast" : "");
	return text;
}

int
bp__sys_each_address(struct bp__sys *sys,
    void (*each)(void *context, const char *interface, const char *flags,
	const struct bp__address *address),
    void *context)
{
	(void)sys;
	IP_ADAPTER_ADDRESSES *list;
	struct bp__zones zones = {.next = 0};
	int code = list_adapters(&list);
	for (const IP_ADAPTER_ADDRESSES *i = list; i != NULL; i = i->Next) {
		char name[NAME_SIZE];
		char text[FLAGS_TEXT];
		const char *flags = flags_text(i, text);
		bp__narrow(i->FriendlyName, name, sizeof name);
		if (i->FirstUnicastAddress == NULL)
			each(context, name, flags, NULL);
		for (const IP_ADAPTER_UNICAST_ADDRESS *k = i->FirstUnicastAddress;
		     k != NULL; k = k->Next) {
			struct bp__address address;
			bp__sockaddr_read(&zones, k->Address.lpSockaddr,
			    (size_t)k->Address.iSockaddrLength, &address, NULL);
			each(context, name, flags, &address);
		}
	}
	free(list);
	return code;
}

void
bp__sys_zone(struct bp__sys *sys, const char *interface, char *zone, size_t size)
{
	(void)sys;
	IP_ADAPTER_ADDRESSES *list;
	(void)list_adapters(&list);
	zone[0] = '\0';
	for (const IP_ADAPTER_ADDRESSES *i = list; i != NULL; i = i->Next) {
		char name[NAME_SIZE];
		bp__narrow(i->FriendlyName, name, sizeof name);
		if (strcmp(name, interface) == 0)
			snprintf(zone, size, "%lu", i->Ipv6IfIndex);
	}
	free(list);
}
