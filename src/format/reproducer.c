/* Copies programs by way of a file, as bp_explain_c() writes to one. */
#include <config.h>

#include "format/reproducer.h"

#include <string.h>

#include "bindprobe.h"

FILE *
bp__reproducer_room(void)
{
	return tmpfile();
}

bool
bp__reproducer_copy(FILE *room, const bp_report *report,
    const struct bp__outcome *outcome, void (*put)(FILE *out, const char *line),
    FILE *out)
{
	char id[BP__ID_SIZE];
	char line[512]; /* the lines of a program keep to 80 columns */
	struct bp_error error;
	if (room == NULL)
		return false;
	bp__case_format(&outcome->plan, id, sizeof id);
	rewind(room);
	if (bp_explain_c(id, report, room, &error) != BP_OK || ferror(room) != 0)
		return false;
	long end = ftell(room);
	rewind(room);
	while (ftell(room) < end && fgets(line, sizeof line, room) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		put(out, line);
	}
	return true;
}
