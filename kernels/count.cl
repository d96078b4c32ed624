// count.cl: state += amount, for step counters and batch positions; count_guarded not where healthy is 0;
// count_both does the first so and the second anyway.
//   healthy [1]        read
//   state [1]          read and written
//   one item
//   run-time amount
//   oracle ReferenceCount, exact

__kernel void count(int amount, __global int* restrict state, int stateOffset) {
    if (get_global_id(0) == 0) {
        state[stateOffset] += amount;
    }
}

__kernel void count_guarded(
    int amount,
    const __global int* restrict healthy, int healthyOffset,
    __global int* restrict state, int stateOffset) {
    if (get_global_id(0) == 0 && healthy[healthyOffset] != 0) {
        state[stateOffset] += amount;
    }
}

__kernel void count_both(
    int guardedAmount, int amount,
    const __global int* restrict healthy, int healthyOffset,
    __global int* restrict guardedState, int guardedStateOffset,
    __global int* restrict state, int stateOffset) {
    if (get_global_id(0) == 0) {
        guardedState[guardedStateOffset] += healthy[healthyOffset] != 0 ? guardedAmount : 0;
        state[stateOffset] += amount;
    }
}
