/* Files of Windows. */
#include <config.h>

#include "sys/file.h"

#include <windows.h>

#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sys/win32_text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	NAMES_MAX = 100, /* of temporary files, tried before we give up */
};

/* What the errors of moving a file are in errno's words. */
static const struct {
	DWORD code;
	int number;
} move_errors[] = {
    {ERROR_ACCESS_DENIED, EACCES},
    {ERROR_SHARING_VIOLATION, EACCES},
    {ERROR_LOCK_VIOLATION, EACCES},
    {ERROR_FILE_NOT_FOUND, ENOENT},
    {ERROR_PATH_NOT_FOUND, ENOENT},
    {ERROR_DISK_FULL, ENOSPC},
    {ERROR_WRITE_PROTECT, EROFS},
};

/* Standard streams begin as text, where a newline becomes two bytes. */
bool
bp__file_ready_standard(void)
{
	FILE *const streams[] = {stdout, stderr};
	for (size_t i = 0; i < COUNT(streams); i++) {
		if (_fileno(streams[i]) >= 0)
			_setmode(_fileno(streams[i]), _O_BINARY);
	}
	HANDLE handle = GetStdHandle(STD_OUTPUT_HANDLE);
	return handle != NULL && handle != INVALID_HANDLE_VALUE && _fileno(stdout) >= 0;
}

/* Whether the path leads to a folder. */
static bool
is_folder(const wchar_t *path)
{
	DWORD attributes = GetFileAttributesW(path);
	return attributes != INVALID_FILE_ATTRIBUTES &&
	    (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

/* Opens what is there and is no file of a disk, as NUL is: it is not to be replaced. Its
 * descriptor, or -1. */
static int
open_device(const wchar_t *path)
{
	int descriptor = _wopen(path, _O_WRONLY | _O_BINARY | _O_NOINHERIT);
	if (descriptor < 0 ||
	    GetFileType((HANDLE)_get_osfhandle(descriptor)) != FILE_TYPE_DISK)
		return descriptor;
	_close(descriptor);
	return -1;
}

/* What the path is in the end, when it is a link; to be freed, NULL when it is none. */
static char *
follow_links(const wchar_t *path)
{
	DWORD attributes = GetFileAttributesW(path);
	if (attributes == INVALID_FILE_ATTRIBUTES ||
	    (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0)
		return NULL;
	HANDLE file =
	    CreateFileW(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
		NULL, OPEN_EXISTING, 0, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return NULL;
	wchar_t target[1024];
	DWORD length = GetFinalPathNameByHandleW(file, target, COUNT(target), 0);
	CloseHandle(file);
	return length == 0 || length >= COUNT(target) ? NULL : bp__narrow_of(target);
}

/* Makes a new file beside the target. Its descriptor, or -1 with errno. */
static int
create_beside(bp_output *output)
{
	size_t size = strlen(output->target) + 64;
	output->temporary = malloc(size);
	if (output->temporary == NULL)
		return -1;
	for (int i = 0; i < NAMES_MAX; i++) {
		snprintf(output->temporary, size, "%s.%lu-%d.tmp", output->target,
		    GetCurrentProcessId(), i);
		wchar_t *wide = bp__wide_of(output->temporary);
		if (wide == NULL)
			return -1;
		int descriptor = _wopen(wide,
		    _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT,
		    _S_IREAD | _S_IWRITE);
		int code = errno;
		free(wide);
		errno = code;
		if (descriptor >= 0 || code != EEXIST)
			return descriptor;
	}
	return -1;
}

/* Opens the path, which has been made wide. Returns 0 or errno. */
static int
open_wide(bp_output *output, const wchar_t *path)
{
	if (is_folder(path))
		return EISDIR;
	int descriptor = open_device(path);
	if (descriptor < 0) {
		output->target = follow_links(path);
		if (output->target == NULL)
			output->target = strdup(output->path);
		descriptor = output->target == NULL ? -1 : create_beside(output);
	}
	if (descriptor < 0)
		return errno;
	output->stream = _fdopen(descriptor, "wb");
	int code = errno;
	if (output->stream != NULL)
		return 0;
	_close(descriptor);
	if (output->temporary != NULL)
		bp__file_remove(output->temporary);
	return code;
}

int
bp__file_open(bp_output *output)
{
	if (output->path[0] == '\0')
		return ENOENT;
	wchar_t *wide = bp__wide_of(output->path);
	int code = wide == NULL ? ENOMEM : open_wide(output, wide);
	free(wide);
	return code;
}

static int
move_error(DWORD code)
{
	for (size_t i = 0; i < COUNT(move_errors); i++) {
		if (move_errors[i].code == code)
			return move_errors[i].number;
	}
	return EIO;
}

int
bp__file_replace(const bp_output *output)
{
	wchar_t *from = bp__wide_of(output->temporary);
	wchar_t *to = bp__wide_of(output->target);
	int code = ENOMEM;
	if (from != NULL && to != NULL)
		code = MoveFileExW(from, to, MOVEFILE_REPLACE_EXISTING) != 0
		    ? 0
		    : move_error(GetLastError());
	free(from);
	free(to);
	return code;
}

void
bp__file_remove(const char *path)
{
	wchar_t *wide = bp__wide_of(path);
	if (wide != NULL)
		_wunlink(wide);
	free(wide);
}

/* The runtime has EINVAL for a pipe whose reader is gone. */
int
bp__file_error(void)
{
	return errno == EINVAL && _doserrno == ERROR_NO_DATA ? EPIPE : errno;
}

int
bp__file_read(const char *path, FILE **stream)
{
	wchar_t *wide = bp__wide_of(path);
	if (wide == NULL)
		return ENOMEM;
	*stream = is_folder(wide) ? NULL : _wfopen(wide, L"rb");
	int code = *stream != NULL ? 0 : is_folder(wide) ? EISDIR : errno;
	free(wide);
	return code;
}
