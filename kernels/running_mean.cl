// running_mean.cl: takes a mean x of n more examples into the mean of those before, as many as counted says; where there
// are none the state becomes x.
//   x state [count]    x read; state read and written
//   counted [1]        read
//   item i handles CHUNK elements
//   build-time CHUNK      run-time count n
//   oracle ReferenceRunningMean, within rounding

__kernel void running_mean(
    int count, int n,
    const __global float* restrict x, int xOffset,
    const __global int* restrict counted, int countedOffset,
    __global float* restrict state, int stateOffset) {
    const int before = counted[countedOffset];
    const float weight = (float) n / ((float) before + (float) n);
    FOR_CHUNK(i, count) {
        const float mean = state[stateOffset + i];
        state[stateOffset + i] = before == 0 ? x[xOffset + i] : mean + weight * (x[xOffset + i] - mean);
    }
}
