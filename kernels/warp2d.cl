// warp2d.cl: images seen through a field of positions: y[n, h, w] is x at row field[n, h, w, 0] and column field[n, h, w,
// 1], interpolated between the four pixels around. A tap without weight is not read: a pixel at a whole position is that
// of x itself. Around the image lies fill, or, with REPLICATE, its nearest pixel; a position that is NaN lies there.
//   x [n, IH, IW, CHANNELS]   read
//   field [n, OH, OW, 2]      read
//   fill [CHANNELS]           read
//   y [n, OH, OW, CHANNELS]   every element written once
//   item i handles CHUNK times VEC channels of one pixel of y
//   build-time IH IW OH OW CHANNELS REPLICATE (0, 1) VEC CHUNK      run-time n
//   oracle ReferenceWarp2d, within seven roundings; exact for positions in quarters of a pixel and small whole numbers

#if !defined(IH) || !defined(IW) || !defined(OH) || !defined(OW) || !defined(CHANNELS) || !defined(REPLICATE)
#error "warp2d.cl needs IH IW OH OW CHANNELS REPLICATE"
#endif

// A position, or one as far outside if it lies further away or is NaN.
static float near(float at, float extent) {
    return at > -2.0f ? (at < extent + 1.0f ? at : extent + 1.0f) : -2.0f;
}

// Some channels of a pixel of an image, or of what lies around it.
static VECTOR(float) pixel(const __global float* image, const __global float* fill, int h, int w) {
    if (!REPLICATE && (h < 0 || h >= IH || w < 0 || w >= IW)) {
        return LOAD(fill);
    }
    return LOAD(image + (clamp(h, 0, IH - 1) * IW + clamp(w, 0, IW - 1)) * CHANNELS);
}

__kernel void warp2d(
    int n,
    const __global float* restrict x, int xOffset,
    const __global float* restrict field, int fieldOffset,
    const __global float* restrict fill, int fillOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, (size_t) n * OH * OW * (CHANNELS / VEC)) {
        const size_t at = i / (CHANNELS / VEC);
        const int c = (int) (i % (CHANNELS / VEC)) * VEC;
        const __global float* image = x + xOffset + at / (OH * OW) * (IH * IW * CHANNELS) + c;
        const __global float* around = fill + fillOffset + c;
        const float row = near(field[fieldOffset + 2 * at], IH), column = near(field[fieldOffset + 2 * at + 1], IW);
        const float top = floor(row), left = floor(column);
        const float down = row - top, right = column - left;
        const int h = (int) top, w = (int) left;
        const int below = down > 0.0f ? h + 1 : h, end = right > 0.0f ? w + 1 : w;
        const VECTOR(float) upper = (1.0f - right) * pixel(image, around, h, w) + right * pixel(image, around, h, end);
        const VECTOR(float) lower =
            (1.0f - right) * pixel(image, around, below, w) + right * pixel(image, around, below, end);
        STORE((1.0f - down) * upper + down * lower, y + yOffset + i * VEC);
    }
}
