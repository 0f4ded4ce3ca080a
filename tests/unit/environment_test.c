/* In which environment of Linux a program finds itself, shown made-up machines. */
#include <config.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sys/linux_environment.h"
#include "unit/unit.h"

enum {
	FILES_MAX = 3,
	PATH_SIZE = 512,
};

#define BIND 0x7f0000001234
#define MAPS(library)                                                           \
	"55d0c0000000-55d0c0100000 r-xp 00000000 08:01 11 /usr/bin/bindprobe\n" \
	"7f0000001000-7f0000002000 r-xp 00000000 08:01 12 " library "\n"        \
	"7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]\n"
#define HERE                                        \
	{                                           \
		"/proc/sys/kernel/arch", "x86_64\n" \
	}

/* A machine: what uname(2) says, the files there are, and what is to be said of it. */
static const struct machine {
	const char *release;
	const char *version;
	struct {
		const char *path;
		const char *text;
	} files[FILES_MAX];
	const char *environment;
	const char *evidence;
} machines[] = {
    {"6.1.0", "#1 SMP", {HERE}, "", ""},
    {"6.1.0", "#1 SMP", {{"/proc/1/cgroup", "0::/init.scope\n"}, HERE}, "", ""},
    {"4.4.0", "#1 SMP Sun Jan 10 15:06:54 PST 2016", {{"/.dockerenv", ""}}, "gVisor",
	"uname(2)'s version has #1 SMP Sun Jan 10 15:06:54 PST 2016 in it"},
    {"4.4.0-gvisor", "", {HERE}, "gVisor", "uname(2)'s release has gvisor in it"},
    {"5.15.90.1-microsoft-standard-WSL2", "",
	{{"/.dockerenv", ""}, {"/proc/cpuinfo", "flags\t: fpu hypervisor\n"}}, "WSL",
	"uname(2)'s release has microsoft in it"},
    {"5.15.0", "", {{"/proc/sys/fs/binfmt_misc/WSLInterop", "enabled"}}, "WSL",
	"/proc/sys/fs/binfmt_misc/WSLInterop exists"},
    {"6.1.0", "",
	{{"/proc/cpuinfo", "vendor_id\t: User Mode Linux\nflags\t: hypervisor\n"}},
	"user-mode Linux", "/proc/cpuinfo has User Mode Linux in it"},
    {"6.1.0", "", {{"/proc/self/comm", "qemu-x86_64-sta\n"}, HERE}, "user-mode emulation",
	"/proc/self/comm has qemu- in it"},
    {"6.1.0", "", {{"/proc/self/comm", "bindprobe\n"}, HERE}, "", ""},
    {"6.1.0", "", {{"/.dockerenv", ""}}, "container", "/.dockerenv exists"},
    {"6.1.0", "", {{"/run/.containerenv", ""}}, "container", "/run/.containerenv exists"},
    {"6.1.0", "", {{"/run/systemd/container", "systemd-nspawn\n"}}, "container",
	"/run/systemd/container says systemd-nspawn"},
    {"6.1.0", "", {{"/proc/1/environ", "TERM=linux\ncontainer=l\033xc\nA=b"}},
	"container", "process 1 has container=l?xc in its environment"},
    {"6.1.0", "", {{"/proc/1/cgroup", "0::/kubepods/besteffort/pod1234/5678\n"}},
	"container", "/proc/1/cgroup has kubepods in it"},
    {"6.1.0", "", {{"/sys/class/dmi/id/product_name", "VirtualBox\n"}},
	"full virtual machine", "/sys/class/dmi/id/product_name has VirtualBox in it"},
    {"6.1.0", "", {{"/sys/class/dmi/id/product_name", "ThinkPad X1\n"}}, "", ""},
    {"6.1.0", "", {{"/sys/hypervisor/type", "xen\n"}}, "full virtual machine",
	"/sys/hypervisor/type has xen in it"},
    {"6.1.0", "", {{"/proc/cpuinfo", "flags\t\t: fpu vme hypervisor lahf_lm\n"}},
	"full virtual machine", "/proc/cpuinfo has the flag hypervisor"},
    {"6.1.0", "", {{"/proc/cpuinfo", "model name\t: a hypervisor\nflags\t: fpu\n"}}, "",
	""},
    {"6.1.0", "",
	{{"/proc/self/maps", MAPS("/opt/private/liblwip.so.0")}, {"/.dockerenv", ""}},
	"preloaded stack", "bind(2) is that of liblwip.so.0, which is no C library"},
    {"6.1.0", "", {{"/proc/self/maps", MAPS("/lib/x86_64-linux-gnu/libc.so.6")}, HERE},
	"", ""},
    {"6.1.0", "", {{"/proc/self/maps", MAPS("/lib/ld-musl-x86_64.so.1")}, HERE}, "", ""},
    {"6.1.0", "", {{"/proc/self/maps", MAPS("/usr/bin/linked-statically")}, HERE}, "",
	""},
};

static void
make_parents(char *path, size_t root)
{
	for (char *p = path + root + 1; (p = strchr(p, '/')) != NULL; p++) {
		*p = '\0';
		(void)mkdir(path, 0700);
		*p = '/';
	}
}

static void
make_file(const char *root, const char *name, const char *text)
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s%s", root, name);
	make_parents(path, strlen(root));
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static int
take_away(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

static void
look_around(const struct machine *machine)
{
	char root[] = "/tmp/bindprobe-test-XXXXXX";
	struct bp__sys_identity identity = {.environment = ""};
	assert_non_null(mkdtemp(root));
	for (size_t i = 0; i < FILES_MAX && machine->files[i].path != NULL; i++)
		make_file(root, machine->files[i].path, machine->files[i].text);
	snprintf(identity.release, sizeof identity.release, "%s", machine->release);
	const struct bp__clues clues = {
	    .root = root,
	    .kernel_version = machine->version,
	    .bind = (uintptr_t)BIND,
	    .socket = (uintptr_t)BIND,
	};
	bp__linux_environment(&clues, &identity);
	assert_int_equal(nftw(root, take_away, 8, FTW_DEPTH | FTW_PHYS), 0);
	assert_string_equal(identity.environment, machine->environment);
	assert_string_equal(identity.evidence, machine->evidence);
}

static void
each_environment_is_known_by_its_signs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(machines); i++)
		look_around(&machines[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_environment_is_known_by_its_signs),
	};
#ifndef __x86_64__
	return puts("1..0 # SKIP the machines are of another architecture") == EOF;
#endif
	return cmocka_run_group_tests(tests, NULL, NULL);
}
