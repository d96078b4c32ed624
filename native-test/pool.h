// pool.h: the windows that the checks of the poolings go over.
#ifndef FOVEA_POOL_H
#define FOVEA_POOL_H

#include "dealing.h"

#include <stdio.h>

typedef struct {
    int n, ih, iw, channels, kh, kw, strideH, strideW, padTop, padLeft, padBottom, padRight, oh, ow;
} Pool;

static const Pool POOLS[] = {
    {2, 6, 6, 16, 2, 2, 2, 2, 0, 0, 0, 0, 3, 3},   // the usual one
    {2, 7, 5, 3, 2, 2, 2, 2, 0, 0, 0, 0, 3, 2},    // a row and a column that no window covers
    {2, 7, 9, 6, 3, 3, 2, 2, 1, 1, 1, 1, 4, 5},    // overlapping, padded
    {1, 5, 6, 5, 3, 2, 1, 1, 1, 0, 0, 1, 4, 6},    // stride 1, padded at the top and the right only
    {1, 8, 7, 4, 1, 2, 3, 3, 0, 0, 0, 0, 3, 2},    // gaps between windows
    {2, 5, 7, 8, 2, 3, 2, 3, 0, 0, 0, 0, 3, 3},    // ceil mode: the last windows are cut off
    {1, 6, 6, 2, 3, 3, 2, 2, 1, 1, 1, 1, 4, 4},    // ceil mode with padding, beyond which the last windows reach
    {2, 8, 9, 6, 2, 3, 2, 3, 0, 0, 0, 0, 4, 3},    // all covered, by channels that no vector divides
    {3, 4, 4, 10, 4, 4, 4, 4, 0, 0, 0, 0, 1, 1},   // the whole image
    {1, 17, 18, 1, 17, 17, 1, 1, 8, 0, 0, 8, 9, 10},  // more than 256 taps
};

#define FOR_POOLS(p) for (const Pool* p = POOLS; p < POOLS + sizeof POOLS / sizeof POOLS[0]; p++)

static inline size_t inputs_of(const Pool* p) {
    return (size_t) p->n * p->ih * p->iw * p->channels;
}

static inline size_t outputs_of(const Pool* p) {
    return (size_t) p->n * p->oh * p->ow * p->channels;
}

static inline size_t input_at(const Pool* p, int n, int row, int column, int c) {
    return (((size_t) n * p->ih + row) * p->iw + column) * p->channels + c;
}

static inline bool is_inside(const Pool* p, int row, int column) {
    return row >= 0 && row < p->ih && column >= 0 && column < p->iw;
}

// The macros that both poolings take.
static inline int pool_macros(char* macros, size_t size, const Pool* p, int vec, const Dealing* d) {
    return snprintf(
        macros, size,
        "-D KH=%d -D KW=%d -D STRIDE_H=%d -D STRIDE_W=%d -D PAD_TOP=%d -D PAD_LEFT=%d -D IH=%d -D IW=%d -D OH=%d "
        "-D OW=%d -D CHANNELS=%d -D VEC=%d %s",
        p->kh, p->kw, p->strideH, p->strideW, p->padTop, p->padLeft, p->ih, p->iw, p->oh, p->ow, p->channels, vec,
        d->macros);
}

#endif
