// check_state.c: assign, moving_average, check_finite, count, clip_gradients, running_mean. Comparisons are exact but those
// with a norm or a mean.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

static void check_assign(Device* device, int count, const Dealing* d) {
    int32_t* x = whole_ints(count, -999, 999, 1);
    Launch* l = launch(device, "assign.cl", "assign_uint", d->macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "x", I32, x, count);
    launch_write(l, "state", I32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "state", x);
    launch_end(l);
    unsigned char* b = whole_bytes(count, 0, 255, 1);
    l = launch(device, "assign.cl", "assign_uchar", d->macros, "count=%d", count);
    launch_int(l, count);
    launch_read(l, "x", U8, b, count);
    launch_write(l, "state", U8, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "state", b);
    launch_end(l);
}

static void check_moving_average(Device* device, int count, int32_t healthy, const Dealing* d) {
    const float keep = 0.9f, take = 0.103f;
    float* x = real_floats(count, -2, 2, 1);
    float* before = real_floats(count, -2, 2, 2);
    float* state = floats(count);
    for (int i = 0; i < count; i++) {
        state[i] = healthy ? keep * before[i] + take * x[i] : before[i];
    }
    Launch* l = launch(device, "moving_average.cl", "moving_average", d->macros, "count=%d healthy=%d", count, healthy);
    launch_int(l, count);
    launch_float(l, keep);
    launch_float(l, take);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "healthy", I32, &healthy, 1);
    launch_update(l, "state", F32, before, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect(l, "state", state);
    launch_end(l);
}

static void check_finite(Device* device, float first, float other, int32_t healthy, int squares, int group) {
    const bool finite = isfinite(first) && isfinite(other);
    const float x[] = {first, 2, -3};
    const float sum = squares ? first * first + 13 : first - 1;
    char macros[64];
    snprintf(macros, sizeof macros, "-D GROUP=%d", group);
    Launch* l =
        launch(device, "check_finite.cl", "check_finite", macros, "%g, %g healthy=%d squares=%d", first, other, healthy,
            squares);
    launch_int(l, 3);
    launch_int(l, squares);
    launch_read(l, "x", F32, x, 3);
    launch_read(l, "other", F32, &other, 1);
    launch_update(l, "healthy", I32, &healthy, 1);
    launch_write(l, "sum", F32, 1);
    launch_run1(l, group, group);
    launch_expect(l, "sum", &sum);
    launch_expect(l, "healthy", &(int32_t) {finite ? healthy : 0});
    launch_end(l);
}

static void check_count(Device* device, int amount, const int32_t* healthy) {
    const int32_t before = 40;
    const int32_t after = healthy == NULL || *healthy != 0 ? before + amount : before;
    Launch* l = launch(
        device, "count.cl", healthy == NULL ? "count" : "count_guarded", "", "amount=%d healthy=%d", amount,
        healthy == NULL ? 1 : *healthy);
    launch_int(l, amount);
    if (healthy != NULL) {
        launch_read(l, "healthy", I32, healthy, 1);
    }
    launch_update(l, "state", I32, &before, 1);
    launch_run1(l, 1, 1);
    launch_expect(l, "state", &after);
    launch_end(l);
}

static void check_count_both(Device* device, int32_t healthy) {
    const int32_t first = 40, second = 7;
    Launch* l = launch(device, "count.cl", "count_both", "", "healthy=%d", healthy);
    launch_int(l, 3);
    launch_int(l, 5);
    launch_read(l, "healthy", I32, &healthy, 1);
    launch_update(l, "guarded", I32, &first, 1);
    launch_update(l, "state", I32, &second, 1);
    launch_run1(l, 1, 1);
    launch_expect(l, "guarded", &(int32_t) {healthy ? 43 : 40});
    launch_expect(l, "state", &(int32_t) {12});
    launch_end(l);
}

static void check_clip_gradients(Device* device, int count, float maxNorm, float maxValue, const Dealing* d) {
    float* before = real_floats(count, -2, 2, 1);
    double* after = doubles(count);
    double* bound = doubles(count);
    double sumSquares = 0;
    for (int i = 0; i < count; i++) {
        sumSquares += (double) before[i] * before[i];
    }
    const float rounded = (float) sumSquares;
    const double factor = fmin(1, maxNorm / (sqrt(rounded) + 1e-6));
    before[count / 2] = NAN;
    for (int i = 0; i < count; i++) {
        const double g = factor * before[i];
        after[i] = g > maxValue ? maxValue : g < -maxValue ? -maxValue : g;
        // The root counts 6 roundings, the quotient 5, epsilon, sum and product one each.
        bound[i] = factor < 1 ? 14 * 0x1p-24 * fabs(g) : 0;
    }
    Launch* l = launch(
        device, "clip_gradients.cl", "clip_gradients", d->macros, "count=%d norm=%g value=%g", count, maxNorm, maxValue);
    launch_int(l, count);
    launch_float(l, maxNorm);
    launch_float(l, maxValue);
    launch_read(l, "sumSquares", F32, &rounded, 1);
    launch_update(l, "gradients", F32, before, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_close(l, "gradients", after, bound);
    launch_end(l);
}

static void check_running_mean(Device* device, int count, int n, int32_t counted, const Dealing* d) {
    float* x = real_floats(count, -2, 2, 1);
    float* before = real_floats(count, -2, 2, 2);
    double* state = doubles(count);
    double* bound = doubles(count);
    if (counted == 0) {
        before[count - 1] = NAN;
    }
    const double weight = n / ((double) counted + n);
    for (int i = 0; i < count; i++) {
        state[i] = counted == 0 ? x[i] : before[i] + weight * (x[i] - before[i]);
        bound[i] = counted == 0 ? 0 : 9 * 0x1p-24 * (fabs(before[i]) + weight * (fabs(x[i]) + fabs(before[i])));
    }
    Launch* l = launch(device, "running_mean.cl", "running_mean", d->macros, "count=%d n=%d counted=%d", count, n, counted);
    launch_int(l, count);
    launch_int(l, n);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "counted", I32, &counted, 1);
    launch_update(l, "state", F32, before, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_close(l, "state", state, bound);
    launch_end(l);
}

void check_state(Device* device) {
    FOR_DEALINGS(d) {
        check_clip_gradients(device, 303, INFINITY, 1.5f, d);
        check_clip_gradients(device, 303, 2.5f, INFINITY, d);
        check_clip_gradients(device, 303, 2.5f, 0.125f, d);
        check_clip_gradients(device, 6, 1000, INFINITY, d);
        check_running_mean(device, 303, 7, 0, d);
        check_running_mean(device, 303, 7, 64, d);
        check_running_mean(device, 6, 1, 1, d);
        check_assign(device, 5, d);
        check_assign(device, 503, d);
        check_moving_average(device, 6, 1, d);
        check_moving_average(device, 303, 1, d);
        check_moving_average(device, 303, 0, d);
    }
    for (int squares = 0; squares < 2; squares++) {
        check_finite(device, 2, 3, 1, squares, 1);
        check_finite(device, 2, 3, 0, squares, 4);
        check_finite(device, NAN, 3, 1, squares, 4);
        check_finite(device, INFINITY, INFINITY, 1, squares, 1);
        check_finite(device, 2, -INFINITY, 1, squares, 4);
        check_finite(device, 2, NAN, 1, squares, 1);
    }
    check_count(device, 7, NULL);
    check_count(device, -7, &(int32_t) {1});
    check_count(device, 7, &(int32_t) {0});
    check_count_both(device, 1);
    check_count_both(device, 0);
}
