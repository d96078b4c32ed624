// check_matmul.c: matmul_cpu, matmul_portable (as a matrix product) and sum_parts. Small whole numbers: every
// comparison is exact.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "portable_tiles.h"
#include "suites.h"

#include <stdio.h>

// Products [m, k] by [k, n], several side by side in the columns of each matrix.
typedef struct {
    int m, n, k, groups;
    bool transposeA, transposeW, epilogue, accumulate;
} Product;

static const Product PRODUCTS[] = {
    {1, 1, 1, 1, false, false, false, false},
    {1, 37, 50, 1, false, false, true, false},
    {70, 10, 33, 1, false, false, true, false},
    {5, 66, 19, 1, false, true, true, false},
    {33, 16, 40, 1, true, false, false, true},
    {17, 9, 21, 1, true, true, false, false},
    {9, 8, 24, 3, false, false, true, true},
    {12, 5, 7, 2, true, true, true, false},
};

static const struct {
    const char* macros;
    int panel;
} CPU_TILES[] = {
    {"-D VEC=8 -D VECTORS=2 -D ROWS=6 -D DEPTH=16 -D PACK", 16},
    {"-D VEC=1 -D VECTORS=1 -D ROWS=1 -D PACK", 1},
};

static int columns_a(const Product* p) {
    return p->transposeA ? p->m : p->k;
}

static int columns_w(const Product* p) {
    return p->transposeW ? p->k : p->n;
}

static float* matrix(int rows, int columns, const Product* p, uint32_t seed) {
    return whole_floats((size_t) rows * columns * p->groups, -3, 3, seed);
}

// The sums over the steps begin to end of k, without the epilogue.
static float* product(const Product* p, const float* a, const float* w, int begin, int end) {
    float* y = floats((size_t) p->m * p->n * p->groups);
    const int lda = columns_a(p) * p->groups, ldw = columns_w(p) * p->groups, ldy = p->n * p->groups;
    for (int g = 0; g < p->groups; g++) {
        for (int i = 0; i < p->m; i++) {
            for (int j = 0; j < p->n; j++) {
                for (int k = begin; k < end; k++) {
                    const float ak = p->transposeA ? a[k * lda + g * p->m + i] : a[i * lda + g * p->k + k];
                    const float wk = p->transposeW ? w[j * ldw + g * p->k + k] : w[k * ldw + g * p->n + j];
                    y[i * ldy + g * p->n + j] += ak * wk;
                }
            }
        }
    }
    return y;
}

static void add_epilogue(const Product* p, const float* b, float* y) {
    const int columns = p->n * p->groups;
    for (int i = 0; p->epilogue && i < p->m * columns; i++) {
        y[i] += b[i % columns];
        y[i] = y[i] < 0 ? 0 : y[i];
    }
}

static void launch_ints(Launch* l, const int* values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        launch_int(l, values[i]);
    }
}

static void launch_factors(Launch* l, const Product* p, const float* a, const float* w, const float* b) {
    launch_read(l, "a", F32, a, (size_t) p->m * p->k * p->groups);
    launch_read(l, "w", F32, w, (size_t) p->k * p->n * p->groups);
    launch_read(l, "b", F32, b, (size_t) p->n * p->groups);
}

