/* What Linux tells of itself in /proc: its settings, and in which environment this is. */
#include <config.h>

#include "sys/host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char bp__sys_name[] = "linux";
const char bp__host_unseen[] =
    "no sign of a container, gVisor, WSL, Wine, emulation or a virtual machine";

enum {
	TEXT_SIZE = 512, /* of a file of /proc; more than this is cut */
	CAP_NET_BIND_SERVICE_BIT = 10,
};

/* The paths below /proc/sys, and the names sysctl(8) has for them. */
static const struct {
	const char *path;
	const char *name;
} settings[] = {
    {"net/ipv6/bindv6only", "net.ipv6.bindv6only"},
    {"net/ipv6/conf/all/disable_ipv6", "net.ipv6.conf.all.disable_ipv6"},
    {"net/ipv6/conf/default/disable_ipv6", "net.ipv6.conf.default.disable_ipv6"},
    {"net/ipv6/conf/lo/disable_ipv6", "net.ipv6.conf.lo.disable_ipv6"},
    {"net/ipv4/ip_nonlocal_bind", "net.ipv4.ip_nonlocal_bind"},
    {"net/ipv6/ip_nonlocal_bind", "net.ipv6.ip_nonlocal_bind"},
    {"net/ipv4/ip_unprivileged_port_start", "net.ipv4.ip_unprivileged_port_start"},
    {"net/ipv4/ip_local_port_range", "net.ipv4.ip_local_port_range"},
    {"net/ipv4/ip_local_reserved_ports", "net.ipv4.ip_local_reserved_ports"},
};

/* The architecture this was compiled for, and the prefixes the kernel's own name of
 * it may have. A kernel runs the programs of each line itself. */
#if defined(__x86_64__) || defined(__i386__)
static const char *const families[] = {"x86", "i386", "i486", "i586", "i686", NULL};
#elif defined(__aarch64__) || defined(__arm__)
static const char *const families[] = {"aarch64", "arm", NULL};
#elif defined(__riscv)
static const char *const families[] = {"riscv", NULL};
#elif defined(__powerpc__)
static const char *const families[] = {"ppc", NULL};
#elif defined(__s390__)
static const char *const families[] = {"s390", NULL};
#elif defined(__mips__)
static const char *const families[] = {"mips", NULL};
#elif defined(__loongarch__)
static const char *const families[] = {"loongarch", NULL};
#elif defined(__sparc__)
static const char *const families[] = {"sparc", NULL};
#else
static const char *const families[] = {NULL};
#endif

/* Makes what a file of /proc has fit for one line: blanks for tabs and newlines,
 * none at the end, and ? for any other control byte. */
static void
make_line(char *text)
{
	size_t length = strlen(text);
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '\t' || c == '\n')
			text[i] = ' ';
		else if (c < ' ' || c >= 0x7f)
			text[i] = '?';
	}
	while (length > 0 && text[length - 1] == ' ')
		text[--length] = '\0';
}

/* Reads the beginning of a file; how much, 0 when it cannot be read. Bytes of 0, which
 * stand between the variables of an environment, become newlines. */
static size_t
read_start(const char *path, char text[TEXT_SIZE])
{
	text[0] = '\0';
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	size_t length = fread(text, 1, TEXT_SIZE - 1, file);
	fclose(file);
	text[length] = '\0';
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\0')
			text[i] = '\n';
	}
	return length;
}

static bool
exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool
begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void
found(struct bp__sys_identity *identity, const char *environment, const char *evidence)
{
	snprintf(identity->environment, sizeof identity->environment, "%s", environment);
	snprintf(identity->evidence, sizeof identity->evidence, "%s", evidence);
}

/* The first of the words, of which the last is NULL, that the beginning of a file has;
 * NULL when it has none. */
static const char *
find_word(const char *path, const char *const words[])
{
	char text[TEXT_SIZE];
	read_start(path, text);
	for (size_t i = 0; words[i] != NULL; i++) {
		if (strstr(text, words[i]) != NULL)
			return words[i];
	}
	return NULL;
}

/* Finds the environment when the file has one of the words. Only the word is told: what
 * else is there may be private. */
static bool
found_word(struct bp__sys_identity *identity, const char *environment, const char *path,
    const char *const words[])
{
	char evidence[sizeof identity->evidence];
	const char *word = find_word(path, words);
	if (word == NULL)
		return false;
	snprintf(evidence, sizeof evidence, "%s has %s in it", path, word);
	found(identity, environment, evidence);
	return true;
}

