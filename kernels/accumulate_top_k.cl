// accumulate_top_k.cl: adds one to the state for each row whose label is among the k largest scores: fewer than k classes
// have a larger score, or an equal one and a smaller number. A row with a NaN score or a label outside the classes is not
// counted.
//   x [rows, channels]   read
//   labels [rows]        read
//   state [1]            read and written, by integer atomics: their order does not matter
//   item i handles CHUNK rows
//   build-time CHUNK      run-time rows channels k
//   oracle ReferenceAccumulateTopK, exact

__kernel void accumulate_top_k(
    int rows, int channels, int k,
    const __global float* restrict x, int xOffset,
    const __global int* restrict labels, int labelsOffset,
    __global int* restrict state, int stateOffset) {
    FOR_CHUNK(row, rows) {
        const __global float* scores = x + xOffset + row * channels;
        const int label = labels[labelsOffset + row];
        bool counts = label >= 0 && label < channels;
        const float own = scores[counts ? label : 0];
        int before = 0;
        for (int c = 0; c < channels; c++) {
            counts = counts && !isnan(scores[c]);
            before += scores[c] > own || (scores[c] == own && c < label) ? 1 : 0;
        }
        if (counts && before < k) {
            atomic_inc(state + stateOffset);
        }
    }
}
