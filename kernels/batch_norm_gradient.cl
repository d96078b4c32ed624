// batch_norm_gradient.cl: gradients of batch normalisation. With r = 1 / sqrt(variance + epsilon), h = (x - mean) * r:
// dgamma = sum of dy * h, dbeta = sum of dy, dx = gamma * r * (dy - (dbeta + h * dgamma) / rows), or for
// constant statistics dx = gamma * r * dy. Three launches: sums over parts of partRows rows, their sums, dx.
//   x dy dx [rows, channels]                  x dy read; every element of dx written once
//   gamma mean variance [channels]            read
//   dgamma dbeta [channels]                   written by the second kernel, read by the third
//   parts [parts, 2, channels]                dgamma, dbeta of each part; written by the first kernel, then read
//   batch_norm_gradient_parts: group (g, part); batch_norm_gradient_merge: group (g, 0); item (lane, r) handles every
//     GROUP_ROWS-th row or part from r on for VEC channels; then a tree over r. batch_norm_gradient_data,
//     batch_norm_gradient_constant: item i handles itemRows rows for VEC channels, as in batch_norm_inference.cl
//   build-time VEC GROUP_CHANNELS GROUP_ROWS      run-time rows partRows channels itemRows epsilon
//   oracle ReferenceBatchNormGradient, within rounding

__kernel __attribute__((reqd_work_group_size(GROUP_CHANNELS, GROUP_ROWS, 1)))
void batch_norm_gradient_parts(
    int rows, int partRows, int channels, float epsilon,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    const __global float* restrict mean, int meanOffset,
    const __global float* restrict variance, int varianceOffset,
    __global float* restrict parts, int partsOffset) {
    __local VECTOR(float) shared[GROUP_ROWS * GROUP_CHANNELS];
    const int c = get_global_id(0) * VEC;
    const int part = get_group_id(1);
    const int begin = part * partRows;
    const int end = begin + min(partRows, rows - begin);
    const bool inside = c < channels;

    VECTOR(float) dgamma = 0.0f;
    VECTOR(float) dbeta = 0.0f;
    if (inside) {
        const VECTOR(float) center = LOAD(mean + meanOffset + c);
        for (int row = begin + get_local_id(1); row < end; row += GROUP_ROWS) {
            const size_t at = (size_t) row * channels + c;
            const VECTOR(float) slope = LOAD(dy + dyOffset + at);
            dgamma += slope * (LOAD(x + xOffset + at) - center);
            dbeta += slope;
        }
        dgamma /= sqrt(LOAD(variance + varianceOffset + c) + epsilon);
    }
    dgamma = group_rows_sum(dgamma, shared);
    dbeta = group_rows_sum(dbeta, shared);
    if (inside && get_local_id(1) == 0) {
        __global float* result = parts + partsOffset + (size_t) part * 2 * channels + c;
        STORE(dgamma, result);
        STORE(dbeta, result + channels);
    }
}

__kernel __attribute__((reqd_work_group_size(GROUP_CHANNELS, GROUP_ROWS, 1)))
void batch_norm_gradient_merge(
    int count, int channels,
    const __global float* restrict parts, int partsOffset,
    __global float* restrict dgamma, int dgammaOffset,
    __global float* restrict dbeta, int dbetaOffset) {
    __local VECTOR(float) shared[GROUP_ROWS * GROUP_CHANNELS];
    const int c = get_global_id(0) * VEC;
    const bool inside = c < channels;
    VECTOR(float) gammaSum = 0.0f;
    VECTOR(float) betaSum = 0.0f;
    if (inside) {
        for (int part = get_local_id(1); part < count; part += GROUP_ROWS) {
            const __global float* sums = parts + partsOffset + (size_t) part * 2 * channels + c;
            gammaSum += LOAD(sums);
            betaSum += LOAD(sums + channels);
        }
    }
    gammaSum = group_rows_sum(gammaSum, shared);
    betaSum = group_rows_sum(betaSum, shared);
    if (inside && get_local_id(1) == 0) {
        STORE(gammaSum, dgamma + dgammaOffset + c);
        STORE(betaSum, dbeta + dbetaOffset + c);
    }
}

__kernel void batch_norm_gradient_data(
    int rows, int channels, int itemRows, float epsilon,
    const __global float* restrict x, int xOffset,
    const __global float* restrict dy, int dyOffset,
    const __global float* restrict gamma, int gammaOffset,
    const __global float* restrict mean, int meanOffset,
    const __global float* restrict dgamma, int dgammaOffset,
    const __global float* restrict dbeta, int dbetaOffset,
    const __global float* restrict variance, int varianceOffset,
    __global float* restrict dx, int dxOffset) {
    const uint i = get_global_id(0);
    const int c = i % (channels / VEC) * VEC;
    const int begin = i / (channels / VEC) * itemRows;
    const int end = min(rows, begin + itemRows);
    const VECTOR(float) r = 1.0f / sqrt(LOAD(variance + varianceOffset + c) + epsilon);
    const VECTOR(float) factor = LOAD(gamma + gammaOffset + c) * r;
    const VECTOR(float) center = LOAD(mean + meanOffset + c);
    const VECTOR(float) perDistance = LOAD(dgamma + dgammaOffset + c) * r / (float) rows;
    const VECTOR(float) constantPart = LOAD(dbeta + dbetaOffset + c) / (float) rows;
    for (int row = begin; row < end; row++) {
        const size_t at = (size_t) row * channels + c;
        const VECTOR(float) part = constantPart + (LOAD(x + xOffset + at) - center) * perDistance;
        STORE(factor * (LOAD(dy + dyOffset + at) - part), dx + dxOffset + at);
    }
}

__kernel void batch_norm_gradient_constant(
    int rows, int channels, int itemRows, float epsilon,
    const __global float* restrict dy, int dyOffset,
    const __global float* restrict gamma, int gammaOffset,
    const __global float* restrict variance, int varianceOffset,
    __global float* restrict dx, int dxOffset) {
    const uint i = get_global_id(0);
    const int c = i % (channels / VEC) * VEC;
    const int begin = i / (channels / VEC) * itemRows;
    const int end = min(rows, begin + itemRows);
    const VECTOR(float) r = 1.0f / sqrt(LOAD(variance + varianceOffset + c) + epsilon);
    const VECTOR(float) factor = LOAD(gamma + gammaOffset + c) * r;
    for (int row = begin; row < end; row++) {
        const size_t at = (size_t) row * channels + c;
        STORE(factor * LOAD(dy + dyOffset + at), dx + dxOffset + at);
    }
}
