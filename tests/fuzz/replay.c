/* Hands each file of a corpus to a fuzz target, as a test that writes TAP. A target that finds
 * something wrong ends the program in the middle. */
#include <config.h>

#include "fuzz/fuzz.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PATH_SIZE = 4096,
};

/* Reads the file and hands it over; whether it could be read. */
static bool
replay(const char *path)
{
	uint8_t *data = NULL;
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return false;
	size_t size = 0;
	size_t room = 0;
	do {
		room = room == 0 ? 65536 : 2 * room;
		uint8_t *larger = realloc(data, room);
		if (larger == NULL)
			abort();
		data = larger;
		size += fread(data + size, 1, room - size, file);
	} while (size == room);
	bool read = ferror(file) == 0;
	fclose(file);
	if (read)
		LLVMFuzzerTestOneInput(data, size);
	free(data);
	return read;
}

int
main(void)
{
	const char *source = getenv("BINDPROBE_SOURCE");
	char folder[PATH_SIZE];
	char path[PATH_SIZE + 256];
	int tests = 0;
	snprintf(folder, sizeof folder, "%s/tests/fuzz/%s", source == NULL ? "." : source,
	    fuzz_corpus);
	DIR *directory = opendir(folder);
	for (const struct dirent *entry; directory != NULL;) {
		entry = readdir(directory);
		if (entry == NULL)
			break;
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		printf(
		    "%sok %d - %s\n", replay(path) ? "" : "not ", ++tests, entry->d_name);
	}
	if (directory != NULL)
		closedir(directory);
	printf("1..%d\n", tests);
	return tests > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
