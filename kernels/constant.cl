// constant.cl: fills a tensor with one number.
//   y [count]           every element written once
//   item i handles CHUNK elements
//   build-time CHUNK     run-time count, value
//   oracle ReferenceConstant, bit-exact

__kernel void fill(int count, float value, __global float* restrict y, int yOffset) {
    FOR_CHUNK(i, count) {
        y[yOffset + i] = value;
    }
}
