// bias_gradient.cl: sums of columns, db[c] = sum over rows of dy[row, c]. A tall dy is cut into parts of partRows rows,
// each summed to a row of its own; the same kernel then sums those rows as one part.
//   dy [rows, channels]    read
//   db [parts, channels]   parts = ceil(rows / partRows); every element written once
//   group (g, part): item (lane, r) adds rows r, r + GROUP_ROWS, .. of the part for VEC channels; then a tree over r.
//     Where a vector holds several rows and one item adds them all, it takes these at once, and adds them at the end
//   build-time VEC (any) GROUP_CHANNELS GROUP_ROWS      run-time rows partRows channels
//   oracle ReferenceBiasGradient, within rounding of a sum of rows terms

#if VEC > 1 && GROUP_ROWS == 1
// The sum of count rows of channels numbers, of which a vector holds two or more.
BODY VECTOR(float) sum_of_short_rows(const __global float* x, int count, int channels) {
    const int rows = VEC / channels, size = count * channels;
    VECTOR(float) sum = 0.0f;
    for (int i = 0; i < size; i += rows * channels) {
        // Lanes behind the last row of a vector hold other rows too; nobody looks at their sums.
        sum += load_lanes(x + i, size - i, 0.0f);
    }
    float lanes[VEC];
    STORE(sum, lanes);
    for (int lane = channels; lane < rows * channels; lane++) {
        lanes[lane % channels] += lanes[lane];
    }
    return LOAD(lanes);
}
#endif

__kernel __attribute__((reqd_work_group_size(GROUP_CHANNELS, GROUP_ROWS, 1)))
void bias_gradient(
    int rows, int partRows, int channels,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict db, int dbOffset) {
    __local VECTOR(float) shared[GROUP_ROWS * GROUP_CHANNELS];
    const int c = get_global_id(0) * VEC, lanes = channels - c;
    const int part = get_group_id(1);
    const int begin = part * partRows;
    const int end = begin + min(partRows, rows - begin);
    VECTOR(float) sum = 0.0f;
#if VEC > 1 && GROUP_ROWS == 1
    if (2 * channels <= VEC) {
        sum = sum_of_short_rows(dy + dyOffset + (size_t) begin * channels, end - begin, channels);
    } else
#endif
    if (lanes > 0) {
        for (int row = begin + get_local_id(1); row < end; row += GROUP_ROWS) {
            sum += load_lanes(dy + dyOffset + (size_t) row * channels + c, lanes, 0.0f);
        }
    }
    sum = group_rows_sum(sum, shared);
    if (lanes > 0 && get_local_id(1) == 0) {
        store_lanes(sum, db + dbOffset + (size_t) part * channels + c, lanes);
    }
}
