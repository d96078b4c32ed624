// batch_norm.cl: mean and variance of each channel over all rows. The rows are cut into parts of partRows; each part
// takes two passes, first its mean, then the squares of the distances from it; the parts are merged exactly (Chan,
// Golub, LeVeque, "Algorithms for computing the sample variance", 1983). Nothing cancels, however large the mean.
// batch_norm_inference.cl then normalises.
//   x [rows, channels]              read
//   parts [parts, 2, channels]      mean, sum of squared distances; written by the first kernel, read by the second
//   mean variance [channels]        every element written once; variance is divided by rows
//   batch_norm_parts: group (g, part); batch_norm_merge: group (g, 0); item (lane, r) handles every GROUP_ROWS-th row
//     or part from r on for VEC channels; then a tree over r
//   build-time VEC GROUP_CHANNELS GROUP_ROWS      run-time rows partRows channels
//   oracle ReferenceBatchNorm, within rounding

__kernel __attribute__((reqd_work_group_size(GROUP_CHANNELS, GROUP_ROWS, 1)))
void batch_norm_parts(
    int rows, int partRows, int channels,
    const __global float* restrict x, int xOffset,
    __global float* restrict parts, int partsOffset) {
    __local VECTOR(float) shared[GROUP_ROWS * GROUP_CHANNELS];
    const int c = get_global_id(0) * VEC;
    const int part = get_group_id(1);
    const int size = min(partRows, rows - part * partRows);
    const bool inside = c < channels;
    const __global float* column = x + xOffset + (size_t) part * partRows * channels + c;

    VECTOR(float) sum = 0.0f;
    if (inside) {
        for (int row = get_local_id(1); row < size; row += GROUP_ROWS) {
            sum += LOAD(column + (size_t) row * channels);
        }
    }
    const VECTOR(float) mean = group_rows_sum(sum, shared) / (float) size;

    VECTOR(float) squares = 0.0f;
    if (inside) {
        for (int row = get_local_id(1); row < size; row += GROUP_ROWS) {
            const VECTOR(float) distance = LOAD(column + (size_t) row * channels) - mean;
            squares += distance * distance;
        }
    }
    squares = group_rows_sum(squares, shared);
    if (inside && get_local_id(1) == 0) {
        __global float* result = parts + partsOffset + (size_t) part * 2 * channels + c;
        STORE(mean, result);
        STORE(squares, result + channels);
    }
}

__kernel __attribute__((reqd_work_group_size(GROUP_CHANNELS, GROUP_ROWS, 1)))
void batch_norm_merge(
    int rows, int partRows, int channels,
    const __global float* restrict parts, int partsOffset,
    __global float* restrict mean, int meanOffset,
    __global float* restrict variance, int varianceOffset) {
    __local VECTOR(float) shared[GROUP_ROWS * GROUP_CHANNELS];
    const int c = get_global_id(0) * VEC;
    const bool inside = c < channels;
    const __global float* column = parts + partsOffset + c;
    const int count = (rows + partRows - 1) / partRows;

    // Relative to the first part's mean, so that a mean far from zero costs no digits.
    VECTOR(float) shift = 0.0f;
    VECTOR(float) sum = 0.0f;
    if (inside) {
        shift = LOAD(column);
        for (int part = get_local_id(1); part < count; part += GROUP_ROWS) {
            const float size = (float) min(partRows, rows - part * partRows);
            sum += (LOAD(column + (size_t) part * 2 * channels) - shift) * size;
        }
    }
    const VECTOR(float) center = shift + group_rows_sum(sum, shared) / (float) rows;

    VECTOR(float) squares = 0.0f;
    if (inside) {
        for (int part = get_local_id(1); part < count; part += GROUP_ROWS) {
            const float size = (float) min(partRows, rows - part * partRows);
            const VECTOR(float) distance = LOAD(column + (size_t) part * 2 * channels) - center;
            squares += LOAD(column + ((size_t) part * 2 + 1) * channels) + distance * distance * size;
        }
    }
    squares = group_rows_sum(squares, shared);
    if (inside && get_local_id(1) == 0) {
        STORE(center, mean + meanOffset + c);
        STORE(squares / (float) rows, variance + varianceOffset + c);
    }
}
