// avg_pool2d.cl: the mean of each window, and its gradient. The divisor is the number of taps inside the image or, with
// COUNT_INCLUDE_PAD, inside the padded image. The gradient gathers: each pixel of dx adds up its share of the windows
// that cover it, by rising oh, then ow.
//   x dx [n, IH, IW, CHANNELS]    x read; every element of dx written once
//   y dy [n, OH, OW, CHANNELS]    dy read; every element of y written once
//   item i handles CHUNK times VEC channels of one pixel, of y or of dx
//   build-time KH KW STRIDE_H STRIDE_W PAD_TOP PAD_LEFT PAD_BOTTOM PAD_RIGHT IH IW OH OW CHANNELS
//     COUNT_INCLUDE_PAD (0 or 1) VEC CHUNK      run-time n
//   oracle ReferenceAvgPool2d, ReferenceAvgPool2dGradient, within rounding of a sum of at most KH * KW terms

#if !defined(KH) || !defined(KW) || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(COUNT_INCLUDE_PAD)
#error "avg_pool2d.cl needs KH KW STRIDE_H STRIDE_W COUNT_INCLUDE_PAD"
#endif
#if !defined(PAD_TOP) || !defined(PAD_LEFT) || !defined(PAD_BOTTOM) || !defined(PAD_RIGHT)
#error "avg_pool2d.cl needs PAD_TOP PAD_LEFT PAD_BOTTOM PAD_RIGHT"
#endif
#if !defined(IH) || !defined(IW) || !defined(OH) || !defined(OW) || !defined(CHANNELS)
#error "avg_pool2d.cl needs IH IW OH OW CHANNELS"
#endif

// How many of the k taps of the window that starts at pixel begin count, along one axis of the image.
static int counted(int begin, int k, int extent, int padAfter) {
#if COUNT_INCLUDE_PAD
    return min(k, extent + padAfter - begin);
#else
    return min(k, extent - begin) - max(0, -begin);
#endif
}

static float divisor(int top, int left) {
    return (float) (counted(top, KH, IH, PAD_BOTTOM) * counted(left, KW, IW, PAD_RIGHT));
}

__kernel void avg_pool2d(
    int n,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, (size_t) n * OH * OW * (CHANNELS / VEC)) {
        const uint pixel = (uint) i / (CHANNELS / VEC);
        const int c = (uint) i % (CHANNELS / VEC) * VEC;
        const int top = (int) (pixel / OW % OH) * STRIDE_H - PAD_TOP;
        const int left = (int) (pixel % OW) * STRIDE_W - PAD_LEFT;
        const int rowEnd = min(top + KH, IH), columnEnd = min(left + KW, IW);
        const __global float* image = x + xOffset + (size_t) (pixel / (OH * OW)) * (IH * IW * CHANNELS) + c;
        VECTOR(float) sum = 0.0f;
        for (int row = max(0, top); row < rowEnd; row++) {
            for (int column = max(0, left); column < columnEnd; column++) {
                sum += LOAD(image + (row * IW + column) * CHANNELS);
            }
        }
        STORE(sum / divisor(top, left), y + yOffset + i * VEC);
    }
}

__kernel void avg_pool2d_gradient(
    int n,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, (size_t) n * IH * IW * (CHANNELS / VEC)) {
        const uint pixel = (uint) i / (CHANNELS / VEC);
        const int c = (uint) i % (CHANNELS / VEC) * VEC;
        const int row = (int) (pixel / IW % IH) + PAD_TOP;
        const int column = (int) (pixel % IW) + PAD_LEFT;
        const __global float* image = dy + dyOffset + (size_t) (pixel / (IH * IW)) * (OH * OW * CHANNELS) + c;

        // The windows oh with oh * STRIDE_H <= row < oh * STRIDE_H + KH; the same for columns.
        const int ohBegin = max(0, (row - KH + STRIDE_H) / STRIDE_H), ohEnd = min(OH - 1, row / STRIDE_H);
        const int owBegin = max(0, (column - KW + STRIDE_W) / STRIDE_W), owEnd = min(OW - 1, column / STRIDE_W);
        VECTOR(float) sum = 0.0f;
        for (int oh = ohBegin; oh <= ohEnd; oh++) {
            for (int ow = owBegin; ow <= owEnd; ow++) {
                sum += LOAD(image + (oh * OW + ow) * CHANNELS)
                    / divisor(oh * STRIDE_H - PAD_TOP, ow * STRIDE_W - PAD_LEFT);
            }
        }
        STORE(sum, dx + dxOffset + i * VEC);
    }
}
