// check_finite.cl: the sum of x, or with squares != 0 of its squares; healthy = 0 if that or another scalar is infinite or
// NaN, else healthy stays. A long x comes as the sums of squares of its parts (sum.cl).
//   x [count]              read
//   other [1]              read
//   healthy [1]            read and written
//   sum [1]                written
//   one group
//   build-time VEC GROUP      run-time count squares
//   oracle ReferenceCheckFinite, healthy exact, the sum within rounding

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void check_finite(
    int count, int squares,
    const __global float* restrict x, int xOffset,
    const __global float* restrict other, int otherOffset,
    __global int* restrict healthy, int healthyOffset,
    __global float* restrict sum, int sumOffset) {
    __local float shared[GROUP];
    const float total = group_sum_of(x + xOffset, count, squares != 0, shared);
    if (get_local_id(0) == 0) {
        sum[sumOffset] = total;
        if (!isfinite(total) || !isfinite(other[otherOffset])) {
            healthy[healthyOffset] = 0;
        }
    }
}
