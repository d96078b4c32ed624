// portable_tiles.h: the tiles of matmul_portable.cl, all that the planner chooses from, and launches over them.
#ifndef FOVEA_PORTABLE_TILES_H
#define FOVEA_PORTABLE_TILES_H

#include "launch.h"

#include <stdio.h>

typedef struct {
    int m, n, itemM, itemN;
    const char* units; // macros of the matrix units that multiply, or NULL
} PortableTile;

static const PortableTile PORTABLE_TILES[] = {
    {128, 128, 8, 8, NULL}, {128, 64, 8, 8, NULL}, {64, 64, 8, 4, NULL}, {128, 32, 8, 4, NULL}, {32, 32, 4, 4, NULL},
    {16, 16, 4, 4, NULL}};

enum { PORTABLE_TILE_COUNT = sizeof PORTABLE_TILES / sizeof PORTABLE_TILES[0] };

// With matrix units emulated. They round factors, which leaves small whole numbers as they are.
static const PortableTile UNIT_TILES[] = {
    {32, 32, 4, 4, "-D MMA_TF32 -D MMA_EMULATED"}, {32, 32, 4, 4, "-D MMA_BF16 -D MMA_EMULATED"}};

#define FOR_UNIT_TILES(t) \
    for (const PortableTile* t = UNIT_TILES; t < UNIT_TILES + sizeof UNIT_TILES / sizeof UNIT_TILES[0]; t++)

static inline const char* portable_kernel(const PortableTile* t) {
    return t->units == NULL ? "matmul_portable" : "matmul_mma";
}

static inline const char* portable_tile_macros(char* macros, size_t size, const PortableTile* t, const char* more) {
    snprintf(
        macros, size, "-D TILE_M=%d -D TILE_N=%d -D TILE_K=%d -D ITEM_M=%d -D ITEM_N=%d %s %s", t->m, t->n,
        t->units == NULL ? 8 : 16, t->itemM, t->itemN, t->units == NULL ? "" : t->units, more);
    return macros;
}

// Runs over the tiles of a result of that many rows and columns, products times.
static inline void run_portable_tiles(Launch* l, int rows, int columns, int products, const PortableTile* t) {
    const size_t items = (size_t) (t->m / t->itemM * (t->n / t->itemN));
    const size_t tiles = (size_t) ((rows + t->m - 1) / t->m) * (size_t) ((columns + t->n - 1) / t->n);
    launch_run(l, 2, (size_t[]) {tiles * items, (size_t) products}, (size_t[]) {items, 1});
}

#endif
