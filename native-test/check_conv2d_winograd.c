// check_conv2d_winograd.c: the transforms of Winograd's convolution and of its weight gradient. Those of pixels, of
// filters and of gradients are compared with matrices; those back, of products that plain loops add up, with plain
// convolutions. Filters and gradients of outputs are multiples of 576, which makes their transforms whole: every
// comparison is exact.
#include "conv2d.h"
#include "dealing.h"
#include "epilogue.h"
#include "launch.h"
#include "suites.h"

#include <math.h>

enum { POSITIONS = 36, GAP = 5, DIVISOR = 576 };

// Channels below, at and beyond vectors of 16; tiles that images fill, and that reach over their edges.
static const Conv2d CASES[] = {
    {2, 5, 7, 3, 3, 3, 5, 7, 17, 1, 1, 1, 1, 1, 1, 1, 1, 1},     // the usual one, odd
    {1, 4, 4, 16, 3, 3, 4, 4, 16, 1, 1, 1, 1, 1, 1, 1, 1, 1},    // one whole tile
    {3, 1, 3, 1, 3, 3, 1, 3, 33, 1, 1, 1, 1, 1, 1, 1, 1, 1},     // images smaller than the filter
    {1, 9, 6, 33, 3, 3, 9, 8, 1, 1, 1, 0, 2, 1, 1, 1, 1, 1},     // padded below and at both sides
    {2, 7, 5, 17, 3, 3, 8, 3, 3, 1, 1, 2, 0, 1, 1, 1, 1, 1},     // padded at top and below
    {2, 6, 6, 2, 3, 3, 4, 4, 5, 1, 1, 0, 0, 1, 1, 1, 1, 1},      // not padded
    {1, 4, 7, 3, 3, 3, 5, 6, 4, 1, 1, 1, 0, 1, 1, 1, 1, 1},      // padded by less at the left than at the right
};

// In the style of GPUs, and of devices which run a work-group as a loop: there some work-items share even these shapes.
typedef struct {
    int vec;
    Dealing deal;
} Way;

static const Way WAYS[] = {{1, {"-D VEC=1 -D CHUNK=1", 1, 64}}, {16, {"-D VEC=16 -D CHUNK=0", 5, 1}}};

// A matrix of 6 rows and size columns; it and its transpose, around size x size numbers, make 36, still to be divided.
typedef struct {
    int size, divisor;
    int rows[6][6];
} Transform;

static const Transform PIXELS = {6, 1, {{4, 0, -5, 0, 1, 0}, {0, -4, -4, 1, 1, 0}, {0, 4, -4, -1, 1, 0},
    {0, -2, -1, 2, 1, 0}, {0, 2, -1, -2, 1, 0}, {0, 4, 0, -5, 0, 1}}};
static const Transform TAPS = {3, DIVISOR, {{6, 0, 0}, {-4, -4, -4}, {-4, 4, -4}, {1, 2, 4}, {1, -2, 4}, {0, 0, 24}}};
static const Transform GRADIENTS = {4, DIVISOR, {{6, 0, 0, 0}, {-4, -4, -4, -4}, {-4, 4, -4, 4}, {1, 2, 4, 8},
    {1, -2, 4, -8}, {0, 0, 0, 24}}};

static double transformed(const Transform* t, double d[6][6], int position) {
    double sum = 0;
    for (int i = 0; i < t->size * t->size; i++) {
        const int row = i / t->size, column = i % t->size;
        sum += t->rows[position / 6][row] * d[row][column] * t->rows[position % 6][column];
    }
    return sum / t->divisor;
}

// x or dy, cut into tiles that begin at pixel (4 r - top, 4 c - left) and reach as far as their transform.
typedef struct {
    const Transform* transform;
    const float* data;
    int top, left, height, width, channels;
} Image;

static int tile_rows(const Conv2d* c) {
    return (c->oh + 3) / 4;
}

static int tile_columns(const Conv2d* c) {
    return (c->ow + 3) / 4;
}

static int tiles_of(const Conv2d* c) {
    return c->n * tile_rows(c) * tile_columns(c);
}

static int stride_of(const Conv2d* c, int channels) {
    return tiles_of(c) * channels + GAP;
}

// The positions' matrices, with a gap behind each, full of NaN: whether a gap is read or overwritten, it is noticed.
static float* unwritten(const Conv2d* c, int channels) {
    const int count = POSITIONS * stride_of(c, channels);
    float* v = floats((size_t) count);
    for (int i = 0; i < count; i++) {
        v[i] = NAN;
    }
    return v;
}

