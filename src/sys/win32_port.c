/* The tables of sockets that Windows has, with the process of each. */
#include <config.h>

#include "sys/sys.h"

#include "sys/network.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sys/win32_text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	ATTEMPTS = 4, /* sockets may come while we ask */
	NAME_SIZE = 64,
};

/* The owner of sockets whose process is not told: no number of one. */
static const unsigned long long UNSEEN = ULLONG_MAX;

/* TCP's states by the numbers of MIB_TCP_STATE. */
static const enum bp__state states[] = {
    [MIB_TCP_STATE_CLOSED] = BP__STATE_BOUND,
    [MIB_TCP_STATE_LISTEN] = BP__STATE_LISTEN,
    [MIB_TCP_STATE_SYN_SENT] = BP__STATE_SYN_SENT,
    [MIB_TCP_STATE_SYN_RCVD] = BP__STATE_SYN_RECV,
    [MIB_TCP_STATE_ESTAB] = BP__STATE_ESTABLISHED,
    [MIB_TCP_STATE_FIN_WAIT1] = BP__STATE_FIN_WAIT1,
    [MIB_TCP_STATE_FIN_WAIT2] = BP__STATE_FIN_WAIT2,
    [MIB_TCP_STATE_CLOSE_WAIT] = BP__STATE_CLOSE_WAIT,
    [MIB_TCP_STATE_CLOSING] = BP__STATE_CLOSING,
    [MIB_TCP_STATE_LAST_ACK] = BP__STATE_LAST_ACK,
    [MIB_TCP_STATE_TIME_WAIT] = BP__STATE_TIME_WAIT,
    [MIB_TCP_STATE_DELETE_TCB] = BP__STATE_CLOSING,
};

/* The tables, each of its own type: a number of rows, and where a row has what we want. */
static const struct table {
	enum bp_transport transport;
	ULONG family;
	size_t size;
	size_t address;
	size_t port;
	size_t owner;
	size_t state; /* of TCP alone */
} tables[] = {
#define ROW(type, address, port, owner) \
	sizeof(type), offsetof(type, address), offsetof(type, port), offsetof(type, owner)
    {BP_TCP, AF_INET, ROW(MIB_TCPROW_OWNER_PID, dwLocalAddr, dwLocalPort, dwOwningPid),
	offsetof(MIB_TCPROW_OWNER_PID, dwState)},
    {BP_TCP, AF_INET6, ROW(MIB_TCP6ROW_OWNER_PID, ucLocalAddr, dwLocalPort, dwOwningPid),
	offsetof(MIB_TCP6ROW_OWNER_PID, dwState)},
    {BP_UDP, AF_INET, ROW(MIB_UDPROW_OWNER_PID, dwLocalAddr, dwLocalPort, dwOwningPid),
	0},
    {BP_UDP, AF_INET6, ROW(MIB_UDP6ROW_OWNER_PID, ucLocalAddr, dwLocalPort, dwOwningPid),
	0},
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
		code = table->transport == BP_TCP
		    ? GetExtendedTcpTable(
			  rows, &size, FALSE, table->family, TCP_TABLE_OWNER_PID_ALL, 0)
		    : GetExtendedUdpTable(
			  rows, &size, FALSE, table->family, UDP_TABLE_OWNER_PID, 0);
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

/* Process 0 has what is left of a connection; of a socket that is in use it is what Wine says
 * where a program of the system below has it. */
static unsigned long long
owner_of(DWORD process, enum bp__state state)
{
	return process != 0 || state == BP__STATE_TIME_WAIT ? process : UNSEEN;
}

/* Ports are in network order in the low half of their number. IPV6_V6ONLY is not told. */
static struct bp__entry
entry_at(const struct table *table, const unsigned char *bytes)
{
	struct bp__entry entry = {
	    .transport = table->transport,
	    .address.family = table->family == AF_INET ? BP__INET : BP__INET6,
	    .port = ntohs((u_short)number_at(bytes, table->port)),
	    .state = BP__STATE_BOUND,
	    .v6only = -1,
	    .user = -1,
	    .owner_is_process = true,
	};
	memcpy(entry.address.bytes, bytes + table->address,
	    table->family == AF_INET ? sizeof(struct in_addr) : sizeof(struct in6_addr));
	if (table->transport == BP_TCP) {
		DWORD state = number_at(bytes, table->state);
		entry.state = state < COUNT(states) ? states[state] : BP__STATE_UNKNOWN;
	}
	entry.owner = owner_of(number_at(bytes, table->owner), entry.state);
	return entry;
}

/* Whether the table was to be had. */
static bool
show_table(const struct table *table, unsigned port,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	unsigned char *rows = get_table(table);
	DWORD count = rows == NULL ? 0 : number_at(rows, 0);
	for (DWORD k = 0; k < count; k++) {
		struct bp__entry entry =
		    entry_at(table, rows + sizeof count + k * table->size);
		if (entry.port == port)
			visit(context, &entry);
	}
	free(rows);
	return rows != NULL;
}

int
bp__sys_each_socket(struct bp__sys *sys, const struct bp__sys_query *query,
    struct bp__sys_table *table,
    void (*visit)(void *context, const struct bp__entry *entry), void *context)
{
	(void)sys;
	bool any = false;
	*table = (struct bp__sys_table){
	    .source = "GetExtendedTcpTable",
	    .lacking = "Windows does not tell IPV6_V6ONLY",
	};
	for (size_t i = 0; i < COUNT(tables); i++) {
		if ((query->transports & tables[i].transport) != 0 &&
		    show_table(&tables[i], query->port, visit, context))
			any = true;
	}
	return any ? 0 : ERROR_ACCESS_DENIED;
}

int
bp__sys_socket_owner(
    struct bp__sys *sys, const struct bp__sock *sock, unsigned long long *owner)
{
	(void)sys;
	(void)sock;
	(void)owner;
	return BP__SYS_ABSENT; /* the tables have no more than the process */
}

void
bp__sys_user_name(struct bp__sys *sys, long long user, char *buffer, size_t size)
{
	(void)sys;
	(void)user;
	if (size > 0)
		buffer[0] = '\0';
}

/* The name of the program's file, without its folder. */
static const wchar_t *
last_part(const wchar_t *path)
{
	const wchar_t *slash = wcsrchr(path, L'\\');
	return slash == NULL ? path : slash + 1;
}

/* Writes the name of the program that the process runs; empty when that is not told. */
static void
read_name(DWORD number, char *name, size_t size)
{
	wchar_t path[1024];
	DWORD length = COUNT(path);
	name[0] = '\0';
	HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, number);
	if (process == NULL)
		return;
	if (QueryFullProcessImageNameW(process, 0, path, &length) != 0)
		bp__narrow(last_part(path), name, size);
	CloseHandle(process);
}

int
bp__sys_each_process(struct bp__sys *sys, const unsigned long long *owners, size_t count,
    void (*visit)(void *context, size_t i, long long process, const char *name),
    void *context)
{
	char name[NAME_SIZE];
	(void)sys;
	for (size_t i = 0; i < count; i++) {
		if (owners[i] == 0 || owners[i] == UNSEEN)
			continue;
		read_name((DWORD)owners[i], name, sizeof name);
		visit(context, i, (long long)owners[i], name);
	}
	return 0;
}
