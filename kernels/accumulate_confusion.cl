// accumulate_confusion.cl: adds one to state[label, prediction] for each row; the prediction is the first class with
// the largest score. A row with a NaN score or a label outside the classes is not counted.
//   x [rows, channels]           read
//   labels [rows]                read
//   state [channels, channels]   read and written, by integer atomics: their order does not matter
//   item i handles CHUNK rows
//   build-time CHUNK      run-time rows channels
//   oracle ReferenceAccumulateConfusion, exact

__kernel void accumulate_confusion(
    int rows, int channels,
    const __global float* restrict x, int xOffset,
    const __global int* restrict labels, int labelsOffset,
    __global int* restrict state, int stateOffset) {
    FOR_CHUNK(row, rows) {
        const __global float* scores = x + xOffset + row * channels;
        const int label = labels[labelsOffset + row];
        bool counts = label >= 0 && label < channels;
        int prediction = 0;
        for (int c = 0; c < channels; c++) {
            counts = counts && !isnan(scores[c]);
            prediction = scores[c] > scores[prediction] ? c : prediction;
        }
        if (counts) {
            atomic_inc(state + stateOffset + (size_t) label * channels + prediction);
        }
    }
}
