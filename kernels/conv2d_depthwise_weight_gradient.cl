// conv2d_depthwise_weight_gradient.cl: weight gradient of a convolution with one filter per channel, in vectors of
// channels.
//   x  [n, IH, IW, CHANNELS]               read
//   dy [n, OH, OW, CHANNELS]               read
//   parts [splits, KH, KW, 1, CHANNELS]    every element written once; part s sums over the images n * s / splits ..
//     n * (s + 1) / splits, or is dw where splits is 1
//   item (i, tap, s) handles channels i * VEC .. of one tap of part s
//   build-time IH IW OH OW CHANNELS KH KW STRIDE_H STRIDE_W PAD_TOP PAD_LEFT DILATION_H DILATION_W; VEC (divides
//     CHANNELS)
//   run-time n splits
//   oracle ReferenceConv2dWeightGradient. The pixels run in the order n, oh, ow, each one fma

#if !defined(IH) || !defined(IW) || !defined(OH) || !defined(OW) || !defined(CHANNELS) || !defined(KH) || !defined(KW) \
    || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(PAD_TOP) || !defined(PAD_LEFT) || !defined(DILATION_H) \
    || !defined(DILATION_W)
#error "conv2d_depthwise_weight_gradient.cl needs the geometry of the convolution"
#endif

__kernel void conv2d_depthwise_weight_gradient(
    int n, int splits,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict parts, int partsOffset) {
    const int c = get_global_id(0) * VEC, tap = get_global_id(1);
    const size_t split = get_global_id(2);
    x += xOffset + c;
    dy += dyOffset + c;
    const int top = tap / KW * DILATION_H - PAD_TOP, left = tap % KW * DILATION_W - PAD_LEFT;
    // The output columns for which this tap lies inside the image.
    const int begin = left >= 0 ? 0 : (-left + STRIDE_W - 1) / STRIDE_W;
    const int end = left >= IW ? 0 : min(OW, (IW - 1 - left) / STRIDE_W + 1);
    VECTOR(float) sum = (VECTOR(float)) (0.0f);
    const size_t endImage = (size_t) n * (split + 1) / splits;
    for (size_t image = (size_t) n * split / splits; image < endImage; image++) {
        for (int oh = 0; oh < OH; oh++) {
            const int ih = oh * STRIDE_H + top;
            if (ih >= 0 && ih < IH) {
                const __global float* pixels = x + (image * IH + ih) * (IW * CHANNELS);
                const __global float* gradients = dy + (image * OH + oh) * (OW * CHANNELS);
                for (int ow = begin; ow < end; ow++) {
                    const VECTOR(float) value = LOAD(pixels + (ow * STRIDE_W + left) * CHANNELS);
                    sum = fma(value, LOAD(gradients + ow * CHANNELS), sum);
                }
            }
        }
    }
    STORE(sum, parts + partsOffset + (split * (KH * KW) + tap) * CHANNELS + c);
}
