// relu.cl: y = x < 0 ? 0 : x, and its gradient dx = y <= 0 ? 0 : dy by the output. NaN stays NaN, so no fmax.
//   x y dy dx [count]   x y dy read; every element of y, dx written once
//   item i handles CHUNK elements
//   build-time CHUNK     run-time count
//   oracle ReferenceRelu, ReferenceReluGradient, bit-exact: these kernels choose numbers and compute none

__kernel void relu(
    int count,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        const float value = x[xOffset + i];
        y[yOffset + i] = value < 0.0f ? 0.0f : value;
    }
}

__kernel void relu_gradient(
    int count,
    const __global float* restrict y, int yOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    FOR_CHUNK(i, count) {
        dx[dxOffset + i] = y[yOffset + i] <= 0.0f ? 0.0f : dy[dyOffset + i];
    }
}
