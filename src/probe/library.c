/* What the library says of itself, and reading ports: small public functions that need the
 * system layer. */
#include <config.h>

#include "bindprobe.h"
#include "model/case.h"
#include "sys/sys.h"

const char *
bp_version(void)
{
	return PACKAGE_VERSION;
}

const char *
bp_system_layer(void)
{
	return bp__sys_name;
}

bool
bp_option_is_defined(size_t i, const char **name)
{
	if (i >= BP__SYS_OPTION_COUNT) {
		*name = NULL;
		return false;
	}
	*name = bp__sys_option_name((enum bp__sys_option)i);
	return bp__sys_has_option((enum bp__sys_option)i);
}

enum bp_status
bp_port(const char *word, unsigned *port, struct bp_error *error)
{
	unsigned number = bp__sys_port(word);
	if (number == 0)
		return bp__fail(error, BP_BAD_USAGE,
		    "'%.80s' is no port: valid are 1 to 65535 and the names of services, as in "
		    "%s",
		    word, bp__sys_services);
	*port = number;
	return BP_OK;
}
