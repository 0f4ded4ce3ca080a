/* The registry, which tells of the version and of settings. */
#ifndef BP_SYS_WIN32_H
#define BP_SYS_WIN32_H

#include <stdbool.h>
#include <wchar.h>

/* Reads a number below HKEY_LOCAL_MACHINE; false when there is none. */
bool
bp__registry_number(const wchar_t *key, const wchar_t *name, unsigned long *number);

#endif
