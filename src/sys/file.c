/* Where a report goes, standard output or a file that takes its name only when whole; and
 * where one comes from. */
#include <config.h>

#include "bindprobe.h"

#include <sys/types.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/case.h"
#include "sys/sys.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* temporary and target are NULL when the stream writes to where the report goes. */
struct bp_output {
	FILE *stream;
	char *path; /* as the caller named it; NULL for standard output */
	char *target; /* what the temporary file becomes: path with its links followed */
	char *temporary; /* beside the target */
};

enum {
	STANDARD_DESCRIPTORS = 3,
	LINKS_MAX = 40, /* as the kernel follows */
	NAMES_MAX = 100, /* of temporary files, tried before we give up */
	NAME_KEPT = 200, /* bytes of the target's name in them: 255 is the usual limit */
};

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

/* Opens those of the descriptors 0, 1 and 2 that are closed, lest a socket or a report
 * becomes standard output or standard error. Whether standard output was open. */
static bool
ensure_standard_descriptors(void)
{
	bool has_output = true;
	for (int i = 0; i < STANDARD_DESCRIPTORS; i++) {
		if (fcntl(i, F_GETFD) >= 0)
			continue;
		if (i == STDOUT_FILENO)
			has_output = false;
		/* The lowest free number is i, as those below are open by now. */
		if (open("/dev/null", O_RDWR) != i)
			break;
	}
	return has_output;
}

/* How much of the path is its directory, with the slash. */
static size_t
directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/* The text of a symbolic link, to be freed; NULL with errno. */
static char *
read_link(const char *path)
{
	for (size_t size = 128;; size *= 2) {
		char *text = malloc(size);
		if (text == NULL)
			return NULL;
		ssize_t length = readlink(path, text, size);
		if (length >= 0 && (size_t)length < size) {
			text[length] = '\0';
			return text;
		}
		int code = errno;
		free(text);
		errno = code;
		if (length < 0)
			return NULL;
	}
}

/* What a link at the path leads to, to be freed; NULL with errno. */
static char *
follow_link(const char *path)
{
	char *text = read_link(path);
	if (text == NULL || text[0] == '/')
		return text;
	size_t directory = directory_length(path);
	size_t length = strlen(text);
	char *joined = malloc(directory + length + 1);
	if (joined != NULL) {
		memcpy(joined, path, directory);
		memcpy(joined + directory, text, length + 1);
	}
	free(text);
	return joined;
}

/* Follows the links a path ends in, even to a file that is not there yet, so that
 * they stay when the file is replaced. To be freed; NULL with errno. */
static char *
follow_links(const char *path)
{
	char *at = strdup(path);
	for (int i = 0; at != NULL && i < LINKS_MAX; i++) {
		struct stat status;
		if (lstat(at, &status) != 0 || !S_ISLNK(status.st_mode))
			return at;
		char *next = follow_link(at);
		free(at);
		at = next;
	}
	if (at == NULL)
		return NULL;
	free(at);
	errno = ELOOP;
	return NULL;
}

/* A stream for the descriptor, which is closed when there is none; NULL with errno. */
static FILE *
stream_of(int descriptor)
{
	if (descriptor < 0)
		return NULL;
	FILE *stream = fdopen(descriptor, "w");
	int code = errno;
	if (stream == NULL)
		close(descriptor);
	errno = code;
	return stream;
}

/* The standard descriptor that is open on this very file, or -1: /dev/stdout, or the file
 * the shell has put there, which a new file in its place would take away from it. */
static int
standard_descriptor_of(const struct stat *status)
{
	for (int i = STDOUT_FILENO; i < STANDARD_DESCRIPTORS; i++) {
		struct stat standard;
		if (fstat(i, &standard) == 0 && standard.st_dev == status->st_dev &&
		    standard.st_ino == status->st_ino)
			return i;
	}
	return -1;
}

/* Opens what is there and is not to be replaced. Returns 0 or errno. */
static int
open_direct(bp_output *output, int standard)
{
	int descriptor = standard >= 0
	    ? fcntl(standard, F_DUPFD_CLOEXEC, STANDARD_DESCRIPTORS)
	    : open(output->path, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	output->stream = stream_of(descriptor);
	return output->stream == NULL ? errno : 0;
}

/* Makes a new file beside the target. The mode is given when it is made, so that the
 * umask, which only a race can read, applies. Its name need not be a secret: O_EXCL
 * takes neither a file nor a link that is there. Returns its descriptor, or -1 with
 * errno. */
static int
create_beside(bp_output *output)
{
	size_t directory = directory_length(output->target);
	size_t size = strlen(output->target) + 64;
	output->temporary = malloc(size);
	if (output->temporary == NULL)
		return -1;
	for (int i = 0; i < NAMES_MAX; i++) {
		snprintf(output->temporary, size, "%.*s%.*s.%ld-%d.tmp", (int)directory,
		    output->target, NAME_KEPT, output->target + directory, (long)getpid(),
		    i);
		int descriptor = open(
		    output->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (descriptor >= 0 || errno != EEXIST)
			return descriptor;
	}
	return -1;
}

/* Begins the file that will take the place of the target, with the mode of what is there.
 * Returns 0 or errno. */
static int
open_replacement(bp_output *output, const struct stat *status)
{
	output->target = follow_links(output->path);
	if (output->target == NULL)
		return errno;
	int descriptor = create_beside(output);
	if (descriptor < 0)
		return errno;
	if (status != NULL)
		(void)fchmod(descriptor, status->st_mode & 0777);
	output->stream = stream_of(descriptor);
	int code = errno;
	if (output->stream != NULL)
		return 0;
	unlink(output->temporary);
	return code;
}

/* Opens the path in the way that what is there asks for. Returns 0 or errno. */
static int
open_path(bp_output *output)
{
	struct stat status;
	if (output->path[0] == '\0')
		return ENOENT;
	if (stat(output->path, &status) != 0)
		return errno == ENOENT ? open_replacement(output, NULL) : errno;
	int standard = standard_descriptor_of(&status);
	if (standard >= 0 || !S_ISREG(status.st_mode))
		return open_direct(output, standard);
	return open_replacement(output, &status);
}

/* The error of everything written so far, 0 when there is none. A stream forgets the
 * errno of an earlier error, which a further byte to the same place brings back. */
static int
flush_error(FILE *stream)
{
	bool failed = ferror(stream) != 0;
	if (fflush(stream) != 0)
		return errno;
	if (!failed)
		return 0;
	errno = 0;
	if (fputc('\n', stream) != EOF && fflush(stream) == 0)
		return EIO;
	return errno != 0 ? errno : EIO;
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
		code = errno;
	return code;
}

enum bp_status
bp_output_open(const char *path, bp_output **output, struct bp_error *error)
{
	if (!ensure_standard_descriptors() && path == NULL)
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
		code = opened->path == NULL ? ENOMEM : open_path(opened);
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
	struct stat status;
	if (strcmp(path, "-") == 0) {
		*stream = stdin;
		return BP_OK;
	}
	FILE *opened = fopen(path, "rb");
	int code = opened == NULL ? errno : 0;
	if (opened != NULL && fstat(fileno(opened), &status) == 0 &&
	    S_ISDIR(status.st_mode))
		code = EISDIR;
	if (code == 0) {
		*stream = opened;
		return BP_OK;
	}
	bp_input_close(opened);
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
		if (code == 0 && rename(output->temporary, output->target) != 0)
			code = errno;
		if (code != 0)
			unlink(output->temporary);
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
		unlink(output->temporary);
	free_output(output);
}
