// batch_norm_fold.cl: weights and bias of a product that does a batch normalisation too. With s = gamma / sqrt(variance
// + epsilon) per output channel: foldedW = w * s, foldedB = beta + (b - mean) * s, b being 0 where bias = 0.
//   w foldedW [count]                           count / channels rows of channels; every element of foldedW written once
//   gamma beta mean variance foldedB [channels]     read; every element of foldedB written once
//   b [channels], not used unless bias != 0         read
//   item i handles CHUNK elements
//   build-time CHUNK      run-time count (of the weights) channels bias epsilon
//   oracle ReferenceBatchNormFold, within rounding

__kernel void batch_norm_fold_weights(
    int count, int channels, float epsilon,
    const __global float* restrict w, int wOffset,
    const __global float* restrict gamma, int gammaOffset,
    const __global float* restrict variance, int varianceOffset,
    __global float* restrict foldedW, int foldedWOffset) {
    FOR_CHUNK(i, count) {
        const uint o = (uint) i % channels;
        foldedW[foldedWOffset + i] =
            w[wOffset + i] * (gamma[gammaOffset + o] / sqrt(variance[varianceOffset + o] + epsilon));
    }
}

__kernel void batch_norm_fold_bias(
    int channels, int bias, float epsilon,
    const __global float* restrict gamma, int gammaOffset,
    const __global float* restrict beta, int betaOffset,
    const __global float* restrict mean, int meanOffset,
    const __global float* restrict variance, int varianceOffset,
    const __global float* restrict b, int bOffset,
    __global float* restrict foldedB, int foldedBOffset) {
    FOR_CHUNK(o, channels) {
        const float s = gamma[gammaOffset + o] / sqrt(variance[varianceOffset + o] + epsilon);
        const float distance = (bias ? b[bOffset + o] : 0.0f) - mean[meanOffset + o];
        foldedB[foldedBOffset + o] = beta[betaOffset + o] + distance * s;
    }
}
