/* The errors of Winsock, and those of the C runtime that files meet. */
#include <config.h>

#include "sys/errors.h"

#include "sys/network.h"

#include <errno.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define WINSOCK(name)            \
	{                        \
		WSA##name, #name \
	}
#define RUNTIME(name)       \
	{                   \
		name, #name \
	}

/* The runtime's own numbers for errors of sockets, from 100 up, are of none: Winsock has
 * WSAEADDRINUSE, 10048, where <errno.h> says that EADDRINUSE is 100. */
const struct bp__error_name bp__error_names[] = {
    WINSOCK(EACCES),
    WINSOCK(EADDRINUSE),
    WINSOCK(EADDRNOTAVAIL),
    WINSOCK(EAFNOSUPPORT),
    WINSOCK(EALREADY),
    WINSOCK(EBADF),
    WINSOCK(ECANCELLED),
    WINSOCK(ECONNABORTED),
    WINSOCK(ECONNREFUSED),
    WINSOCK(ECONNRESET),
    WINSOCK(EDESTADDRREQ),
    WINSOCK(EDISCON),
    WINSOCK(EDQUOT),
    WINSOCK(EFAULT),
    WINSOCK(EHOSTDOWN),
    WINSOCK(EHOSTUNREACH),
    WINSOCK(EINPROGRESS),
    WINSOCK(EINTR),
    WINSOCK(EINVAL),
    WINSOCK(EINVALIDPROCTABLE),
    WINSOCK(EINVALIDPROVIDER),
    WINSOCK(EISCONN),
    WINSOCK(ELOOP),
    WINSOCK(EMFILE),
    WINSOCK(EMSGSIZE),
    WINSOCK(ENAMETOOLONG),
    WINSOCK(ENETDOWN),
    WINSOCK(ENETRESET),
    WINSOCK(ENETUNREACH),
    WINSOCK(ENOBUFS),
    WINSOCK(ENOMORE),
    WINSOCK(ENOPROTOOPT),
    WINSOCK(ENOTCONN),
    WINSOCK(ENOTEMPTY),
    WINSOCK(ENOTSOCK),
    WINSOCK(EOPNOTSUPP),
    WINSOCK(EPFNOSUPPORT),
    WINSOCK(EPROCLIM),
    WINSOCK(EPROTONOSUPPORT),
    WINSOCK(EPROTOTYPE),
    WINSOCK(EPROVIDERFAILEDINIT),
    WINSOCK(EREFUSED),
    WINSOCK(EREMOTE),
    WINSOCK(ESHUTDOWN),
    WINSOCK(ESOCKTNOSUPPORT),
    WINSOCK(ESTALE),
    WINSOCK(ETIMEDOUT),
    WINSOCK(ETOOMANYREFS),
    WINSOCK(EUSERS),
    WINSOCK(EWOULDBLOCK),
    {WSA_NOT_ENOUGH_MEMORY, "ENOMEM"},
    RUNTIME(EACCES),
    RUNTIME(EAGAIN),
    RUNTIME(EBADF),
    RUNTIME(EBUSY),
    RUNTIME(EEXIST),
    RUNTIME(EFBIG),
    RUNTIME(EINTR),
    RUNTIME(EINVAL),
    RUNTIME(EIO),
    RUNTIME(EISDIR),
    RUNTIME(EMFILE),
    RUNTIME(EMLINK),
    RUNTIME(ENAMETOOLONG),
    RUNTIME(ENFILE),
    RUNTIME(ENODEV),
    RUNTIME(ENOENT),
    RUNTIME(ENOMEM),
    RUNTIME(ENOSPC),
    RUNTIME(ENOTDIR),
    RUNTIME(ENXIO),
    RUNTIME(EPERM),
    RUNTIME(EPIPE),
    RUNTIME(EROFS),
    RUNTIME(ESPIPE),
    RUNTIME(EXDEV),
};
const size_t bp__error_name_count = COUNT(bp__error_names);

const int bp__passing_errors[] = {
    WSAEINTR, WSAEMFILE, WSAENOBUFS, WSAEWOULDBLOCK, WSA_NOT_ENOUGH_MEMORY, 0};
const int bp__in_use_errors[] = {WSAEADDRINUSE, 0};
const int bp__denied_errors[] = {WSAEACCES, 0};
