// conv2d_im2col.cl: copies each patch that a convolution reads into one row, so that the convolution becomes a matrix
// product. With UPSAMPLE_H or UPSAMPLE_W = u above 1 the image is read as if u - 1 rows or columns of zeros lay
// between its pixels: so reads the data gradient of a strided convolution.
//   x     [n, IH, IW, IC]                              read
//   cols  [pixels, GROUPS, KH, KW, IC / GROUPS]        every element written once; zero where a tap lies outside the
//     image
//   item i writes CHUNK times VEC channels of rows for the output pixels first to first + pixels - 1 of [n, OH, OW]
//   build-time IH IW IC OH OW KH KW GROUPS STRIDE_H STRIDE_W PAD_TOP PAD_LEFT DILATION_H DILATION_W UPSAMPLE_H
//     UPSAMPLE_W VEC (divides IC / GROUPS) CHUNK      run-time first pixels
//   bit-exact: this kernel moves numbers and computes none

#if !defined(IH) || !defined(IW) || !defined(IC) || !defined(OH) || !defined(OW) || !defined(KH) || !defined(KW) \
    || !defined(GROUPS) || !defined(STRIDE_H) || !defined(STRIDE_W) || !defined(PAD_TOP) || !defined(PAD_LEFT) \
    || !defined(DILATION_H) || !defined(DILATION_W) || !defined(UPSAMPLE_H) || !defined(UPSAMPLE_W)
#error "conv2d_im2col.cl needs the geometry of the convolution"
#endif

#define GROUP_IC (IC / GROUPS)
#define TAP_VECTORS (GROUP_IC / VEC)
#define ROW_VECTORS (GROUPS * KH * KW * TAP_VECTORS)

__kernel void conv2d_im2col(
    int first, int pixels,
    const __global float* restrict x, int xOffset,
    __global float* restrict cols, int colsOffset) {
    x += xOffset;
    cols += colsOffset;
    FOR_CHUNK(i, (size_t) pixels * ROW_VECTORS) {
        const int pixel = first + (int) (i / ROW_VECTORS);
        const int in_row = (int) (i % ROW_VECTORS);
        const int c = in_row % TAP_VECTORS * VEC;
        const int tap = in_row / TAP_VECTORS % (KH * KW);
        const int group = in_row / (TAP_VECTORS * KH * KW);
        const int y = pixel / OW % OH * STRIDE_H - PAD_TOP + tap / KW * DILATION_H;
        const int z = pixel % OW * STRIDE_W - PAD_LEFT + tap % KW * DILATION_W;
        VECTOR(float) value = (VECTOR(float)) (0.0f);
        if (y >= 0 && z >= 0 && y % UPSAMPLE_H == 0 && z % UPSAMPLE_W == 0 && y / UPSAMPLE_H < IH
            && z / UPSAMPLE_W < IW) {
            const size_t image = pixel / (OH * OW);
            value = LOAD(x + ((image * IH + y / UPSAMPLE_H) * IW + z / UPSAMPLE_W) * IC + group * GROUP_IC + c);
        }
        STORE(value, cols + i * VEC);
    }
}
