// check_conv2d_weight_gradient.c: the kernels of the weight gradient of a convolution. Small whole numbers: every
// comparison is exact.
#include "conv2d.h"
#include "epilogue.h"
#include "dealing.h"
#include "launch.h"
#include "portable_tiles.h"
#include "suites.h"

enum { SPLITS = 3 };

// The sums over pixels begin to end.
static void gradient(const Conv2d* c, const float* x, const float* dy, int begin, int end, float* dw) {
    for (int pixel = begin; pixel < end; pixel++) {
        for (int k = 0; k < taps_of(c); k++) {
            for (int o = 0; o < c->oc; o++) {
                dw[k * c->oc + o] += patch_element(c, x, pixel, o / (c->oc / c->groups), k) * dy[pixel * c->oc + o];
            }
        }
    }
}

// The sums of dy over pixels begin to end.
static void bias_gradient(const Conv2d* c, const float* dy, int begin, int end, float* db) {
    for (int i = begin * c->oc; i < end * c->oc; i++) {
        db[i % c->oc] += dy[i];
    }
}

// The parts of the images, as every kernel but the portable one splits them.
static float* parts_of(const Conv2d* c, const float* x, const float* dy) {
    float* parts = floats(SPLITS * size_w(c));
    for (int s = 0; s < SPLITS; s++) {
        const int pixels = c->oh * c->ow;
        gradient(c, x, dy, c->n * s / SPLITS * pixels, c->n * (s + 1) / SPLITS * pixels, parts + s * size_w(c));
    }
    return parts;
}

// Likewise, those for a bias.
static float* bias_parts_of(const Conv2d* c, const float* dy) {
    float* parts = floats(SPLITS * (size_t) c->oc);
    for (int s = 0; s < SPLITS; s++) {
        const int pixels = c->oh * c->ow;
        bias_gradient(c, dy, c->n * s / SPLITS * pixels, c->n * (s + 1) / SPLITS * pixels, parts + s * c->oc);
    }
    return parts;
}

static void check_cpu(Device* device, const Conv2d* c, const float* x, const float* dy, int vec, int vectors, int rows,
                      int band, bool packed, bool arguments, bool bias) {
    const int panel = vec * vectors, panels = (c->oc / c->groups + panel - 1) / panel, block = taps_of(c) / 2 + 1;
    char more[160], macros[512];
    const int length = snprintf(more, sizeof more, "-D VEC=%d -D VECTORS=%d -D ROWS=%d%s%s", vec, vectors, rows,
        packed ? " -D PACK" : "", bias ? " -D COLUMN_SUMS" : "");
    if (arguments) {
        snprintf(more + length, sizeof more - length, " -D SUMS=4096 -D GRADIENTS=4096");
        conv2d_step_macros(macros, sizeof macros, c, more);
    } else {
        snprintf(more + length, sizeof more - length, " -D BAND=%d -D BLOCK=%d", band, block);
        conv2d_macros(macros, sizeof macros, c, more);
    }
    Launch* l = launch(
        device, "conv2d_weight_gradient_cpu.cl", "conv2d_weight_gradient_cpu", macros, "n=%d splits=%d", c->n, SPLITS);
    if (arguments) {
        launch_conv2d_extents(l, c);
        launch_int(l, band);
        launch_int(l, block);
    }
    launch_int(l, c->n);
    launch_int(l, SPLITS);
    launch_read(l, "x", F32, x, size_x(c));
    launch_read(l, "dy", F32, dy, size_y(c));
    launch_write(l, "parts", F32, SPLITS * size_w(c));
    if (bias) {
        launch_write(l, "sums", F32, SPLITS * (size_t) c->oc);
    }
    const size_t items[] = {(size_t) (c->groups * panels), (size_t) ((taps_of(c) + block - 1) / block), SPLITS};
    launch_run(l, 3, items, (size_t[]) {1, 1, 1});
    launch_expect(l, "parts", parts_of(c, x, dy));
    if (bias) {
        launch_expect(l, "sums", bias_parts_of(c, dy));
    }
    launch_end(l);
}

static void check_shifted_rows(Device* device, const Conv2d* c, const float* x, const float* dy, int vec, int rows,
                               bool bias) {
    if (!has_plain_rows(c)) {
        return;
    }
    const int channels = (c->ic + 1) / 2;
    char more[128], macros[512];
    snprintf(more, sizeof more, "-D VEC=%d -D VECTORS=%d -D ROWS=%d -D CHANNELS=%d%s", vec,
        (c->kw * c->oc + vec - 1) / vec, rows, channels, bias ? " -D COLUMN_SUMS" : "");
    conv2d_macros(macros, sizeof macros, c, more);
    Launch* l = launch(device, "conv2d_weight_gradient_shifted_rows_cpu.cl", "conv2d_weight_gradient_shifted_rows_cpu",
        macros, "n=%d splits=%d", c->n, SPLITS);
    launch_int(l, c->n);
    launch_int(l, SPLITS);
    launch_read(l, "x", F32, x, size_x(c));
    launch_read(l, "dy", F32, dy, size_y(c));
    launch_write(l, "parts", F32, SPLITS * size_w(c));
    if (bias) {
        launch_write(l, "sums", F32, SPLITS * (size_t) c->oc);
    }
    const size_t items[] = {(size_t) ((c->ic + channels - 1) / channels), SPLITS};
    launch_run(l, 2, items, (size_t[]) {1, 1});
    launch_expect(l, "parts", parts_of(c, x, dy));
    if (bias) {
        launch_expect(l, "sums", bias_parts_of(c, dy));
    }
    launch_end(l);
}

