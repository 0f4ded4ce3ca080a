/* Makes sockets with the flags all of ours have. */
#include <config.h>

#include "sys/descriptor.h"

#include <mstcpip.h>

#include <string.h>

/* A connection that is refused is tried twice more, for about a second, unless the socket
 * is told not to (since Windows 8). */
static void
connect_once(SOCKET sock)
{
	TCP_INITIAL_RTO_PARAMETERS once;
	DWORD written = 0;
	memset(&once, 0, sizeof once);
	once.Rtt = TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS;
	once.MaxSynRetransmissions = TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS;
	(void)WSAIoctl(
	    sock, SIO_TCP_INITIAL_RTO, &once, sizeof once, NULL, 0, &written, NULL, NULL);
}

/* Makes it non-blocking, or closes it. */
static int
finish(SOCKET sock, SOCKET *descriptor)
{
	u_long on = 1;
	if (ioctlsocket(sock, FIONBIO, &on) == 0) {
		*descriptor = sock;
		return 0;
	}
	int code = WSAGetLastError();
	closesocket(sock);
	return code;
}

int
bp__descriptor_open(int family, int type, int protocol, bp__native *descriptor)
{
	SOCKET opened = WSASocketW(family, type, protocol, NULL, 0,
	    WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
	if (opened == INVALID_SOCKET)
		return WSAGetLastError();
	if (type == SOCK_STREAM)
		connect_once(opened);
	return finish(opened, descriptor);
}

int
bp__descriptor_accept(bp__native listener, struct sockaddr *address, socklen_t *size,
    bp__native *descriptor)
{
	SOCKET accepted = accept(listener, address, size);
	if (accepted == INVALID_SOCKET)
		return WSAGetLastError();
	return finish(accepted, descriptor);
}
