// check_batch_norm.c: batch normalisation: statistics, normalising, folding into weights.
#include "data.h"
#include "launch.h"
#include "suites.h"
#include "tiles.h"

#include <math.h>

static const float EPSILON = 1e-3f;

// Channels of all kinds: around zero, far from it (so that the mean of squares would swamp the variance), constant.
static float* activations(int rows, int channels) {
    float* x = real_floats((size_t) rows * channels, -2, 2, 1);
    for (int row = 0; row < rows; row++) {
        for (int c = 0; c < channels; c++) {
            float* at = x + row * channels + c;
            *at = c % 4 == 1 ? *at + 10000 : c % 4 == 2 ? 0.1f : *at;
        }
    }
    return x;
}

static void check_parts(Device* device, int rows, int partRows, int channels, const Tile* t) {
    const int parts = (rows + partRows - 1) / partRows;
    float* x = activations(rows, channels);
    double* want = doubles((size_t) parts * 2 * channels);
    double* bound = doubles((size_t) parts * 2 * channels);
    for (int part = 0; part < parts; part++) {
        const int begin = part * partRows;
        const int end = begin + partRows < rows ? begin + partRows : rows;
        for (int c = 0; c < channels; c++) {
            double sum = 0, magnitude = 0, squares = 0, distances = 0;
            for (int row = begin; row < end; row++) {
                sum += x[row * channels + c];
                magnitude += fabs(x[row * channels + c]);
            }
            const double size = end - begin, mean = sum / size;
            for (int row = begin; row < end; row++) {
                squares += pow(x[row * channels + c] - mean, 2);
                distances += fabs(x[row * channels + c] - mean);
            }
            const size_t at = ((size_t) part * 2) * channels + c;
            want[at] = mean;
            bound[at] = (size + 6) * 0x1p-24 * magnitude / size;
            want[at + channels] = squares;
            // A mean that is off by d adds 2 d times the distances and d * d a row.
            bound[at + channels] =
                (size + 4) * 0x1p-24 * squares + 2 * bound[at] * distances + size * bound[at] * bound[at];
        }
    }
    char macros[128];
    Launch* l = launch(
        device, "batch_norm.cl", "batch_norm_parts", tile_macros(macros, sizeof macros, channels, t),
        "rows=%d partRows=%d channels=%d", rows, partRows, channels);
    launch_int(l, rows);
    launch_int(l, partRows);
    launch_int(l, channels);
    launch_read(l, "x", F32, x, (size_t) rows * channels);
    launch_write(l, "parts", F32, (size_t) parts * 2 * channels);
    run_tiles(l, channels / vector_of(channels, t->limit), parts, t);
    launch_expect_close(l, "parts", want, bound);
    launch_end(l);
}

static void check_merge(Device* device, int rows, int partRows, int channels, const Tile* t) {
    const int parts = (rows + partRows - 1) / partRows;
    float* given = real_floats((size_t) parts * 2 * channels, 1, 3, 2);
    double* mean = doubles(channels);
    double* meanBound = doubles(channels);
    double* variance = doubles(channels);
    double* varianceBound = doubles(channels);
    for (int c = 0; c < channels; c++) {
        double sum = 0, magnitude = 0;
        for (int part = 0; part < parts; part++) {
            const double size = part * partRows + partRows < rows ? partRows : rows - part * partRows;
            given[part * 2 * channels + c] += c % 2 == 0 ? 10000 : 0;
            sum += size * given[part * 2 * channels + c];
            magnitude += size * fabs(given[part * 2 * channels + c] - given[c]);
        }
        mean[c] = sum / rows;
        meanBound[c] = (parts + 9) * 0x1p-24 * magnitude / rows + 0x1p-24 * fabs(mean[c]);
        double squares = 0, distances = 0;
        for (int part = 0; part < parts; part++) {
            const double size = part * partRows + partRows < rows ? partRows : rows - part * partRows;
            const double distance = given[part * 2 * channels + c] - mean[c];
            squares += given[(part * 2 + 1) * channels + c] + size * distance * distance;
            distances += size * fabs(distance);
        }
        variance[c] = squares / rows;
        varianceBound[c] = (parts + 12) * 0x1p-24 * variance[c] + 2 * meanBound[c] * distances / rows
            + meanBound[c] * meanBound[c];
    }
    char macros[128];
    Launch* l = launch(
        device, "batch_norm.cl", "batch_norm_merge", tile_macros(macros, sizeof macros, channels, t),
        "rows=%d partRows=%d channels=%d", rows, partRows, channels);
    launch_int(l, rows);
    launch_int(l, partRows);
    launch_int(l, channels);
    launch_read(l, "parts", F32, given, (size_t) parts * 2 * channels);
    launch_write(l, "mean", F32, channels);
    launch_write(l, "variance", F32, channels);
    run_tiles(l, channels / vector_of(channels, t->limit), 1, t);
    launch_expect_close(l, "mean", mean, meanBound);
    launch_expect_close(l, "variance", variance, varianceBound);
    launch_end(l);
}

