// mean.cl: y = sum of x / divisor, perhaps with total += sum of x; and the gradient dx = dy / count for all count elements.
// The mean of a long tensor is taken from the sums of its parts (sum.cl).
//   x dx [count]       x read; every element of dx written once
//   y dy [1]           dy read; y written
//   total [1]          read and written
//   one group for the mean; for the gradient, item i handles CHUNK elements
//   build-time VEC GROUP CHUNK      run-time count, divisor (elements of the whole tensor)
//   oracle ReferenceMean, within rounding of a sum; ReferenceMeanGradient, one rounding

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void mean(
    int count, int divisor,
    const __global float* restrict x, int xOffset,
    __global float* restrict y, int yOffset) {
    __local float shared[GROUP];
    const float total = group_sum_of(x + xOffset, count, false, shared);
    if (get_local_id(0) == 0) {
        y[yOffset] = total / (float) divisor;
    }
}

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void mean_accumulated(
    int count, int divisor,
    const __global float* restrict x, int xOffset,
    __global float* restrict total, int totalOffset,
    __global float* restrict y, int yOffset) {
    __local float shared[GROUP];
    const float sum = group_sum_of(x + xOffset, count, false, shared);
    if (get_local_id(0) == 0) {
        total[totalOffset] += sum;
        y[yOffset] = sum / (float) divisor;
    }
}

__kernel void mean_gradient(
    int count,
    const __global float* restrict dy, int dyOffset,
    __global float* restrict dx, int dxOffset) {
    const float share = dy[dyOffset] / (float) count;
    FOR_CHUNK(i, count) {
        dx[dxOffset + i] = share;
    }
}
