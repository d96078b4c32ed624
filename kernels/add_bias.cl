// add_bias.cl: y[.., c] = x[.., c] + b[c].
//   x y [count]         count / CHANNELS pixels of CHANNELS; x read, every element of y written once
//   b [CHANNELS]        read
//   item i handles CHUNK elements
//   build-time CHANNELS CHUNK      run-time count
//   oracle ReferenceAddBias: one rounding per element

#ifndef CHANNELS
#error "add_bias.cl needs CHANNELS"
#endif

__kernel void add_bias(
    int count,
    const __global float* restrict x, int xOffset,
    const __global float* restrict b, int bOffset,
    __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        y[yOffset + i] = x[xOffset + i] + b[bOffset + (uint) i % CHANNELS];
    }
}
