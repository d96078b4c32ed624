// cross_entropy.cl: loss = -log(max(x[label], 2^-126)) per row of probabilities, and its gradient
// dx = c == label ? -dloss / max(x, 2^-126) : 0. A label outside the row gives a NaN loss; NaN stays NaN.
//   x dx [rows, channels]        x read; every element of dx written once
//   labels dloss loss [rows]     labels dloss read; every element of loss written once
//   item i handles CHUNK rows, or for the gradient CHUNK elements of dx
//   build-time CHUNK      run-time rows channels
//   oracle ReferenceCrossEntropy, ReferenceCrossEntropyGradient, within rounding

// The smallest normal number, as a floor below which no NaN falls.
static float floored(float probability) {
    return probability < 0x1p-126f ? 0x1p-126f : probability;
}

__kernel void cross_entropy(
    int rows, int channels,
    const __global float* restrict x, int xOffset,
    const __global int* restrict labels, int labelsOffset,
    __global float* restrict loss, int lossOffset) {
    FOR_CHUNK(row, rows) {
        const int label = labels[labelsOffset + row];
        const bool known = label >= 0 && label < channels;
        loss[lossOffset + row] = known ? -log(floored(x[xOffset + row * channels + label])) : NAN;
    }
}

__kernel void cross_entropy_gradient(
    int rows, int channels,
    const __global float* restrict x, int xOffset,
    const __global int* restrict labels, int labelsOffset,
    const __global float* restrict dloss, int dlossOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, (size_t) rows * channels) {
        const uint row = (uint) i / channels;
        const int c = (uint) i % channels;
        const float slope = -dloss[dlossOffset + row] / floored(x[xOffset + i]);
        dx[dxOffset + i] = c == labels[labelsOffset + row] ? slope : 0.0f;
    }
}
