// bias_gradient.cl: sums of columns, db[c] = sum over rows of dy[row, c]. A tall dy is cut into parts of partRows rows,
// each summed to a row of its own; the same kernel then sums those rows as one part.
//   dy [rows, channels]    read
//   db [parts, channels]   parts = ceil(rows / partRows); every element written once
//   group (g, part): item (lane, r) adds rows r, r + GROUP_ROWS, .. of the part for VEC channels; then a tree over r
//   build-time VEC (any) GROUP_CHANNELS GROUP_ROWS      run-time rows partRows channels
//   oracle ReferenceBiasGradient, within rounding of a sum of rows terms

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
