// check_reduction.c: bias_gradient, sum, weight_penalty, mean, accumulate. Small whole numbers: sums are exact in any order.
#include "data.h"
#include "launch.h"
#include "suites.h"
#include "tiles.h"

#include <math.h>
#include <stdio.h>

// Macros of a sum by one work-group, and the size of that.
static const struct {
    const char* macros;
    size_t group;
} SUMMERS[] = {{"-D GROUP=64", 64}, {"-D GROUP=128 -D VEC=4", 128}, {"-D GROUP=1 -D VEC=16", 1}};

static const int COUNTS[] = {1, 15, 64, 1003};

static void check_bias_gradient(Device* device, int rows, int partRows, int channels, const Tile* t) {
    const int parts = (rows + partRows - 1) / partRows;
    float* dy = whole_floats((size_t) rows * channels, -9, 9, 1);
    float* db = floats((size_t) parts * channels);
    for (int row = 0; row < rows; row++) {
        for (int c = 0; c < channels; c++) {
            db[row / partRows * channels + c] += dy[row * channels + c];
        }
    }
    char macros[128];
    snprintf(
        macros, sizeof macros, "-D VEC=%d -D GROUP_CHANNELS=%d -D GROUP_ROWS=%d", t->limit, t->channels, t->rows);
    Launch* l = launch(
        device, "bias_gradient.cl", "bias_gradient", macros, "rows=%d partRows=%d channels=%d", rows, partRows,
        channels);
    launch_int(l, rows);
    launch_int(l, partRows);
    launch_int(l, channels);
    launch_read(l, "dy", F32, dy, (size_t) rows * channels);
    launch_write(l, "db", F32, (size_t) parts * channels);
    run_tiles(l, (channels + t->limit - 1) / t->limit, parts, t);
    launch_expect(l, "db", db);
    launch_end(l);
}

static void check_sum(Device* device, int count, int part, bool squares, size_t summer) {
    const int parts = (count + part - 1) / part;
    float* x = whole_floats(count, -9, 9, 1);
    float* sums = floats(parts);
    for (int i = 0; i < count; i++) {
        sums[i / part] += squares ? x[i] * x[i] : x[i];
    }
    Launch* l = launch(
        device, "sum.cl", "sum", SUMMERS[summer].macros, "count=%d part=%d squares=%d", count, part, squares);
    launch_int(l, count);
    launch_int(l, part);
    launch_int(l, squares);
    launch_read(l, "x", F32, x, count);
    launch_write(l, "sums", F32, parts);
    launch_run1(l, (size_t) parts * SUMMERS[summer].group, SUMMERS[summer].group);
    launch_expect(l, "sums", sums);
    launch_end(l);
}

static void check_weight_penalty(Device* device, int count, int part, size_t summer) {
    const int parts = (count + part - 1) / part;
    float* x = whole_floats(count, -9, 9, 1);
    float* sums = floats(parts);
    for (int i = 0; i < count; i++) {
        sums[i / part] += 0.5f * fabsf(x[i]) + 0.25f * x[i] * x[i];
    }
    Launch* l = launch(
        device, "weight_penalty.cl", "weight_penalty", SUMMERS[summer].macros, "count=%d part=%d", count, part);
    launch_int(l, count);
    launch_int(l, part);
    launch_float(l, 0.5f);
    launch_float(l, 0.25f);
    launch_read(l, "x", F32, x, count);
    launch_write(l, "sums", F32, parts);
    launch_run1(l, (size_t) parts * SUMMERS[summer].group, SUMMERS[summer].group);
    launch_expect(l, "sums", sums);
    launch_end(l);
}