/* gVisor says it was built at a fixed moment, whatever its version; since 2025 its
 * release has its name too. */
static bool
see_gvisor(struct bp__sys_identity *identity, const char *kernel_version)
{
	if (strstr(identity->release, "gvisor") != NULL)
		found(identity, "gVisor", "uname(2) has a release with gvisor in it");
	else if (strstr(kernel_version, "#1 SMP Sun Jan 10 15:06:54 PST 2016") != NULL)
		found(identity, "gVisor",
		    "uname(2) has gVisor's fixed version of Jan 10 15:06:54 PST 2016");
	else
		return false;
	return true;
}

static bool
see_wsl(struct bp__sys_identity *identity, const char *kernel_version)
{
	(void)kernel_version;
	if (strstr(identity->release, "icrosoft") != NULL)
		found(identity, "WSL", "uname(2) has a release with Microsoft in it");
	else if (strstr(identity->release, "WSL") != NULL)
		found(identity, "WSL", "uname(2) has a release with WSL in it");
	else if (exists("/proc/sys/fs/binfmt_misc/WSLInterop"))
		found(identity, "WSL", "/proc/sys/fs/binfmt_misc/WSLInterop exists");
	else
		return false;
	return true;
}

/* A kernel that is a program of another Linux, whose processor has the flags of the
 * one it runs on, the one of a hypervisor too. */
static bool
see_user_mode_linux(struct bp__sys_identity *identity, const char *kernel_version)
{
	(void)kernel_version;
	static const char *const words[] = {"User Mode Linux", NULL};
	return found_word(identity, "user-mode Linux", "/proc/cpuinfo", words);
}

static bool
is_of_our_family(const char *architecture)
{
	for (size_t i = 0; families[i] != NULL; i++) {
		if (begins_with(architecture, families[i]))
			return true;
	}
	return false;
}

/* What /proc/cpuinfo begins with on the machines that most often emulate others, and the
 * architectures whose programs they run themselves. */
static const struct {
	const char *text;
	const char *family;
} processors[] = {
    {"GenuineIntel", "x86"},
    {"AuthenticAMD", "x86"},
    {"CPU implementer", "aarch64"},
};

static bool
see_processor(struct bp__sys_identity *identity)
{
	char text[TEXT_SIZE];
	char evidence[sizeof identity->evidence];
	read_start("/proc/cpuinfo", text);
	for (size_t i = 0; i < COUNT(processors); i++) {
		if (strstr(text, processors[i].text) == NULL ||
		    is_of_our_family(processors[i].family))
			continue;
		snprintf(evidence, sizeof evidence,
		    "/proc/cpuinfo has %s, this program is for %.32s", processors[i].text,
		    families[0]);
		found(identity, "user-mode emulation", evidence);
		return true;
	}
	return false;
}

/* An emulator changes what uname(2) says, but hands files of /proc through. The
 * kernel says its architecture there since Linux 6.1. */
static bool
see_emulation(struct bp__sys_identity *identity, const char *kernel_version)
{
	(void)kernel_version;
	char text[TEXT_SIZE];
	if (families[0] == NULL)
		return false;
	if (read_start("/proc/sys/kernel/arch", text) == 0)
		return see_processor(identity);
	make_line(text);
	if (is_of_our_family(text))
		return false;
	char evidence[sizeof identity->evidence];
	snprintf(evidence, sizeof evidence,
	    "/proc/sys/kernel/arch is %.32s, this program is for %.32s", text,
	    families[0]);
	found(identity, "user-mode emulation", evidence);
	return true;
}

/* Files that only a container has. */
static const char *const container_files[] = {
    "/.dockerenv",
    "/run/.containerenv",
};

/* Words that the path of a container's control group has, beside the container's id. */
static const char *const container_words[] = {
    "docker",
    "kubepods",
    "containerd",
    "libpod",
    "lxc",
    "machine.slice",
    NULL,
};

static bool
see_container_file(struct bp__sys_identity *identity)
{
	char evidence[sizeof identity->evidence];
	for (size_t i = 0; i < COUNT(container_files); i++) {
		if (!exists(container_files[i]))
			continue;
		snprintf(evidence, sizeof evidence, "%s exists", container_files[i]);
		found(identity, "container", evidence);
		return true;
	}
	return false;
}

