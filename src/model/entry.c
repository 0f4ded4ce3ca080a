/* Reads rows of the system's table of sockets. */
#include <config.h>

#include "model/entry.h"
#include "model/case.h"

#include <assert.h>

const char *
bp__state_name(enum bp__state state)
{
	static const char *const names[] = {
	    [BP__STATE_UNKNOWN] = "UNKNOWN",
	    [BP__STATE_BOUND] = "BOUND",
	    [BP__STATE_LISTEN] = "LISTEN",
	    [BP__STATE_CONNECTED] = "CONNECTED",
	    [BP__STATE_ESTABLISHED] = "ESTABLISHED",
	    [BP__STATE_SYN_SENT] = "SYN_SENT",
	    [BP__STATE_SYN_RECV] = "SYN_RECV",
	    [BP__STATE_FIN_WAIT1] = "FIN_WAIT1",
	    [BP__STATE_FIN_WAIT2] = "FIN_WAIT2",
	    [BP__STATE_TIME_WAIT] = "TIME_WAIT",
	    [BP__STATE_CLOSE_WAIT] = "CLOSE_WAIT",
	    [BP__STATE_LAST_ACK] = "LAST_ACK",
	    [BP__STATE_CLOSING] = "CLOSING",
	};
	static_assert(sizeof names / sizeof *names == BP__STATE_COUNT, "one name each");
	return names[state];
}

bool
bp__entry_is_dual(const struct bp__entry *entry)
{
	return entry->address.family == BP__INET6 && entry->v6only == 0 &&
	    bp__address_is_wildcard(&entry->address) &&
	    !bp__address_is_mapped(&entry->address);
}

const char *
bp__entry_protocol(const struct bp__entry *entry)
{
	struct bp__address local = bp__address_unmapped(&entry->address);
	enum bp__carries carries =
	    local.family == BP__INET ? BP__CARRIES_4 : BP__CARRIES_6;
	if (bp__entry_is_dual(entry))
		carries = BP__CARRIES_BOTH;
	return bp__transport_socket(entry->transport, carries);
}
