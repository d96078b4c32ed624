// check_optimizer.c: flat_update by every rule over a flat region, with frozen blocks, decay, and an unhealthy step.
#include "data.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BLOCKS = 5, S = BLOCKS * 128, MOST = 3 };

static const float RATE[BLOCKS] = {1, 0, 0.5f, 1, 2};
static const float DECAY[BLOCKS] = {0, 0.01f, 0.01f, 0.1f, 0};

// How the region is dealt out: work-items per group, blocks per group.
static const struct {
    const char* macros;
    size_t group;
    int blocks;
} REGIONS[] = {{"-D GROUP=128", 128, 1}, {"-D GROUP=64 -D CHUNK=2", 64, 2}, {"-D GROUP=1 -D CHUNK=0", 1, 3}};

typedef struct {
    float learningRate;
    int32_t step, healthy;
} Control;

// A number of a formula and how far off a computed one may be: each operation adds a few roundings of its own to what
// its operands bring along. Division is accurate to 2.5 units in the last place, the root to 3.
typedef struct {
    double value, error;
} Rounded;

static Rounded rounded(double value, double carried, double roundings) {
    return (Rounded){value, carried + roundings * 0x1p-24 * (fabs(value) + carried)};
}
static Rounded exact(double value) {
    return (Rounded){value, 0};
}
static Rounded number(double value) {
    return rounded(value, 0, 1);
}
static Rounded plus(Rounded a, Rounded b) {
    return rounded(a.value + b.value, a.error + b.error, 1);
}
static Rounded minus(Rounded a, Rounded b) {
    return rounded(a.value - b.value, a.error + b.error, 1);
}
static Rounded times(Rounded a, Rounded b) {
    return rounded(a.value * b.value, fabs(a.value) * b.error + fabs(b.value) * a.error + a.error * b.error, 1);
}
static Rounded over(Rounded a, Rounded b) {
    const double quotient = a.value / b.value;
    return rounded(quotient, (a.error + fabs(quotient) * b.error) / (fabs(b.value) - b.error), 5);
}
static Rounded root(Rounded a) {
    const double value = sqrt(a.value);
    return rounded(value, fmax(sqrt(a.value + a.error) - value, value - sqrt(fmax(a.value - a.error, 0))), 6);
}
static Rounded average(Rounded m, Rounded x, double beta) {
    return plus(times(number(beta), m), times(number(1 - beta), x));
}
// 1 - beta^t: a rounded logarithm, a rounded product, and a function with 3 units in the last place.
static Rounded correction(double beta, int step) {
    return rounded(1 - pow(beta, step + 1.0), 0, 8);
}

// The rules as io.fovea.op.UpdateRule has them, with their options a b c d; m is overwritten, what is returned is to be
// taken off the parameter, but for the rate.
typedef struct {
    const char* name;
    int moments;
    double a, b, c, d;
} Rule;

static Rounded sgd(const Rule* r, Rounded g, Rounded* m, int step) {
    const double momentum = r->a, dampening = r->b, nesterov = r->c;
    if (momentum == 0) {
        return g;
    }
    m[0] = step == 0 ? g : plus(times(number(momentum), m[0]), times(number(1 - dampening), g));
    return nesterov != 0 ? plus(g, times(number(momentum), m[0])) : m[0];
}

static Rounded adagrad(const Rule* r, Rounded g, Rounded* m, int step) {
    const double rateDecay = r->a, initial = r->b, epsilon = r->c;
    m[0] = plus(step == 0 ? number(initial) : m[0], times(g, g));
    return over(over(g, rounded(1 + rateDecay * step, 0, 3)), plus(root(m[0]), number(epsilon)));
}

static Rounded adadelta(const Rule* r, Rounded g, Rounded* m, int step) {
    const double rho = r->a, epsilon = r->b;
    (void) step;
    m[0] = average(m[0], times(g, g), rho);
    const Rounded d = over(times(g, root(plus(m[1], number(epsilon)))), root(plus(m[0], number(epsilon))));
    m[1] = average(m[1], times(d, d), rho);
    return d;
}

static Rounded rmsprop(const Rule* r, Rounded g, Rounded* m, int step) {
    const double alpha = r->a, epsilon = r->b, momentum = r->c, centred = r->d;
    const int velocity = r->moments - 1;
    (void) step;
    m[0] = average(m[0], times(g, g), alpha);
    Rounded spread = m[0];
    if (centred != 0) {
        m[1] = average(m[1], g, alpha);
        spread = minus(m[0], times(m[1], m[1]));
        spread.value = fmax(spread.value, 0);
    }
    const Rounded d = over(g, plus(root(spread), number(epsilon)));
    if (momentum == 0) {
        return d;
    }
    m[velocity] = plus(times(number(momentum), m[velocity]), d);
    return m[velocity];
}

