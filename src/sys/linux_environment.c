/* The environments a program for Linux may find itself in, and the signs of each. */
#include <config.h>

#include "sys/linux_environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sys/host.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

const char bp__host_unseen[] =
    "no sign of a container, gVisor, WSL, emulation, a virtual machine or other stack";

enum {
	PATH_SIZE = 256,
	LINE_SIZE = 8 * BP__LINUX_TEXT, /* of the longest line, a processor's flags */
};

/* The words for environments, as reports have them. */
#define PRELOADED "preloaded stack"
#define GVISOR "gVisor"
#define WSL "WSL"
#define USER_MODE_LINUX "user-mode Linux"
#define EMULATION "user-mode emulation"
#define CONTAINER "container"
#define VIRTUAL_MACHINE "full virtual machine"

/* Where the words of uname(2) are looked for. */
static const char release[] = "release";
static const char version[] = "version";

typedef bool
look_function(const struct bp__clues *clues, struct bp__sys_identity *identity);

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

void
bp__linux_make_line(char *text)
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

size_t
bp__linux_read(const char *path, char text[BP__LINUX_TEXT])
{
	text[0] = '\0';
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	size_t length = fread(text, 1, BP__LINUX_TEXT - 1, file);
	fclose(file);
	text[length] = '\0';
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\0')
			text[i] = '\n';
	}
	return length;
}

static const char *
path_of(const struct bp__clues *clues, const char *path, char text[PATH_SIZE])
{
	snprintf(text, PATH_SIZE, "%s%s", clues->root, path);
	return text;
}

static size_t
read_file(const struct bp__clues *clues, const char *path, char text[BP__LINUX_TEXT])
{
	char whole[PATH_SIZE];
	return bp__linux_read(path_of(clues, path, whole), text);
}

static FILE *
open_file(const struct bp__clues *clues, const char *path)
{
	char whole[PATH_SIZE];
	return fopen(path_of(clues, path, whole), "re");
}

static bool
begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The first of the words, of which the last is NULL, that the text has; NULL when it has
 * none. */
static const char *
find_word(const char *text, const char *const *words)
{
	while (*words != NULL && strstr(text, *words) == NULL)
		words++;
	return *words;
}

/* Libraries that may be where a program has its socket calls from, and hand them to the
 * kernel: C libraries, and gcc's thread sanitizer. */
static const char *const carriers[] = {
    "libc.",
    "libc-",
    "ld-musl-",
    "ld64-uClibc",
    "libuClibc",
    "libtsan.",
};

static bool
is_another_library(const char *name)
{
	for (size_t i = 0; i < COUNT(carriers); i++) {
		if (begins_with(name, carriers[i]))
			return false;
	}
	return strstr(name, ".so") != NULL;
}

/* Writes the name, without its path, of the file that was mapped where the function is;
 * none when the file is not known. */
static void
find_library(const struct bp__clues *clues, uintptr_t function, char name[BP__LINUX_TEXT])
{
	char line[BP__LINUX_TEXT];
	name[0] = '\0';
	FILE *maps = open_file(clues, "/proc/self/maps");
	if (maps == NULL)
		return;
	while (name[0] == '\0' && fgets(line, sizeof line, maps) != NULL) {
		char *end;
		uintptr_t first = (uintptr_t)strtoull(line, &end, 16);
		uintptr_t next = *end == '-' ? (uintptr_t)strtoull(end + 1, NULL, 16) : 0;
		const char *slash = strrchr(line, '/');
		if (function >= first && function < next && slash != NULL)
			memcpy(name, slash + 1, strlen(slash + 1) + 1);
	}
	fclose(maps);
	bp__linux_make_line(name);
}

