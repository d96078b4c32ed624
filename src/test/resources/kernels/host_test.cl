// host_test.cl: tiny kernels by which the tests of the OpenCL host layer see what a launch does.
//   item i handles element i of x y; build-time SCALE, a factor
//   oracle: the expression itself, exact

__kernel void scale(
    int count,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    const int i = get_global_id(0);
    if (i < count) {
        y[yOffset + i] = x[xOffset + i] * SCALE;
    }
}

// y is updated in place.
__kernel void add_in_place(float value, __global float* restrict y, int yOffset) {
    y[yOffset + get_global_id(0)] += value;
}

// The same integer everywhere.
__kernel void fill_int(int value, __global int* restrict y, int yOffset) {
    y[yOffset + get_global_id(0)] = value;
}

// Writes outside y: i elements from its start, where i may be negative.
__kernel void stray(int i, __global float* restrict y, int yOffset) {
    y[yOffset + i] = 1.0f;
}

__attribute__((reqd_work_group_size(4, 1, 1)))
__kernel void groups_of_four(__global float* restrict y, int yOffset) {
    y[yOffset + get_global_id(0)] = get_local_size(0);
}

// Reverses the numbers within a work-group through local memory given as an argument.
__kernel void through_local(__local float* temporary, __global float* restrict y, int yOffset) {
    const int lx = get_local_id(0);
    temporary[lx] = lx;
    barrier(CLK_LOCAL_MEM_FENCE);
    y[yOffset + get_global_id(0)] = temporary[get_local_size(0) - 1 - lx];
}

// Keeps the device busy: a long chain of dependent operations.
__kernel void slow(int rounds, __global float* restrict y, int yOffset) {
    float value = y[yOffset + get_global_id(0)];
    for (int i = 0; i < rounds; i++) {
        value = fma(value, 0.999f, 1.0f);
    }
    y[yOffset + get_global_id(0)] = value;
}
