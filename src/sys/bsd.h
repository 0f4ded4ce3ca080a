/* Settings of the BSD family and macOS. */
#ifndef BP_SYS_BSD_H
#define BP_SYS_BSD_H

/* Reads a setting that is an integer, by its name; other than 0 where it is not to be had. */
int
bp__bsd_setting(const char *name, int *value);

#endif
