// conv2d.h: the convolutions that the checks go over.
#ifndef FOVEA_CONV2D_H
#define FOVEA_CONV2D_H

#include "data.h"
#include "launch.h"

#include <stdbool.h>
#include <stdio.h>

// x [n, ih, iw, ic], w [kh, kw, ic / groups, oc], y [n, oh, ow, oc]; x is read as if upsample - 1 rows or columns of
// zeros lay between its pixels.
typedef struct {
    int n, ih, iw, ic, kh, kw, oh, ow, oc, strideH, strideW, padTop, padLeft, dilationH, dilationW, groups;
    int upsampleH, upsampleW;
} Conv2d;

static const Conv2d CONVOLUTIONS[] = {
    {2, 5, 6, 4, 3, 3, 5, 6, 8, 1, 1, 1, 1, 1, 1, 1, 1, 1},    // the usual one
    {1, 7, 6, 3, 3, 2, 4, 4, 5, 2, 1, 1, 0, 1, 2, 1, 1, 1},    // odd, strided, dilated, padded at top and bottom
    {2, 6, 5, 1, 3, 3, 6, 5, 10, 1, 1, 1, 1, 1, 1, 1, 1, 1},   // one channel
    {1, 9, 8, 6, 3, 3, 5, 3, 9, 2, 3, 0, 2, 2, 1, 3, 1, 1},    // groups, dilated and strided, padded unevenly
    {2, 4, 3, 8, 1, 1, 4, 3, 20, 1, 1, 0, 0, 1, 1, 1, 1, 1},   // a matrix product
    {1, 7, 8, 4, 2, 2, 2, 3, 4, 3, 3, 0, 0, 1, 1, 1, 1, 1},    // gaps between patches, a row that none covers
    {2, 6, 6, 8, 3, 3, 3, 3, 8, 2, 2, 1, 1, 1, 1, 8, 1, 1},    // a filter per channel
    {1, 5, 5, 5, 3, 3, 5, 5, 5, 1, 1, 2, 2, 2, 2, 5, 1, 1},    // the same, dilated
    {3, 3, 3, 2, 3, 3, 1, 1, 4, 1, 1, 0, 0, 1, 1, 1, 1, 1},    // the whole image
    {1, 3, 4, 2, 1, 2, 6, 6, 3, 1, 1, 2, 1, 1, 1, 1, 1, 1},    // padded by more than the kernel reaches
};

#define FOR_CONVOLUTIONS(c) \
    for (const Conv2d* c = CONVOLUTIONS; c < CONVOLUTIONS + sizeof CONVOLUTIONS / sizeof CONVOLUTIONS[0]; c++)

static inline size_t size_x(const Conv2d* c) {
    return (size_t) c->n * c->ih * c->iw * c->ic;
}

static inline size_t size_w(const Conv2d* c) {
    return (size_t) c->kh * c->kw * (c->ic / c->groups) * c->oc;
}

static inline size_t size_y(const Conv2d* c) {
    return (size_t) c->n * c->oh * c->ow * c->oc;
}

static inline bool is_depthwise(const Conv2d* c) {
    return c->groups == c->ic && c->groups == c->oc;
}

// What the kernels of shifted rows can do.
static inline bool has_plain_rows(const Conv2d* c) {
    return c->groups == 1 && c->strideW == 1 && c->dilationW == 1;
}

// Rows of a matrix of patches, and their length in one group.
static inline int pixels_of(const Conv2d* c) {
    return c->n * c->oh * c->ow;
}

static inline int taps_of(const Conv2d* c) {
    return c->kh * c->kw * (c->ic / c->groups);
}

// The data gradient as a convolution of dy [n, oh, ow, oc] to dx [n, ih, iw, ic].
static inline Conv2d data_gradient_of(const Conv2d* c) {
    return (Conv2d) {c->n, c->oh, c->ow, c->oc, c->kh, c->kw, c->ih, c->iw, c->ic, 1, 1,
        (c->kh - 1) * c->dilationH - c->padTop, (c->kw - 1) * c->dilationW - c->padLeft, c->dilationH, c->dilationW,
        c->groups, c->strideH, c->strideW};
}

