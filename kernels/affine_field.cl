// affine_field.cl: for each pixel of images that are mirrored, scaled, turned and shifted at random, where it comes from:
// with p, q the distance from the centre less the shift, row = mirrored (p cos + q sin) / scale + (H - 1) / 2 and column =
// mirrored (q cos - p sin) / scale + (W - 1) / 2.
//   u [n, 6]             read; numbers of [0, 1) for: down, right, angle, scale, mirror columns, mirror rows
//   field [n, H, W, 2]   every element written once
//   item i handles CHUNK lines of all n * H
//   build-time H W CHUNK      run-time n shiftH shiftW mirrorH mirrorV radians zoom
//   oracle ReferenceAffineField; exact without angle and scale, else within rounding

#if !defined(H) || !defined(W)
#error "affine_field.cl needs H W"
#endif

__kernel void affine_field(
    int n, int shiftH, int shiftW, int mirrorH, int mirrorV, float radians, float zoom,
    const __global float* restrict u, int uOffset,
    __global float* restrict field, int fieldOffset) {
    const float middle = 0.5f * (H - 1), centre = 0.5f * (W - 1);
    FOR_CHUNK(line, (size_t) n * H) {
        const __global float* draws = u + uOffset + line / H * 6;
        const float top = middle + choice(draws[0], 2 * shiftH + 1) - shiftH;
        const float left = centre + choice(draws[1], 2 * shiftW + 1) - shiftW;
        const float angle = radians * (2.0f * draws[2] - 1.0f);
        const float scale = 1.0f + zoom * (2.0f * draws[3] - 1.0f);
        const float columns = mirrorH && draws[4] < 0.5f ? -1.0f : 1.0f;
        const float rows = mirrorV && draws[5] < 0.5f ? -1.0f : 1.0f;
        const float c = cos(angle) / scale, s = sin(angle) / scale;
        const float p = (float) (int) (line % H) - top;
        __global float* to = field + fieldOffset + line * (2 * W);
        for (int w = 0; w < W; w++) {
            const float q = (float) w - left;
            to[2 * w] = rows * (c * p + s * q) + middle;
            to[2 * w + 1] = columns * (c * q - s * p) + centre;
        }
    }
}
