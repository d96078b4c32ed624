// check_batch_norm_gradient.c: the gradients of batch normalisation.
#include "data.h"
#include "launch.h"
#include "suites.h"
#include "tiles.h"

#include <math.h>

static const float EPSILON = 1e-3f;

// What the kernels of one case share.
typedef struct {
    int rows, channels;
    float *x, *dy, *gamma, *mean, *variance;
} Case;

static Case case_of(int rows, int channels) {
    Case k = {.rows = rows, .channels = channels};
    k.x = real_floats((size_t) rows * channels, -2, 2, 1);
    k.dy = real_floats((size_t) rows * channels, -2, 2, 2);
    k.gamma = real_floats(channels, 0.5, 2, 3);
    k.mean = real_floats(channels, -1, 1, 4);
    k.variance = real_floats(channels, 0.1, 2, 5);
    return k;
}

static double scale(const Case* k, int c) {
    return 1 / sqrt((double) k->variance[c] + EPSILON);
}

static void check_parts(Device* device, const Case* k, int partRows, const Tile* t) {
    const int parts = (k->rows + partRows - 1) / partRows;
    const size_t count = (size_t) k->rows * k->channels;
    const size_t sums = (size_t) parts * 2 * k->channels;
    double* want = doubles(sums);
    double* bound = doubles(sums);
    // Each sum has partRows terms; sqrt is off by 3 units in the last place, the division by 2.5.
    const double roundings = (partRows + 16) * 0x1p-24;
    for (int row = 0; row < k->rows; row++) {
        for (int c = 0; c < k->channels; c++) {
            const size_t at = (size_t) (row / partRows) * 2 * k->channels + c;
            const double dy = k->dy[row * k->channels + c];
            const double h = (k->x[row * k->channels + c] - k->mean[c]) * scale(k, c);
            want[at] += dy * h;
            bound[at] += roundings * fabs(dy * h);
            want[at + k->channels] += dy;
            bound[at + k->channels] += roundings * fabs(dy);
        }
    }
    char macros[128];
    Launch* l = launch(
        device, "batch_norm_gradient.cl", "batch_norm_gradient_parts", tile_macros(macros, sizeof macros, k->channels, t),
        "rows=%d partRows=%d channels=%d", k->rows, partRows, k->channels);
    launch_int(l, k->rows);
    launch_int(l, partRows);
    launch_int(l, k->channels);
    launch_float(l, EPSILON);
    launch_read(l, "x", F32, k->x, count);
    launch_read(l, "dy", F32, k->dy, count);
    launch_read(l, "mean", F32, k->mean, k->channels);
    launch_read(l, "variance", F32, k->variance, k->channels);
    launch_write(l, "parts", F32, sums);
    run_tiles(l, k->channels / vector_of(k->channels, t->limit), parts, t);
    launch_expect_close(l, "parts", want, bound);
    launch_end(l);
}

// Whole numbers: exact in any order.
static void check_merge(Device* device, int parts, int channels, const Tile* t) {
    float* given = whole_floats((size_t) parts * 2 * channels, -9, 9, 1);
    float* dgamma = floats(channels);
    float* dbeta = floats(channels);
    for (int part = 0; part < parts; part++) {
        for (int c = 0; c < channels; c++) {
            dgamma[c] += given[part * 2 * channels + c];
            dbeta[c] += given[(part * 2 + 1) * channels + c];
        }
    }
    char macros[128];
    Launch* l = launch(
        device, "batch_norm_gradient.cl", "batch_norm_gradient_merge", tile_macros(macros, sizeof macros, channels, t),
        "parts=%d channels=%d", parts, channels);
    launch_int(l, parts);
    launch_int(l, channels);
    launch_read(l, "parts", F32, given, (size_t) parts * 2 * channels);
    launch_write(l, "dgamma", F32, channels);
    launch_write(l, "dbeta", F32, channels);
    run_tiles(l, channels / vector_of(channels, t->limit), 1, t);
    launch_expect(l, "dgamma", dgamma);
    launch_expect(l, "dbeta", dbeta);
    launch_end(l);
}

static void check_dx(Device* device, const Case* k, bool constant, int vec, int itemRows, size_t local) {
    const size_t count = (size_t) k->rows * k->channels;
    float* dgamma = real_floats(k->channels, -9, 9, 6);
    float* dbeta = real_floats(k->channels, -9, 9, 7);
    double* dx = doubles(count);
    double* bound = doubles(count);
    for (size_t i = 0; i < count; i++) {
        const int c = (int) (i % k->channels);
        const double h = (k->x[i] - k->mean[c]) * scale(k, c);
        const double share = constant ? 0 : dbeta[c] / (double) k->rows;
        const double perDistance = constant ? 0 : h * dgamma[c] / k->rows;
        const double factor = k->gamma[c] * scale(k, c);
        dx[i] = factor * (k->dy[i] - (share + perDistance));
        bound[i] = 40 * 0x1p-24 * fabs(factor) * (fabs(k->dy[i]) + fabs(share) + fabs(perDistance));
    }
    char macros[128];
    snprintf(macros, sizeof macros, "-D VEC=%d", vec);
    Launch* l = launch(
        device, "batch_norm_gradient.cl", constant ? "batch_norm_gradient_constant" : "batch_norm_gradient_data", macros,
        "rows=%d channels=%d itemRows=%d", k->rows, k->channels, itemRows);
    launch_int(l, k->rows);
    launch_int(l, k->channels);
    launch_int(l, itemRows);
    launch_float(l, EPSILON);
    if (!constant) {
        launch_read(l, "x", F32, k->x, count);
    }
    launch_read(l, "dy", F32, k->dy, count);
    launch_read(l, "gamma", F32, k->gamma, k->channels);
    if (!constant) {
        launch_read(l, "mean", F32, k->mean, k->channels);
        launch_read(l, "dgamma", F32, dgamma, k->channels);
        launch_read(l, "dbeta", F32, dbeta, k->channels);
    }
    launch_read(l, "variance", F32, k->variance, k->channels);
    launch_write(l, "dx", F32, count);
    launch_run1(l, (size_t) (k->channels / vec) * ((k->rows + itemRows - 1) / itemRows), local);
    launch_expect_close(l, "dx", dx, bound);
    launch_end(l);
}

void check_batch_norm_gradient(Device* device) {
    const Case small = case_of(1, 3), odd = case_of(203, 6), wide = case_of(150, 80);
    FOR_TILES(t) {
        check_parts(device, &small, 1, t);
        check_parts(device, &odd, 29, t);
        check_parts(device, &wide, 150, t);
        check_merge(device, 1, 3, t);
        check_merge(device, 35, 6, t);
        check_merge(device, 7, 80, t);
    }
    for (int constant = 0; constant < 2; constant++) {
        check_dx(device, &small, constant, 1, 8, 64);
        check_dx(device, &odd, constant, 2, 8, 64);
        check_dx(device, &wide, constant, 16, 20, 1);
    }
}
