// check_activate.c: the activation functions and their slopes.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

typedef double Function(double x, double a);

static const double SELU_SCALE = 1.0507009873554805, SELU_ALPHA = 1.6732632423543772;

static double sigmoid(double x, double a) {
    (void) a;
    return 1 / (1 + exp(-x));
}

static double leaky_relu(double x, double a) {
    return x > 0 ? x : a * x;
}

static double elu(double x, double a) {
    return x > 0 ? x : a * expm1(x);
}

static double selu(double x, double a) {
    (void) a;
    return SELU_SCALE * elu(x, SELU_ALPHA);
}

static double gelu(double x, double a) {
    (void) a;
    return x * erfc(-x / sqrt(2)) / 2;
}

static double gelu_tanh(double x, double a) {
    (void) a;
    return x / 2 * (1 + tanh(sqrt(2 / acos(-1)) * (x + 0.044715 * x * x * x)));
}

static double silu(double x, double a) {
    return x * sigmoid(x, a);
}

static double hard_sigmoid(double x, double a) {
    (void) a;
    return x <= -3 ? 0 : x >= 3 ? 1 : x / 6 + 0.5;
}

static double hard_swish(double x, double a) {
    return x * hard_sigmoid(x, a);
}

static double tangent(double x, double a) {
    (void) a;
    return tanh(x);
}

static double softplus(double x, double a) {
    (void) a;
    return log1p(exp(x));
}

static const struct {
    const char* name;
    Function* value;
} FUNCTIONS[] = {
    {"leaky_relu", leaky_relu}, {"elu", elu},         {"selu", selu},
    {"gelu", gelu},             {"gelu_tanh", gelu_tanh}, {"silu", silu},
    {"sigmoid", sigmoid},       {"hard_sigmoid", hard_sigmoid}, {"hard_swish", hard_swish},
    {"tanh", tangent},          {"softplus", softplus},
};

// The slope by a central difference of the fourth order: good to about 1e-11 away from kinks.
static double slope(Function* f, double x, double a) {
    const double h = 1e-3;
    return (8 * (f(x + h, a) - f(x - h, a)) - (f(x + 2 * h, a) - f(x - 2 * h, a))) / (12 * h);
}

static void check_function(Device* device, const char* name, Function* f, const Dealing* d) {
    const int count = 77;
    const double a = 0.25;
    float* x = real_floats(count, -6, 6, 1);
    float* dy = real_floats(count, -2, 2, 2);
    for (int i = 0; i < count; i++) {
        // At the kinks there is no slope to compare with.
        x[i] += fabsf(x[i]) < 0.01f || fabsf(fabsf(x[i]) - 3) < 0.01f ? 0.02f : 0;
    }
    x[5] = NAN;
    double* y = doubles(count);
    double* dx = doubles(count);
    double* y_bound = doubles(count);
    double* dx_bound = doubles(count);
    for (int i = 0; i < count; i++) {
        y[i] = f(x[i], a);
        dx[i] = slope(f, x[i], a) * dy[i];
        y_bound[i] = 0x1p-18 * (fabs(y[i]) + 0x1p-10);
        dx_bound[i] = 0x1p-18 * fabs(dy[i]);
    }
    // A choice between two constants takes NaN for one of them.
    if (f == leaky_relu || f == hard_sigmoid) {
        dx[5] = (f == leaky_relu ? a : 0) * dy[5];
        dx_bound[5] = 0x1p-18;
    }
    char macros[128];
    snprintf(macros, sizeof macros, "-D VALUE=%s_value -D SLOPE=%s_slope %s", name, name, d->macros);
    Launch* l = launch(device, "activate.cl", "activate", macros, "count=%d", count);
    launch_int(l, count);
    launch_float(l, (float) a);
    launch_read(l, "x", F32, x, count);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_close(l, "y", y, y_bound);
    launch_end(l);
    l = launch(device, "activate.cl", "activate_gradient", macros, "count=%d", count);
    launch_int(l, count);
    launch_float(l, (float) a);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "dy", F32, dy, count);
    launch_write(l, "dx", F32, count);
    launch_run1(l, dealt(d, count), d->local);
    launch_expect_close(l, "dx", dx, dx_bound);
    launch_end(l);
}

void check_activate(Device* device) {
    FOR_DEALINGS(d) {
        for (size_t i = 0; i < sizeof FUNCTIONS / sizeof FUNCTIONS[0]; i++) {
            check_function(device, FUNCTIONS[i].name, FUNCTIONS[i].value, d);
        }
    }
}
