// multiply.cl: y = a b.
//   a b y [count]   a b read; every element of y written once
//   item i handles CHUNK elements
//   build-time CHUNK     run-time count
//   oracle ReferenceMultiply: one rounding per element

__kernel void multiply(
    int count,
    const __global float* restrict a, int aOffset,
    const __global float* restrict b, int bOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        y[yOffset + i] = a[aOffset + i] * b[bOffset + i];
    }
}
