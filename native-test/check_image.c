// check_image.c: the kernels that change images at random: affine_field, warp2d and cutout2d.
#include "data.h"
#include "dealing.h"
#include "launch.h"
#include "suites.h"

#include <math.h>
#include <stdio.h>

// Numbers of [0, 1) as the generator gives them, the smallest and the largest among them.
static float* draws(size_t count) {
    int32_t* whole = whole_ints(count, 0, (1 << 24) - 1, 3);
    float* u = floats(count);
    for (size_t i = 0; i < count; i++) {
        u[i] = (float) whole[i] / 16777216.0f;
    }
    u[0] = 0;
    u[count - 1] = 1 - 1 / 16777216.0f;
    return u;
}

// floor(u * count), in numbers that hold the product.
static int choice(float u, int count) {
    return (int) floor((double) u * count);
}

typedef struct {
    int n, h, w, shiftH, shiftW, mirrorH, mirrorV;
    float radians, zoom;
} Field;

static const Field FIELDS[] = {
    {2, 3, 5, 0, 0, 0, 0, 0, 0},
    {7, 6, 5, 2, 4, 1, 1, 0, 0},
    {9, 8, 7, 1, 0, 1, 0, 0.5f, 0.25f},
    {5, 13, 11, 3, 2, 0, 1, 3.1415927f, 0.75f},
};

static void check_field(Device* device, const Field* f, const Dealing* d) {
    const size_t count = (size_t) f->n * f->h * f->w * 2;
    float* u = draws((size_t) f->n * 6);
    double* want = doubles(count);
    double* bound = doubles(count);
    for (size_t i = 0; i < count; i += 2) {
        const float* draw = u + i / 2 / (f->h * f->w) * 6;
        const double p = (int) (i / 2 / f->w % f->h) - 0.5 * (f->h - 1) - choice(draw[0], 2 * f->shiftH + 1) + f->shiftH;
        const double q = (int) (i / 2 % f->w) - 0.5 * (f->w - 1) - choice(draw[1], 2 * f->shiftW + 1) + f->shiftW;
        const double angle = f->radians * (2.0 * draw[2] - 1), scale = 1 + f->zoom * (2.0 * draw[3] - 1);
        const double c = cos(angle) / scale, s = sin(angle) / scale;
        want[i] = (f->mirrorV && draw[5] < 0.5f ? -1 : 1) * (c * p + s * q) + 0.5 * (f->h - 1);
        want[i + 1] = (f->mirrorH && draw[4] < 0.5f ? -1 : 1) * (c * q - s * p) + 0.5 * (f->w - 1);
        // Some twenty roundings of numbers no larger than this, the angle's own error among them.
        const double size = (fabs(p) + fabs(q)) / scale * (1 / scale + fabs(angle)) + f->h + f->w;
        bound[i] = bound[i + 1] = f->radians == 0 && f->zoom == 0 ? 0 : 24 * size / 16777216;
    }
    char macros[64];
    snprintf(macros, sizeof macros, "-D H=%d -D W=%d %s", f->h, f->w, d->macros);
    Launch* l = launch(device, "affine_field.cl", "affine_field", macros, "n=%d", f->n);
    launch_int(l, f->n);
    launch_int(l, f->shiftH);
    launch_int(l, f->shiftW);
    launch_int(l, f->mirrorH);
    launch_int(l, f->mirrorV);
    launch_float(l, f->radians);
    launch_float(l, f->zoom);
    launch_read(l, "u", F32, u, (size_t) f->n * 6);
    launch_write(l, "field", F32, count);
    launch_run1(l, dealt(d, (size_t) f->n * f->h), d->local);
    launch_expect_close(l, "field", want, bound);
    launch_end(l);
}

typedef struct {
    int n, ih, iw, oh, ow, channels;
} Images;

static const Images IMAGES[] = {{2, 4, 5, 3, 6, 1}, {3, 5, 3, 5, 4, 6}, {2, 1, 1, 3, 3, 3}, {1, 6, 7, 6, 7, 16}};

static float tap(const Images* m, const float* x, const float* fill, bool replicate, int n, int h, int w, int c) {
    if (!replicate && (h < 0 || h >= m->ih || w < 0 || w >= m->iw)) {
        return fill[c];
    }
    h = h < 0 ? 0 : h >= m->ih ? m->ih - 1 : h;
    w = w < 0 ? 0 : w >= m->iw ? m->iw - 1 : w;
    return x[((n * m->ih + h) * m->iw + w) * m->channels + c];
}

