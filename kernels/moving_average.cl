// moving_average.cl: state = keep * state + take * x, a running statistic; keep is 1 - momentum, take is momentum times
// the correction of x. Nothing changes where healthy is 0.
//   x state [count]    x read; state read and written
//   healthy [1]        read
//   item i handles CHUNK elements
//   build-time CHUNK      run-time count keep take
//   oracle ReferenceMovingAverage, within three roundings

__kernel void moving_average(
    int count, float keep, float take,
    const __global float* restrict x, int xOffset,
    const __global int* restrict healthy, int healthyOffset,
    __global float* restrict state, int stateOffset) {
    const int changed = healthy[healthyOffset] == 0 ? 0 : count;
    FOR_CHUNK(i, changed) {
        state[stateOffset + i] = keep * state[stateOffset + i] + take * x[xOffset + i];
    }
}
