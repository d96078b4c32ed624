// conv2d_depthwise.cl: convolution with one filter per channel, then the epilogue, in vectors of channels. With FLIP
// the taps are reversed, and with UPSAMPLE_H or UPSAMPLE_W = u above 1 the image is read as if u - 1 rows or columns
// of zeros lay between its pixels: so this kernel is also the data gradient, read from dy.
//   x [n, IH, IW, CHANNELS]                read
//   w [KH, KW, 1, CHANNELS]                read
//   b [CHANNELS]  shortcut, as y  operand [CHANNELS] or as y     of the epilogue
//   y [n, OH, OW, CHANNELS]                every element written once
//   item i handles CHUNK times VEC channels of one output pixel
//   build-time IH IW OH OW CHANNELS KH KW STRIDE_H STRIDE_W PAD_TOP PAD_LEFT DILATION_H DILATION_W UPSAMPLE_H
//     UPSAMPLE_W FLIP; VEC (divides CHANNELS) CHUNK      run-time n bias residual activation
//   oracle ReferenceConv2d, ReferenceConv2dDataGradient. The taps run in the order kh, kw, each one fma

#if !defined(IH) || !defined(IW) || !defined(OH) || !defined(OW) || !defined(CHANNELS) || !defined(KH) || !defined(KW) \
    || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(PAD_TOP) || !defined(PAD_LEFT) || !defined(DILATION_H) \
    || !defined(DILATION_W) || !defined(UPSAMPLE_H) || !defined(UPSAMPLE_W)
#error "conv2d_depthwise.cl needs the geometry of the convolution"
#endif

#ifdef FLIP
#define TAP(kh, kw) (KH * KW - 1 - ((kh) * KW + (kw)))
#else
#define TAP(kh, kw) ((kh) * KW + (kw))
#endif

__kernel void conv2d_depthwise(
    int n, int bias, int residual, int activation,
    const __global float* restrict x, int xOffset,
    const __global float* restrict w, int wOffset,
    const __global float* restrict b, int bOffset,
    const __global float* restrict shortcut, int shortcutOffset,
    const __global float* restrict operand, int operandOffset,
    __global float* restrict y, int yOffset) {
    w += wOffset;
    FOR_CHUNK(i, (size_t) n * OH * OW * (CHANNELS / VEC)) {
        const int c = (int) (i % (CHANNELS / VEC)) * VEC;
        const int pixel = (int) (i / (CHANNELS / VEC));
        const int top = pixel / OW % OH * STRIDE_H - PAD_TOP, left = pixel % OW * STRIDE_W - PAD_LEFT;
        const __global float* image = x + xOffset + (size_t) (pixel / (OH * OW)) * (IH * IW * CHANNELS) + c;
        VECTOR(float) sum = (VECTOR(float)) (0.0f);
        for (int kh = 0; kh < KH; kh++) {
            const int row = top + kh * DILATION_H;
            if (row < 0 || row % UPSAMPLE_H != 0 || row / UPSAMPLE_H >= IH) {
                continue;
            }
            for (int kw = 0; kw < KW; kw++) {
                const int column = left + kw * DILATION_W;
                if (column < 0 || column % UPSAMPLE_W != 0 || column / UPSAMPLE_W >= IW) {
                    continue;
                }
                const VECTOR(float) value = LOAD(image + (row / UPSAMPLE_H * IW + column / UPSAMPLE_W) * CHANNELS);
                sum = fma(value, LOAD(w + TAP(kh, kw) * CHANNELS + c), sum);
            }
        }
        FINISH(VECTOR(float), sum, LOAD(b + bOffset + c), LOAD(shortcut + shortcutOffset + i * VEC),
            LOAD(operand + operandOffset + c), LOAD(operand + operandOffset + i * VEC))
        STORE(sum, y + yOffset + i * VEC);
    }
}
