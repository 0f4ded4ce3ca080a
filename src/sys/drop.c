/* Gives up root, step by step. */
#include <config.h>

#include "sys/drop.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>

#include "sys/linux_capability.h"
#include "sys/linux_numbers.h"
#endif

#define COUNT(array) (sizeof(array) / sizeof *(array))

static int
answer(long result)
{
	return result < 0 ? errno : 0;
}

static int
drop_groups(struct bp__user user)
{
	(void)user;
	return answer(setgroups(0, NULL));
}

/* The real, effective and saved ids. For root setgid(2) and setuid(2) change all three. */
#ifdef HAVE_SETRESUID
#define GROUP_STEP "setresgid"
#define USER_STEP "setresuid"

static int
drop_group(struct bp__user user)
{
	return answer(setresgid(user.gid, user.gid, user.gid));
}

static int
drop_user(struct bp__user user)
{
	return answer(setresuid(user.uid, user.uid, user.uid));
}
#else
#define GROUP_STEP "setgid"
#define USER_STEP "setuid"

static int
drop_group(struct bp__user user)
{
	return answer(setgid(user.gid));
}

static int
drop_user(struct bp__user user)
{
	return answer(setuid(user.uid));
}
#endif

#ifdef __linux__
enum {
	CAPABILITIES_MAX = 64,
};

/* What no execve(2) can give any more. Only root may do this, and where it may not, the
 * steps that follow are enough. */
static int
drop_bounds(struct bp__user user)
{
	(void)user;
	for (unsigned long i = 0; i < CAPABILITIES_MAX; i++)
		(void)prctl(PR_CAPBSET_DROP, i, 0UL, 0UL, 0UL);
	return 0;
}

static int
drop_capabilities(struct bp__user user)
{
	(void)user;
	return bp__capabilities_drop();
}

static int
refuse_privileges(struct bp__user user)
{
	(void)user;
	return answer(prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL));
}

/* Behind the step that changes the user, which would undo it. */
static int
die_with_parent(struct bp__user user)
{
	(void)user;
	return answer(prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL, 0UL, 0UL, 0UL));
}

static int
has_no_capability(struct bp__user user)
{
	(void)user;
	bool any = true;
	int code = bp__capabilities_any(&any);
	return code == 0 && any ? EPERM : code;
}
#endif

/* Who could return to be root would answer for the wrong user. */
static int
is_dropped(struct bp__user user)
{
	if (setuid(0) == 0 || seteuid(0) == 0 || setgid(0) == 0 || getuid() != user.uid ||
	    geteuid() != user.uid || getgid() != user.gid || getegid() != user.gid ||
	    getgroups(0, NULL) != 0)
		return EPERM;
	return 0;
}

/* In this order: a step needs rights that a later one gives up. */
static const struct {
	const char *name;
	int (*take)(struct bp__user user);
} steps[] = {
    {"setgroups", drop_groups},
#ifdef __linux__
    {"PR_CAPBSET_DROP", drop_bounds},
#endif
    {GROUP_STEP, drop_group},
    {USER_STEP, drop_user},
#ifdef __linux__
    {"capset", drop_capabilities},
    {"PR_SET_NO_NEW_PRIVS", refuse_privileges},
    {"PR_SET_PDEATHSIG", die_with_parent},
    {"giving up capabilities", has_no_capability},
#endif
    {"giving up root", is_dropped},
};

int
bp__drop_root(struct bp__user user, int *step)
{
	int code = 0;
	for (size_t i = 0; i < COUNT(steps) && code == 0; i++) {
		*step = (int)i;
		code = steps[i].take(user);
	}
	return code;
}

const char *
bp__drop_step(int i)
{
	return i >= 0 && (size_t)i < COUNT(steps) ? steps[i].name : "fork";
}
