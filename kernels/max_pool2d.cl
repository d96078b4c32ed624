// max_pool2d.cl: the largest element of each window (the smallest for min_pool2d, with SMALLEST) and, if asked for, the
// tap kh * KW + kw that held it; and the gradient of both, which sends each dy to the pixel that won its window. In
// prelu_max_pool2d elements compete by x > 0 ? x : alpha[c] x, which is y, and chosen is the x of the winner.
// Padding never wins; of equal elements the first tap wins; the first NaN wins over everything. The gradient gathers:
// each pixel of dx adds up the windows that it has won, by rising oh, then ow, so that overlapping windows add in one
// order. Where windows lie side by side, all of them inside the image, max_pool2d_gradient_apart has each window write
// the pixels that it holds instead, and the last ones those that are left behind them.
//   x dx [n, IH, IW, CHANNELS]    x read; every element of dx written once
//   alpha [CHANNELS]              read
//   y dy chosen [n, OH, OW, CHANNELS]    dy read; every element of y and chosen written once
//   index [n, OH, OW, CHANNELS]   INDEX (uchar or int); every element written once, or by the gradient read
//   item i handles CHUNK times VEC channels of one pixel, of y or, in max_pool2d_gradient, of dx
//   build-time KH KW STRIDE_H STRIDE_W PAD_TOP PAD_LEFT IH IW OH OW CHANNELS INDEX SMALLEST (0, 1) CHUNK
//     VEC (any; in max_pool2d_gradient a divisor of CHANNELS)      run-time n
//   oracle ReferenceMaxPool2d and ReferenceMinPool2d, bit-exact: these kernels choose numbers; ReferencePReluMaxPool2d;
//     ReferenceMaxPool2dGradient, bit-exact where windows do not overlap, but for the sign of a zero, else within
//     rounding of a sum

#if !defined(KH) || !defined(KW) || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(PAD_TOP) || !defined(PAD_LEFT)
#error "max_pool2d.cl needs KH KW STRIDE_H STRIDE_W PAD_TOP PAD_LEFT"
#endif
#if !defined(IH) || !defined(IW) || !defined(OH) || !defined(OW) || !defined(CHANNELS) || !defined(INDEX)
#error "max_pool2d.cl needs IH IW OH OW CHANNELS INDEX"
#endif
#ifndef SMALLEST
#error "max_pool2d.cl needs SMALLEST"
#endif

#if SMALLEST
#define BEATS(value, best) ((value) < (best))
#else
#define BEATS(value, best) ((value) > (best))
#endif

// Whether a window may reach beyond the image; where none does, the loops over taps have constant bounds.
#define BORDER_H (PAD_TOP > 0 || (OH - 1) * STRIDE_H + KH - PAD_TOP > IH)
#define BORDER_W (PAD_LEFT > 0 || (OW - 1) * STRIDE_W + KW - PAD_LEFT > IW)

// Vectors of a pixel; all of them are whole if the last is. One that is cut off is read and written whole where the
// next pixel, whose channels it then reaches into, is there to be read, or is written afterwards by the same item.
#define PIXEL_VECTORS ((CHANNELS + VEC - 1) / VEC)
#define LANES_FROM(c) (CHANNELS % VEC == 0 ? VEC : CHANNELS - (c))
#define LANES_BEFORE(isNextFree, lanes) (PIXEL_VECTORS == 1 && VEC < 2 * CHANNELS && (isNextFree) ? VEC : (lanes))

// The first lanes taps of a vector.
static VECTOR(int) load_taps(const __global INDEX* from, int lanes) {
    if (lanes >= VEC) {
        return CONVERT(int, LOAD(from));
    }
    int edge[VEC];
    for (int lane = 0; lane < VEC; lane++) {
        edge[lane] = lane < lanes ? from[lane] : 0;
    }
    return LOAD(edge);
}

static void store_taps(VECTOR(int) taps, __global INDEX* to, int lanes) {
    if (lanes >= VEC) {
        STORE(CONVERT(INDEX, taps), to);
    } else {
        int edge[VEC];
        STORE(taps, edge);
        for (int lane = 0; lane < lanes; lane++) {
            to[lane] = edge[lane];
        }
    }
}