// What a tap of a patch reads from x: (row: output pixel; group; column: kh, kw, channel of the group).
static inline float patch_element(const Conv2d* c, const float* x, int pixel, int group, int column) {
    const int channels = c->ic / c->groups, tap = column / channels;
    const int row = pixel / c->ow % c->oh * c->strideH - c->padTop + tap / c->kw * c->dilationH;
    const int line = pixel % c->ow * c->strideW - c->padLeft + tap % c->kw * c->dilationW;
    if (row < 0 || row % c->upsampleH != 0 || row / c->upsampleH >= c->ih || line < 0 || line % c->upsampleW != 0
        || line / c->upsampleW >= c->iw) {
        return 0;
    }
    const int image = pixel / (c->oh * c->ow);
    return x[((image * c->ih + row / c->upsampleH) * c->iw + line / c->upsampleW) * c->ic + group * channels
        + column % channels];
}

// The weights of the data gradient seen as a convolution.
static inline float* flip(const Conv2d* c, const float* w) {
    float* flipped = floats(size_w(c));
    const int taps = c->kh * c->kw, ic = c->ic / c->groups, oc = c->oc / c->groups;
    for (int tap = 0; tap < taps; tap++) {
        for (int i = 0; i < ic; i++) {
            for (int o = 0; o < c->oc; o++) {
                flipped[((taps - 1 - tap) * oc + o % oc) * c->ic + o / oc * ic + i] = w[(tap * ic + i) * c->oc + o];
            }
        }
    }
    return flipped;
}

// One matrix of `columns` output channels per panel of each group, as conv2d_pack_weights makes them.
static inline float* pack(const Conv2d* c, const float* w, int columns) {
    const int oc = c->oc / c->groups, panels = (oc + columns - 1) / columns, taps = taps_of(c);
    float* packed = floats((size_t) c->groups * panels * taps * columns);
    for (int k = 0; k < taps; k++) {
        for (int o = 0; o < c->oc; o++) {
            const int panel = o / oc * panels + o % oc / columns;
            packed[((size_t) panel * taps + k) * columns + o % oc % columns] = w[(size_t) k * c->oc + o];
        }
    }
    return packed;
}

// Those that are macros where the extents of conv2d_implicit_gemm_cpu and conv2d_weight_gradient_cpu are arguments.
static inline int conv2d_step_macros(char* macros, size_t size, const Conv2d* c, const char* more) {
    return snprintf(
        macros, size,
        "-D STRIDE_H=%d -D STRIDE_W=%d -D DILATION_H=%d -D DILATION_W=%d -D GROUPS=%d -D UPSAMPLE_H=%d "
        "-D UPSAMPLE_W=%d -D STRIP=4096 %s",
        c->strideH, c->strideW, c->dilationH, c->dilationW, c->groups, c->upsampleH, c->upsampleW, more);
}

static inline int conv2d_macros(char* macros, size_t size, const Conv2d* c, const char* more) {
    return snprintf(
        macros, size,
        "-D IH=%d -D IW=%d -D IC=%d -D KH=%d -D KW=%d -D OH=%d -D OW=%d -D OC=%d -D STRIDE_H=%d -D STRIDE_W=%d "
        "-D PAD_TOP=%d -D PAD_LEFT=%d -D DILATION_H=%d -D DILATION_W=%d -D GROUPS=%d -D UPSAMPLE_H=%d "
        "-D UPSAMPLE_W=%d %s",
        c->ih, c->iw, c->ic, c->kh, c->kw, c->oh, c->ow, c->oc, c->strideH, c->strideW, c->padTop, c->padLeft,
        c->dilationH, c->dilationW, c->groups, c->upsampleH, c->upsampleW, more);
}

// The extents as arguments of these two kernels; a band and more follow.
static inline void launch_conv2d_extents(Launch* l, const Conv2d* c) {
    const int extents[] = {c->ih, c->iw, c->ic, c->oh, c->ow, c->oc, c->kh, c->kw, c->padTop, c->padLeft};
    for (size_t i = 0; i < sizeof extents / sizeof extents[0]; i++) {
        launch_int(l, extents[i]);
    }
}

#endif
