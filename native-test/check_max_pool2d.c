// check_max_pool2d.c: max_pool2d, also as min_pool2d or of PReLU, and its gradient, against scattering loops. Every
// comparison is exact.
#include "data.h"
#include "launch.h"
#include "pool.h"
#include "suites.h"

#include <math.h>

// Loops over the windows: y and the winning taps of x, and dx of dy by those taps.
static void expect(const Pool* p, bool smallest, const float* x, const float* dy, float* y, int32_t* taps, float* dx) {
    size_t i = 0;
    for (int n = 0; n < p->n; n++) {
        for (int oh = 0; oh < p->oh; oh++) {
            for (int ow = 0; ow < p->ow; ow++) {
                for (int c = 0; c < p->channels; c++, i++) {
                    size_t winner = 0;
                    taps[i] = -1;
                    for (int tap = 0; tap < p->kh * p->kw; tap++) {
                        const int row = oh * p->strideH - p->padTop + tap / p->kw;
                        const int column = ow * p->strideW - p->padLeft + tap % p->kw;
                        if (!is_inside(p, row, column)) {
                            continue;
                        }
                        const size_t at = input_at(p, n, row, column, c);
                        const bool beats = smallest ? x[at] < y[i] : x[at] > y[i];
                        if (taps[i] < 0 || beats || (isnan(x[at]) && !isnan(y[i]))) {
                            taps[i] = tap;
                            y[i] = x[at];
                            winner = at;
                        }
                    }
                    dx[winner] += dy[i];
                }
            }
        }
    }
}

