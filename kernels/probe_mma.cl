// probe_mma.cl: the product of probe.cl by matrix units as mma.cl has them, by one warp; run once per device and kind
// of factors.
//   a [16, k]   b [k, 16]   read; every element of y [16, 16] written once; k a multiple of 16
//   build-time MMA_TF32 or MMA_BF16, MMA_EMULATED      run-time k
//   oracle plain loops, exact on numbers that round to small integers

#ifndef MMA
#error "probe_mma.cl needs MMA_TF32 or MMA_BF16"
#endif
#define N 16

static uint left_word(const __global float* a, int k, int row, int step) {
    return word_of(a[row * k + step], a[row * k + step + PAIR - 1]);
}

static uint right_word(const __global float* b, int step, int column) {
    return word_of(b[step * N + column], b[(step + PAIR - 1) * N + column]);
}

__attribute__((reqd_work_group_size(32, 1, 1)))
__kernel void probe_mma(
    int k,
    const __global float* restrict a, int aOffset,
    const __global float* restrict b, int bOffset,
    __global float* restrict y, int yOffset) {
    __local uint exchange[32][6];
    const int row = get_local_id(0) / 4, place = get_local_id(0) % 4;
    a += aOffset;
    b += bOffset;
    y += yOffset;
    for (int left = 0; left < N; left += 8) {
        float2 upper = 0.0f, lower = 0.0f;
        for (int start = 0; start < k; start += 8 * PAIR) {
            const int first = start + place * PAIR, next = first + 4 * PAIR;
            const uint4 rows = (uint4) (left_word(a, k, row, first), left_word(a, k, row + 8, first),
                left_word(a, k, row, next), left_word(a, k, row + 8, next));
            const uint2 columns = (uint2) (right_word(b, first, left + row), right_word(b, next, left + row));
            multiply_fragments(&upper, &lower, rows, columns, exchange);
        }
        vstore2(upper, 0, y + row * N + left + place * 2);
        vstore2(lower, 0, y + (row + 8) * N + left + place * 2);
    }
}
