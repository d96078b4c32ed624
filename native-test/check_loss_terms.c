// check_loss_terms.c: the losses of single elements and their slopes.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

typedef double Function(double x, double t);

static const double DELTA = 1.5, TAU = 0.75;

static double squared(double x, double t) {
    return (x - t) * (x - t);
}

static double absolute(double x, double t) {
    return fabs(x - t);
}

static double huber(double x, double t) {
    const double size = fabs(x - t);
    return size <= DELTA ? size * size / 2 : DELTA * (size - DELTA / 2);
}

static double log_cosh(double x, double t) {
    return log(cosh(x - t));
}

static double quantile(double x, double t) {
    return x < t ? TAU * (t - x) : (1 - TAU) * (x - t);
}

static double hinge(double x, double t) {
    return fmax(0, 1 - t * x);
}

static double binary_cross_entropy_of_logit(double x, double t) {
    return log1p(exp(x)) - t * x;
}

static double binary_cross_entropy(double x, double t) {
    return -t * log(x) - (1 - t) * log(1 - x);
}

typedef struct {
    const char* name;
    Function* value;
    double a;
    double low, high;    // of x
    bool isProbability;  // t between 0 and 1, else from -3 to 3
} Loss;

static const Loss LOSSES[] = {
    {"squared", squared, 0, -3, 3, false},
    {"absolute", absolute, 0, -3, 3, false},
    {"huber", huber, 1.5, -3, 3, false},
    {"log_cosh", log_cosh, 0, -3, 3, false},
    {"quantile", quantile, 0.75, -3, 3, false},
    {"hinge", hinge, 0, -3, 3, false},
    {"binary_cross_entropy_of_logit", binary_cross_entropy_of_logit, 0, -6, 6, true},
    {"binary_cross_entropy", binary_cross_entropy, 0, 0.1, 0.9, true},
};

// The slope by a central difference of the fourth order, good to about 1e-9 away from kinks.
static double slope(Function* f, double x, double t) {
    const double h = 1e-3;
    return (8 * (f(x + h, t) - f(x - h, t)) - (f(x + 2 * h, t) - f(x - 2 * h, t))) / (12 * h);
}

// Whether a kink of some loss is so close that the difference would straddle it.
static bool is_near_kink(double x, double t) {
    const double d = fabs(x - t);
    return d < 0.01 || fabs(d - DELTA) < 0.01 || fabs(1 - t * x) < 0.04;
}

static void check_loss(Device* device, const Loss* loss, const Dealing* d) {
    const int count = 77;
    float* x = real_floats(count, loss->low, loss->high, 1);
    float* t = loss->isProbability ? real_floats(count, 0, 1, 2) : real_floats(count, -3, 3, 2);
    float* dy = real_floats(count, -2, 2, 3);
    double* y = doubles(count);
    double* dx = doubles(count);
    double* y_bound = doubles(count);
    double* dx_bound = doubles(count);
    for (int i = 0; i < count; i++) {
        while (is_near_kink(x[i], t[i])) {
            t[i] = 0.9f * t[i] + 0.02f;
        }
        y[i] = loss->value(x[i], t[i]);
        dx[i] = slope(loss->value, x[i], t[i]) * dy[i];
        y_bound[i] = 0x1p-18 * (1 + fabs(y[i]));
        dx_bound[i] = 0x1p-17 * (1 + fabs(dx[i]));
    }
    char macros[160];
    snprintf(macros, sizeof macros, "-D VALUE=%s_value -D SLOPE=%s_slope %s", loss->name, loss->name, d->macros);
    Launch* l = launch(device, "loss_terms.cl", "loss_terms", macros, "count=%d", count);
    launch_int(l, count);
    launch_float(l, (float) loss->a);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "t", F32, t, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_close(l, "y", y, y_bound);
    launch_end(l);
    l = launch(device, "loss_terms.cl", "loss_terms_gradient", macros, "count=%d", count);
    launch_int(l, count);
    launch_float(l, (float) loss->a);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "t", F32, t, count);
    launch_read(l, "dy", F32, dy, count);
    launch_write(l, "dx", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_close(l, "dx", dx, dx_bound);
    launch_end(l);
}

void check_loss_terms(Device* device) {
    FOR_DEALINGS(d) {
        for (size_t i = 0; i < sizeof LOSSES / sizeof LOSSES[0]; i++) {
            check_loss(device, &LOSSES[i], d);
        }
    }
}
