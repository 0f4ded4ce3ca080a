/* The settings of Windows that change what bind() answers, as the registry has them. */
#include <config.h>

#include "sys/sys.h"

#include <windows.h>

#include "sys/win32.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

#define SERVICES L"SYSTEM\\CurrentControlSet\\Services\\"

/* Numbers, of which most hosts have none. DisableAddressSharing makes SO_REUSEADDR share
 * with nobody; MaxUserPort is the last port the system chooses where it is from before
 * Windows Vista. */
static const struct {
	const wchar_t *key;
	const wchar_t *value;
	const char *name;
} settings[] = {
    {SERVICES L"Tcpip6\\Parameters", L"DisabledComponents", "Tcpip6.DisabledComponents"},
    {SERVICES L"Afd\\Parameters", L"DisableAddressSharing", "Afd.DisableAddressSharing"},
    {SERVICES L"Afd\\Parameters", L"DisableRawSecurity", "Afd.DisableRawSecurity"},
    {SERVICES L"Tcpip\\Parameters", L"MaxUserPort", "Tcpip.MaxUserPort"},
    {SERVICES L"Tcpip\\Parameters", L"TcpTimedWaitDelay", "Tcpip.TcpTimedWaitDelay"},
};

bool
bp__registry_number(const wchar_t *key, const wchar_t *name, unsigned long *number)
{
	DWORD size = sizeof *number;
	return RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_DWORD, NULL, number,
		   &size) == ERROR_SUCCESS;
}

void
bp__sys_each_setting(struct bp__sys *sys,
    void (*each)(void *context, const char *name, const char *value), void *context)
{
	(void)sys;
	for (size_t i = 0; i < COUNT(settings); i++) {
		DWORD number = 0;
		char text[16];
		if (!bp__registry_number(settings[i].key, settings[i].value, &number))
			continue;
		snprintf(text, sizeof text, "%lu", number);
		each(context, settings[i].name, text);
	}
}
