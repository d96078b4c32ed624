// check_elementwise.c: relu, prelu, add, multiply, add_bias, constant. Every comparison is exact.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

// Sizes below, at and above one work-group.
static const int COUNTS[] = {1, 63, 64, 503};

static void check_relu(Device* device, int count, const Dealing* d) {
    float* x = whole_floats(count, -9, 9, 1);
    float* dy = whole_floats(count, -9, 9, 2);
    float* y = floats(count);
    float* dx = floats(count);
    if (count > 9) {
        x[3] = NAN;
        x[4] = INFINITY;
        x[5] = -INFINITY;
        dy[9] = NAN;
    }
    for (int i = 0; i < count; i++) {
        y[i] = x[i] < 0 ? 0 : x[i];
        dx[i] = y[i] <= 0 ? 0 : dy[i];
    }
    Launch* l = launch(device, "relu.cl", "relu", d->macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "x", F32, x, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
    l = launch(device, "relu.cl", "relu_gradient", d->macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "y", F32, y, count);
    launch_read(l, "dy", F32, dy, count);
    launch_write(l, "dx", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "dx", dx);
    launch_end(l);
}

static void check_add(Device* device, int count, const Dealing* d) {
    float* a = real_floats(count, -9, 9, 1);
    float* b = real_floats(count, -1, 1, 2);
    float* y = floats(count);
    for (int i = 0; i < count; i++) {
        y[i] = a[i] + b[i];
    }
    Launch* l = launch(device, "add.cl", "add", d->macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "a", F32, a, count);
    launch_read(l, "b", F32, b, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_multiply(Device* device, int count, const Dealing* d) {
    float* a = real_floats(count, -9, 9, 1);
    float* b = real_floats(count, -1, 1, 2);
    float* y = floats(count);
    for (int i = 0; i < count; i++) {
        y[i] = a[i] * b[i];
    }
    Launch* l = launch(device, "multiply.cl", "multiply", d->macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "a", F32, a, count);
    launch_read(l, "b", F32, b, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_prelu(Device* device, int rows, int channels, const Dealing* d) {
    const int count = rows * channels;
    float* x = whole_floats(count, -9, 9, 1);
    float* alpha = real_floats(channels, -1, 1, 2);
    float* dy = real_floats(count, -2, 2, 3);
    float* y = floats(count);
    float* dx = floats(count);
    float* terms = floats(count);
    for (int i = 0; i < count; i++) {
        const float slope = alpha[i % channels];
        y[i] = x[i] > 0 ? x[i] : slope * x[i];
        dx[i] = x[i] > 0 ? dy[i] : slope * dy[i];
        terms[i] = x[i] > 0 ? 0 : x[i] * dy[i];
    }
    char macros[64];
    snprintf(macros, sizeof macros, "-D CHANNELS=%d %s", channels, d->macros);
    Launch* l = launch(device, "prelu.cl", "prelu", macros, "rows=%d", rows);
    launch_int(l, count);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "alpha", F32, alpha, channels);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
    l = launch(device, "prelu.cl", "prelu_gradient", macros, "rows=%d", rows);
    launch_int(l, count);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "alpha", F32, alpha, channels);
    launch_read(l, "dy", F32, dy, count);
    launch_write(l, "dx", F32, count);
    launch_write(l, "terms", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "dx", dx);
    launch_expect(l, "terms", terms);
    launch_end(l);
}

static void check_add_bias(Device* device, int rows, int channels, const Dealing* d) {
    const int count = rows * channels;
    float* x = real_floats(count, -9, 9, 1);
    float* b = real_floats(channels, -1, 1, 2);
    float* y = floats(count);
    for (int i = 0; i < count; i++) {
        y[i] = x[i] + b[i % channels];
    }
    char macros[64];
    snprintf(macros, sizeof macros, "-D CHANNELS=%d %s", channels, d->macros);
    Launch* l = launch(device, "add_bias.cl", "add_bias", macros, "rows=%d", rows);
    launch_int(l, count);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "b", F32, b, channels);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_constant(Device* device, int count, float value, const Dealing* d) {
    float* y = floats(count);
    for (int i = 0; i < count; i++) {
        y[i] = value;
    }
    Launch* l = launch(device, "constant.cl", "fill", d->macros, "count=%d value=%g", count, value);
    launch_int(l, count);
    launch_float(l, value);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_uniform(l, "y", y);
    launch_end(l);
}

void check_elementwise(Device* device) {
    FOR_DEALINGS(d) {
        for (size_t i = 0; i < sizeof COUNTS / sizeof COUNTS[0]; i++) {
            check_relu(device, COUNTS[i], d);
            check_add(device, COUNTS[i], d);
            check_multiply(device, COUNTS[i], d);
            check_constant(device, COUNTS[i], -0.1f, d);
        }
        check_constant(device, 65, INFINITY, d);
        check_prelu(device, 37, 3, d);
        check_prelu(device, 77, 1, d);
        check_prelu(device, 9, 16, d);
        check_add_bias(device, 1, 1, d);
        check_add_bias(device, 37, 3, d);
        check_add_bias(device, 9, 16, d);
    }
}
