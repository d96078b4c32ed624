// check_conv2d.c: the kernels of the convolution and of its data gradient, which is the same sum over dy with flipped
// weights, strides becoming upsampling. Small whole numbers: every comparison is exact.
#include "conv2d.h"
#include "dealing.h"
#include "epilogue.h"
#include "launch.h"
#include "portable_tiles.h"
#include "suites.h"

#include <string.h>

// The sums without the epilogue: forward, by the equation.
static float* convolve(const Conv2d* c, const float* x, const float* w) {
    float* y = floats(size_y(c));
    for (int pixel = 0; pixel < pixels_of(c); pixel++) {
        for (int o = 0; o < c->oc; o++) {
            for (int k = 0; k < taps_of(c); k++) {
                y[pixel * c->oc + o] += patch_element(c, x, pixel, o / (c->oc / c->groups), k) * w[k * c->oc + o];
            }
        }
    }
    return y;
}

// The data gradient of convolution c, by scattering dy: the oracle of convolve() with data_gradient_of(c), too.
static float* scatter(const Conv2d* c, const float* dy, const float* w) {
    float* dx = floats(size_x(c));
    const int ic = c->ic / c->groups, oc = c->oc / c->groups;
    for (int pixel = 0; pixel < pixels_of(c); pixel++) {
        for (int tap = 0; tap < c->kh * c->kw; tap++) {
            const int row = pixel / c->ow % c->oh * c->strideH - c->padTop + tap / c->kw * c->dilationH;
            const int column = pixel % c->ow * c->strideW - c->padLeft + tap % c->kw * c->dilationW;
            if (row < 0 || row >= c->ih || column < 0 || column >= c->iw) {
                continue;
            }
            float* to = dx + ((pixel / (c->oh * c->ow) * c->ih + row) * c->iw + column) * c->ic;
            for (int i = 0; i < c->ic; i++) {
                for (int o = 0; o < oc; o++) {
                    const int channel = i / ic * oc + o;
                    to[i] += dy[pixel * c->oc + channel] * w[(tap * ic + i % ic) * c->oc + channel];
                }
            }
        }
    }
    return dx;
}

typedef struct {
    const Conv2d* c;
    const float *x, *w, *y;
    Ending end;
} Case;

static void launch_tensors(Launch* l, const Case* k, const float* w, size_t weights) {
    launch_read(l, "x", F32, k->x, size_x(k->c));
    launch_read(l, "w", F32, w, weights);
    launch_ending(l, &k->end);
    launch_write(l, "y", F32, size_y(k->c));
}

static void check_pack(Device* device, const Conv2d* c, const float* w, const float* source, bool flipped,
                       int columns) {
    const int panels = (c->oc / c->groups + columns - 1) / columns;
    const size_t count = (size_t) c->groups * panels * taps_of(c) * columns;
    // In the style of CPUs, and of GPUs.
    const size_t width = flipped ? (size_t) columns : 1;
    const int block = flipped ? 1 : 5;
    Launch* l = launch(device, "conv2d_pack_weights.cl", "conv2d_pack_weights", "",
        "kh=%d kw=%d ic=%d oc=%d groups=%d columns=%d flip=%d", c->kh, c->kw, c->ic, c->oc, c->groups, columns,
        flipped);
    const int arguments[] = {c->kh * c->kw, c->ic, c->oc, c->groups, columns, flipped, block};
    for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++) {
        launch_int(l, arguments[i]);
    }
    launch_read(l, "w", F32, source, size_w(c));
    launch_write(l, "packed", F32, count);
    const size_t items[] = {width, (size_t) ((taps_of(c) + block - 1) / block), (size_t) (c->groups * panels)};
    launch_run(l, 3, items, (size_t[]) {width, 1, 1});
    launch_expect(l, "packed", pack(c, w, columns));
    launch_end(l);
}

static void check_im2col(Device* device, const Conv2d* c, const float* x, int first, int pixels, const Dealing* d) {
    const int row = c->groups * taps_of(c);
    float* cols = floats((size_t) pixels * row);
    for (int i = 0; i < pixels * row; i++) {
        cols[i] = patch_element(c, x, first + i / row, i % row / taps_of(c), i % row % taps_of(c));
    }
    const int vec = vector_of(c->ic / c->groups, 8);
    char more[64], macros[512];
    snprintf(more, sizeof more, "-D VEC=%d %s", vec, d->macros);
    conv2d_macros(macros, sizeof macros, c, more);
    Launch* l = launch(device, "conv2d_im2col.cl", "conv2d_im2col", macros, "first=%d pixels=%d", first, pixels);
    launch_int(l, first);
    launch_int(l, pixels);
    launch_read(l, "x", F32, x, size_x(c));
    launch_write(l, "cols", F32, (size_t) pixels * row);
    launch_run1(l, dealt(d, (size_t) pixels * row / vec), d->local);
    launch_expect(l, "cols", cols);
    launch_end(l);
}

