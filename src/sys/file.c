/* Where a report goes, standard output or a file that takes its name only when whole; and
 * where one comes from. */
#include <config.h>

#include "sys/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/case.h"
#include "sys/sys.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What to do next about an error of writing. */
static const struct {
	int code;
	const char *advice;
} advices[] = {
    {ENOSPC, "free some space there or write elsewhere"},
#ifdef EDQUOT
    {EDQUOT, "free some space there or write elsewhere"},
#endif
    {EFBIG, "raise the limit on file sizes"},
    {EACCES, "choose a directory you may write to"},
    {EPERM, "choose a directory you may write to"},
    {EROFS, "choose a directory you may write to"},
    {ENOENT, "make its directory first"},
    {ENOTDIR, "a part of the path is not a directory"},
    {EISDIR, "name a file, not a directory"},
    {EPIPE, "what read it has ended"},
    {EBADF, "open it for writing"},
    {EMFILE, "close some files or raise the limit on them"},
};

static const char *
advice_on(int code)
{
	for (size_t i = 0; i < COUNT(advices); i++) {
		if (advices[i].code == code)
			return advices[i].advice;
	}
	return "write elsewhere";
}

/* The line for an error of the system. Without a call to setlocale(3), which the library
 * never makes, strerror(3) gives the same static text to every thread. */
static enum bp_status
cannot_write(const char *path, int code, struct bp_error *error)
{
	char number[32];
	const char *name = bp__sys_error_name(code, number, sizeof number);
	if (path == NULL)
		return bp__fail(error, BP_CANNOT_WRITE,
		    "cannot write to standard output: %s (%s); %s", name, strerror(code),
		    advice_on(code));
	return bp__fail(error, BP_CANNOT_WRITE, "cannot write '%.300s': %s (%s); %s",
	    path, name, strerror(code), advice_on(code));
}

static void
free_output(bp_output *output)
{
	free(output->path);
	free(output->target);
	free(output->temporary);
	free(output);
}

/* The error of everything written so far, 0 when there is none. A stream forgets the
 * errno of an earlier error, which a further byte to the same place brings back. */
static int
flush_error(FILE *stream)
{
	bool failed = ferror(stream) != 0;
	if (fflush(stream) != 0)
		return bp__file_error();
	if (!failed)
		return 0;
	errno = 0;
	if (fputc('\n', stream) != EOF && fflush(stream) == 0)
		return EIO;
	return errno != 0 ? bp__file_error() : EIO;
}

/* Ends the stream, but standard output only as far as it is written. Returns 0 or
 * errno. */
static int
end_stream(bp_output *output)
{
	int code = flush_error(output->stream);
	if (output->path == NULL)
		return code;
	if (fclose(output->stream) != 0 && code == 0)
		code = bp__file_error();
	return code;
}

enum bp_status
bp_output_open(const char *path, bp_output **output, struct bp_error *error)
{
	if (!bp__file_ready_standard() && path == NULL)
		return bp__fail(error, BP_CANNOT_WRITE,
		    "standard output is closed; open it or name a file to write");
	bp_output *opened = calloc(1, sizeof *opened);
	if (opened == NULL)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	int code = 0;
	if (path == NULL) {
		opened->stream = stdout;
	} else {
		opened->path = strdup(path);
		code = opened->path == NULL ? ENOMEM : bp__file_open(opened);
	}
	if (code == 0) {
		*output = opened;
		return BP_OK;
	}
	free_output(opened);
	if (code == ENOMEM)
		return bp__fail(error, BP_NO_MEMORY, "out of memory");
	return cannot_write(path, code, error);
}

enum bp_status
bp_input_open(const char *path, FILE **stream, struct bp_error *error)
{
	if (strcmp(path, "-") == 0) {
		*stream = stdin;
		return BP_OK;
	}
	int code = bp__file_read(path, stream);
	if (code == 0)
		return BP_OK;
	char number[32];
	return bp__fail(error, BP_CANNOT_READ, "cannot read '%.300s': %s (%s)", path,
	    bp__sys_error_name(code, number, sizeof number), strerror(code));
}

void
bp_input_close(FILE *stream)
{
	if (stream != NULL && stream != stdin)
		fclose(stream);
}

FILE *
bp_output_stream(bp_output *output)
{
	return output->stream;
}

enum bp_status
bp_output_commit(bp_output *output, struct bp_error *error)
{
	int code = end_stream(output);
	if (output->temporary != NULL) {
		if (code == 0)
			code = bp__file_replace(output);
		if (code != 0)
			bp__file_remove(output->temporary);
	}
	enum bp_status status =
	    code == 0 ? BP_OK : cannot_write(output->path, code, error);
	free_output(output);
	return status;
}

void
bp_output_discard(bp_output *output)
{
	if (output == NULL)
		return;
	if (output->path != NULL)
		fclose(output->stream);
	if (output->temporary != NULL)
		bp__file_remove(output->temporary);
	free_output(output);
}