// The winners of some windows; their taps too, unless index is null. Where alpha is not, by what PReLU makes of them.
static void choose_winners(
    int n, const __global float* images, const __global float* alpha, __global float* y, __global INDEX* index,
    __global float* chosen) {
    FOR_CHUNK(i, (size_t) n * OH * OW * PIXEL_VECTORS) {
        const uint pixel = (uint) i / PIXEL_VECTORS;
        const int c = (uint) i % PIXEL_VECTORS * VEC, lanes = LANES_FROM(c);
        const int top = (int) (pixel / OW % OH) * STRIDE_H - PAD_TOP;
        const int left = (int) (pixel % OW) * STRIDE_W - PAD_LEFT;
        const int khBegin = BORDER_H ? max(0, -top) : 0, khEnd = BORDER_H ? min(KH, IH - top) : KH;
        const int kwBegin = BORDER_W ? max(0, -left) : 0, kwEnd = BORDER_W ? min(KW, IW - left) : KW;
        const uint number = pixel / (OH * OW);
        const int last = number + 1 < (uint) n ? IH * IW : IH * IW - 1;
        const __global float* image = images + (size_t) number * (IH * IW * CHANNELS) + c;

        // Every window holds a pixel of the image, so the first tap inside is a sound beginning.
        const VECTOR(float) slope = alpha != 0 ? load_lanes(alpha + c, lanes, 0.0f) : 0.0f;
        const int first = (top + khBegin) * IW + left + kwBegin;
        VECTOR(float) own = load_lanes(image + first * CHANNELS, LANES_BEFORE(first < last, lanes), 0.0f);
        VECTOR(float) best = alpha != 0 ? PRELU(VECTOR(float), own, slope) : own;
        VECTOR(int) tap = khBegin * KW + kwBegin;
        for (int kh = khBegin; kh < khEnd; kh++) {
            for (int kw = kwBegin; kw < kwEnd; kw++) {
                const int at = (top + kh) * IW + left + kw;
                const VECTOR(float) x = load_lanes(image + at * CHANNELS, LANES_BEFORE(at < last, lanes), 0.0f);
                const VECTOR(float) value = alpha != 0 ? PRELU(VECTOR(float), x, slope) : x;
                const VECTOR(int) wins = BEATS(value, best) | ((value != value) & (best == best));
                best = wins ? value : best;
                own = wins ? x : own;
                tap = wins ? (VECTOR(int)) (kh * KW + kw) : tap;
            }
        }
        const size_t to = (size_t) pixel * CHANNELS + c;
        const int written = LANES_BEFORE(i + 1 < i_end, lanes);
        store_lanes(best, y + to, written);
        if (chosen != 0) {
            store_lanes(own, chosen + to, written);
        }
        if (index != 0) {
            store_taps(tap, index + to, written);
        }
    }
}

__kernel void max_pool2d(
    int n,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    choose_winners(n, x + xOffset, 0, y + yOffset, 0, 0);
}

__kernel void max_pool2d_indexed(
    int n,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset,
    __global INDEX* restrict index, int indexOffset) {
    choose_winners(n, x + xOffset, 0, y + yOffset, index + indexOffset, 0);
}

__kernel void prelu_max_pool2d(
    int n,
    const __global float* restrict x, int xOffset,
    const __global float* restrict alpha, int alphaOffset,
    __global float* restrict y, int yOffset,
    __global INDEX* restrict index, int indexOffset,
    __global float* restrict chosen, int chosenOffset) {
    choose_winners(n, x + xOffset, alpha + alphaOffset, y + yOffset, index + indexOffset, chosen + chosenOffset);
}

#if CHANNELS % VEC == 0
__kernel void max_pool2d_gradient(
    int n,
    const __global INDEX* restrict index, int indexOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, (size_t) n * IH * IW * (CHANNELS / VEC)) {
        const uint pixel = (uint) i / (CHANNELS / VEC);
        const int c = (uint) i % (CHANNELS / VEC) * VEC;
        const int row = (int) (pixel / IW % IH) + PAD_TOP;
        const int column = (int) (pixel % IW) + PAD_LEFT;
        const size_t image = (size_t) (pixel / (IH * IW)) * (OH * OW * CHANNELS) + c;

        // The windows oh with oh * STRIDE_H <= row < oh * STRIDE_H + KH; the same for columns.
        const int ohBegin = max(0, (row - KH + STRIDE_H) / STRIDE_H), ohEnd = min(OH - 1, row / STRIDE_H);
        const int owBegin = max(0, (column - KW + STRIDE_W) / STRIDE_W), owEnd = min(OW - 1, column / STRIDE_W);
        VECTOR(float) sum = 0.0f;
        for (int oh = ohBegin; oh <= ohEnd; oh++) {
            for (int ow = owBegin; ow <= owEnd; ow++) {
                const size_t window = image + (oh * OW + ow) * CHANNELS;
                const int tap = (row - oh * STRIDE_H) * KW + column - ow * STRIDE_W;
                const VECTOR(int) won = CONVERT(int, LOAD(index + indexOffset + window)) == tap;
                sum += won ? LOAD(dy + dyOffset + window) : 0.0f;
            }
        }
        STORE(sum, dx + dxOffset + i * VEC);
    }
}
#endif

#if STRIDE_H == KH && STRIDE_W == KW && !BORDER_H && !BORDER_W
__kernel void max_pool2d_gradient_apart(
    int n,
    const __global INDEX* restrict index, int indexOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, (size_t) n * OH * OW * PIXEL_VECTORS) {
        const uint window = (uint) i / PIXEL_VECTORS;
        const int c = (uint) i % PIXEL_VECTORS * VEC, lanes = LANES_FROM(c);
        const int oh = (int) (window / OW % OH), ow = (int) (window % OW);
        const int khEnd = oh == OH - 1 ? IH - oh * KH : KH, kwEnd = ow == OW - 1 ? IW - ow * KW : KW;
        const size_t from = (size_t) window * CHANNELS + c;
        const int read = LANES_BEFORE(window + 1 < (uint) (n * OH * OW), lanes);
        const VECTOR(float) gradient = load_lanes(dy + dyOffset + from, read, 0.0f);
        const VECTOR(int) winner = load_taps(index + indexOffset + from, read);
        const bool isRowsEnd = ow == OW - 1 || i + 1 == i_end;
        const size_t first = ((size_t) (window / (OH * OW)) * IH + oh * KH) * IW + ow * KW;
        for (int kh = 0; kh < khEnd; kh++) {
            for (int kw = 0; kw < kwEnd; kw++) {
                const VECTOR(int) won = winner == (kh < KH && kw < KW ? kh * KW + kw : -1);
                store_lanes(
                    won ? gradient : 0.0f, dx + dxOffset + (first + kh * IW + kw) * CHANNELS + c,
                    LANES_BEFORE(kw + 1 < kwEnd || !isRowsEnd, lanes));
            }
        }
    }
}
#endif
