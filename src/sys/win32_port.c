/* The tables of sockets that Windows has, with the process of each. */
#include <config.h>

#include "sys/holder.h"

#include "sys/network.h"

#include <stdlib.h>
#include <string.h>

#include "sys/win32_text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	ATTEMPTS = 4, /* sockets may come while we ask */
	NAME_SIZE = 64,
};

/* TCP's states by the numbers of MIB_TCP_STATE. NULL: it listens. */
static const char *const states[] = {
    [MIB_TCP_STATE_CLOSED] = "CLOSED",
    [MIB_TCP_STATE_LISTEN] = NULL,
    [MIB_TCP_STATE_SYN_SENT] = "SYN_SENT",
    [MIB_TCP_STATE_SYN_RCVD] = "SYN_RCVD",
    [MIB_TCP_STATE_ESTAB] = "ESTABLISHED",
    [MIB_TCP_STATE_FIN_WAIT1] = "FIN_WAIT1",
    [MIB_TCP_STATE_FIN_WAIT2] = "FIN_WAIT2",
    [MIB_TCP_STATE_CLOSE_WAIT] = "CLOSE_WAIT",
    [MIB_TCP_STATE_CLOSING] = "CLOSING",
    [MIB_TCP_STATE_LAST_ACK] = "LAST_ACK",
    [MIB_TCP_STATE_TIME_WAIT] = "TIME_WAIT",
    [MIB_TCP_STATE_DELETE_TCB] = "DELETE_TCB",
};

/* The tables, each of its own type: a number of rows, and where a row has what we want. */
static const struct table {
	const char *protocol;
	ULONG family;
	bool is_tcp;
	size_t size;
	size_t address;
	size_t port;
	size_t owner;
	size_t state; /* of TCP alone */
} tables[] = {
#define ROW(type, address, port, owner) \
	sizeof(type), offsetof(type, address), offsetof(type, port), offsetof(type, owner)
    {"tcp4", AF_INET, true,
	ROW(MIB_TCPROW_OWNER_PID, dwLocalAddr, dwLocalPort, dwOwningPid),
	offsetof(MIB_TCPROW_OWNER_PID, dwState)},
    {"tcp6", AF_INET6, true,
	ROW(MIB_TCP6ROW_OWNER_PID, ucLocalAddr, dwLocalPort, dwOwningPid),
	offsetof(MIB_TCP6ROW_OWNER_PID, dwState)},
    {"udp4", AF_INET, false,
	ROW(MIB_UDPROW_OWNER_PID, dwLocalAddr, dwLocalPort, dwOwningPid), 0},
    {"udp6", AF_INET6, false,
	ROW(MIB_UDP6ROW_OWNER_PID, ucLocalAddr, dwLocalPort, dwOwningPid), 0},
};

/* Asks for the table, to be freed: the number of rows and the rows. NULL when it is not to be
 * had. */
static unsigned char *
get_table(const struct table *table)
{
	unsigned char *rows = NULL;
	DWORD size = 0;
	DWORD code = ERROR_INSUFFICIENT_BUFFER;
	for (int i = 0; code == ERROR_INSUFFICIENT_BUFFER && i < ATTEMPTS; i++) {
		code = table->is_tcp ? GetExtendedTcpTable(rows, &size, FALSE,
					   table->family, TCP_TABLE_OWNER_PID_ALL, 0)
				     : GetExtendedUdpTable(rows, &size, FALSE,
					   table->family, UDP_TABLE_OWNER_PID, 0);
		if (code != ERROR_INSUFFICIENT_BUFFER)
			break;
		free(rows);
		rows = calloc(1, size);
		if (rows == NULL)
			return NULL;
	}
	if (code == NO_ERROR)
		return rows;
	free(rows);
	return NULL;
}

static DWORD
number_at(const unsigned char *bytes, size_t offset)
{
	DWORD number;
	memcpy(&number, bytes + offset, sizeof number);
	return number;
}

/* Ports are in network order in the low half of their number. */
static struct bp__port_row
row_at(const struct table *table, const unsigned char *bytes)
{
	struct bp__port_row row = {
	    .protocol = table->protocol,
	    .address.family = table->family == AF_INET ? BP__INET : BP__INET6,
	    .port = ntohs((u_short)number_at(bytes, table->port)),
	    .owner = number_at(bytes, table->owner),
	};
	memcpy(row.address.bytes, bytes + table->address,
	    table->family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr));
	if (!table->is_tcp)
		return row;
	DWORD state = number_at(bytes, table->state);
	row.state = state < COUNT(states) ? states[state] : "UNKNOWN";
	return row;
}

void
bp__each_port_row(
    void (*visit)(void *context, const struct bp__port_row *row), void *context)
{
	for (size_t i = 0; i < COUNT(tables); i++) {
		unsigned char *rows = get_table(&tables[i]);
		DWORD count = rows == NULL ? 0 : number_at(rows, 0);
		for (DWORD k = 0; k < count; k++) {
			struct bp__port_row row =
			    row_at(&tables[i], rows + sizeof count + k * tables[i].size);
			visit(context, &row);
		}
		free(rows);
	}
}

/* The name of the program's file, without its folder. */
static const wchar_t *
last_part(const wchar_t *path)
{
	const wchar_t *slash = wcsrchr(path, L'\\');
	return slash == NULL ? path : slash + 1;
}

void
bp__write_owner(unsigned long owner, char *text, size_t size)
{
	wchar_t path[1024];
	DWORD length = COUNT(path);
	char file[NAME_SIZE];
	char name[NAME_SIZE];
	snprintf(text, size, "process %lu", owner);
	HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, owner);
	if (process == NULL)
		return;
	if (QueryFullProcessImageNameW(process, 0, path, &length) != 0) {
		bp__narrow(last_part(path), file, sizeof file);
		bp__write_name(
		    (const unsigned char *)file, strlen(file), name, sizeof name);
		snprintf(text, size, "process %lu (%s)", owner, name);
	}
	CloseHandle(process);
}
