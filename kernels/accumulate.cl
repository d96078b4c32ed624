// accumulate.cl: state += sum of x, a running metric. A long x comes as the sums of its parts (sum.cl).
//   x [count]          read
//   state [1]          read and written
//   one group
//   build-time VEC GROUP      run-time count
//   oracle ReferenceAccumulate, within rounding of a sum

__kernel __attribute__((reqd_work_group_size(GROUP, 1, 1)))
void accumulate(
    int count,
    const __global float* restrict x, int xOffset,
    __global float* restrict state, int stateOffset) {
    __local float shared[GROUP];
    const float total = group_sum_of(x + xOffset, count, false, shared);
    if (get_local_id(0) == 0) {
        state[stateOffset] += total;
    }
}