static void check_implicit_cpu(Device* device, const Case* k, int vec, int vectors, int rows, int band,
                               bool arguments) {
    const Conv2d* c = k->c;
    const int panel = vec * vectors, panels = (c->oc / c->groups + panel - 1) / panel, blockPanels = (panels + 1) / 2;
    char more[128], macros[512];
    const int length = snprintf(more, sizeof more, "-D VEC=%d -D VECTORS=%d -D ROWS=%d", vec, vectors, rows);
    if (arguments) {
        conv2d_step_macros(macros, sizeof macros, c, more);
    } else {
        snprintf(more + length, sizeof more - length, " -D BAND=%d", band);
        conv2d_macros(macros, sizeof macros, c, more);
    }
    Launch* l = launch(device, "conv2d_implicit_gemm_cpu.cl", "conv2d_implicit_gemm_cpu", macros,
        "n=%d blockPanels=%d %s", c->n, blockPanels, k->end.of.name);
    if (arguments) {
        launch_conv2d_extents(l, c);
        launch_int(l, band);
    }
    launch_int(l, blockPanels);
    launch_epilogue(l, k->end.of);
    launch_tensors(l, k, pack(c, k->w, panel), (size_t) c->groups * panels * taps_of(c) * panel);
    const size_t items[] = {(size_t) ((c->oh + band - 1) / band),
        (size_t) (c->groups * ((panels + blockPanels - 1) / blockPanels)), (size_t) c->n};
    launch_run(l, 3, items, (size_t[]) {1, 1, 1});
    launch_expect(l, "y", k->y);
    launch_end(l);
}

// Rows of few channels; with flipped, the kernel itself reverses the taps of source. Vectors of vec, if those can do it.
static void check_shifted_rows(Device* device, const Case* k, const float* source, bool flipped, int vec) {
    const Conv2d* c = k->c;
    if (!has_plain_rows(c) || c->upsampleW * c->oc > vec) {
        return;
    }
    char more[128], macros[512];
    snprintf(more, sizeof more, "-D VEC=%d -D VECTORS=%d -D ROWS=%d%s", vec, (c->kw * c->oc + vec - 1) / vec,
        (c->iw + 2) / 2, flipped ? " -D FLIP" : "");
    conv2d_macros(macros, sizeof macros, c, more);
    Launch* l = launch(device, "conv2d_shifted_rows_cpu.cl", "conv2d_shifted_rows_cpu", macros, "n=%d %s", c->n,
        k->end.of.name);
    launch_int(l, c->n);
    launch_epilogue(l, k->end.of);
    launch_tensors(l, k, source, size_w(c));
    const size_t items[] = {(size_t) (c->oh + 1) / 2, (size_t) (c->n + 1) / 2};
    launch_run(l, 2, items, (size_t[]) {1, 1});
    launch_expect(l, "y", k->y);
    launch_end(l);
}

// The portable implicit GEMM; source is w, or with flipped what w was flipped from.
static void check_implicit_portable(Device* device, const Case* k, const float* source, bool flipped,
                                    const PortableTile* t) {
    const Conv2d* c = k->c;
    const int ic = c->ic / c->groups, oc = c->oc / c->groups;
    const bool aligned = device->options.tight && ic % 4 == 0 && oc % 4 == 0;
    char patches[128], more[256], macros[640];
    snprintf(patches, sizeof patches, "-D PATCHES%s%s", flipped ? " -D FLIP -D TRANSPOSE_W" : "",
        aligned ? " -D ALIGNED_A=1 -D ALIGNED_W=1 -D ALIGNED_Y=1" : "");
    conv2d_macros(macros, sizeof macros, c, portable_tile_macros(more, sizeof more, t, patches));
    Launch* l = launch(device, "matmul_portable.cl", portable_kernel(t), macros, "n=%d %s", c->n, k->end.of.name);
    const int arguments[] = {
        pixels_of(c), oc, taps_of(c), 0, flipped ? c->ic : c->oc, c->oc, ic, flipped ? ic : oc, oc, 1};
    for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++) {
        launch_int(l, arguments[i]);
    }
    launch_epilogue(l, k->end.of);
    launch_int(l, 0);
    launch_tensors(l, k, source, size_w(c));
    const int phases = c->upsampleH * c->upsampleW;
    const int rows = c->n * ((c->oh - 1) / c->upsampleH + 1) * ((c->ow - 1) / c->upsampleW + 1);
    run_portable_tiles(l, rows, oc, c->groups * phases, t);
    launch_expect(l, "y", k->y);
    launch_end(l);
}

