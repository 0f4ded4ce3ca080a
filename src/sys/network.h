/* The platform's headers of sockets and names, and the few words in which they differ. */
#ifndef BP_SYS_NETWORK_H
#define BP_SYS_NETWORK_H

#include <stdbool.h>

#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#include <iphlpapi.h>

#undef interface /* a word of COM */

/* A socket, as the calls take it. */
typedef SOCKET bp__native;
#define BP__NO_NATIVE INVALID_SOCKET

/* What IP_MULTICAST_TTL is set to. */
typedef DWORD bp__inet_hops;

enum {
	BP__CONNECTING = WSAEWOULDBLOCK, /* the connection is under way */
	BP__STILL_CONNECTING = WSAEALREADY, /* the same, asked again */
	BP__CONNECTED = WSAEISCONN,
	BP__ZONES_HAVE_NAMES = 0, /* users write the zone of an address as a number */
};

/* The native error of the socket call that failed last. */
static inline int
bp__network_error(void)
{
	return WSAGetLastError();
}

/* Whether a call that returned this was interrupted by a signal, which Windows has not, so that
 * it is to be made again. *tries starts as 0. */
static inline bool
bp__is_interrupted(long long result, int *tries)
{
	(void)result;
	(void)tries;
	return false;
}

/* The calls of this library's headers may be made between these, which nest. Returns 0 or
 * the native error. */
static inline int
bp__network_start(void)
{
	WSADATA data;
	return WSAStartup(MAKEWORD(2, 2), &data);
}

static inline void
bp__network_stop(void)
{
	WSACleanup();
}
#else
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>

#include <errno.h>

typedef int bp__native;
#define BP__NO_NATIVE (-1)

typedef unsigned char bp__inet_hops;

enum {
	BP__CONNECTING = EINPROGRESS,
	BP__STILL_CONNECTING = EALREADY,
	BP__CONNECTED = EISCONN,
	BP__INTERRUPTED_MAX =
	    1000, /* times in a row, which no signals of this world cause */
	BP__ZONES_HAVE_NAMES = 1,
};

static inline int
bp__network_error(void)
{
	return errno;
}

static inline bool
bp__is_interrupted(long long result, int *tries)
{
	return result < 0 && errno == EINTR && (*tries)++ < BP__INTERRUPTED_MAX;
}

static inline int
bp__network_start(void)
{
	return 0;
}

static inline void
bp__network_stop(void)
{
}
#endif

#endif
