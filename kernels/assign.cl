// assign.cl: state = x, as bits.
//   x state [count]    x read; every element of state written once
//   item i handles CHUNK elements
//   build-time CHUNK      run-time count; one kernel for each size of an element
//   oracle ReferenceAssign, bit-exact

__kernel void assign_uchar(
    int count,
    const __global uchar* restrict x, int xOffset,
    __global uchar* restrict state, int stateOffset) {
    FOR_CHUNK(i, count) {
        state[stateOffset + i] = x[xOffset + i];
    }
}

__kernel void assign_uint(
    int count,
    const __global uint* restrict x, int xOffset,
    __global uint* restrict state, int stateOffset) {
    FOR_CHUNK(i, count) {
        state[stateOffset + i] = x[xOffset + i];
    }
}
