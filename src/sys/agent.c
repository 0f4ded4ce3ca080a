/* Our side of the helper process of another user: starts it, asks it, ends it. */
#include <config.h>

#include "sys/agent.h"

#include <sys/wait.h>

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/channel.h"
#include "sys/descriptor.h"
#include "sys/helper.h"
#include "sys/sys.h"

enum {
	NOBODY = 65534, /* the number nearly every system gives to the user nobody */
	PASSWD_SIZE = 4096,
};

/* The user with the fewest rights. Looked up before the fork, for after it a program with
 * threads may not call getpwnam(3). */
static struct bp__user
unprivileged_user(void)
{
	struct passwd entry;
	struct passwd *found = NULL;
	char buffer[PASSWD_SIZE];
	if (getpwnam_r("nobody", &entry, buffer, sizeof buffer, &found) == 0 &&
	    found != NULL)
		return (struct bp__user){found->pw_uid, found->pw_gid};
	return (struct bp__user){NOBODY, NOBODY};
}

/* Forks the helper with every signal blocked, for good: it shares our terminal, and
 * it has to outlive a signal that we handle. It ends when our end of the channel is
 * closed, which the system does however we end. */
static int
fork_helper(struct bp__agent *agent, int theirs)
{
	struct bp__user user = unprivileged_user();
	sigset_t all;
	sigset_t before;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	int code = errno;
	if (pid == 0)
		bp__helper_run(theirs, user);
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (pid < 0)
		return code;
	agent->pid = pid;
	return 0;
}

/* Closes the channel, waits for the helper, and forgets it. Returns the signal that ended it,
 * or 0. */
static int
end(struct bp__agent *agent)
{
	int status = 0;
	pid_t ended = 0;
	int tries = 0;
	/* Seen by the helper even if another child of ours has inherited the
	 * descriptor. */
	shutdown(agent->channel, SHUT_RDWR);
	close(agent->channel);
	do {
		if (agent->pid > 0)
			ended = waitpid(agent->pid, &status, 0);
	} while (bp__is_interrupted(ended, &tries));
	*agent = (struct bp__agent){.channel = BP__NO_DESCRIPTOR};
	return ended > 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* A helper that has ended, or a channel with half a message in it, is of no more use. */
static void
lose(struct bp__agent *agent)
{
	int number = end(agent);
	agent->state = BP__AGENT_ENDED;
	if (number == SIGSYS)
		snprintf(agent->reason, sizeof agent->reason,
		    "the helper process was killed by SIGSYS, as a sandbox does for a call");
	else if (number != 0)
		snprintf(agent->reason, sizeof agent->reason,
		    "the helper process was ended by signal %d", number);
	else
		snprintf(
		    agent->reason, sizeof agent->reason, "the helper process has ended");
}

static void
lack(struct bp__agent *agent, const char *step, int code)
{
	char number[32];
	agent->state = BP__AGENT_LACKING;
	snprintf(agent->reason, sizeof agent->reason, "cannot become another user: %s %s",
	    step, bp__sys_error_name(code, number, sizeof number));
}

static void
start(struct bp__agent *agent)
{
	int ends[2];
	int code = bp__descriptor_pair(ends);
	if (code != 0) {
		lack(agent, "socketpair", code);
		return;
	}
	agent->channel = ends[0];
	agent->state = BP__AGENT_RUNS;
	code = fork_helper(agent, ends[1]);
	close(ends[1]);
	struct bp__reply reply = {code, BP__NO_DESCRIPTOR};
	int none;
	if (code == 0 &&
	    bp__channel_receive(agent->channel, &reply, sizeof reply, &none) != 0) {
		lose(agent);
	} else if (reply.code != 0) {
		(void)end(agent);
		lack(agent, bp__drop_step(reply.value), reply.code);
	}
}

/* Asks the helper; *descriptor is what came with its answer. */
static int
ask(struct bp__agent *agent, struct bp__request *request, struct bp__reply *reply,
    int *descriptor)
{
	if (agent->state != BP__AGENT_RUNS)
		return EPIPE;
	if (bp__channel_send(
		agent->channel, request, sizeof *request, BP__NO_DESCRIPTOR) == 0 &&
	    bp__channel_receive(agent->channel, reply, sizeof *reply, descriptor) == 0)
		return reply->code;
	lose(agent);
	return EPIPE;
}

/* Asks for what answers with its code alone. */
static int
tell(struct bp__agent *agent, struct bp__request *request)
{
	struct bp__reply reply;
	int none;
	return ask(agent, request, &reply, &none);
}

/* A request without stray bytes between or after its members. */
static struct bp__request *
request_of(struct bp__request *request, enum bp__verb verb, int remote)
{
	memset(request, 0, sizeof *request);
	request->verb = verb;
	request->remote = remote;
	return request;
}

const char *
bp__agent_lacking(struct bp__agent *agent)
{
	if (agent->state == BP__AGENT_NOT_ASKED && geteuid() != 0) {
		agent->state = BP__AGENT_LACKING;
		snprintf(agent->reason, sizeof agent->reason, "needs root");
	}
	if (agent->state == BP__AGENT_NOT_ASKED)
		start(agent);
	return agent->state == BP__AGENT_RUNS ? NULL : agent->reason;
}

void
bp__agent_stop(struct bp__agent *agent)
{
	if (agent->state == BP__AGENT_RUNS)
		(void)end(agent);
}

int
bp__agent_open(struct bp__agent *agent, const int kind[3], bp__native *local, int *remote)
{
	if (bp__agent_lacking(agent) != NULL)
		return agent->state == BP__AGENT_ENDED ? EPIPE : EPERM;
	struct bp__request request;
	request_of(&request, BP__VERB_OPEN, BP__NO_DESCRIPTOR);
	memcpy(request.numbers, kind, sizeof request.numbers);
	struct bp__reply reply;
	int descriptor = BP__NO_DESCRIPTOR;
	int code = ask(agent, &request, &reply, &descriptor);
	if (code != 0)
		return code;
	if (descriptor == BP__NO_DESCRIPTOR) {
		/* The system drops what we have no room for, without an error. */
		bp__agent_close(agent, reply.value);
		return EMFILE;
	}
	*local = descriptor;
	*remote = reply.value;
	return 0;
}

int
bp__agent_set(struct bp__agent *agent, int remote, const int names[2], const void *value,
    socklen_t size)
{
	struct bp__request request;
	if (size > sizeof request.data)
		return EINVAL;
	request_of(&request, BP__VERB_SET, remote);
	memcpy(request.numbers, names, 2 * sizeof *names);
	memcpy(&request.data, value, size);
	request.size = size;
	return tell(agent, &request);
}

int
bp__agent_bind(struct bp__agent *agent, int remote,
    const struct sockaddr_storage *address, socklen_t size)
{
	struct bp__request request;
	request_of(&request, BP__VERB_BIND, remote);
	memcpy(&request.data.address, address, size);
	request.size = size;
	return tell(agent, &request);
}

int
bp__agent_listen(struct bp__agent *agent, int remote, int backlog)
{
	struct bp__request request;
	request_of(&request, BP__VERB_LISTEN, remote);
	request.numbers[0] = backlog;
	return tell(agent, &request);
}

void
bp__agent_close(struct bp__agent *agent, int remote)
{
	struct bp__request request;
	request_of(&request, BP__VERB_CLOSE, remote);
	(void)tell(agent, &request);
}
