// check_cross_entropy.c: cross-entropy from logits and from probabilities, and the gradients of both.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "softmax.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

// Labels from -1 to channels, so that some name no class.
static int32_t* labels_of(const Rows* r) {
    int32_t* labels = whole_ints(r->rows, 0, r->channels - 1, 5);
    for (int row = 0; row + 1 < r->rows; row += 10) {
        labels[row] = row % 20 == 0 ? r->channels : -1;
    }
    return labels;
}

// The loss of a row, and by how much it may be off.
static void expect_loss(const Rows* r, const float* in, int32_t label, double* loss, double* bound) {
    double largest = -INFINITY, total = 0;
    for (int c = 0; c < r->channels; c++) {
        largest = in[c] > largest ? in[c] : largest;
    }
    for (int c = 0; c < r->channels; c++) {
        total += exp(in[c] - largest);
    }
    if (label < 0 || label >= r->channels) {
        *loss = NAN;
    } else {
        *loss = log(total) + (largest - in[label]);
        // The sum is off by its roundings and those of exp; log by 3 units in the last place.
        *bound = (112 + r->channels + 8 * log(total) + 4 * (largest - in[label])) * 0x1p-24;
    }
}

static void check_from_logits(Device* device, const Rows* r, bool probabilities) {
    const size_t count = (size_t) r->rows * r->channels;
    float* x = scores(r);
    int32_t* labels = labels_of(r);
    double* y = doubles(count);
    double* yBound = doubles(count);
    double* loss = doubles(r->rows);
    double* lossBound = doubles(r->rows);
    for (int row = 0; row < r->rows; row++) {
        const float* in = x + row * r->channels;
        expect_softmax(r, in, y + row * r->channels, yBound + row * r->channels);
        expect_loss(r, in, labels[row], loss + row, lossBound + row);
    }
    char macros[128];
    rows_macros(macros, sizeof macros, r);
    const char* kernel = probabilities ? "softmax_cross_entropy_probabilities" : "softmax_cross_entropy";
    Launch* l = launch(device, "softmax_cross_entropy.cl", kernel, macros, "rows=%d channels=%d", r->rows,
        r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "labels", I32, labels, r->rows);
    launch_write(l, "loss", F32, r->rows);
    if (probabilities) {
        launch_write(l, "y", F32, count);
    }
    launch_run1(l, row_items(r), row_group(r));
    launch_expect_close(l, "loss", loss, lossBound);
    if (probabilities) {
        launch_expect_close(l, "y", y, yBound);
    }
    launch_end(l);
}

static void check_differentiated(Device* device, const Rows* r) {
    const size_t count = (size_t) r->rows * r->channels;
    float* x = real_floats(count, -3, 3, 1);
    float* dloss = real_floats(r->rows, -2, 2, 2);
    int32_t* labels = labels_of(r);
    double* loss = doubles(r->rows);
    double* lossBound = doubles(r->rows);
    double* dx = doubles(count);
    double* bound = doubles(count);
    for (int row = 0; row < r->rows; row++) {
        const float* in = x + row * r->channels;
        double* out = dx + row * r->channels;
        expect_softmax(r, in, out, bound + row * r->channels);
        expect_loss(r, in, labels[row], loss + row, lossBound + row);
        for (int c = 0; c < r->channels; c++) {
            out[c] = (out[c] - (c == labels[row] ? 1 : 0)) * dloss[row];
            bound[row * r->channels + c] = bound[row * r->channels + c] * 1.01 * fabs(dloss[row]) + fabs(out[c]) * 0x1p-22;
        }
    }
    char macros[128];
    rows_macros(macros, sizeof macros, r);
    Launch* l = launch(device, "softmax_cross_entropy.cl", "softmax_cross_entropy_differentiated", macros,
        "rows=%d channels=%d", r->rows, r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "labels", I32, labels, r->rows);
    launch_read(l, "dloss", F32, dloss, r->rows);
    launch_write(l, "loss", F32, r->rows);
    launch_write(l, "dx", F32, count);
    launch_run1(l, row_items(r), row_group(r));
    launch_expect_close(l, "loss", loss, lossBound);
    launch_expect_close(l, "dx", dx, bound);
    launch_end(l);
}