static float* transform_tiles(const Conv2d* c, const Image* image) {
    float* v = unwritten(c, image->channels);
    for (int i = 0; i < tiles_of(c) * image->channels; i++) {
        const int tile = i / image->channels, n = tile / (tile_rows(c) * tile_columns(c));
        double d[6][6] = {{0}};
        for (int pixel = 0; pixel < 36; pixel++) {
            const int row = tile / tile_columns(c) % tile_rows(c) * 4 - image->top + pixel / 6;
            const int column = tile % tile_columns(c) * 4 - image->left + pixel % 6;
            if (row >= 0 && row < image->height && column >= 0 && column < image->width) {
                d[pixel / 6][pixel % 6] = image->data[
                    ((n * image->height + row) * image->width + column) * image->channels + i % image->channels];
            }
        }
        for (int position = 0; position < POSITIONS; position++) {
            v[position * stride_of(c, image->channels) + i] = (float) transformed(image->transform, d, position);
        }
    }
    return v;
}

static float* transform_filters(const Conv2d* c, const float* w, bool flipped) {
    const int elements = c->ic * c->oc;
    float* u = floats((size_t) POSITIONS * elements);
    for (int i = 0; i < elements; i++) {
        double g[6][6] = {{0}};
        for (int tap = 0; tap < 9; tap++) {
            g[tap / 3][tap % 3] = w[(flipped ? 8 - tap : tap) * elements + i];
        }
        for (int position = 0; position < POSITIONS; position++) {
            u[position * elements + i] = (float) transformed(&TAPS, g, position);
        }
    }
    return u;
}

// Where the filter from input channel i to output channel o lies: those of data gradients lie transposed.
static int filter_at(const Conv2d* c, bool flipped, int i, int o) {
    return flipped ? o * c->ic + i : i * c->oc + o;
}

// At each position, tiles times filters.
static float* multiply(const Conv2d* c, const float* v, const float* u, bool flipped) {
    float* m = unwritten(c, c->oc);
    for (int at = 0; at < POSITIONS * tiles_of(c) * c->oc; at++) {
        const int position = at / (tiles_of(c) * c->oc), tile = at / c->oc % tiles_of(c), o = at % c->oc;
        double sum = 0;
        for (int i = 0; i < c->ic; i++) {
            sum += (double) v[position * stride_of(c, c->ic) + tile * c->ic + i]
                * u[position * c->ic * c->oc + filter_at(c, flipped, i, o)];
        }
        m[position * stride_of(c, c->oc) + tile * c->oc + o] = (float) sum;
    }
    return m;
}

// At each position, the transposed tiles of x times those of dy.
static float* multiply_gradients(const Conv2d* c, const float* v, const float* g) {
    const int elements = c->ic * c->oc;
    float* u = floats((size_t) POSITIONS * elements);
    for (int at = 0; at < POSITIONS * elements; at++) {
        const int position = at / elements, i = at % elements / c->oc, o = at % c->oc;
        double sum = 0;
        for (int tile = 0; tile < tiles_of(c); tile++) {
            sum += (double) v[position * stride_of(c, c->ic) + tile * c->ic + i]
                * g[position * stride_of(c, c->oc) + tile * c->oc + o];
        }
        u[at] = (float) sum;
    }
    return u;
}

// The plain convolution.
static float* convolve(const Conv2d* c, const float* x, const float* w, bool flipped) {
    float* y = floats(size_y(c));
    for (size_t at = 0; at < size_y(c); at++) {
        for (int k = 0; k < taps_of(c); k++) {
            const int tap = flipped ? 8 - k / c->ic : k / c->ic;
            y[at] += patch_element(c, x, (int) at / c->oc, 0, k)
                * w[tap * c->ic * c->oc + filter_at(c, flipped, k % c->ic, (int) at % c->oc)];
        }
    }
    return y;
}

// Its weight gradient.
static float* correlate(const Conv2d* c, const float* x, const float* dy) {
    float* dw = floats(size_w(c));
    for (size_t at = 0; at < size_w(c); at++) {
        for (int pixel = 0; pixel < pixels_of(c); pixel++) {
            dw[at] += patch_element(c, x, pixel, 0, (int) at / c->oc) * dy[pixel * c->oc + (int) at % c->oc];
        }
    }
    return dw;
}

static Launch* begin(Device* device, const Way* way, const char* kernel, const Conv2d* c, const char* more) {
    return launch(device, "conv2d_winograd.cl", kernel, way->deal.macros, "n=%d %dx%d ic=%d pad=%d,%d oc=%d %s", c->n,
        c->oh, c->ow, c->ic, c->padTop, c->padLeft, c->oc, more);
}

// Runs over rows of so many channels or elements.
static void run(Launch* l, const Way* way, int rows, int channels) {
    launch_run1(l, dealt(&way->deal, (size_t) rows * ((channels + way->vec - 1) / way->vec)), way->deal.local);
}

