// batch_norm_inference.cl: y = gamma * (x - mean) / sqrt(variance + epsilon) + beta per channel.
//   x y [rows, channels]                 x read; every element of y written once
//   gamma beta mean variance [channels]  read
//   item i handles itemRows rows for VEC channels: the channels i % (channels / VEC) * VEC .., the rows from
//     i / (channels / VEC) * itemRows on
//   build-time VEC      run-time rows channels itemRows epsilon
//   oracle ReferenceBatchNormInference, within rounding

__kernel void batch_norm_inference(
    int rows, int channels, int itemRows, float epsilon,
    const __global float* restrict x, int xOffset,
    const __global float* restrict gamma, int gammaOffset,
    const __global float* restrict beta, int betaOffset,
    const __global float* restrict mean, int meanOffset,
    const __global float* restrict variance, int varianceOffset,
    __global float* restrict y, int yOffset) {
    const uint i = get_global_id(0);
    const int c = i % (channels / VEC) * VEC;
    const int begin = i / (channels / VEC) * itemRows;
    const int end = min(rows, begin + itemRows);
    const VECTOR(float) factor = LOAD(gamma + gammaOffset + c) / sqrt(LOAD(variance + varianceOffset + c) + epsilon);
    const VECTOR(float) center = LOAD(mean + meanOffset + c);
    const VECTOR(float) shift = LOAD(beta + betaOffset + c);
    for (int row = begin; row < end; row++) {
        const size_t at = (size_t) row * channels + c;
        STORE((LOAD(x + xOffset + at) - center) * factor + shift, y + yOffset + at);
    }
}