static void check_weight_penalty_gradient(Device* device, int count, const char* macros, size_t items) {
    const float dy = -2;
    float* x = whole_floats(count, -9, 9, 1);
    float* dx = floats(count);
    for (int i = 0; i < count; i++) {
        dx[i] = dy * (0.5f * ((x[i] > 0) - (x[i] < 0)) + 0.5f * x[i]);
    }
    Launch* l = launch(device, "weight_penalty.cl", "weight_penalty_gradient", macros, "count=%d", count);
    launch_int(l, count);
    launch_float(l, 0.5f);
    launch_float(l, 0.25f);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "dy", F32, &dy, 1);
    launch_write(l, "dx", F32, count);
    launch_run1(l, items, 1);
    launch_expect(l, "dx", dx);
    launch_end(l);
}

static void check_mean(Device* device, int count, size_t summer, bool accumulated) {
    float* x = whole_floats(count, -9, 9, 1);
    double total = 0;
    for (int i = 0; i < count; i++) {
        total += x[i];
    }
    const float before = 3;
    Launch* l = launch(
        device, "mean.cl", accumulated ? "mean_accumulated" : "mean", SUMMERS[summer].macros, "count=%d", count);
    launch_int(l, count);
    launch_int(l, count * 3);
    launch_read(l, "x", F32, x, count);
    if (accumulated) {
        launch_update(l, "total", F32, &before, 1);
    }
    launch_write(l, "y", F32, 1);
    launch_run1(l, SUMMERS[summer].group, SUMMERS[summer].group);
    if (accumulated) {
        launch_expect(l, "total", &(float) {(float) (before + total)});
    }
    // A division is off by up to 2.5 units in the last place.
    const double mean = total / (count * 3.0);
    launch_expect_close(l, "y", &mean, &(double) {fabs(mean) * 5 * 0x1p-24});
    launch_end(l);
}

static void check_mean_gradient(Device* device, int count, const Dealing* d) {
    const float dy = 1.5f;
    float* dx = floats(count);
    for (int i = 0; i < count; i++) {
        dx[i] = dy / (float) count;
    }
    Launch* l = launch(device, "mean.cl", "mean_gradient", d->macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "dy", F32, &dy, 1);
    launch_write(l, "dx", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_uniform(l, "dx", dx);
    launch_end(l);
}

static void check_accumulate(Device* device, int count, size_t summer) {
    float* x = whole_floats(count, -9, 9, 1);
    const float before = 1000;
    float after = before;
    for (int i = 0; i < count; i++) {
        after += x[i];
    }
    Launch* l = launch(device, "accumulate.cl", "accumulate", SUMMERS[summer].macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "x", F32, x, count);
    launch_update(l, "state", F32, &before, 1);
    launch_run1(l, SUMMERS[summer].group, SUMMERS[summer].group);
    launch_expect(l, "state", &after);
    launch_end(l);
}

void check_reduction(Device* device) {
    check_weight_penalty_gradient(device, 1003, "", 1003);
    check_weight_penalty_gradient(device, 1003, "-D CHUNK=0", 3);
    FOR_TILES(t) {
        check_bias_gradient(device, 1, 1, 3, t);
        check_bias_gradient(device, 203, 50, 3, t);
        check_bias_gradient(device, 64, 64, 6, t);
        check_bias_gradient(device, 64, 64, 10, t);
        check_bias_gradient(device, 203, 50, 16, t);
        check_bias_gradient(device, 203, 29, 70, t);
    }
    for (size_t summer = 0; summer < sizeof SUMMERS / sizeof SUMMERS[0]; summer++) {
        for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
            check_sum(device, COUNTS[i], COUNTS[i], false, summer);
            check_sum(device, COUNTS[i], 200, true, summer);
            check_weight_penalty(device, COUNTS[i], 200, summer);
            check_mean(device, COUNTS[i], summer, false);
            check_mean(device, COUNTS[i], summer, true);
            check_accumulate(device, COUNTS[i], summer);
        }
    }
    FOR_DEALINGS(d) {
        check_mean_gradient(device, 128, d);
        check_mean_gradient(device, 512, d);
    }
}
