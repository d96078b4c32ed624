// check_softmax.c: softmax and log-softmax, and their gradients.
#include "data.h"
#include "launch.h"
#include "softmax.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

static void check_forward(Device* device, const Rows* r) {
    const size_t count = (size_t) r->rows * r->channels;
    float* x = scores(r);
    double* y = doubles(count);
    double* bound = doubles(count);
    for (int row = 0; row < r->rows; row++) {
        expect_softmax(r, x + row * r->channels, y + row * r->channels, bound + row * r->channels);
    }
    char macros[128];
    Launch* l = launch(device, "softmax.cl", "softmax", rows_macros(macros, sizeof macros, r), "rows=%d channels=%d", r->rows,
        r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "x", F32, x, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, row_items(r), row_group(r));
    launch_expect_close(l, "y", y, bound);
    launch_end(l);
}

static void check_gradient(Device* device, const Rows* r) {
    const size_t count = (size_t) r->rows * r->channels;
    float* y = real_floats(count, 0, 1, 3);
    float* dy = real_floats(count, -2, 2, 4);
    double* dx = doubles(count);
    double* bound = doubles(count);
    for (int row = 0; row < r->rows; row++) {
        double sum = 0, terms = 0;
        for (int i = row * r->channels; i < (row + 1) * r->channels; i++) {
            sum += (double) y[i] * dy[i];
            terms += fabs((double) y[i] * dy[i]);
        }
        for (int i = row * r->channels; i < (row + 1) * r->channels; i++) {
            dx[i] = y[i] * (dy[i] - sum);
            bound[i] = (r->channels + 3) * 0x1p-24 * y[i] * (fabs(dy[i]) + terms);
        }
    }
    char macros[128];
    Launch* l =
        launch(device, "softmax.cl", "softmax_gradient", rows_macros(macros, sizeof macros, r), "rows=%d channels=%d", r->rows,
        r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "y", F32, y, count);
    launch_read(l, "dy", F32, dy, count);
    launch_write(l, "dx", F32, count);
    launch_run1(l, row_items(r), row_group(r));
    launch_expect_close(l, "dx", dx, bound);
    launch_end(l);
}

static void check_log_forward(Device* device, const Rows* r) {
    const size_t count = (size_t) r->rows * r->channels;
    float* x = scores(r);
    double* y = doubles(count);
    double* bound = doubles(count);
    for (int row = 0; row < r->rows; row++) {
        double largest = -INFINITY, total = 0;
        for (int i = row * r->channels; i < (row + 1) * r->channels; i++) {
            largest = x[i] > largest ? x[i] : largest;
        }
        for (int i = row * r->channels; i < (row + 1) * r->channels; i++) {
            total += exp(x[i] - largest);
        }
        for (int i = row * r->channels; i < (row + 1) * r->channels; i++) {
            y[i] = x[i] - largest - log(total);
            bound[i] = (2 * fabs(y[i]) + 2 * log(total) + 200 + r->channels) * 0x1p-24;
        }
    }
    char macros[128];
    Launch* l = launch(device, "log_softmax.cl", "log_softmax", rows_macros(macros, sizeof macros, r),
        "rows=%d channels=%d", r->rows, r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "x", F32, x, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, row_items(r), row_group(r));
    launch_expect_close(l, "y", y, bound);
    launch_end(l);
}

static void check_log_gradient(Device* device, const Rows* r) {
    const size_t count = (size_t) r->rows * r->channels;
    float* y = real_floats(count, -5, 0, 3);
    float* dy = real_floats(count, -2, 2, 4);
    double* dx = doubles(count);
    double* bound = doubles(count);
    for (int row = 0; row < r->rows; row++) {
        double sum = 0, terms = 0;
        for (int i = row * r->channels; i < (row + 1) * r->channels; i++) {
            sum += dy[i];
            terms += fabs(dy[i]);
        }
        for (int i = row * r->channels; i < (row + 1) * r->channels; i++) {
            dx[i] = dy[i] - exp(y[i]) * sum;
            bound[i] = (r->channels + 9) * 0x1p-24 * (fabs(dy[i]) + exp(y[i]) * terms);
        }
    }
    char macros[128];
    Launch* l = launch(device, "log_softmax.cl", "log_softmax_gradient", rows_macros(macros, sizeof macros, r),
        "rows=%d channels=%d", r->rows, r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "y", F32, y, count);
    launch_read(l, "dy", F32, dy, count);
    launch_write(l, "dx", F32, count);
    launch_run1(l, row_items(r), row_group(r));
    launch_expect_close(l, "dx", dx, bound);
    launch_end(l);
}

void check_softmax(Device* device) {
    FOR_ROW_CASES(r) {
        check_log_forward(device, r);
        check_log_gradient(device, r);
        check_forward(device, r);
        check_gradient(device, r);
    }
}
