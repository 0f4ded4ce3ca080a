/* Files as the system has them: posix_file.c or win32_file.c. */
#ifndef BP_SYS_FILE_H
#define BP_SYS_FILE_H

#include "bindprobe.h"

/* temporary and target are NULL when the stream writes to where the report goes. */
struct bp_output {
	FILE *stream;
	char *path; /* as the caller named it; NULL for standard output */
	char *target; /* what the temporary file becomes: path with its links followed */
	char *temporary; /* beside the target */
};

/* Readies the standard streams for bytes as they are. Whether standard output was open. */
bool
bp__file_ready_standard(void);

/* Opens the path in the way that what is there asks for. Returns 0 or errno. */
int
bp__file_open(bp_output *output);

/* Gives the closed temporary file the target's name. Returns 0 or errno. */
int
bp__file_replace(const bp_output *output);

void
bp__file_remove(const char *path);

/* The error of the last call on a stream, which failed, as errno. */
int
bp__file_error(void);

/* Opens a file that is none of folders for reading. Returns 0 or errno. */
int
bp__file_read(const char *path, FILE **stream);

#endif