// With flipped, the kernel itself reverses the taps of source.
static void check_depthwise(Device* device, const Case* k, const float* source, bool flipped, const Dealing* d) {
    const Conv2d* c = k->c;
    const int vec = vector_of(c->oc, 8);
    char more[128], macros[512];
    snprintf(more, sizeof more, "-D CHANNELS=%d -D VEC=%d %s%s", c->oc, vec, d->macros,
        flipped ? " -D FLIP" : "");
    conv2d_macros(macros, sizeof macros, c, more);
    Launch* l = launch(device, "conv2d_depthwise.cl", "conv2d_depthwise", macros, "n=%d %s", c->n, k->end.of.name);
    launch_int(l, c->n);
    launch_epilogue(l, k->end.of);
    launch_tensors(l, k, source, size_w(c));
    launch_run1(l, dealt(d, size_y(c) / vec), d->local);
    launch_expect(l, "y", k->y);
    launch_end(l);
}

// What goes before a product; source is w, or with flipped what w was flipped from.
static void check_matrices(
    Device* device, const Conv2d* c, const float* x, const float* w, const float* source, bool flipped) {
    check_pack(device, c, w, source, flipped, 8);
    check_pack(device, c, w, source, flipped, c->oc / c->groups);
    check_im2col(device, c, x, 0, pixels_of(c), &DEALINGS[flipped]);
    check_im2col(device, c, x, pixels_of(c) / 3, pixels_of(c) / 2 + 1, &DEALINGS[flipped]);
}

static void check_depthwise_dealt(Device* device, const Case* k, const float* source, bool flipped) {
    FOR_DEALINGS(d) {
        check_depthwise(device, k, source, flipped, d);
    }
}

// The products; source is w, or with flipped what w was flipped from; index, that of the convolution.
static void check_products(Device* device, const Case* k, const float* source, bool flipped, int index) {
    check_implicit_cpu(device, k, 4, 2, 3, (k->c->oh + 1) / 2, false);
    check_implicit_cpu(device, k, 16, 1, 5, k->c->oh, true);
    check_shifted_rows(device, k, source, flipped, 16);
    check_shifted_rows(device, k, source, flipped, 4);
    check_implicit_portable(device, k, source, flipped, &PORTABLE_TILES[4]);
    if (index == 1) {
        FOR_UNIT_TILES(t) {
            check_implicit_portable(device, k, source, flipped, t);
        }
    }
    if (index % 3 == 0) {
        check_implicit_portable(device, k, source, flipped, &PORTABLE_TILES[index / 3]);
    }
}

static Case backward(const Conv2d* c, const Conv2d* gradient, const float* dy, const float* w, Epilogue e) {
    const Ending end = ending(e, pixels_of(gradient), gradient->oc);
    float* dx = scatter(c, dy, w);
    finish(&end, dx);
    return (Case) {gradient, dy, flip(c, w), dx, end};
}

static Case forward(const Conv2d* c, const float* x, const float* w, Epilogue e) {
    const Ending end = ending(e, pixels_of(c), c->oc);
    float* y = convolve(c, x, w);
    finish(&end, y);
    return (Case) {c, x, w, y, end};
}

// Every geometry with the epilogue that reads all; the other epilogues at one geometry of each kernel.
void check_conv2d(Device* device) {
    FOR_CONVOLUTIONS(c) {
        float* x = whole_floats(size_x(c), -3, 3, 1);
        float* dy = whole_floats(size_y(c), -3, 3, 2);
        float* w = whole_floats(size_w(c), -3, 3, 3);
        const int index = (int) (c - CONVOLUTIONS);
        FOR_EPILOGUES(e) {
            const Case k = forward(c, x, w, *e);
            if (c == CONVOLUTIONS || e == EPILOGUES) {
                check_products(device, &k, w, false, index);
            }
            if (is_depthwise(c)) {
                check_depthwise_dealt(device, &k, w, false);
            }
        }
        check_matrices(device, c, x, w, w, false);

        const Conv2d gradient = data_gradient_of(c);
        const Case k = backward(c, &gradient, dy, w, GRADIENT);
        check_products(device, &k, w, true, index);
        if (is_depthwise(c)) {
            check_depthwise_dealt(device, &k, w, true);
        }
        check_matrices(device, &gradient, dy, k.w, w, true);
        free_arrays();
    }
}