static void launch_tiles(Launch* l, const Conv2d* c) {
    launch_int(l, tiles_of(c));
    launch_int(l, tile_rows(c));
    launch_int(l, tile_columns(c));
}

static void check_tiles(Device* device, const Way* way, const Conv2d* c, const Image* image, const float* v) {
    const bool pixels = image->transform == &PIXELS;
    Launch* l = begin(device, way, pixels ? "conv2d_winograd_input" : "conv2d_weight_gradient_winograd_input", c, "");
    launch_tiles(l, c);
    if (pixels) {
        launch_int(l, image->top);
        launch_int(l, image->left);
    }
    launch_int(l, image->height);
    launch_int(l, image->width);
    launch_int(l, image->channels);
    launch_int(l, stride_of(c, image->channels));
    launch_read(l, "image", F32, image->data, (size_t) c->n * image->height * image->width * image->channels);
    launch_update(l, "v", F32, unwritten(c, image->channels), (size_t) POSITIONS * stride_of(c, image->channels));
    run(l, way, tiles_of(c), image->channels);
    launch_expect(l, "v", v);
    launch_end(l);
}

static void check_filter(
    Device* device, const Way* way, const Conv2d* c, const float* w, bool flipped, const float* u) {
    Launch* l = begin(device, way, "conv2d_winograd_filter", c, flipped ? "flip" : "");
    launch_int(l, c->ic * c->oc);
    launch_int(l, flipped);
    launch_read(l, "w", F32, w, size_w(c));
    launch_write(l, "u", F32, (size_t) POSITIONS * c->ic * c->oc);
    run(l, way, 1, c->ic * c->oc);
    launch_expect(l, "u", u);
    launch_end(l);
}

static void check_output(Device* device, const Way* way, const Conv2d* c, const float* m, Epilogue e, float* y) {
    const Ending end = ending(e, pixels_of(c), c->oc);
    finish(&end, y);
    Launch* l = begin(device, way, "conv2d_winograd_output", c, e.name);
    launch_tiles(l, c);
    launch_int(l, c->oh);
    launch_int(l, c->ow);
    launch_int(l, c->oc);
    launch_int(l, stride_of(c, c->oc));
    launch_epilogue(l, e);
    launch_read(l, "m", F32, m, (size_t) POSITIONS * stride_of(c, c->oc));
    launch_ending(l, &end);
    launch_write(l, "y", F32, size_y(c));
    run(l, way, tiles_of(c), c->oc);
    launch_expect(l, "y", y);
    launch_end(l);
}

static void check_filter_gradient(Device* device, const Way* way, const Conv2d* c, const float* u, const float* dw) {
    Launch* l = begin(device, way, "conv2d_weight_gradient_winograd_output", c, "");
    launch_int(l, c->ic * c->oc);
    launch_read(l, "u", F32, u, (size_t) POSITIONS * c->ic * c->oc);
    launch_write(l, "dw", F32, size_w(c));
    run(l, way, 1, c->ic * c->oc);
    launch_expect(l, "dw", dw);
    launch_end(l);
}

static float* multiples(size_t count, uint32_t seed) {
    float* data = whole_floats(count, -2, 2, seed);
    for (size_t i = 0; i < count; i++) {
        data[i] *= DIVISOR;
    }
    return data;
}

// Every geometry with the epilogue that reads all; the other epilogues at the first geometry.
static void check_case(Device* device, const Way* way, const Conv2d* c) {
    const Image x = {&PIXELS, whole_floats(size_x(c), -3, 3, 1), c->padTop, c->padLeft, c->ih, c->iw, c->ic};
    const Image dy = {&GRADIENTS, multiples(size_y(c), 2), 0, 0, c->oh, c->ow, c->oc};
    const float* w = multiples(size_w(c), 3);
    const float *v = transform_tiles(c, &x), *g = transform_tiles(c, &dy);
    check_tiles(device, way, c, &x, v);
    check_tiles(device, way, c, &dy, g);
    check_filter_gradient(device, way, c, multiply_gradients(c, v, g), correlate(c, x.data, dy.data));
    for (int flipped = 0; flipped < 2; flipped++) {
        const float* u = transform_filters(c, w, flipped);
        check_filter(device, way, c, w, flipped, u);
        FOR_EPILOGUES(e) {
            if (c == CASES || e == EPILOGUES) {
                check_output(device, way, c, multiply(c, v, u, flipped), *e, convolve(c, x.data, w, flipped));
            }
        }
    }
}

void check_conv2d_winograd(Device* device) {
    for (const Conv2d* c = CASES; c < CASES + sizeof CASES / sizeof CASES[0]; c++) {
        for (const Way* way = WAYS; way < WAYS + sizeof WAYS / sizeof WAYS[0]; way++) {
            check_case(device, way, c);
            free_arrays();
        }
    }
}
