# BP_LIBC: what small or old C libraries lack of C11 and POSIX is made up for, and named in
# bp_missing, for the summary. config.h comes first in every file.
AC_DEFUN([BP_LIBC], [
bp_missing=
AC_CACHE_CHECK([for static_assert in <assert.h>], [bp_cv_static_assert],
  [AC_COMPILE_IFELSE([AC_LANG_SOURCE([[#include <assert.h>
static_assert(sizeof(char) == 1, "");]])],
    [bp_cv_static_assert=yes], [bp_cv_static_assert=no])])
AS_VAR_IF([bp_cv_static_assert], [no], [
  AC_DEFINE([static_assert], [_Static_assert], [Where <assert.h> does not have it.])
  AS_VAR_APPEND([bp_missing], [" static_assert"])])

# It is what no ordinary type is aligned more strictly than.
AC_CHECK_TYPE([max_align_t], [], [
  AC_DEFINE([max_align_t], [long double], [Where <stddef.h> does not have it.])
  AS_VAR_APPEND([bp_missing], [" max_align_t"])], [[#include <stddef.h>]])

AC_SEARCH_LIBS([clock_gettime], [rt])

# Addresses of this host are not known without.
AC_CHECK_FUNCS([getifaddrs], [], [AS_VAR_APPEND([bp_missing], [" getifaddrs"])])
AM_CONDITIONAL([HAVE_GETIFADDRS], [test "$ac_cv_func_getifaddrs" = yes])

# Nothing of IPv6 is tried without.
AC_CACHE_CHECK([for IPv6 in <netinet/in.h>], [bp_cv_inet6],
  [AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#ifdef _WIN32
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#endif]],
    [[struct sockaddr_in6 address;
struct ipv6_mreq group;
(void)sizeof address;
(void)sizeof group;
return AF_INET6 + IPPROTO_IPV6;]])],
    [bp_cv_inet6=yes], [bp_cv_inet6=no])])
AS_VAR_IF([bp_cv_inet6], [yes],
  [AC_DEFINE([HAVE_INET6], [1], [Where <netinet/in.h> has IPv6.])],
  [AS_VAR_APPEND([bp_missing], [" IPv6"])])
AM_CONDITIONAL([HAVE_INET6], [test "$bp_cv_inet6" = yes])
])
