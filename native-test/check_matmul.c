// check_matmul.c: matmul_cpu, matmul_portable and matmul_mma (as a matrix product) and sum_parts. Small whole numbers: every
// comparison is exact.
#include "data.h"
#include "dealing.h"
#include "epilogue.h"
#include "launch.h"
#include "portable_tiles.h"
#include "suites.h"

#include <stdio.h>

// Products [m, k] by [k, n], several side by side in the columns of each matrix.
typedef struct {
    int m, n, k, groups;
    bool transposeA, transposeW, accumulate;
} Product;

static const Product PRODUCTS[] = {
    {1, 1, 1, 1, false, false, false},
    {1, 37, 50, 1, false, false, false},
    {70, 10, 33, 1, false, false, false},
    {5, 66, 19, 1, false, true, false},
    {33, 16, 40, 1, true, false, true},
    {17, 9, 21, 1, true, true, false},
    {9, 8, 24, 3, false, false, true},
    {12, 5, 7, 2, true, true, false},
};

static const struct {
    const char* macros;
    int panel;
} CPU_TILES[] = {
    {"-D VEC=8 -D VECTORS=2 -D ROWS=6 -D DEPTH=16 -D PACK", 16},
    {"-D VEC=1 -D VECTORS=1 -D ROWS=1 -D DEPTH=5 -D PACK", 1},
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

// Some products sum the columns of w, too; every other kind of them does not.
static bool has_sums(const Product* p) {
    return !p->transposeW && !p->accumulate;
}

// Those sums over the steps begin to end of k.
static void sum_columns(const Product* p, const float* w, int begin, int end, float* sums) {
    const int columns = p->n * p->groups;
    for (int i = begin * columns; i < end * columns; i++) {
        sums[i % columns] += w[i];
    }
}

static Ending ending_of(const Product* p, Epilogue e) {
    return ending(e, p->m, p->n * p->groups);
}

static void launch_ints(Launch* l, const int* values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        launch_int(l, values[i]);
    }
}

static void launch_factors(Launch* l, const Product* p, const float* a, const float* w, const Ending* e) {
    launch_read(l, "a", F32, a, (size_t) p->m * p->k * p->groups);
    launch_read(l, "w", F32, w, (size_t) p->k * p->n * p->groups);
    launch_ending(l, e);
}

static void check_cpu(Device* device, const Product* p, Epilogue epilogue, const char* tile, int panel) {
    const size_t count = (size_t) p->m * p->n * p->groups;
    float* a = matrix(p->m, p->k, p, 1);
    float* w = matrix(p->k, p->n, p, 2);
    float* before = matrix(p->m, p->n, p, 4);
    float* y = product(p, a, w, 0, p->k);
    for (size_t i = 0; p->accumulate && i < count; i++) {
        y[i] += before[i];
    }
    const Ending end = ending_of(p, epilogue);
    finish(&end, y);
    const size_t columns = (size_t) p->n * p->groups;
    float* sums = floats(columns);
    Launch* l = launch(device, "matmul_cpu.cl", "matmul_cpu", tile, "m=%d n=%d k=%d %s%s groups=%d accumulate=%d %s",
        p->m, p->n, p->k, p->transposeA ? "a'" : "a", p->transposeW ? "w'" : "w", p->groups, p->accumulate,
        epilogue.name);
    const int rowA = columns_a(p) * p->groups, rowW = columns_w(p) * p->groups;
    const int blockM = p->m / 2 + 1, blockN = (p->n / 2 + panel) / panel * panel;
    const int arguments[] = {p->m, p->n, p->k, p->transposeA ? 1 : rowA, p->transposeA ? rowA : 1,
        p->transposeW ? 1 : rowW, p->transposeW ? rowW : 1, p->n * p->groups, columns_a(p), columns_w(p), p->n, blockM,
        blockN};
    launch_ints(l, arguments, sizeof arguments / sizeof arguments[0]);
    launch_epilogue(l, epilogue);
    launch_int(l, p->accumulate);
    launch_int(l, has_sums(p));
    launch_factors(l, p, a, w, &end);
    if (p->accumulate) {
        launch_update(l, "y", F32, before, count);
    } else {
        launch_write(l, "y", F32, count);
    }
    if (has_sums(p)) {
        sum_columns(p, w, 0, p->k, sums);
        launch_write(l, "sums", F32, columns);
    } else {
        launch_read(l, "sums", F32, sums, columns);
    }
    const size_t items[] = {
        (size_t) ((p->m + blockM - 1) / blockM), (size_t) ((p->n + blockN - 1) / blockN), (size_t) p->groups};
    launch_run(l, 3, items, (size_t[]) {1, 1, 1});
    launch_expect(l, "y", y);
    if (has_sums(p)) {
        launch_expect(l, "sums", sums);
    }
    launch_end(l);
}

