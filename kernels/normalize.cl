// normalize.cl: y[.., c] = x[.., c] * scale[c] + shift[c], stored pixels to network input. One launch treats up to four
// consecutive channels; together the launches write every element of y once.
//   x y [pixels, channels]     channels first .. first + treated - 1 of x read and of y written
//   item i handles the treated channels of CHUNK pixels
//   build-time CHUNK; one kernel for each type of x
//   run-time pixels channels first treated (1, 0, 1 where all channels share one scale and shift), scale and shift of the
//     treated channels (four numbers each)
//   oracle ReferenceNormalize, within two roundings

__kernel void normalize_uchar(
    int pixels, int channels, int first, int treated,
    float scale0, float scale1, float scale2, float scale3,
    float shift0, float shift1, float shift2, float shift3,
    const __global uchar* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    const float scale[4] = {scale0, scale1, scale2, scale3};
    const float shift[4] = {shift0, shift1, shift2, shift3};
    for (int lane = 0; lane < treated; lane++) {
        const float a = scale[lane], b = shift[lane];
        FOR_CHUNK(pixel, pixels) {
            const size_t at = pixel * channels + first + lane;
            y[yOffset + at] = (float) x[xOffset + at] * a + b;
        }
    }
}

__kernel void normalize_float(
    int pixels, int channels, int first, int treated,
    float scale0, float scale1, float scale2, float scale3,
    float shift0, float shift1, float shift2, float shift3,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    const float scale[4] = {scale0, scale1, scale2, scale3};
    const float shift[4] = {shift0, shift1, shift2, shift3};
    for (int lane = 0; lane < treated; lane++) {
        const float a = scale[lane], b = shift[lane];
        FOR_CHUNK(pixel, pixels) {
            const size_t at = pixel * channels + first + lane;
            y[yOffset + at] = (float) x[xOffset + at] * a + b;
        }
    }
}