static void check(Device* device, const Pool* p, bool smallest, int vec, const Dealing* d, bool special) {
    const bool wide = p->kh * p->kw > 256;
    // Few distinct numbers, so that there are ties; more in windows so large that all would hold the same.
    float* x = wide ? whole_floats(inputs_of(p), -99, 99, 1) : whole_floats(inputs_of(p), -3, 3, 1);
    float* dy = whole_floats(outputs_of(p), -9, 9, 2);
    if (special) {
        for (size_t i = 0; i < inputs_of(p); i += 3) {
            x[i] = i % 2 == 0 ? NAN : smallest ? INFINITY : -INFINITY;
        }
    }
    float* y = floats(outputs_of(p));
    float* dx = floats(inputs_of(p));
    int32_t* taps = ints(outputs_of(p));
    expect(p, smallest, x, dy, y, taps, dx);
    unsigned char* byteTaps = bytes(outputs_of(p));
    for (size_t i = 0; i < outputs_of(p); i++) {
        byteTaps[i] = (unsigned char) taps[i];
    }
    const void* index = wide ? (const void*) taps : byteTaps;
    const Type indexType = wide ? I32 : U8;

    const size_t vectors = (size_t) (p->channels + vec - 1) / vec;
    char macros[512];
    const int end = pool_macros(macros, sizeof macros, p, vec, d);
    snprintf(macros + end, sizeof macros - end, " -D INDEX=%s -D SMALLEST=%d", wide ? "int" : "uchar", smallest);
    Launch* l;
    if (p == POOLS) {
        l = launch(
            device, "max_pool2d.cl", "max_pool2d", macros, "n=%d smallest=%d special=%d", p->n, smallest, special);
        launch_int(l, p->n);
        launch_read(l, "x", F32, x, inputs_of(p));
        launch_write(l, "y", F32, outputs_of(p));
        launch_run1(l, dealt(d, outputs_of(p) / p->channels * vectors), d->local);
        launch_expect(l, "y", y);
        launch_end(l);
    }

    l = launch(device, "max_pool2d.cl", "max_pool2d_indexed", macros, "n=%d smallest=%d special=%d", p->n,
        smallest, special);
    launch_int(l, p->n);
    launch_read(l, "x", F32, x, inputs_of(p));
    launch_write(l, "y", F32, outputs_of(p));
    launch_write(l, "index", indexType, outputs_of(p));
    launch_run1(l, dealt(d, outputs_of(p) / p->channels * vectors), d->local);
    launch_expect(l, "y", y);
    launch_expect(l, "index", index);
    launch_end(l);

    if (!smallest) {
        // Slopes by which nothing is rounded; y and taps are those of x after PReLU, which chooses its x by its tap.
        float* alpha = floats(p->channels);
        for (int c = 0; c < p->channels; c++) {
            alpha[c] = (float[]) {0.5f, -1.0f, 2.0f, 0.0f}[c % 4];
        }
        float* rectified = floats(inputs_of(p));
        for (size_t i = 0; i < inputs_of(p); i++) {
            rectified[i] = x[i] > 0.0f ? x[i] : alpha[i % p->channels] * x[i];
        }
        float* largest = floats(outputs_of(p));
        float* spread = floats(inputs_of(p));
        int32_t* winners = ints(outputs_of(p));
        expect(p, false, rectified, dy, largest, winners, spread);
        unsigned char* byteWinners = bytes(outputs_of(p));
        float* chosen = floats(outputs_of(p));
        for (size_t i = 0; i < outputs_of(p); i++) {
            const int c = i % p->channels, ow = i / p->channels % p->ow, oh = i / p->channels / p->ow % p->oh;
            const int n = i / p->channels / p->ow / p->oh;
            const int row = oh * p->strideH - p->padTop + winners[i] / p->kw;
            const int column = ow * p->strideW - p->padLeft + winners[i] % p->kw;
            byteWinners[i] = (unsigned char) winners[i];
            chosen[i] = x[input_at(p, n, row, column, c)];
        }
        l = launch(device, "max_pool2d.cl", "prelu_max_pool2d", macros, "n=%d special=%d", p->n, special);
        launch_int(l, p->n);
        launch_read(l, "x", F32, x, inputs_of(p));
        launch_read(l, "alpha", F32, alpha, p->channels);
        launch_write(l, "y", F32, outputs_of(p));
        launch_write(l, "index", indexType, outputs_of(p));
        launch_write(l, "chosen", F32, outputs_of(p));
        launch_run1(l, dealt(d, outputs_of(p) / p->channels * vectors), d->local);
        launch_expect(l, "y", largest);
        launch_expect(l, "index", wide ? (const void*) winners : byteWinners);
        launch_expect(l, "chosen", chosen);
        launch_end(l);
    }

    if (p->strideH == p->kh && p->strideW == p->kw && p->padTop == 0 && p->padLeft == 0 && p->oh * p->kh <= p->ih
        && p->ow * p->kw <= p->iw) {
        l = launch(device, "max_pool2d.cl", "max_pool2d_gradient_apart", macros, "n=%d smallest=%d special=%d", p->n,
            smallest, special);
        launch_int(l, p->n);
        launch_read(l, "index", indexType, index, outputs_of(p));
        launch_read(l, "dy", F32, dy, outputs_of(p));
        launch_write(l, "dx", F32, inputs_of(p));
        launch_run1(l, dealt(d, outputs_of(p) / p->channels * vectors), d->local);
        launch_expect(l, "dx", dx);
        launch_end(l);
    }

    if (p->channels % vec != 0) {
        return;
    }
    l = launch(device, "max_pool2d.cl", "max_pool2d_gradient", macros, "n=%d smallest=%d special=%d", p->n,
        smallest, special);
    launch_int(l, p->n);
    launch_read(l, "index", indexType, index, outputs_of(p));
    launch_read(l, "dy", F32, dy, outputs_of(p));
    launch_write(l, "dx", F32, inputs_of(p));
    launch_run1(l, dealt(d, inputs_of(p) / vec), d->local);
    launch_expect(l, "dx", dx);
    launch_end(l);
}

static void check_both(Device* device, const Pool* p, int vec, const Dealing* d, bool special) {
    check(device, p, false, vec, d, special);
    check(device, p, true, vec, d, special);
}

void check_max_pool2d(Device* device) {
    FOR_POOLS(p) {
        check_both(device, p, vector_of(p->channels, 4), &DEALINGS[0], false);
        check_both(device, p, vector_of(p->channels, 16), &DEALINGS[1], false);
        check_both(device, p, 4, &DEALINGS[1], false);
        check_both(device, p, 8, &DEALINGS[1], false);
        if (p->kh * p->kw <= 16) {
            check_both(device, p, vector_of(p->channels, 4), &DEALINGS[0], true);
            check_both(device, p, vector_of(p->channels, 16), &DEALINGS[1], true);
        }
    }
}
