/* Any text is an id or is refused in words; and an id that was read is written as one that says
 * the same. */
#include <config.h>

#include "fuzz/fuzz.h"
#include "model/case.h"

#include <stdlib.h>
#include <string.h>

const char fuzz_corpus[] = "corpus-case";

enum {
	PROSE_SIZE = 16384,
};

static void
check(const char *id)
{
	struct bp__case c;
	struct bp__case again;
	struct bp_error error;
	char text[BP__ID_SIZE];
	char twice[BP__ID_SIZE];
	char prose[PROSE_SIZE];
	if (bp__case_parse(id, &c, &error) != BP_OK) {
		if (error.status != BP_BAD_USAGE || error.text[0] == '\0')
			abort();
		return;
	}
	bp__case_format(&c, text, sizeof text);
	if (strlen(text) + 1 >= sizeof text ||
	    bp__case_parse(text, &again, &error) != BP_OK ||
	    !bp__case_equal(&c, &again) ||
	    strcmp(text, bp__case_format(&again, twice, sizeof twice)) != 0)
		abort();
	bp__case_prose(&c, prose, sizeof prose);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *id = malloc(size + 1);
	if (id == NULL)
		return 0;
	if (size > 0)
		memcpy(id, data, size);
	id[size] = '\0';
	check(id);
	free(id);
	return 0;
}