static Rounded adam(const Rule* r, Rounded g, Rounded* m, int step) {
    const double beta1 = r->a, beta2 = r->b, epsilon = r->c;
    m[0] = average(m[0], g, beta1);
    m[1] = average(m[1], times(g, g), beta2);
    if (r->moments == 3) {
        m[2] = (Rounded){fmax(m[1].value, m[2].value), fmax(m[1].error, m[2].error)};
    }
    const Rounded second = over(m[r->moments - 1], correction(beta2, step));
    return over(over(m[0], correction(beta1, step)), plus(root(second), number(epsilon)));
}

static double mu(const Rule* r, int i) {
    return r->a * (1 - 0.5 * pow(0.96, i * r->d));
}

static Rounded nadam(const Rule* r, Rounded g, Rounded* m, int step) {
    const double beta1 = r->a, beta2 = r->b, epsilon = r->c;
    double product = 1;
    for (int i = 1; i <= step + 1; i++) {
        product *= mu(r, i);
    }
    const double next = mu(r, step + 2);
    const int factors = step < 200 ? step + 2 : 200;
    const Rounded now = rounded((1 - mu(r, step + 1)) / (1 - product), 0, 12 * factors + 12);
    const Rounded later = rounded(next / (1 - product * next), 0, 12 * factors + 12);
    m[0] = average(m[0], g, beta1);
    m[1] = average(m[1], times(g, g), beta2);
    const Rounded second = plus(root(over(m[1], correction(beta2, step))), number(epsilon));
    return over(plus(times(now, g), times(later, m[0])), second);
}

static Rounded lion(const Rule* r, Rounded g, Rounded* m, int step) {
    const double beta1 = r->a, beta2 = r->b;
    (void) step;
    const Rounded c = average(m[0], g, beta1);
    m[0] = average(m[0], g, beta2);
    return (Rounded){(c.value > 0) - (c.value < 0), fabs(c.value) <= c.error ? 2 : 0};
}

// The numbers of a rule in the order in which flat_update.cl names them.
static void pass_numbers(Launch* l, const Rule* r) {
    double n[8] = {0};
    if (strcmp(r->name, "sgd") == 0) {
        n[0] = r->a, n[1] = 1 - r->b, n[2] = r->c;
    } else if (strcmp(r->name, "adagrad") == 0) {
        n[0] = r->a, n[1] = r->b, n[2] = r->c;
    } else if (strcmp(r->name, "adadelta") == 0) {
        n[0] = r->a, n[1] = 1 - r->a, n[2] = r->b;
    } else if (strcmp(r->name, "rmsprop") == 0) {
        n[0] = r->a, n[1] = 1 - r->a, n[2] = r->b, n[3] = r->c, n[4] = r->d;
    } else {
        n[0] = r->a, n[1] = 1 - r->a, n[2] = r->b, n[3] = 1 - r->b, n[4] = r->c;
        n[5] = log(strcmp(r->name, "adam") == 0 ? r->a : r->b);
        n[6] = strcmp(r->name, "adam") == 0 ? log(r->b) : r->d * log(0.96);
    }
    for (int i = 0; i < 8; i++) {
        launch_float(l, (float) n[i]);
    }
}

