// check_avg_pool2d.c: avg_pool2d and its gradient, against scattering loops.
#include "data.h"
#include "launch.h"
#include "pool.h"
#include "suites.h"

#include <math.h>

// Loops over the windows in double: y and dx, and for each the sum of the absolute terms.
static void expect(
    const Pool* p, bool countIncludePad, const float* x, const float* dy, double* y, double* yBound, double* dx,
    double* dxBound) {
    size_t i = 0;
    for (int n = 0; n < p->n; n++) {
        for (int oh = 0; oh < p->oh; oh++) {
            for (int ow = 0; ow < p->ow; ow++) {
                for (int c = 0; c < p->channels; c++, i++) {
                    int divisor = 0;
                    for (int tap = 0; tap < p->kh * p->kw; tap++) {
                        const int row = oh * p->strideH - p->padTop + tap / p->kw;
                        const int column = ow * p->strideW - p->padLeft + tap % p->kw;
                        const bool inPadding = row < p->ih + p->padBottom && column < p->iw + p->padRight;
                        divisor += is_inside(p, row, column) || (countIncludePad && inPadding);
                        if (is_inside(p, row, column)) {
                            y[i] += x[input_at(p, n, row, column, c)];
                            yBound[i] += fabs(x[input_at(p, n, row, column, c)]);
                        }
                    }
                    y[i] /= divisor;
                    yBound[i] /= divisor;
                    for (int tap = 0; tap < p->kh * p->kw; tap++) {
                        const int row = oh * p->strideH - p->padTop + tap / p->kw;
                        const int column = ow * p->strideW - p->padLeft + tap % p->kw;
                        if (is_inside(p, row, column)) {
                            dx[input_at(p, n, row, column, c)] += (double) dy[i] / divisor;
                            dxBound[input_at(p, n, row, column, c)] += fabs(dy[i]) / divisor;
                        }
                    }
                }
            }
        }
    }
}

static void check(Device* device, const Pool* p, bool countIncludePad, int vec, const Dealing* d) {
    float* x = real_floats(inputs_of(p), -3, 3, 1);
    float* dy = real_floats(outputs_of(p), -3, 3, 2);
    double* y = doubles(outputs_of(p));
    double* yBound = doubles(outputs_of(p));
    double* dx = doubles(inputs_of(p));
    double* dxBound = doubles(inputs_of(p));
    expect(p, countIncludePad, x, dy, y, yBound, dx, dxBound);
    // A sum of at most kh * kw terms, and a division, which is off by up to 2.5 units in the last place.
    const double roundings = p->kh * p->kw + 5;
    for (size_t i = 0; i < outputs_of(p); i++) {
        yBound[i] *= roundings * 0x1p-24;
    }
    for (size_t i = 0; i < inputs_of(p); i++) {
        dxBound[i] *= roundings * 0x1p-24;
    }
    char macros[512];
    const int end = pool_macros(macros, sizeof macros, p, vec, d);
    snprintf(
        macros + end, sizeof macros - end, " -D PAD_BOTTOM=%d -D PAD_RIGHT=%d -D COUNT_INCLUDE_PAD=%d", p->padBottom,
        p->padRight, countIncludePad);
    Launch* l = launch(device, "avg_pool2d.cl", "avg_pool2d", macros, "n=%d", p->n);
    launch_int(l, p->n);
    launch_read(l, "x", F32, x, inputs_of(p));
    launch_write(l, "y", F32, outputs_of(p));
    launch_run1(l, dealt(d, outputs_of(p) / vec), d->local);
    launch_expect_close(l, "y", y, yBound);
    launch_end(l);
    l = launch(device, "avg_pool2d.cl", "avg_pool2d_gradient", macros, "n=%d", p->n);
    launch_int(l, p->n);
    launch_read(l, "dy", F32, dy, outputs_of(p));
    launch_write(l, "dx", F32, inputs_of(p));
    launch_run1(l, dealt(d, inputs_of(p) / vec), d->local);
    launch_expect_close(l, "dx", dx, dxBound);
    launch_end(l);
}

void check_avg_pool2d(Device* device) {
    FOR_POOLS(p) {
        check(device, p, false, vector_of(p->channels, 4), &DEALINGS[0]);
        check(device, p, true, vector_of(p->channels, 16), &DEALINGS[1]);
    }
}