static void check_portable(
    Device* device, const Conv2d* c, const float* x, const float* dy, const PortableTile* t, bool bias) {
    const int oc = c->oc / c->groups, units = (pixels_of(c) + 15) / 16, splits = units < SPLITS ? units : SPLITS;
    float* parts = floats(splits * size_w(c));
    float* sums = floats(splits * (size_t) c->oc);
    for (int s = 0; s < splits; s++) {
        const int begin = units * s / splits * 16, whole = units * (s + 1) / splits * 16;
        const int end = whole < pixels_of(c) ? whole : pixels_of(c);
        gradient(c, x, dy, begin, end, parts + s * size_w(c));
        bias_gradient(c, dy, begin, end, sums + s * c->oc);
    }
    const bool aligned = device->options.tight && c->ic / c->groups % 4 == 0 && oc % 4 == 0;
    char patches[128], more[256], macros[640];
    snprintf(patches, sizeof patches, "-D PATCHES -D TRANSPOSE_A%s%s", bias ? " -D COLUMN_SUMS" : "",
        aligned ? " -D ALIGNED_A=1 -D ALIGNED_W=1 -D ALIGNED_Y=1" : "");
    conv2d_macros(macros, sizeof macros, c, portable_tile_macros(more, sizeof more, t, patches));
    Launch* l = launch(device, "matmul_portable.cl", portable_kernel(t), macros, "n=%d splits=%d", c->n, splits);
    const int arguments[] = {
        taps_of(c), oc, pixels_of(c), 0, c->oc, c->oc, c->ic / c->groups, oc, oc, splits};
    for (size_t i = 0; i < sizeof arguments / sizeof arguments[0]; i++) {
        launch_int(l, arguments[i]);
    }
    launch_epilogue(l, PLAIN);
    launch_int(l, 0);
    launch_read(l, "x", F32, x, size_x(c));
    launch_read(l, "dy", F32, dy, size_y(c));
    const Ending plain = ending(PLAIN, taps_of(c), c->oc);
    launch_ending(l, &plain);
    launch_write(l, "parts", F32, splits * size_w(c));
    if (bias) {
        launch_write(l, "sums", F32, splits * (size_t) c->oc);
    }
    run_portable_tiles(l, taps_of(c), oc, c->groups * splits, t);
    launch_expect(l, "parts", parts);
    if (bias) {
        launch_expect(l, "sums", sums);
    }
    launch_end(l);
}

static void check_depthwise(Device* device, const Conv2d* c, const float* x, const float* dy, int limit) {
    const int vec = vector_of(c->oc, limit);
    char more[64], macros[512];
    snprintf(more, sizeof more, "-D CHANNELS=%d -D VEC=%d", c->oc, vec);
    conv2d_macros(macros, sizeof macros, c, more);
    Launch* l = launch(device, "conv2d_depthwise_weight_gradient.cl", "conv2d_depthwise_weight_gradient", macros,
        "n=%d splits=%d", c->n, SPLITS);
    launch_int(l, c->n);
    launch_int(l, SPLITS);
    launch_read(l, "x", F32, x, size_x(c));
    launch_read(l, "dy", F32, dy, size_y(c));
    launch_write(l, "parts", F32, SPLITS * size_w(c));
    const size_t items[] = {(size_t) (c->oc / vec), (size_t) (c->kh * c->kw), SPLITS};
    launch_run(l, 3, items, (size_t[]) {1, 1, 1});
    launch_expect(l, "parts", parts_of(c, x, dy));
    launch_end(l);
}

void check_conv2d_weight_gradient(Device* device) {
    FOR_CONVOLUTIONS(c) {
        float* x = whole_floats(size_x(c), -3, 3, 1);
        float* dy = whole_floats(size_y(c), -3, 3, 2);
        check_cpu(device, c, x, dy, 8, 2, 6, (c->oh + 1) / 2, true, false, false);
        check_cpu(device, c, x, dy, 8, 2, 6, (c->oh + 1) / 2, true, true, true);
        check_cpu(device, c, x, dy, vector_of(c->oc / c->groups, 4), 1, 3, c->oh, false, true, false);
        check_cpu(device, c, x, dy, vector_of(c->oc / c->groups, 4), 1, 3, c->oh, false, false, true);
        const PortableTile* tile = &PORTABLE_TILES[(c - CONVOLUTIONS) % PORTABLE_TILE_COUNT];
        check_portable(device, c, x, dy, tile, false);
        check_portable(device, c, x, dy, tile, true);
        check_shifted_rows(device, c, x, dy, 16, 5, false);
        check_shifted_rows(device, c, x, dy, 4, 2, true);
        if (c <= CONVOLUTIONS + 1) {
            FOR_UNIT_TILES(t) {
                check_portable(device, c, x, dy, t, true);
            }
        }
        if (is_depthwise(c)) {
            check_depthwise(device, c, x, dy, 1);
            check_depthwise(device, c, x, dy, 8);
        }
        free_arrays();
    }
}
