/* Carries messages and descriptors between us and the helper process. */
#include <config.h>

#include "sys/channel.h"

#include <sys/uio.h>

#include <errno.h>
#include <string.h>

#include "sys/descriptor.h"

/* Room for one descriptor in ancillary data, aligned as its header asks. */
union passing {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(sizeof(int))];
};

#ifdef MSG_CMSG_CLOEXEC
enum {
	RECEIVE_FLAGS = MSG_CMSG_CLOEXEC
};
#else
enum {
	RECEIVE_FLAGS = 0
};
#endif

static void
attach(struct msghdr *header, union passing *passing, int descriptor)
{
	memset(passing, 0, sizeof *passing);
	header->msg_control = passing;
	header->msg_controllen = sizeof *passing;
	struct cmsghdr *control = CMSG_FIRSTHDR(header);
	control->cmsg_level = SOL_SOCKET;
	control->cmsg_type = SCM_RIGHTS;
	control->cmsg_len = CMSG_LEN(sizeof descriptor);
	memcpy(CMSG_DATA(control), &descriptor, sizeof descriptor);
}

static void
detach(struct msghdr *header, int *descriptor)
{
	struct cmsghdr *control = CMSG_FIRSTHDR(header);
	if (control == NULL || control->cmsg_level != SOL_SOCKET ||
	    control->cmsg_type != SCM_RIGHTS ||
	    control->cmsg_len != CMSG_LEN(sizeof *descriptor))
		return;
	memcpy(descriptor, CMSG_DATA(control), sizeof *descriptor);
	if (RECEIVE_FLAGS == 0)
		(void)bp__descriptor_close_on_exec(*descriptor);
}

int
bp__channel_send(int channel, void *message, size_t size, int descriptor)
{
	struct iovec rest = {.iov_base = message, .iov_len = size};
	int tries = 0;
	while (rest.iov_len > 0) {
		struct msghdr header;
		memset(&header, 0, sizeof header);
		header.msg_iov = &rest;
		header.msg_iovlen = 1;
		union passing passing;
		if (descriptor != BP__NO_DESCRIPTOR)
			attach(&header, &passing, descriptor);
		ssize_t sent = sendmsg(channel, &header, BP__NO_SIGNAL);
		if (bp__is_interrupted(sent, &tries))
			continue;
		if (sent < 0)
			return errno;
		descriptor = BP__NO_DESCRIPTOR;
		rest.iov_base = (char *)rest.iov_base + sent;
		rest.iov_len -= (size_t)sent;
	}
	return 0;
}

int
bp__channel_receive(int channel, void *message, size_t size, int *descriptor)
{
	*descriptor = BP__NO_DESCRIPTOR;
	struct iovec rest = {.iov_base = message, .iov_len = size};
	int tries = 0;
	while (rest.iov_len > 0) {
		struct msghdr header;
		memset(&header, 0, sizeof header);
		header.msg_iov = &rest;
		header.msg_iovlen = 1;
		union passing passing;
		memset(&passing, 0, sizeof passing);
		header.msg_control = &passing;
		header.msg_controllen = sizeof passing;
		ssize_t got = recvmsg(channel, &header, RECEIVE_FLAGS);
		if (bp__is_interrupted(got, &tries))
			continue;
		if (got <= 0)
			return got < 0 ? errno : ECONNRESET;
		detach(&header, descriptor);
		rest.iov_base = (char *)rest.iov_base + got;
		rest.iov_len -= (size_t)got;
	}
	return 0;
}