static void check_portable(
    Device* device, const Product* p, Epilogue epilogue, const PortableTile* t, bool aligned, int splits) {
    const size_t columns = (size_t) p->n * p->groups, count = p->m * columns;
    const bool split = splits > 1, accumulate = p->accumulate && !split;
    const Epilogue here = split ? PLAIN : epilogue;
    const Ending last = ending_of(p, here);
    float* a = matrix(p->m, p->k, p, 1);
    float* w = matrix(p->k, p->n, p, 2);
    float* before = matrix(p->m, p->n, p, 4);
    float* y = floats(count * splits);
    float* sums = floats(columns * splits);
    for (int s = 0; s < splits; s++) {
        // Parts of k begin at multiples of 16.
        const int units = (p->k + 15) / 16, begin = units * s / splits * 16, whole = units * (s + 1) / splits * 16;
        const int end = whole < p->k ? whole : p->k;
        float* part = product(p, a, w, begin, end);
        if (has_sums(p)) {
            sum_columns(p, w, begin, end, sums + s * columns);
        }
        for (size_t i = 0; i < count; i++) {
            y[s * count + i] = part[i] + (accumulate ? before[i] : 0);
        }
    }
    if (!split) {
        finish(&last, y);
    }
    char more[128], macros[256];
    snprintf(more, sizeof more, "%s%s%s%s", has_sums(p) ? " -D COLUMN_SUMS" : "", p->transposeA ? " -D TRANSPOSE_A" : "",
        p->transposeW ? " -D TRANSPOSE_W" : "", aligned ? " -D ALIGNED_A=1 -D ALIGNED_W=1 -D ALIGNED_Y=1" : "");
    portable_tile_macros(macros, sizeof macros, t, more);
    Launch* l = launch(device, "matmul_portable.cl", portable_kernel(t), macros,
        "m=%d n=%d k=%d groups=%d accumulate=%d splits=%d %s", p->m, p->n, p->k, p->groups, accumulate, splits, here.name);
    const int arguments[] = {p->m, p->n, p->k, columns_a(p) * p->groups, columns_w(p) * p->groups, p->n * p->groups,
        columns_a(p), columns_w(p), p->n, splits};
    launch_ints(l, arguments, sizeof arguments / sizeof arguments[0]);
    launch_epilogue(l, here);
    launch_int(l, accumulate);
    launch_factors(l, p, a, w, &last);
    if (accumulate) {
        launch_update(l, "y", F32, before, count);
    } else {
        launch_write(l, "y", F32, count * splits);
    }
    if (has_sums(p)) {
        launch_write(l, "sums", F32, columns * splits);
    }
    run_portable_tiles(l, p->m, p->n, p->groups * splits, t);
    launch_expect(l, "y", y);
    if (has_sums(p)) {
        launch_expect(l, "sums", sums);
    }
    launch_end(l);
}

static void check_sum_parts(Device* device, int rows, int columns, int splits, Epilogue epilogue, const Dealing* d) {
    const size_t count = (size_t) rows * columns;
    float* parts = whole_floats(count * splits, -9, 9, 1);
    float* y = floats(count);
    for (size_t i = 0; i < count; i++) {
        for (int s = 0; s < splits; s++) {
            y[i] += parts[s * count + i];
        }
    }
    const Ending end = ending(epilogue, rows, columns);
    finish(&end, y);
    const size_t vec = epilogue.bias || epilogue.activation == 2 ? (size_t) vector_of(columns, 16) : 16;
    char macros[128];
    snprintf(macros, sizeof macros, "-D VEC=%zu %s", vec, d->macros);
    Launch* l = launch(device, "sum_parts.cl", "sum_parts", macros, "count=%zu columns=%d splits=%d %s", count, columns,
        splits, epilogue.name);
    launch_ints(l, (const int[]) {(int) count, columns, splits}, 3);
    launch_epilogue(l, epilogue);
    launch_read(l, "parts", F32, parts, count * splits);
    launch_ending(l, &end);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, (count + vec - 1) / vec), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_sum_parts_and_columns(Device* device, int rows, int columns, int splits, const Dealing* d) {
    const size_t count = (size_t) rows * columns, vec = 16;
    float* parts = whole_floats((count + columns) * splits, -9, 9, 1);
    float* y = floats(count);
    float* sums = floats(columns);
    for (int s = 0; s < splits; s++) {
        for (size_t i = 0; i < count; i++) {
            y[i] += parts[s * count + i];
        }
        for (int i = 0; i < columns; i++) {
            sums[i] += parts[splits * count + s * columns + i];
        }
    }
    char macros[128];
    snprintf(macros, sizeof macros, "-D VEC=%zu %s", vec, d->macros);
    Launch* l = launch(device, "sum_parts.cl", "sum_parts_and_columns", macros, "count=%zu columns=%d splits=%d", count,
        columns, splits);
    launch_ints(l, (const int[]) {(int) count, columns, splits}, 3);
    launch_read(l, "parts", F32, parts, (count + columns) * splits);
    launch_write(l, "y", F32, count);
    launch_write(l, "sums", F32, columns);
    launch_run1(l, dealt(d, (count + vec - 1) / vec + (columns + vec - 1) / vec), d->local);
    launch_expect(l, "y", y);
    launch_expect(l, "sums", sums);
    launch_end(l);
}

