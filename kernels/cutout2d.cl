// cutout2d.cl: a box of each image filled with one colour; its centre is any pixel, as likely as any other.
//   x y [n, H, W, CHANNELS]   x read; every element of y written once
//   u [n, 2]                  read; numbers of [0, 1) for the row and the column of the centre
//   fill [CHANNELS]           read
//   item i handles CHUNK times VEC channels of one pixel
//   build-time H W CHANNELS VEC CHUNK      run-time n kh kw
//   oracle ReferenceCutout2d, bit-exact: this kernel chooses numbers

#if !defined(H) || !defined(W) || !defined(CHANNELS)
#error "cutout2d.cl needs H W CHANNELS"
#endif

__kernel void cutout2d(
    int n, int kh, int kw,
    const __global float* restrict x, int xOffset,
    const __global float* restrict u, int uOffset,
    const __global float* restrict fill, int fillOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, (size_t) n * H * W * (CHANNELS / VEC)) {
        const size_t at = i / (CHANNELS / VEC);
        const int c = (int) (i % (CHANNELS / VEC)) * VEC;
        const __global float* draws = u + uOffset + at / (H * W) * 2;
        const int h = (int) (at / W % H) - (choice(draws[0], H) - kh / 2);
        const int w = (int) (at % W) - (choice(draws[1], W) - kw / 2);
        const bool cut = h >= 0 && h < kh && w >= 0 && w < kw;
        STORE(cut ? LOAD(fill + fillOffset + c) : LOAD(x + xOffset + i * VEC), y + yOffset + i * VEC);
    }
}