/* What the manager of the container wrote down for the programs in it. */
static bool
see_container_name(struct bp__sys_identity *identity)
{
	char text[TEXT_SIZE];
	char evidence[sizeof identity->evidence];
	if (read_start("/run/systemd/container", text) > 0) {
		make_line(text);
		snprintf(
		    evidence, sizeof evidence, "/run/systemd/container says %.64s", text);
		found(identity, "container", evidence);
		return true;
	}
	read_start("/proc/1/environ", text);
	const char *variable =
	    begins_with(text, "container=") ? text : strstr(text, "\ncontainer=");
	if (variable == NULL)
		return false;
	variable += *variable == '\n';
	snprintf(evidence, sizeof evidence, "process 1 has %.*s in its environment",
	    (int)strcspn(variable, "\n"), variable);
	make_line(evidence);
	found(identity, "container", evidence);
	return true;
}

static bool
see_container(struct bp__sys_identity *identity, const char *kernel_version)
{
	(void)kernel_version;
	return see_container_file(identity) || see_container_name(identity) ||
	    found_word(identity, "container", "/proc/1/cgroup", container_words);
}

/* Where firmware, or a kernel that knows its hypervisor, names the machine. */
static const char *const machine_files[] = {
    "/sys/class/dmi/id/sys_vendor",
    "/sys/class/dmi/id/product_name",
    "/sys/hypervisor/type",
};

/* The machines that are not of metal. Microsoft calls its own Virtual Machine. */
static const char *const machine_words[] = {
    "QEMU",
    "KVM",
    "VMware",
    "VirtualBox",
    "Virtual Machine",
    "Xen",
    "xen",
    "Bochs",
    "BHYVE",
    "Parallels",
    "Apple Virtualization",
    NULL,
};

/* Every x86 hypervisor sets this bit of CPUID, which no processor of metal does. */
static bool
has_hypervisor_flag(void)
{
	char line[8 * TEXT_SIZE];
	bool has = false;
	FILE *file = fopen("/proc/cpuinfo", "re");
	if (file == NULL)
		return false;
	while (!has && fgets(line, sizeof line, file) != NULL)
		has = begins_with(line, "flags") && strstr(line, " hypervisor") != NULL;
	fclose(file);
	return has;
}

static bool
see_virtual_machine(struct bp__sys_identity *identity, const char *kernel_version)
{
	(void)kernel_version;
	static const char environment[] = "full virtual machine";
	for (size_t i = 0; i < COUNT(machine_files); i++) {
		if (found_word(identity, environment, machine_files[i], machine_words))
			return true;
	}
	if (!has_hypervisor_flag())
		return false;
	found(identity, environment, "/proc/cpuinfo has the flag hypervisor");
	return true;
}

/* In the order in which they count: gVisor runs containers, and so does WSL; and any of
 * these may be in a virtual machine, whose kernel answers as it would elsewhere. */
static bool (*const looks[])(
    struct bp__sys_identity *identity, const char *kernel_version) = {
    see_gvisor,
    see_wsl,
    see_user_mode_linux,
    see_emulation,
    see_container,
    see_virtual_machine,
};

void
bp__host_environment(struct bp__sys_identity *identity, const char *kernel_version)
{
	for (size_t i = 0; i < COUNT(looks); i++) {
		if (looks[i](identity, kernel_version))
			return;
	}
}

const char *
bp__host_privilege(void)
{
	char text[4 * TEXT_SIZE];
	FILE *file = fopen("/proc/self/status", "re");
	if (file == NULL)
		return "";
	size_t length = fread(text, 1, sizeof text - 1, file);
	fclose(file);
	text[length] = '\0';
	const char *line = strstr(text, "\nCapEff:");
	if (line == NULL)
		return "";
	unsigned long long mask = strtoull(line + strlen("\nCapEff:"), NULL, 16);
	bool can = (mask >> CAP_NET_BIND_SERVICE_BIT & 1) != 0;
	if (can == (geteuid() == 0))
		return "";
	return can ? " with CAP_NET_BIND_SERVICE" : " without CAP_NET_BIND_SERVICE";
}

void
bp__sys_each_setting(struct bp__sys *sys,
    void (*each)(void *context, const char *name, const char *value), void *context)
{
	(void)sys;
	for (size_t i = 0; i < COUNT(settings); i++) {
		char path[96];
		char text[TEXT_SIZE];
		snprintf(path, sizeof path, "/proc/sys/%s", settings[i].path);
		size_t length = read_start(path, text);
		bool cut = length == TEXT_SIZE - 1;
		make_line(text);
		if (cut)
			memcpy(text + length - 3, "...", sizeof "...");
		if (text[0] != '\0')
			each(context, settings[i].name, text);
	}
}
