/* The helper process: opens, binds and listens as another user, as it is asked to. */
#include <config.h>

#include "sys/helper.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/channel.h"
#include "sys/descriptor.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	CHANNEL = 3, /* what our end of the channel becomes */
};

/* Closes what was inherited: a socket of a case would keep its port busy, and the
 * write end of a pipe its reader waiting. */
#ifdef HAVE_CLOSEFROM
static void
close_from(int first)
{
	closefrom(first);
}
#else
/* The limit may be a thousand million, and so many calls would take minutes. */
enum {
	MOST_CLOSED = 65536
};

static void
close_from(int first)
{
	long limit = sysconf(_SC_OPEN_MAX);
	if (limit < 0 || limit > MOST_CLOSED)
		limit = MOST_CLOSED;
	for (int i = first; i < limit; i++)
		close(i);
}
#endif

/* The first three are /dev/null, so that no socket becomes one of them and nothing that
 * reports to standard error writes to a case's socket. */
static void
keep_only(int channel)
{
	if (channel != CHANNEL)
		dup2(channel, CHANNEL);
	close_from(CHANNEL + 1);
	int null = open("/dev/null", O_RDWR);
	for (int i = 0; i < CHANNEL; i++) {
		if (null >= 0)
			dup2(null, i);
		else
			close(i);
	}
	if (null > CHANNEL)
		close(null);
}

static int
answer(int result)
{
	return result < 0 ? errno : 0;
}

static int
do_open(const struct bp__request *request, int *opened)
{
	return bp__descriptor_open(
	    request->numbers[0], request->numbers[1], request->numbers[2], opened);
}

static int
do_set(const struct bp__request *request, int *opened)
{
	(void)opened;
	return answer(setsockopt(request->remote, request->numbers[0],
	    request->numbers[1], request->data.value, request->size));
}

static int
do_bind(const struct bp__request *request, int *opened)
{
	(void)opened;
	return answer(bind(request->remote,
	    (const struct sockaddr *)&request->data.address, request->size));
}

static int
do_listen(const struct bp__request *request, int *opened)
{
	(void)opened;
	return answer(listen(request->remote, request->numbers[0]));
}

static int
do_close(const struct bp__request *request, int *opened)
{
	(void)opened;
	return answer(close(request->remote));
}

/* Only what opens a socket sets *opened. */
static int (*const deeds[])(const struct bp__request *request, int *opened) = {
    [BP__VERB_OPEN] = do_open,
    [BP__VERB_SET] = do_set,
    [BP__VERB_BIND] = do_bind,
    [BP__VERB_LISTEN] = do_listen,
    [BP__VERB_CLOSE] = do_close,
};
static_assert(COUNT(deeds) == BP__VERB_COUNT, "one deed a verb");

/* Answers one request; whether to go on. */
static int
serve(void)
{
	struct bp__request request;
	int none;
	if (bp__channel_receive(CHANNEL, &request, sizeof request, &none) != 0)
		return 0;
	int opened = BP__NO_DESCRIPTOR;
	struct bp__reply reply = {0, 0};
	reply.code = deeds[request.verb](&request, &opened);
	reply.value = opened;
	return bp__channel_send(CHANNEL, &reply, sizeof reply, opened) == 0;
}

void
bp__helper_run(int channel, struct bp__user user)
{
	keep_only(channel);
	struct bp__reply reply = {0, 0};
	reply.code = bp__drop_root(user, &reply.value);
	int code = bp__channel_send(CHANNEL, &reply, sizeof reply, BP__NO_DESCRIPTOR);
	if (code == 0 && reply.code == 0) {
		while (serve())
			continue;
	}
	_exit(EXIT_SUCCESS);
}
