/* Says which Windows this is, or what stands for one, and who runs on it. */
#include <config.h>

#include "sys/sys.h"

#include <windows.h>

#include <string.h>

#include "sys/win32.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const wchar_t version_key[] = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
static const wchar_t control_key[] = L"SYSTEM\\CurrentControlSet\\Control";

/* The machines that Windows runs on, by the names other systems have for them. */
static const struct {
	USHORT machine; /* of executable files */
	WORD architecture; /* of processors */
	const char *name;
} machines[] = {
    {0x8664, PROCESSOR_ARCHITECTURE_AMD64, "x86_64"},
    {0xaa64, PROCESSOR_ARCHITECTURE_ARM64, "aarch64"},
    {0x014c, PROCESSOR_ARCHITECTURE_INTEL, "i686"},
    {0x01c4, PROCESSOR_ARCHITECTURE_ARM, "arm"},
};

#if defined _M_ARM64 || defined __aarch64__
enum {
	RUNS_ON_ARM64 = 1
};
#else
enum {
	RUNS_ON_ARM64 = 0
};
#endif

/* A function of a library that every process has, which not every Windows has there. */
typedef void
any_function(void);

static any_function *
find(const wchar_t *library, const char *name)
{
	HMODULE module = GetModuleHandleW(library);
	return module == NULL ? NULL : (any_function *)GetProcAddress(module, name);
}

/* The version: GetVersionEx() says of later ones that they are Windows 8. */
static void
write_release(char *release, size_t size)
{
	typedef LONG WINAPI get_version(OSVERSIONINFOW *);
	get_version *get = (get_version *)find(L"ntdll.dll", "RtlGetVersion");
	OSVERSIONINFOW version = {.dwOSVersionInfoSize = sizeof version};
	DWORD revision = 0;
	if (get == NULL || get(&version) != 0)
		return;
	int used = snprintf(release, size, "%lu.%lu.%lu", version.dwMajorVersion,
	    version.dwMinorVersion, version.dwBuildNumber);
	if (bp__registry_number(version_key, L"UBR", &revision))
		snprintf(release + used, size - (size_t)used, ".%lu", revision);
}

/* The machine below any emulation of another. */
static const char *
native_machine(void)
{
	typedef BOOL WINAPI is_wow64(HANDLE, USHORT *, USHORT *);
	is_wow64 *ask = (is_wow64 *)find(L"kernel32.dll", "IsWow64Process2");
	USHORT ours = 0;
	USHORT native = 0;
	SYSTEM_INFO info;
	GetNativeSystemInfo(&info);
	bool told = ask != NULL && ask(GetCurrentProcess(), &ours, &native) != 0;
	for (size_t i = 0; i < COUNT(machines); i++) {
		if (told ? machines[i].machine == native
			 : machines[i].architecture == info.wProcessorArchitecture)
			return machines[i].name;
	}
	return "";
}

static void
found(struct bp__sys_identity *identity, const char *environment, const char *evidence)
{
	snprintf(identity->environment, sizeof identity->environment, "%s", environment);
	snprintf(identity->evidence, sizeof identity->evidence, "%s", evidence);
}

/* Wine tells its version, and the system below it, by functions of its own. */
static bool
see_wine(struct bp__sys_identity *identity)
{
	typedef const char *CDECL get_version(void);
	typedef void CDECL get_host(const char **, const char **);
	get_version *version = (get_version *)find(L"ntdll.dll", "wine_get_version");
	get_host *host = (get_host *)find(L"ntdll.dll", "wine_get_host_version");
	const char *system = "";
	const char *release = "";
	char evidence[sizeof identity->evidence];
	if (version == NULL)
		return false;
	if (host != NULL)
		host(&system, &release);
	snprintf(evidence, sizeof evidence,
	    "ntdll.dll has wine_get_version, which says %.32s%s%.32s%s%.64s", version(),
	    *system != '\0' ? " on " : "", system, *release != '\0' ? " " : "", release);
	found(identity, "Wine", evidence);
	return true;
}

static bool
see_emulation(struct bp__sys_identity *identity)
{
	if (RUNS_ON_ARM64 != 0 || strcmp(identity->machine, "aarch64") != 0)
		return false;
	found(identity, "user-mode emulation",
	    "IsWow64Process2 says ARM64, this program is for another machine");
	return true;
}

static bool
see_container(struct bp__sys_identity *identity)
{
	DWORD type = 0;
	if (!bp__registry_number(control_key, L"ContainerType", &type))
		return false;
	found(identity, "container", "the registry has Control\\ContainerType");
	return true;
}

static bool (*const looks[])(struct bp__sys_identity *identity) = {
    see_wine,
    see_emulation,
    see_container,
};

/* Whether the rights of administrators are in force, which without elevation they are
 * not. */
static bool
is_administrator(void)
{
	SID_IDENTIFIER_AUTHORITY authority = {SECURITY_NT_AUTHORITY};
	PSID group = NULL;
	BOOL member = FALSE;
	if (AllocateAndInitializeSid(&authority, 2, SECURITY_BUILTIN_DOMAIN_RID,
		DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0, &group) == 0)
		return false;
	bool known = CheckTokenMembership(NULL, group, &member) != 0;
	FreeSid(group);
	return known && member != 0;
}

void
bp__sys_identify(struct bp__sys *sys, struct bp__sys_identity *identity)
{
	(void)sys;
	memset(identity, 0, sizeof *identity);
	snprintf(identity->system, sizeof identity->system, "Windows");
	write_release(identity->release, sizeof identity->release);
	snprintf(identity->machine, sizeof identity->machine, "%s", native_machine());
	snprintf(identity->user, sizeof identity->user, "%s",
	    is_administrator() ? "administrator" : "plain user");
	for (size_t i = 0; i < COUNT(looks); i++) {
		if (looks[i](identity))
			return;
	}
	found(identity, "unknown", "no sign of Wine, emulation or a container");
}