static void check_inference(Device* device, int rows, int channels, int vec, int itemRows, size_t local) {
    const size_t count = (size_t) rows * channels;
    float* x = real_floats(count, -2, 2, 1);
    float* gamma = real_floats(channels, 0.5, 2, 2);
    float* beta = real_floats(channels, -1, 1, 3);
    float* mean = real_floats(channels, -1, 1, 4);
    float* variance = real_floats(channels, 0, 2, 5);
    double* y = doubles(count);
    double* bound = doubles(count);
    for (size_t i = 0; i < count; i++) {
        const int c = (int) (i % channels);
        const double factor = gamma[c] / sqrt((double) variance[c] + EPSILON);
        y[i] = (x[i] - mean[c]) * factor + beta[c];
        // sqrt is off by 3 units in the last place, the division by 2.5.
        bound[i] = 16 * 0x1p-24 * (fabs((x[i] - mean[c]) * factor) + fabs(beta[c]));
    }
    char macros[128];
    snprintf(macros, sizeof macros, "-D VEC=%d", vec);
    Launch* l = launch(
        device, "batch_norm_inference.cl", "batch_norm_inference", macros, "rows=%d channels=%d itemRows=%d", rows,
        channels, itemRows);
    launch_int(l, rows);
    launch_int(l, channels);
    launch_int(l, itemRows);
    launch_float(l, EPSILON);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "gamma", F32, gamma, channels);
    launch_read(l, "beta", F32, beta, channels);
    launch_read(l, "mean", F32, mean, channels);
    launch_read(l, "variance", F32, variance, channels);
    launch_write(l, "y", F32, count);
    launch_run1(l, (size_t) (channels / vec) * ((rows + itemRows - 1) / itemRows), local);
    launch_expect_close(l, "y", y, bound);
    launch_end(l);
}

static void check_fold(Device* device, int rows, int channels, bool bias, const Dealing* d) {
    const size_t count = (size_t) rows * channels;
    float* w = real_floats(count, -2, 2, 1);
    float* gamma = real_floats(channels, 0.5, 2, 2);
    float* beta = real_floats(channels, -1, 1, 3);
    float* mean = real_floats(channels, -1, 1, 4);
    float* variance = real_floats(channels, 0, 2, 5);
    float* b = real_floats(channels, -1, 1, 6);
    double* foldedW = doubles(count);
    double* foldedWBound = doubles(count);
    double* foldedB = doubles(channels);
    double* foldedBBound = doubles(channels);
    for (size_t i = 0; i < count; i++) {
        const int o = (int) (i % channels);
        foldedW[i] = w[i] * gamma[o] / sqrt((double) variance[o] + EPSILON);
        foldedWBound[i] = 16 * 0x1p-24 * fabs(foldedW[i]);
    }
    for (int o = 0; o < channels; o++) {
        const double shift = ((bias ? b[o] : 0) - mean[o]) * gamma[o] / sqrt((double) variance[o] + EPSILON);
        foldedB[o] = beta[o] + shift;
        foldedBBound[o] = 16 * 0x1p-24 * (fabs(beta[o]) + fabs(shift));
    }
    Launch* l = launch(
        device, "batch_norm_fold.cl", "batch_norm_fold_weights", d->macros, "rows=%d channels=%d", rows, channels);
    launch_int(l, (int) count);
    launch_int(l, channels);
    launch_float(l, EPSILON);
    launch_read(l, "w", F32, w, count);
    launch_read(l, "gamma", F32, gamma, channels);
    launch_read(l, "variance", F32, variance, channels);
    launch_write(l, "foldedW", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_close(l, "foldedW", foldedW, foldedWBound);
    launch_end(l);
    l = launch(device, "batch_norm_fold.cl", "batch_norm_fold_bias", d->macros, "channels=%d bias=%d", channels, bias);
    launch_int(l, channels);
    launch_int(l, bias);
    launch_float(l, EPSILON);
    launch_read(l, "gamma", F32, gamma, channels);
    launch_read(l, "beta", F32, beta, channels);
    launch_read(l, "mean", F32, mean, channels);
    launch_read(l, "variance", F32, variance, channels);
    launch_read(l, "b", F32, b, channels);
    launch_write(l, "foldedB", F32, channels);
    launch_run1(l, dealt(d, channels), d->local);
    launch_expect_close(l, "foldedB", foldedB, foldedBBound);
    launch_end(l);
}

void check_batch_norm(Device* device) {
    FOR_TILES(t) {
        check_parts(device, 1, 1, 3, t);
        check_parts(device, 203, 29, 6, t);
        check_parts(device, 300, 300, 20, t);
        check_merge(device, 1, 1, 3, t);
        check_merge(device, 203, 29, 6, t);
        check_merge(device, 1000, 32, 20, t);
    }
    check_inference(device, 1, 3, 1, 8, 64);
    check_inference(device, 37, 5, 1, 8, 64);
    check_inference(device, 50, 12, 4, 8, 64);
    check_inference(device, 50, 32, 16, 20, 1);
    FOR_DEALINGS(d) {
        check_fold(device, 9, 5, true, d);
        check_fold(device, 27, 16, false, d);
    }
}
