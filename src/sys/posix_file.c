/* Files of POSIX systems. */
#include <config.h>

#include "sys/file.h"

#include <sys/types.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	STANDARD_DESCRIPTORS = 3,
	LINKS_MAX = 40, /* as the kernel follows */
	NAMES_MAX = 100, /* of temporary files, tried before we give up */
	NAME_KEPT = 200, /* bytes of the target's name in them: 255 is the usual limit */
};

/* Opens those of the descriptors 0, 1 and 2 that are closed, lest a socket or a report
 * becomes standard output or standard error. */
bool
bp__file_ready_standard(void)
{
	bool has_output = true;
	for (int i = 0; i < STANDARD_DESCRIPTORS; i++) {
		if (fcntl(i, F_GETFD) >= 0)
			continue;
		if (i == STDOUT_FILENO)
			has_output = false;
		/* The lowest free number is i, as those below are open by now. */
		int opened = open("/dev/null", O_RDWR);
		if (opened == i)
			continue;
		if (opened >= 0) /* it was open all the same */
			close(opened);
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

int
bp__file_open(bp_output *output)
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

int
bp__file_replace(const bp_output *output)
{
	return rename(output->temporary, output->target) != 0 ? errno : 0;
}

void
bp__file_remove(const char *path)
{
	unlink(path);
}

int
bp__file_error(void)
{
	return errno;
}

int
bp__file_read(const char *path, FILE **stream)
{
	struct stat status;
	FILE *opened = fopen(path, "rb");
	if (opened == NULL)
		return errno;
	if (fstat(fileno(opened), &status) == 0 && S_ISDIR(status.st_mode)) {
		fclose(opened);
		return EISDIR;
	}
	*stream = opened;
	return 0;
}
