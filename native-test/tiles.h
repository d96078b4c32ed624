// tiles.h: how the checks of reductions over rows deal out their work.
#ifndef FOVEA_TILES_H
#define FOVEA_TILES_H

#include "dealing.h"
#include "launch.h"

#include <stdio.h>

// Work-groups of channels times rows, and the largest vector: in the style of GPUs, and of work-groups of one.
typedef struct {
    int channels, rows, limit;
} Tile;

static const Tile TILES[] = {{16, 8, 1}, {4, 4, 4}, {1, 1, 16}};

#define FOR_TILES(t) for (const Tile* t = TILES; t < TILES + sizeof TILES / sizeof TILES[0]; t++)

static inline const char* tile_macros(char* macros, size_t size, int channels, const Tile* t) {
    snprintf(
        macros, size, "-D VEC=%d -D GROUP_CHANNELS=%d -D GROUP_ROWS=%d", vector_of(channels, t->limit), t->channels,
        t->rows);
    return macros;
}

// Runs over that many vectors of channels, and parts.
static inline void run_tiles(Launch* l, int vectors, int parts, const Tile* t) {
    const size_t local[] = {(size_t) t->channels, (size_t) t->rows};
    const size_t items[] = {(size_t) vectors, (size_t) parts * local[1]};
    launch_run(l, 2, items, local);
}

#endif
