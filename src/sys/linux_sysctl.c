/* Reads and writes settings below /proc/sys. */
#include <config.h>

#include "sys/linux_sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/setting.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	VALUE_SIZE = 65536, /* a list of ports may be long */
};

/* What a host may have otherwise and that shows in what sockets answer later, though not in
 * bind(2). */
static const char *const others[] = {
    "net.core.somaxconn",
    "net.ipv4.tcp_abort_on_overflow",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_max_syn_backlog",
    "net.ipv4.tcp_migrate_req",
    "net.ipv4.tcp_rfc1337",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_timestamps",
    "net.ipv4.tcp_tw_reuse",
    "net.ipv4.tcp_l3mdev_accept",
    "net.ipv4.udp_l3mdev_accept",
};

void
bp__sysctl_path(const char *name, char path[BP__SYSCTL_PATH])
{
	size_t begin = (size_t)snprintf(path, BP__SYSCTL_PATH, "/proc/sys/");
	snprintf(path + begin, BP__SYSCTL_PATH - begin, "%s", name);
	for (char *p = path + begin; *p != '\0'; p++) {
		if (*p == '.')
			*p = '/';
	}
}

/* Reads a file without the newline at its end; false when there is none. */
static bool
read_file(const char *path, char *text)
{
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return false;
	size_t length = fread(text, 1, VALUE_SIZE - 1, file);
	bool failed = ferror(file) != 0;
	fclose(file);
	while (length > 0 && text[length - 1] == '\n')
		length--;
	text[length] = '\0';
	return !failed;
}

/* A long list is taken a page at a time, each behind what the call before took. */
static int
write_all(int file, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(file, text, length);
		if (written <= 0)
			return written < 0 ? errno : EIO;
		text += written;
		length -= (size_t)written;
	}
	return 0;
}

static int
write_file(const char *path, const char *value)
{
	size_t length = strlen(value);
	char *line = malloc(length + 2);
	if (line == NULL)
		return ENOMEM;
	snprintf(line, length + 2, "%s\n", value);
	int file = open(path, O_WRONLY | O_CLOEXEC);
	int code = file < 0 ? errno : 0;
	if (code == 0)
		code = write_all(file, line, length + 1);
	if (file >= 0)
		close(file);
	free(line);
	return code;
}

/* Adds one where it can be read. */
static bool
note(struct bp__sysctls *sysctls, const char *name, char *buffer)
{
	char path[BP__SYSCTL_PATH];
	bp__sysctl_path(name, path);
	if (sysctls->count == BP__SYSCTLS_MAX || !read_file(path, buffer))
		return true;
	char *value = strdup(buffer);
	if (value == NULL)
		return false;
	sysctls->names[sysctls->count] = name;
	sysctls->values[sysctls->count++] = value;
	return true;
}

bool
bp__sysctls_read(struct bp__sysctls *sysctls)
{
	const struct bp__setting_row *row;
	char *buffer = malloc(VALUE_SIZE);
	bool done = buffer != NULL;
	for (size_t i = 0; done && (row = bp__setting_row(i)) != NULL; i++) {
		if (!row->boot)
			done = note(sysctls, row->name, buffer);
	}
	for (size_t i = 0; done && i < COUNT(others); i++)
		done = note(sysctls, others[i], buffer);
	free(buffer);
	return done;
}

void
bp__sysctls_free(struct bp__sysctls *sysctls)
{
	for (size_t i = 0; i < sysctls->count; i++)
		free(sysctls->values[i]);
	sysctls->count = 0;
}

/* Whether the setting is as the host has it, or is one for all networks together. */
static bool
is_carried(const struct bp__sysctls *sysctls, size_t i, char *buffer)
{
	char path[BP__SYSCTL_PATH];
	bp__sysctl_path(sysctls->names[i], path);
	return !read_file(path, buffer) || strcmp(buffer, sysctls->values[i]) == 0;
}

static void
add_name(const char *name, char *text, size_t size)
{
	size_t used = strlen(text);
	const char *between = used == 0 ? "not as on the host: " : ", ";
	if (used + strlen(between) + strlen(name) < size)
		snprintf(text + used, size - used, "%s%s", between, name);
}

/* The values that the kernel takes depend on those of other settings, so that an earlier one
 * may have to wait for a later. */
void
bp__sysctls_carry(const struct bp__sysctls *sysctls, char *missing, size_t size)
{
	char *buffer = malloc(VALUE_SIZE);
	if (buffer == NULL)
		return;
	for (size_t i = 0; i < 2 * sysctls->count; i++) {
		size_t k = i % sysctls->count;
		if (!is_carried(sysctls, k, buffer))
			(void)bp__sysctl_write(sysctls->names[k], sysctls->values[k]);
	}
	for (size_t i = 0; i < sysctls->count; i++) {
		if (!is_carried(sysctls, i, buffer))
			add_name(sysctls->names[i], missing, size);
	}
	free(buffer);
}

int
bp__sysctl_write(const char *name, const char *value)
{
	char path[BP__SYSCTL_PATH];
	bp__sysctl_path(name, path);
	return write_file(path, value);
}

static void
write_path_for(const char *folder, const char *interface, const char *name,
    char path[BP__SYSCTL_PATH])
{
	bp__sysctl_path(folder, path);
	size_t used = strlen(path);
	snprintf(path + used, BP__SYSCTL_PATH - used, "/%.64s/%s", interface, name);
}

int
bp__sysctl_write_for(
    const char *folder, const char *interface, const char *name, const char *value)
{
	char path[BP__SYSCTL_PATH];
	write_path_for(folder, interface, name, path);
	return write_file(path, value);
}

bool
bp__sysctl_is_on(const char *folder, const char *interface, const char *name)
{
	char path[BP__SYSCTL_PATH];
	char text[4] = "";
	write_path_for(folder, interface, name, path);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return false;
	if (fgets(text, sizeof text, file) == NULL)
		text[0] = '\0';
	fclose(file);
	return text[0] == '1';
}
