// prelu.cl: y = x > 0 ? x : alpha[c] x, and its gradients dx = x > 0 ? dy : alpha[c] dy, terms = x > 0 ? 0 : x dy.
//   x y dy dx terms [count]   count / CHANNELS pixels of CHANNELS; x dy read; every element of y, dx, terms written once
//   alpha [CHANNELS]          read
//   item i handles CHUNK elements
//   build-time CHANNELS CHUNK      run-time count
//   oracle ReferencePRelu, ReferencePReluGradient: at most one rounding per element

#ifndef CHANNELS
#error "prelu.cl needs CHANNELS"
#endif

__kernel void prelu(
    int count,
    const __global float* restrict x, int xOffset,
    const __global float* restrict alpha, int alphaOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        const float value = x[xOffset + i];
        y[yOffset + i] = PRELU(float, value, alpha[alphaOffset + (uint) i % CHANNELS]);
    }
}

__kernel void prelu_gradient(
    int count,
    const __global float* restrict x, int xOffset,
    const __global float* restrict alpha, int alphaOffset,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset,
    __global float* restrict terms, int termsOffset) {
    FOR_CHUNK(i, count) {
        const float value = x[xOffset + i];
        const float gradient = dy[dyOffset + i];
        dx[dxOffset + i] = value > 0.0f ? gradient : alpha[alphaOffset + (uint) i % CHANNELS] * gradient;
        terms[termsOffset + i] = value > 0.0f ? 0.0f : value * gradient;
    }
}