/* A library that is loaded before the C library takes socket calls over. */
static bool
see_preloaded(const struct bp__clues *clues, struct bp__sys_identity *identity)
{
	const struct {
		const char *name;
		uintptr_t function;
	} calls[] = {{"bind(2)", clues->bind}, {"socket(2)", clues->socket}};
	char library[BP__LINUX_TEXT];
	for (size_t i = 0; i < COUNT(calls); i++) {
		find_library(clues, calls[i].function, library);
		if (!is_another_library(library))
			continue;
		snprintf(identity->evidence, sizeof identity->evidence,
		    "%s is that of %.64s, which is no C library", calls[i].name, library);
		return true;
	}
	return false;
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
see_processor(const struct bp__clues *clues, struct bp__sys_identity *identity)
{
	char text[BP__LINUX_TEXT];
	read_file(clues, "/proc/cpuinfo", text);
	for (size_t i = 0; i < COUNT(processors); i++) {
		if (strstr(text, processors[i].text) == NULL ||
		    is_of_our_family(processors[i].family))
			continue;
		snprintf(identity->evidence, sizeof identity->evidence,
		    "/proc/cpuinfo has %s, this program is for %.32s", processors[i].text,
		    families[0]);
		return true;
	}
	return false;
}

/* An emulator changes what uname(2) says, but hands files of /proc through. The
 * kernel says its architecture there since Linux 6.1. */
static bool
see_architecture(const struct bp__clues *clues, struct bp__sys_identity *identity)
{
	char text[BP__LINUX_TEXT];
	if (families[0] == NULL)
		return false;
	if (read_file(clues, "/proc/sys/kernel/arch", text) == 0)
		return see_processor(clues, identity);
	bp__linux_make_line(text);
	if (is_of_our_family(text))
		return false;
	snprintf(identity->evidence, sizeof identity->evidence,
	    "/proc/sys/kernel/arch is %.32s, this program is for %.32s", text,
	    families[0]);
	return true;
}

/* What the manager of the container wrote down for the programs in it. */
static bool
see_container_name(const struct bp__clues *clues, struct bp__sys_identity *identity)
{
	char text[BP__LINUX_TEXT];
	if (read_file(clues, "/run/systemd/container", text) > 0) {
		bp__linux_make_line(text);
		snprintf(identity->evidence, sizeof identity->evidence,
		    "/run/systemd/container says %.64s", text);
		return true;
	}
	read_file(clues, "/proc/1/environ", text);
	const char *variable =
	    begins_with(text, "container=") ? text : strstr(text, "\ncontainer=");
	if (variable == NULL)
		return false;
	variable += *variable == '\n';
	snprintf(identity->evidence, sizeof identity->evidence,
	    "process 1 has %.*s in its environment", (int)strcspn(variable, "\n"),
	    variable);
	bp__linux_make_line(identity->evidence);
	return true;
}

/* Every x86 hypervisor sets this bit of CPUID, which no processor of metal does. */
static bool
see_hypervisor(const struct bp__clues *clues, struct bp__sys_identity *identity)
{
	char line[LINE_SIZE];
	bool has = false;
	FILE *file = open_file(clues, "/proc/cpuinfo");
	if (file == NULL)
		return false;
	while (!has && fgets(line, sizeof line, file) != NULL)
		has = begins_with(line, "flags") && strstr(line, " hypervisor") != NULL;
	fclose(file);
	if (has)
		snprintf(identity->evidence, sizeof identity->evidence,
		    "/proc/cpuinfo has the flag hypervisor");
	return has;
}

/* Microsoft calls its own Virtual Machine. */
static const char *const machines[] = {
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

#define WORDS(...)                \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

/* One sign of an environment: one of the words in a file or in what uname(2) says; without
 * words, that there is the file; or what a function sees. */
static const struct sign {
	const char *environment;
	const char *where;
	const char *const *words;
	look_function *look;
} signs[] = {
    /* In the order in which they count: whose stack answers comes first. gVisor and WSL
     * run containers; all of them may be in a virtual machine, whose kernel answers as
     * it would elsewhere, and the processor of user-mode Linux has the flags of its
     * host's. */
    {PRELOADED, .look = see_preloaded},
    {GVISOR, release, WORDS("gvisor")}, /* since 2025 */
    /* Built at this moment, it says, whatever its version. */
    {GVISOR, version, WORDS("#1 SMP Sun Jan 10 15:06:54 PST 2016")},
    {WSL, release, WORDS("Microsoft", "microsoft", "WSL")},
    {WSL, "/proc/sys/fs/binfmt_misc/WSLInterop"},
    {USER_MODE_LINUX, "/proc/cpuinfo", WORDS("User Mode Linux")},
    {EMULATION, "/proc/self/comm", WORDS("qemu-")},
    {EMULATION, .look = see_architecture},
    {CONTAINER, "/.dockerenv"},
    {CONTAINER, "/run/.containerenv"},
    {CONTAINER, .look = see_container_name},
    {CONTAINER, "/proc/1/cgroup",
	WORDS("docker", "kubepods", "containerd", "libpod", "lxc", "machine.slice")},
    {VIRTUAL_MACHINE, "/sys/class/dmi/id/sys_vendor", machines},
    {VIRTUAL_MACHINE, "/sys/class/dmi/id/product_name", machines},
    {VIRTUAL_MACHINE, "/sys/hypervisor/type", machines},
    {VIRTUAL_MACHINE, .look = see_hypervisor},
};

/* Only the word is told: what else is there may be private. */
static bool
see_word(const struct bp__clues *clues, const struct sign *sign,
    struct bp__sys_identity *identity)
{
	char text[BP__LINUX_TEXT];
	bool told = sign->where == release || sign->where == version;
	if (!told)
		read_file(clues, sign->where, text);
	const char *word = find_word(sign->where == release ? identity->release
		: sign->where == version                    ? clues->kernel_version
							    : text,
	    sign->words);
	if (word == NULL)
		return false;
	snprintf(identity->evidence, sizeof identity->evidence, "%s%s has %s in it",
	    told ? "uname(2)'s " : "", sign->where, word);
	return true;
}

static bool
see_file(const struct bp__clues *clues, const struct sign *sign,
    struct bp__sys_identity *identity)
{
	char path[PATH_SIZE];
	if (access(path_of(clues, sign->where, path), F_OK) != 0)
		return false;
	snprintf(identity->evidence, sizeof identity->evidence, "%s exists", sign->where);
	return true;
}

static bool
see(const struct bp__clues *clues, const struct sign *sign,
    struct bp__sys_identity *identity)
{
	if (sign->look != NULL)
		return sign->look(clues, identity);
	if (sign->words != NULL)
		return see_word(clues, sign, identity);
	return see_file(clues, sign, identity);
}

void
bp__linux_environment(const struct bp__clues *clues, struct bp__sys_identity *identity)
{
	for (size_t i = 0; i < COUNT(signs); i++) {
		if (!see(clues, &signs[i], identity))
			continue;
		snprintf(identity->environment, sizeof identity->environment, "%s",
		    signs[i].environment);
		return;
	}
}
