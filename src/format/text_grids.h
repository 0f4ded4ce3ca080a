/* What the parts of the text report that draw grids have in common. */
#ifndef BP_FORMAT_TEXT_GRIDS_H
#define BP_FORMAT_TEXT_GRIDS_H

#include "analyse/grids.h"
#include "format/draw.h"

/* Names a setting, as "udp none/addr by another user". */
void
bp__text_setting(const struct bp__grid_setting *setting, struct bp__line *line);

/* The table of which setting has which grid. */
void
bp__text_index(bp_writer *writer, const struct bp__grids *grids);

#endif
