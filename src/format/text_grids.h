/* What the parts of the text report that draw grids have in common. */
#ifndef BP_FORMAT_TEXT_GRIDS_H
#define BP_FORMAT_TEXT_GRIDS_H

#include "analyse/grids.h"
#include "format/draw.h"

/* Names a setting, as "udp none/addr by another user". */
void
bp__text_setting(const struct bp__grid_setting *setting, struct bp__line *line);

/* The names of sockets, as "any6, any6 off"; "loop6 any" where every setting of V6ONLY is
 * here. */
void
bp__text_sockets(const struct bp__grids *grids, const struct bp__grid_sockets *list,
    struct bp__line *line);

/* Whether a grid has any case of the row, or of the column; no other is drawn. */
bool
bp__grid_has_row(const struct bp__grids *grids, size_t grid, size_t row);
bool
bp__grid_has_column(const struct bp__grids *grids, size_t grid, size_t column);

/* The table of which setting has which grid. */
void
bp__text_index(bp_writer *writer, const struct bp__grids *grids);

#endif
