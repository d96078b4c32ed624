// fetch.cl: how matmul_portable.cl reads four numbers at a time, of a matrix or, with PATCHES, of the patches of images,
// and stores them; the compiler puts it after common.cl, for files that are built with a tile.
//   ALIGNED_A, ALIGNED_W, ALIGNED_Y: every row of that tensor begins at a multiple of 16 bytes
#ifdef TILE_M
#ifndef ALIGNED_A
#define ALIGNED_A 0
#endif
#ifndef ALIGNED_W
#define ALIGNED_W 0
#endif
#ifndef ALIGNED_Y
#define ALIGNED_Y 0
#endif
#if defined(PATCHES) && (!defined(IH) || !defined(IW) || !defined(IC) || !defined(OH) || !defined(OW) || !defined(KH) \
    || !defined(KW) || !defined(GROUPS) || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(PAD_TOP) \
    || !defined(PAD_LEFT) || !defined(DILATION_H) || !defined(DILATION_W) || !defined(UPSAMPLE_H) \
    || !defined(UPSAMPLE_W))
#error "fetch.cl: PATCHES needs the geometry of the convolution"
#endif

// The first lanes of four numbers; zero in the others.
static float4 load_4(const __global float* from, int lanes, bool aligned) {
    if (lanes >= 4) {
        return aligned ? *(const __global float4*) from : vload4(0, from);
    }
    return (float4) (
        lanes > 0 ? from[0] : 0.0f, lanes > 1 ? from[1] : 0.0f, lanes > 2 ? from[2] : 0.0f, 0.0f);
}

// Elements (row, column) to (row, column + 3) of a matrix as it lies in memory; zero outside.
static float4 fetch(
    const __global float* matrix, int ld, int row, int column, int rows, int columns, bool aligned) {
    return row < rows ? load_4(matrix + (size_t) row * ld + column, columns - column, aligned) : (float4) (0.0f);
}

// Stores the first lanes elements.
static void store_4(__global float* to, float4 four, int lanes) {
    if (lanes >= 4) {
        if (ALIGNED_Y) {
            *(__global float4*) to = four;
        } else {
            vstore4(four, 0, to);
        }
    } else {
        to[0] = four.x;
        if (lanes > 1) {
            to[1] = four.y;
        }
        if (lanes > 2) {
            to[2] = four.z;
        }
    }
}

#ifdef PATCHES
#define CHANNELS (IC / GROUPS)

// One axis of the convolution, for the outputs phase, phase + upsample ..: number i of them reads with tap t, which is
// tap first + t * step of the kernel, the row or column i * stride + shift + t * reach of the image.
typedef struct {
    int outputs, taps, first, step, shift, reach;
} Axis;

static Axis axis_of(int phase, int taps, int outputs, int pad, int dilation, int upsample) {
    Axis axis = {(outputs - phase + upsample - 1) / upsample, 0, 0, 1, 0, 0};
    while (axis.step * dilation % upsample != 0) {
        axis.step++;
    }
    while (axis.first < axis.step && (phase - pad + axis.first * dilation) % upsample != 0) {
        axis.first++;
    }
    if (axis.first < axis.step) {
        axis.taps = (taps - axis.first + axis.step - 1) / axis.step;
        axis.shift = (phase - pad + axis.first * dilation) / upsample;
        axis.reach = axis.step * dilation / upsample;
    }
    return axis;
}

// An output pixel of the phase.
typedef struct {
    int image, y, x;
} Pixel;

static Pixel pixel_of(int index, Axis high, Axis wide) {
    const int image = max(1, high.outputs * wide.outputs);
    return (Pixel) {index / image, index % image / max(1, wide.outputs), index % max(1, wide.outputs)};
}

// A step of k: a tap and a channel.
typedef struct {
    int y, x, channel;
} Tap;

static Tap tap_of(int k, Axis wide) {
    const int columns = max(1, wide.taps);
    return (Tap) {k / CHANNELS / columns, k / CHANNELS % columns, k % CHANNELS};
}

static Tap tap_after(Tap tap, int steps, Axis wide) {
    tap.channel += steps % CHANNELS;
    tap.x += steps / CHANNELS;
    if (tap.channel >= CHANNELS) {
        tap.channel -= CHANNELS;
        tap.x++;
    }
    // At most as many rows end as taps were passed: one, where a tap has more channels than steps.
    for (int i = 0; i < (steps + CHANNELS - 1) / CHANNELS && tap.x >= wide.taps; i++) {
        tap.x -= wide.taps;
        tap.y++;
    }
    return tap;
}

static Pixel pixel_after(Pixel pixel, int pixels) {
    pixel.x += pixels % OW;
    pixel.y += pixels / OW % OH;
    pixel.image += pixels / (OW * OH);
    if (pixel.x >= OW) {
        pixel.x -= OW;
        pixel.y++;
    }
    if (pixel.y >= OH) {
        pixel.y -= OH;
        pixel.image++;
    }
    return pixel;
}

// The row of y for a row of the phase's product.
static int row_of(Pixel pixel, int phaseH, int phaseW) {
    return (pixel.image * OH + phaseH + pixel.y * UPSAMPLE_H) * OW + phaseW + pixel.x * UPSAMPLE_W;
}

// Where the patch of a pixel begins: an image, and a place in it or in its padding.
typedef struct {
    const __global float* image;
    int y, x;
} Patch;

static Patch patch_of(const __global float* images, Pixel pixel, Axis high, Axis wide) {
    const __global float* image = images + (size_t) pixel.image * (IH * IW * IC);
    return (Patch) {image, pixel.y * STRIDE_H + high.shift, pixel.x * STRIDE_W + wide.shift};
}

// The first count of four numbers of a patch, from a tap and channel on; zero in the others and in the padding.
static float4 fetch_patch(Patch patch, Tap tap, int count, Axis high, Axis wide) {
#if CHANNELS % 4 == 0
    const int y = patch.y + tap.y * high.reach, x = patch.x + tap.x * wide.reach;
    const bool isInside = y >= 0 && y < IH && x >= 0 && x < IW;
    return load_4(patch.image + (y * IW + x) * IC + tap.channel, isInside ? count : 0, ALIGNED_A);
#else
    float four[4];
    FOR_UNROLLED(lane, 4) {
        const int y = patch.y + tap.y * high.reach, x = patch.x + tap.x * wide.reach;
        const bool isInside = lane < count && y >= 0 && y < IH && x >= 0 && x < IW;
        four[lane] = isInside ? patch.image[(y * IW + x) * IC + tap.channel] : 0.0f;
        tap = tap_after(tap, 1, wide);
    }
    return vload4(0, four);
#endif
}

// The number of a tap among the kernel's, counted from the last.
static size_t flipped(Tap tap, Axis high, Axis wide) {
    return KH * KW - 1 - ((high.first + tap.y * high.step) * KW + wide.first + tap.x * wide.step);
}

// As fetch_patch, the weights for one channel of a data gradient; those of successive taps are a plane apart.
static float4 fetch_flipped(const __global float* weights, int plane, Tap tap, int count, Axis high, Axis wide) {
#if CHANNELS % 4 == 0
    return load_4(weights + flipped(tap, high, wide) * plane + tap.channel, count, ALIGNED_W);
#else
    float four[4];
    FOR_UNROLLED(lane, 4) {
        four[lane] = lane < count ? weights[flipped(tap, high, wide) * plane + tap.channel] : 0.0f;
        tap = tap_after(tap, 1, wide);
    }
    return vload4(0, four);
#endif
}
#endif
#endif
