// accumulate_binary.cl: adds one to state[unit, t > targetThreshold, x > threshold] for each element. An x that is NaN is
// the wrong answer, the opposite of t; a t that is NaN is not counted.
//   x t [count]          read; the unit is the last axis
//   state [units, 2, 2]  read and written, by integer atomics: their order does not matter
//   item i handles CHUNK elements
//   build-time CHUNK      run-time count units threshold targetThreshold
//   oracle ReferenceAccumulateBinary, exact

__kernel void accumulate_binary(
    int count, int units, float threshold, float targetThreshold,
    const __global float* restrict x, int xOffset,
    const __global float* restrict t, int tOffset,
    __global int* restrict state, int stateOffset) {
    FOR_CHUNK(i, count) {
        const float said = x[xOffset + i];
        const float truth = t[tOffset + i];
        if (!isnan(truth)) {
            const bool isTrue = truth > targetThreshold;
            const bool isSaid = isnan(said) ? !isTrue : said > threshold;
            const int row = (int) (i % units) * 2 + (isTrue ? 1 : 0);
            atomic_inc(state + stateOffset + row * 2 + (isSaid ? 1 : 0));
        }
    }
}