// Every product with the epilogue that reads all; the other epilogues at one product, whose last tiles are cut.
void check_matmul(Device* device) {
    const Epilogue first = EPILOGUES[0];
    for (const Product* p = PRODUCTS; p < PRODUCTS + sizeof PRODUCTS / sizeof PRODUCTS[0]; p++) {
        for (size_t t = 0; t < 2; t++) {
            check_cpu(device, p, first, CPU_TILES[t].macros, CPU_TILES[t].panel);
        }
        const PortableTile* tile = &PORTABLE_TILES[(p - PRODUCTS) % PORTABLE_TILE_COUNT];
        check_portable(device, p, first, tile, false, 1);
        if (p->k > 16) {
            check_portable(device, p, first, tile, false, 2);
        }
        free_arrays();
    }
    // More than a band of tiles down and several across, in each tile.
    for (int t = 0; t < PORTABLE_TILE_COUNT; t++) {
        const PortableTile* tile = &PORTABLE_TILES[t];
        const Product wide = {tile->m + 5, tile->n + 3, 11, 1, false, false, false};
        check_portable(device, &wide, first, tile, false, 1);
        free_arrays();
    }
    FOR_UNIT_TILES(t) {
        const Product along = {5, 66, 19, 1, false, true, false}, across = {33, 16, 40, 1, true, false, true};
        const Product groups = {12, 5, 37, 2, true, true, false};
        check_portable(device, &along, first, t, false, 1);
        check_portable(device, &across, first, t, false, 1);
        check_portable(device, &across, first, t, false, 2);
        check_portable(device, &groups, first, t, false, 1);
        free_arrays();
    }
    const PortableTile* least = &PORTABLE_TILES[PORTABLE_TILE_COUNT - 1];
    const Product bands = {16 * 9 + 1, 40, 5, 1, true, true, false};
    check_portable(device, &bands, PLAIN, least, false, 1);
    const Product cut = {9, 70, 18, 1, false, false, false};
    FOR_EPILOGUES(e) {
        check_cpu(device, &cut, *e, CPU_TILES[0].macros, CPU_TILES[0].panel);
        check_portable(device, &cut, *e, least, false, 1);
        FOR_DEALINGS(d) {
            check_sum_parts(device, 7, 5, 3, *e, d);
            check_sum_parts(device, 6, 32, 3, *e, d);
        }
    }
    // Whole panels read where they lie.
    const Product whole = {7, 32, 20, 1, true, false, false};
    check_cpu(device, &whole, first, "-D VEC=4 -D VECTORS=4 -D ROWS=2 -D DEPTH=7", 16);
    if (device->options.tight) {
        const Product aligned = {68, 12, 36, 1, false, false, true};
        check_portable(device, &aligned, first, &PORTABLE_TILES[2], true, 1);
        check_portable(device, &aligned, PLAIN, &PORTABLE_TILES[4], true, 3);
    }
    FOR_DEALINGS(d) {
        check_sum_parts(device, 6, 32, 1, PLAIN, d);
        check_sum_parts(device, 9, 5, 4, PLAIN, d);
        check_sum_parts_and_columns(device, 9, 5, 4, d);
        check_sum_parts_and_columns(device, 6, 32, 3, d);
    }
    free_arrays();
}