// Positions in quarters of a pixel, some far outside: exact.
static void check_warp(Device* device, const Images* m, bool replicate, int vec, const Dealing* d) {
    const size_t pixels = (size_t) m->n * m->oh * m->ow, inputs = (size_t) m->n * m->ih * m->iw * m->channels;
    float* x = whole_floats(inputs, -9, 9, 1);
    float* fill = whole_floats((size_t) m->channels, 20, 40, 2);
    int32_t* quarters = whole_ints(2 * pixels, -8, 4 * (m->ih > m->iw ? m->ih : m->iw) + 8, 4);
    float* field = floats(2 * pixels);
    float* y = floats(pixels * m->channels);
    for (size_t i = 0; i < 2 * pixels; i++) {
        field[i] = (float) quarters[i] / 4;
    }
    field[1] = NAN;
    field[2 * pixels - 1] = -1e30f;
    for (size_t i = 0; i < pixels; i++) {
        const int n = (int) (i / (m->oh * m->ow));
        const float row = field[2 * i], column = isnan(field[2 * i + 1]) ? -2 : fmaxf(field[2 * i + 1], -2);
        const int h = (int) floorf(row), w = (int) floorf(column);
        const float down = row - h, right = column - w;
        for (int c = 0; c < m->channels; c++) {
            const float upper = (1 - right) * tap(m, x, fill, replicate, n, h, w, c)
                + right * tap(m, x, fill, replicate, n, h, w + 1, c);
            const float lower = (1 - right) * tap(m, x, fill, replicate, n, h + 1, w, c)
                + right * tap(m, x, fill, replicate, n, h + 1, w + 1, c);
            y[i * m->channels + c] = (1 - down) * upper + down * lower;
        }
    }
    char macros[160];
    snprintf(
        macros, sizeof macros, "-D IH=%d -D IW=%d -D OH=%d -D OW=%d -D CHANNELS=%d -D REPLICATE=%d -D VEC=%d %s", m->ih,
        m->iw, m->oh, m->ow, m->channels, replicate, vec, d->macros);
    Launch* l = launch(device, "warp2d.cl", "warp2d", macros, "n=%d", m->n);
    launch_int(l, m->n);
    launch_read(l, "x", F32, x, inputs);
    launch_read(l, "field", F32, field, 2 * pixels);
    launch_read(l, "fill", F32, fill, (size_t) m->channels);
    launch_write(l, "y", F32, pixels * m->channels);
    launch_run1(l, dealt(d, pixels * m->channels / vec), d->local);
    if (replicate && m->ih == 1 && m->iw == 1 && m->channels == 1) {
        launch_expect_uniform(l, "y", y);
    } else {
        launch_expect(l, "y", y);
    }
    launch_end(l);
}

static void check_cutout(Device* device, int n, int h, int w, int channels, int kh, int kw, int vec, const Dealing* d) {
    const size_t count = (size_t) n * h * w * channels;
    float* x = whole_floats(count, -9, 9, 1);
    float* u = draws((size_t) n * 2);
    float* fill = whole_floats((size_t) channels, 20, 40, 2);
    float* y = floats(count);
    for (size_t i = 0; i < count; i++) {
        const int c = (int) (i % channels), column = (int) (i / channels % w), row = (int) (i / channels / w % h);
        const float* draw = u + i / channels / w / h * 2;
        const int top = choice(draw[0], h) - kh / 2, left = choice(draw[1], w) - kw / 2;
        const bool cut = row >= top && row < top + kh && column >= left && column < left + kw;
        y[i] = cut ? fill[c] : x[i];
    }
    char macros[96];
    snprintf(macros, sizeof macros, "-D H=%d -D W=%d -D CHANNELS=%d -D VEC=%d %s", h, w, channels, vec, d->macros);
    Launch* l = launch(device, "cutout2d.cl", "cutout2d", macros, "n=%d kh=%d kw=%d", n, kh, kw);
    launch_int(l, n);
    launch_int(l, kh);
    launch_int(l, kw);
    launch_read(l, "x", F32, x, count);
    launch_read(l, "u", F32, u, (size_t) n * 2);
    launch_read(l, "fill", F32, fill, (size_t) channels);
    launch_write(l, "y", F32, count);
    launch_run1(l, dealt(d, count / vec), d->local);
    launch_expect(l, "y", y);
    launch_end(l);
}

void check_image(Device* device) {
    FOR_DEALINGS(d) {
        for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
            check_field(device, &FIELDS[i], d);
        }
        for (size_t i = 0; i < sizeof IMAGES / sizeof IMAGES[0]; i++) {
            const int vec = vector_of(IMAGES[i].channels, d->chunk == 1 ? 4 : 16);
            check_warp(device, &IMAGES[i], false, vec, d);
            check_warp(device, &IMAGES[i], true, vec, d);
        }
        check_cutout(device, 3, 5, 7, 1, 2, 3, 1, d);
        check_cutout(device, 2, 6, 4, 16, 3, 3, d->chunk == 1 ? 4 : 16, d);
        check_cutout(device, 2, 4, 4, 6, 1, 4, 2, d);
    }
}