static void check(
    Device* device, Rounded (*formula)(const Rule*, Rounded, Rounded*, int), Rule rule, bool decoupled, Control control,
    size_t region) {
    static const char* const NAMES[MOST] = {"m0", "m1", "m2"};
    // Gradients of a frozen block may be anything, and so may a velocity before the first step.
    float* gradients = real_floats(S, -2, 2, 1);
    gradients[128 + 7] = NAN;
    float* p0 = real_floats(S, -2, 2, 2);
    float* m0[MOST];
    const bool isSigned = strcmp(rule.name, "adadelta") != 0 && strcmp(rule.name, "rmsprop") != 0
        && strcmp(rule.name, "adagrad") != 0;
    for (int j = 0; j < rule.moments; j++) {
        m0[j] = j == 0 && isSigned ? real_floats(S, -2, 2, 3) : real_floats(S, j == 0 ? 1 : 0.25, j == 0 ? 2 : 1, 4 + j);
    }
    if (control.step == 0 && rule.moments == 1 && strcmp(rule.name, "sgd") == 0) {
        m0[0][3] = NAN;
    }
    double* p = doubles(S);
    double* pBound = doubles(S);
    double* m[MOST];
    double* mBound[MOST];
    for (int j = 0; j < rule.moments; j++) {
        m[j] = doubles(S);
        mBound[j] = doubles(S);
    }
    for (int i = 0; i < S; i++) {
        p[i] = p0[i];
        Rounded kept[MOST];
        for (int j = 0; j < rule.moments; j++) {
            kept[j] = exact(m0[j][i]);
        }
        if (control.healthy != 0 && RATE[i / 128] != 0) {
            const Rounded rate = times(exact(control.learningRate), exact(RATE[i / 128]));
            const Rounded decay = exact(DECAY[i / 128]);
            Rounded parameter = exact(p0[i]), g = exact(gradients[i]);
            if (decoupled) {
                parameter = minus(parameter, times(times(rate, decay), parameter));
            } else {
                g = plus(g, times(decay, parameter));
            }
            const Rounded result = minus(parameter, times(rate, formula(&rule, g, kept, control.step)));
            // Twice: the kernel may take the factors in another order.
            p[i] = result.value;
            pBound[i] = 2 * result.error;
        }
        for (int j = 0; j < rule.moments; j++) {
            m[j][i] = kept[j].value;
            mBound[j][i] = 2 * kept[j].error;
        }
    }
    char macros[128];
    snprintf(macros, sizeof macros, "%s -D RULE=%s -D MOMENTS=%d -D SETTLES=1", REGIONS[region].macros, rule.name, rule.moments);
    Launch* l = launch(
        device, "flat_update.cl", "flat_update", macros, "decoupled=%d a=%g b=%g c=%g d=%g step=%d healthy=%d", decoupled,
        rule.a, rule.b, rule.c, rule.d, control.step, control.healthy);
    launch_int(l, BLOCKS);
    launch_int(l, decoupled);
    pass_numbers(l, &rule);
    launch_read(l, "gradients", F32, gradients, S);
    launch_read(l, "learningRate", F32, &control.learningRate, 1);
    launch_read(l, "step", I32, &control.step, 1);
    launch_read(l, "healthy", I32, &control.healthy, 1);
    launch_read(l, "rate", F32, RATE, BLOCKS);
    launch_read(l, "decay", F32, DECAY, BLOCKS);
    launch_update(l, "parameters", F32, p0, S);
    for (int j = 0; j < rule.moments; j++) {
        launch_update(l, NAMES[j], F32, m0[j], S);
    }
    const size_t groups = (size_t) (BLOCKS + REGIONS[region].blocks - 1) / REGIONS[region].blocks;
    launch_run1(l, groups * REGIONS[region].group, REGIONS[region].group);
    launch_expect_close(l, "parameters", p, pBound);
    for (int j = 0; j < rule.moments; j++) {
        launch_expect_close(l, NAMES[j], m[j], mBound[j]);
    }
    launch_end(l);
}

void check_optimizer(Device* device) {
    const Control first = {0.1f, 0, 1}, later = {0.05f, 1000, 1}, third = {0.05f, 2, 1}, unhealthy = {0.1f, 3, 0};
    for (size_t region = 0; region < sizeof REGIONS / sizeof REGIONS[0]; region++) {
        check(device, sgd, (Rule){"sgd", 0, 0, 0, 0, 0}, false, later, region);
        check(device, sgd, (Rule){"sgd", 1, 0.9, 0, 0, 0}, false, first, region);
        check(device, sgd, (Rule){"sgd", 1, 0.9, 0.25, 0, 0}, false, later, region);
        check(device, sgd, (Rule){"sgd", 1, 0.9, 0, 1, 0}, true, later, region);
        check(device, sgd, (Rule){"sgd", 1, 0.9, 0, 0, 0}, false, unhealthy, region);
        check(device, adagrad, (Rule){"adagrad", 1, 0.1, 0.5, 1e-10, 0}, false, first, region);
        check(device, adagrad, (Rule){"adagrad", 1, 0.1, 0.5, 1e-10, 0}, true, later, region);
        check(device, adadelta, (Rule){"adadelta", 2, 0.9, 1e-6, 0, 0}, false, later, region);
        check(device, rmsprop, (Rule){"rmsprop", 1, 0.99, 1e-8, 0, 0}, false, later, region);
        check(device, rmsprop, (Rule){"rmsprop", 2, 0.9, 1e-8, 0.9, 0}, false, later, region);
        check(device, rmsprop, (Rule){"rmsprop", 2, 0.99, 1e-8, 0, 1}, true, later, region);
        check(device, rmsprop, (Rule){"rmsprop", 3, 0.99, 1e-8, 0.9, 1}, false, later, region);
        check(device, adam, (Rule){"adam", 2, 0.9, 0.999, 1e-8, 0}, false, first, region);
        check(device, adam, (Rule){"adam", 2, 0.9, 0.999, 1e-8, 0}, true, later, region);
        check(device, adam, (Rule){"adam", 2, 0, 0.99, 1e-8, 0}, false, later, region);
        check(device, adam, (Rule){"adam", 3, 0.9, 0.999, 1e-8, 0}, false, later, region);
        check(device, adam, (Rule){"adam", 2, 0.9, 0.999, 1e-8, 0}, true, unhealthy, region);
        check(device, nadam, (Rule){"nadam", 2, 0.9, 0.999, 1e-8, 4e-3}, false, third, region);
        check(device, nadam, (Rule){"nadam", 2, 0.9, 0.999, 1e-8, 4e-3}, true, later, region);
        check(device, lion, (Rule){"lion", 1, 0.9, 0.99, 0, 0}, true, later, region);
    }
}
