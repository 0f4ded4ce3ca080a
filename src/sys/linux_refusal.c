/* The settings of Linux that keep namespaces from a program, and the signs of each. */
#include <config.h>

#include "sys/linux_refusal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sys/linux_environment.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	PATH_SIZE = 256,
	STATUS_SIZE = 4 * BP__LINUX_TEXT,
};

/* One reason for an error. The first counts whose file has the word in it; without a word,
 * where there is no such file; without a file, always. */
static const struct reason {
	int code;
	const char *path;
	const char *word; /* a line of the file begins so */
	const char *text;
} reasons[] = {
    {ENOSPC, "/proc/sys/user/max_user_namespaces", "0\n",
	"user.max_user_namespaces=0 allows no user namespace"},
    {ENOSPC, "/proc/sys/user/max_net_namespaces", "0\n",
	"user.max_net_namespaces=0 allows no network namespace"},
    {ENOSPC, NULL, NULL,
	"the namespaces that user.max_user_namespaces or user.max_net_namespaces allow, "
	"here or in an outer namespace, are used up"},
    {EUSERS, NULL, NULL, "user namespaces are nested too deep"},
    {EPERM, "/proc/sys/kernel/unprivileged_userns_clone", "0\n",
	"kernel.unprivileged_userns_clone=0 keeps user namespaces from plain users"},
    {EPERM, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n",
	"kernel.apparmor_restrict_unprivileged_userns=1 keeps their use from programs "
	"without an AppArmor profile"},
    {EACCES, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n",
	"kernel.apparmor_restrict_unprivileged_userns=1 keeps their use from programs "
	"without an AppArmor profile"},
    {EPERM, "/proc/self/status", "Seccomp:\t2",
	"a seccomp filter, as container profiles have it (Seccomp is 2 in "
	"/proc/self/status), does not let it"},
    {EPERM, NULL, NULL,
	"no setting in /proc/sys tells why; a chroot, SELinux or another security module "
	"does not let it"},
    {EINVAL, "/proc/self/ns/net", NULL, "this kernel was built without CONFIG_NET_NS"},
    {EINVAL, "/proc/self/ns/user", NULL, "this kernel was built without CONFIG_USER_NS"},
    {EINVAL, NULL, NULL,
	"the program has several threads, or the kernel knows no such namespace"},
    {ENOENT, "/proc/self", NULL, "/proc is not mounted"},
    {ENOSYS, NULL, NULL, "this kernel, or what stands in for it, has no namespaces"},
};

/* Whether a line of the file begins with the word. */
static int
has_line(const char *path, const char *word)
{
	char text[STATUS_SIZE + 1] = "\n";
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	size_t length = fread(text + 1, 1, sizeof text - 2, file);
	fclose(file);
	text[1 + length] = '\0';
	for (const char *line = text; line != NULL; line = strchr(line + 1, '\n')) {
		if (strncmp(line + 1, word, strlen(word)) == 0)
			return 1;
	}
	return 0;
}

static int
is_so(const struct bp__refusal *refusal, const struct reason *reason)
{
	char path[PATH_SIZE];
	if (reason->code != refusal->code)
		return 0;
	if (reason->path == NULL)
		return 1;
	snprintf(path, sizeof path, "%s%s", refusal->root, reason->path);
	return reason->word == NULL ? access(path, F_OK) != 0
				    : has_line(path, reason->word);
}

void
bp__linux_refusal(const struct bp__refusal *refusal, char *text, size_t size)
{
	char number[32];
	const char *why = "nothing tells why";
	for (size_t i = 0; i < COUNT(reasons); i++) {
		if (is_so(refusal, &reasons[i])) {
			why = reasons[i].text;
			break;
		}
	}
	snprintf(text, size, "%s is refused with %s: %s; %s", refusal->call,
	    bp__sys_error_name(refusal->code, number, sizeof number), why,
	    refusal->is_root
		? "run on the host itself or with CAP_SYS_ADMIN, or probe a free port in "
		  "the network that is there"
		: "change that, run as root, or probe a free port in the network that is "
		  "there");
}
