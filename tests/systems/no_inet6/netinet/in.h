/* The <netinet/in.h> of a system without IPv6: that of this one, with all of IPv6 taken out.
 * What names it nevertheless does not compile. */
#include_next <netinet/in.h>

#undef AF_INET6
#undef IPPROTO_IPV6
#undef IPV6_FREEBIND
#undef IPV6_JOIN_GROUP
#undef IPV6_MULTICAST_HOPS
#undef IPV6_MULTICAST_IF
#undef IPV6_TRANSPARENT
#undef IPV6_V6ONLY
#pragma GCC poison sockaddr_in6 in6_addr ipv6_mreq