static void check_gradient_from_logits(Device* device, const Rows* r, const Dealing* d) {
    const size_t count = (size_t) r->rows * r->channels;
    float* y = real_floats(count, 0, 1, 1);
    float* dloss = real_floats(r->rows, -2, 2, 2);
    int32_t* labels = labels_of(r);
    float* dx = floats(count);
    for (size_t i = 0; i < count; i++) {
        const int row = (int) i / r->channels;
        dx[i] = (y[i] - ((int) i % r->channels == labels[row] ? 1.0f : 0.0f)) * dloss[row];
    }
    Launch* l =
        launch(device, "softmax_cross_entropy.cl", "softmax_cross_entropy_gradient", d->macros, "rows=%d channels=%d", r->rows,
        r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "y", F32, y, count);
    launch_read(l, "labels", I32, labels, r->rows);
    launch_read(l, "dloss", F32, dloss, r->rows);
    launch_write(l, "dx", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "dx", dx);
    launch_end(l);
}

static void check_from_probabilities(Device* device, const Rows* r, const Dealing* d) {
    const size_t count = (size_t) r->rows * r->channels;
    float* x = real_floats(count, 0, 1, 1);
    float* dloss = real_floats(r->rows, -2, 2, 2);
    int32_t* labels = labels_of(r);
    if (count > 9) {
        x[labels[1] + r->channels] = 0;
        x[labels[2] + 2 * r->channels] = NAN;
        x[3] = -1;
    }
    double* loss = doubles(r->rows);
    double* lossBound = doubles(r->rows);
    double* dx = doubles(count);
    double* dxBound = doubles(count);
    for (int row = 0; row < r->rows; row++) {
        loss[row] = NAN;
        for (int c = 0; c < r->channels; c++) {
            const float probability = x[row * r->channels + c];
            const double floored = probability < 0x1p-126 ? 0x1p-126 : probability;
            if (c == labels[row]) {
                loss[row] = -log(floored);
                lossBound[row] = 6 * 0x1p-24 * fabs(loss[row]);
                dx[row * r->channels + c] = -dloss[row] / floored;
                dxBound[row * r->channels + c] = 5 * 0x1p-24 * fabs(dloss[row] / floored);
            }
        }
    }
    Launch* l = launch(device, "cross_entropy.cl", "cross_entropy", d->macros, "rows=%d channels=%d", r->rows,
        r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "labels", I32, labels, r->rows);
    launch_write(l, "loss", F32, r->rows);
    launch_run1(l, dealt(d, r->rows), d->local);
    launch_expect_close(l, "loss", loss, lossBound);
    launch_end(l);
    l = launch(device, "cross_entropy.cl", "cross_entropy_gradient", d->macros, "rows=%d channels=%d", r->rows,
        r->channels);
    launch_int(l, r->rows);
    launch_int(l, r->channels);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "labels", I32, labels, r->rows);
    launch_read(l, "dloss", F32, dloss, r->rows);
    launch_write(l, "dx", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_close(l, "dx", dx, dxBound);
    launch_end(l);
}

void check_cross_entropy(Device* device) {
    FOR_ROW_CASES(r) {
        check_from_logits(device, r, true);
        check_from_logits(device, r, false);
        check_differentiated(device, r);
    }
    FOR_DEALINGS(d) {
        check_gradient_from_logits(device, &ROW_CASES[1], d);
        check_gradient_from_logits(device, &ROW_CASES[2], d);
        check_from_probabilities(device, &ROW_CASES[1], d);
        check_from_probabilities(device, &ROW_CASES[2], d);
    }
}
