// check_metrics.c: arg_max, accumulate_top_k, accumulate_binary, exact; accumulate_errors, within rounding.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <string.h>

// Few distinct scores, so that there are ties, and a NaN in every fifth row.
static float* ties(int rows, int channels) {
    float* x = whole_floats(rows * channels, -2, 2, 1);
    for (int row = 0; row < rows; row += 5) {
        x[row * channels + row % channels] = NAN;
    }
    return x;
}

static bool has_nan(const float* row, int channels) {
    for (int c = 0; c < channels; c++) {
        if (isnan(row[c])) {
            return true;
        }
    }
    return false;
}

static void check_arg_max(Device* device, int rows, int channels, const Dealing* d) {
    float* x = ties(rows, channels);
    int32_t* y = ints(rows);
    for (int row = 0; row < rows; row++) {
        const float* in = x + row * channels;
        int largest = 0;
        for (int c = 1; c < channels; c++) {
            largest = in[c] > in[largest] ? c : largest;
        }
        y[row] = has_nan(in, channels) ? -1 : largest;
    }
    Launch* l = launch(device, "arg_max.cl", "arg_max", d->macros, "rows=%d channels=%d", rows, channels);
    launch_int(l, rows);
    launch_int(l, channels);
    launch_read(l, "x", F32, x, rows * channels);
    launch_write(l, "y", I32, rows);
    launch_run1(l, dealt(d, rows), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_top_k(Device* device, int rows, int channels, int k, const Dealing* d) {
    float* x = ties(rows, channels);
    int32_t* labels = whole_ints(rows, -1, channels, 2);
    const int32_t before = 7;
    int32_t state = before;
    for (int row = 0; row < rows; row++) {
        const float* in = x + row * channels;
        const int label = labels[row];
        int ahead = 0;
        for (int c = 0; c < channels && label >= 0 && label < channels; c++) {
            ahead += in[c] > in[label] || (in[c] == in[label] && c < label);
        }
        state += label >= 0 && label < channels && !has_nan(in, channels) && ahead < k;
    }
    Launch* l = launch(device, "accumulate_top_k.cl", "accumulate_top_k", d->macros, "rows=%d channels=%d k=%d", rows,
        channels, k);
    launch_int(l, rows);
    launch_int(l, channels);
    launch_int(l, k);
    launch_read(l, "x", F32, x, rows * channels);
    launch_read(l, "labels", I32, labels, rows);
    launch_update(l, "state", I32, &before, 1);
    launch_run1(l, dealt(d, rows), d->local);
    launch_expect(l, "state", &state);
    launch_end(l);
}

static void check_binary(Device* device, int rows, int units, const Dealing* d) {
    const int count = rows * units;
    float* x = ties(rows, units);
    float* t = whole_floats(count, 0, 1, 2);
    int32_t* before = whole_ints(units * 4, 0, 9, 3);
    int32_t* state = ints(units * 4);
    memcpy(state, before, sizeof *state * units * 4);
    for (int i = 0; i < count; i++) {
        const int isTrue = t[i] > 0.5f;
        state[(i % units * 2 + isTrue) * 2 + (isnan(x[i]) ? !isTrue : x[i] > 1)]++;
    }
    Launch* l =
        launch(device, "accumulate_binary.cl", "accumulate_binary", d->macros, "rows=%d units=%d", rows, units);
    launch_int(l, count);
    launch_int(l, units);
    launch_float(l, 1);
    launch_float(l, 0.5f);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "t", F32, t, count);
    launch_update(l, "state", I32, before, units * 4);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "state", state);
    launch_end(l);
}

static void check_errors(Device* device, int rows, int columns, const Dealing* d) {
    const int count = rows * columns;
    float* x = real_floats(count, 90, 110, 1);
    float* t = real_floats(count, 90, 110, 2);
    float* before = real_floats(columns * 6, 1, 99, 3);
    double* state = doubles(columns * 6);
    double* bound = doubles(columns * 6);
    for (int c = 0; c < columns; c++) {
        const float* was = before + c * 6;
        double batch[6] = {rows, 0, 0, 0, 0, 0};
        for (int row = 0; row < rows; row++) {
            const double target = t[row * columns + c], error = fabs(x[row * columns + c] - target);
            batch[1] += target / rows;
            batch[3] += error / rows;
            batch[4] += error * error / rows;
            batch[5] += (error <= 0.5 + 0.03125 * target) / (double) rows;
        }
        double square = 0;
        for (int row = 0; row < rows; row++) {
            const double deviation = t[row * columns + c] - batch[1];
            batch[2] += deviation * deviation / rows;
            square += (t[row * columns + c] - was[1]) * (double) (t[row * columns + c] - was[1]) / rows;
        }
        const double w = rows / (was[0] + (double) rows), shift = batch[1] - was[1];
        batch[2] += (1 - w) * shift * shift;
        state[c * 6] = was[0] + (double) rows;
        for (int i = 1; i < 6; i++) {
            state[c * 6 + i] = (1 - w) * was[i] + w * batch[i];
        }
        for (int i = 0; i < 6; i++) {
            const double size = fabs(state[c * 6 + i]) + was[i] + (i == 2 ? 4 * square : i == 1 ? fabs(shift) + 20 : 0);
            bound[c * 6 + i] = (4 * rows + 60) * 0x1p-24 * size;
        }
    }
    Launch* l = launch(
        device, "accumulate_errors.cl", "accumulate_errors", d->macros, "rows=%d columns=%d", rows, columns);
    launch_int(l, rows);
    launch_int(l, columns);
    launch_float(l, 0.5f);
    launch_float(l, 0.03125f);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "t", F32, t, count);
    launch_update(l, "state", F32, before, columns * 6);
    launch_run1(l, dealt(d, columns), d->local);
    launch_expect_close(l, "state", state, bound);
    launch_end(l);
}

void check_metrics(Device* device) {
    FOR_DEALINGS(d) {
        check_arg_max(device, 33, 2, d);
        check_arg_max(device, 205, 10, d);
        check_top_k(device, 33, 2, 1, d);
        check_top_k(device, 205, 10, 3, d);
        check_binary(device, 30, 1, d);
        check_binary(device, 41, 7, d);
        check_errors(device, 33, 1, d);
        check_errors(device, 5, 300, d);
    }
}