static void check_cpu(Device* device, const Product* p, const char* tile, int panel) {
    const size_t count = (size_t) p->m * p->n * p->groups;
    float* a = matrix(p->m, p->k, p, 1);
    float* w = matrix(p->k, p->n, p, 2);
    float* b = matrix(1, p->n, p, 3);
    float* before = matrix(p->m, p->n, p, 4);
    float* y = product(p, a, w, 0, p->k);
    for (size_t i = 0; p->accumulate && i < count; i++) {
        y[i] += before[i];
    }
    add_epilogue(p, b, y);
    Launch* l = launch(device, "matmul_cpu.cl", "matmul_cpu", tile, "m=%d n=%d k=%d %s%s groups=%d accumulate=%d", p->m,
        p->n, p->k, p->transposeA ? "a'" : "a", p->transposeW ? "w'" : "w", p->groups, p->accumulate);
    const int rowA = columns_a(p) * p->groups, rowW = columns_w(p) * p->groups;
    const int blockM = p->m / 2 + 1, blockN = (p->n / 2 + panel) / panel * panel;
    const int arguments[] = {p->m, p->n, p->k, p->transposeA ? 1 : rowA, p->transposeA ? rowA : 1,
        p->transposeW ? 1 : rowW, p->transposeW ? rowW : 1, p->n * p->groups, columns_a(p), columns_w(p), p->n, blockM,
        blockN, p->epilogue, p->epilogue, p->accumulate};
    launch_ints(l, arguments, sizeof arguments / sizeof arguments[0]);
    launch_factors(l, p, a, w, b);
    if (p->accumulate) {
        launch_update(l, "y", F32, before, count);
    } else {
        launch_write(l, "y", F32, count);
    }
    const size_t items[] = {
        (size_t) ((p->m + blockM - 1) / blockM), (size_t) ((p->n + blockN - 1) / blockN), (size_t) p->groups};
    launch_run(l, 3, items, (size_t[]) {1, 1, 1});
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_portable(Device* device, const Product* p, const PortableTile* t, bool aligned, int splits) {
    const size_t count = (size_t) p->m * p->n * p->groups;
    const bool split = splits > 1, accumulate = p->accumulate && !split;
    Product plain = *p;
    plain.epilogue = p->epilogue && !split;
    float* a = matrix(p->m, p->k, p, 1);
    float* w = matrix(p->k, p->n, p, 2);
    float* b = matrix(1, p->n, p, 3);
    float* before = matrix(p->m, p->n, p, 4);
    float* y = floats(count * splits);
    for (int s = 0; s < splits; s++) {
        // Parts of k begin at multiples of 16.
        const int units = (p->k + 15) / 16, end = units * (s + 1) / splits * 16;
        float* part = product(p, a, w, units * s / splits * 16, end < p->k ? end : p->k);
        for (size_t i = 0; i < count; i++) {
            y[s * count + i] = part[i] + (accumulate ? before[i] : 0);
        }
    }
    add_epilogue(&plain, b, y);
    char more[128], macros[256];
    snprintf(more, sizeof more, "%s%s%s", p->transposeA ? " -D TRANSPOSE_A" : "", p->transposeW ? " -D TRANSPOSE_W" : "",
        aligned ? " -D ALIGNED_A=1 -D ALIGNED_W=1 -D ALIGNED_Y=1" : "");
    portable_tile_macros(macros, sizeof macros, t, more);
    Launch* l = launch(device, "matmul_portable.cl", "matmul_portable", macros,
        "m=%d n=%d k=%d groups=%d accumulate=%d splits=%d", p->m, p->n, p->k, p->groups, accumulate, splits);
    const int arguments[] = {p->m, p->n, p->k, columns_a(p) * p->groups, columns_w(p) * p->groups, p->n * p->groups,
        columns_a(p), columns_w(p), p->n, splits, plain.epilogue, plain.epilogue, accumulate};
    launch_ints(l, arguments, sizeof arguments / sizeof arguments[0]);
    launch_factors(l, &plain, a, w, b);
    if (accumulate) {
        launch_update(l, "y", F32, before, count);
    } else {
        launch_write(l, "y", F32, count * splits);
    }
    run_portable_tiles(l, p->m, p->n, p->groups * splits, t);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_sum_parts(Device* device, int rows, int columns, int splits, bool epilogue, const Dealing* d) {
    const size_t count = (size_t) rows * columns;
    float* parts = whole_floats(count * splits, -9, 9, 1);
    float* b = whole_floats(columns, -9, 9, 2);
    float* y = floats(count);
    for (size_t i = 0; i < count; i++) {
        for (int s = 0; s < splits; s++) {
            y[i] += parts[s * count + i];
        }
    }
    const Product p = {.m = rows, .n = columns, .groups = 1, .epilogue = epilogue};
    add_epilogue(&p, b, y);
    const size_t vec = epilogue ? (size_t) vector_of(columns, 16) : 16;
    char macros[128];
    snprintf(macros, sizeof macros, "-D VEC=%zu %s", vec, d->macros);
    Launch* l = launch(
        device, "sum_parts.cl", "sum_parts", macros, "count=%zu columns=%d splits=%d epilogue=%d", count, columns, splits,
        epilogue);
    launch_ints(l, (const int[]) {(int) count, columns, splits, epilogue, epilogue}, 5);
    launch_read(l, "parts", F32, parts, count * splits);
    launch_read(l, "b", F32, b, columns);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, (count + vec - 1) / vec), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

void check_matmul(Device* device) {
    for (const Product* p = PRODUCTS; p < PRODUCTS + sizeof PRODUCTS / sizeof PRODUCTS[0]; p++) {
        for (size_t t = 0; t < 2; t++) {
            check_cpu(device, p, CPU_TILES[t].macros, CPU_TILES[t].panel);
        }
        const PortableTile* tile = &PORTABLE_TILES[(p - PRODUCTS) % PORTABLE_TILE_COUNT];
        check_portable(device, p, tile, false, 1);
        if (p->k > 16) {
            check_portable(device, p, tile, false, 2);
        }
        free_arrays();
    }
    // More than a band of tiles down and several across, in each tile.
    for (int t = 0; t < PORTABLE_TILE_COUNT; t++) {
        const PortableTile* tile = &PORTABLE_TILES[t];
        const Product wide = {tile->m + 5, tile->n + 3, 11, 1, false, false, true, false};
        check_portable(device, &wide, tile, false, 1);
        free_arrays();
    }
    const Product bands = {16 * 9 + 1, 40, 5, 1, true, true, false, false};
    check_portable(device, &bands, &PORTABLE_TILES[PORTABLE_TILE_COUNT - 1], false, 1);
    // Whole panels read where they lie.
    const Product whole = {7, 32, 20, 1, true, false, true, false};
    check_cpu(device, &whole, "-D VEC=4 -D VECTORS=4 -D ROWS=2 -D DEPTH=7", 16);
    if (device->options.tight) {
        const Product aligned = {68, 12, 36, 1, false, false, true, true};
        check_portable(device, &aligned, &PORTABLE_TILES[2], true, 1);
        check_portable(device, &aligned, &PORTABLE_TILES[4], true, 3);
    }
    FOR_DEALINGS(d) {
        check_sum_parts(device, 7, 5, 3, true, d);
        check_sum_parts(device, 6, 32, 3, true, d);
        check_sum_parts(device, 6, 32, 1, false, d);
        check_sum_parts(device, 9, 5, 4, false, d);
    }
}
