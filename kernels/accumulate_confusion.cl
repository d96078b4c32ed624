// accumulate_confusion.cl: adds one to state[label, prediction] for each row; the prediction is the first class with
// the largest score. A row with a NaN score is counted in one more column, if there is one; a row with a label outside the
// classes is not.
//   x [rows, channels]           read
//   labels [rows]                read
//   state [channels, columns]    read and written, by integer atomics: their order does not matter
//   item i handles CHUNK rows
//   build-time CHUNK      run-time rows channels columns (channels, or one more)
//   oracle ReferenceAccumulateConfusion, exact

__kernel void accumulate_confusion(
    int rows, int channels, int columns,
    const __global float* restrict x, int xOffset,
    const __global int* restrict labels, int labelsOffset,
    __global int* restrict state, int stateOffset) {
    FOR_CHUNK(row, rows) {
        const __global float* scores = x + xOffset + row * channels;
        const int label = labels[labelsOffset + row];
        bool isPredicted = true;
        int prediction = 0;
        for (int c = 0; c < channels; c++) {
            isPredicted = isPredicted && !isnan(scores[c]);
            prediction = scores[c] > scores[prediction] ? c : prediction;
        }
        const int column = isPredicted ? prediction : channels;
        if (label >= 0 && label < channels && column < columns) {
            atomic_inc(state + stateOffset + (size_t) label * columns + column);
        }
    }
}
