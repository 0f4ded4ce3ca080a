/* The names of the system's errors, and what kind of error each is. */
#include <config.h>

#include "sys/errors.h"

#include <stdio.h>

#include "sys/network.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* EAI_NODATA and EAI_ADDRFAMILY are gone from RFC 3493 and still given by some
 * systems. */
static const struct bp__error_name resolver_errors[] = {
#ifdef EAI_AGAIN
    {EAI_AGAIN, "EAI_AGAIN"},
#endif
#ifdef EAI_BADFLAGS
    {EAI_BADFLAGS, "EAI_BADFLAGS"},
#endif
#ifdef EAI_FAIL
    {EAI_FAIL, "EAI_FAIL"},
#endif
#ifdef EAI_FAMILY
    {EAI_FAMILY, "EAI_FAMILY"},
#endif
#ifdef EAI_MEMORY
    {EAI_MEMORY, "EAI_MEMORY"},
#endif
#ifdef EAI_NONAME
    {EAI_NONAME, "EAI_NONAME"},
#endif
#ifdef EAI_OVERFLOW
    {EAI_OVERFLOW, "EAI_OVERFLOW"},
#endif
#ifdef EAI_SERVICE
    {EAI_SERVICE, "EAI_SERVICE"},
#endif
#ifdef EAI_SOCKTYPE
    {EAI_SOCKTYPE, "EAI_SOCKTYPE"},
#endif
#ifdef EAI_SYSTEM
    {EAI_SYSTEM, "EAI_SYSTEM"},
#endif
#ifdef EAI_NODATA
    {EAI_NODATA, "EAI_NODATA"},
#endif
#ifdef EAI_ADDRFAMILY
    {EAI_ADDRFAMILY, "EAI_ADDRFAMILY"},
#endif
#ifdef EAI_BADHINTS
    {EAI_BADHINTS, "EAI_BADHINTS"},
#endif
#ifdef EAI_PROTOCOL
    {EAI_PROTOCOL, "EAI_PROTOCOL"},
#endif
#ifdef EAI_INPROGRESS
    {EAI_INPROGRESS, "EAI_INPROGRESS"},
#endif
#ifdef EAI_CANCELED
    {EAI_CANCELED, "EAI_CANCELED"},
#endif
#ifdef EAI_NOTCANCELED
    {EAI_NOTCANCELED, "EAI_NOTCANCELED"},
#endif
#ifdef EAI_ALLDONE
    {EAI_ALLDONE, "EAI_ALLDONE"},
#endif
#ifdef EAI_INTR
    {EAI_INTR, "EAI_INTR"},
#endif
#ifdef EAI_IDN_ENCODE
    {EAI_IDN_ENCODE, "EAI_IDN_ENCODE"},
#endif
};

static const char *
name_of(const struct bp__error_name *rows, size_t count, int code)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].code == code)
			return rows[i].name;
	}
	return NULL;
}

const char *
bp__sys_error_name(int code, char *buffer, size_t size)
{
	const char *name = name_of(bp__error_names, bp__error_name_count, code);
	if (name != NULL)
		return name;
	snprintf(buffer, size, "E%d", code);
	return buffer;
}

const char *
bp__sys_resolver_error_name(int code, char *buffer, size_t size)
{
	const char *name = name_of(resolver_errors, COUNT(resolver_errors), code);
	if (name != NULL)
		return name;
	snprintf(buffer, size, "EAI_%d", code);
	return buffer;
}

static bool
is_among(const int *codes, int code)
{
	while (*codes != 0 && *codes != code)
		codes++;
	return *codes != 0;
}

bool
bp__sys_is_passing(int code)
{
	return is_among(bp__passing_errors, code);
}

bool
bp__sys_is_in_use(int code)
{
	return is_among(bp__in_use_errors, code);
}

bool
bp__sys_is_denied(int code)
{
	return is_among(bp__denied_errors, code);
}
