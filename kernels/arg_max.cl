// arg_max.cl: y[row] is the first class with the largest score of the row, or -1 where a score is NaN.
//   x [rows, channels]   read
//   y [rows]             every element written once
//   item i handles CHUNK rows
//   build-time CHUNK      run-time rows channels
//   oracle ReferenceArgMax, exact

__kernel void arg_max(
    int rows, int channels,
    const __global float* restrict x, int xOffset,
    __global int* restrict y, int yOffset) {
    FOR_CHUNK(row, rows) {
        const __global float* scores = x + xOffset + row * channels;
        bool isNumber = true;
        int largest = 0;
        for (int c = 0; c < channels; c++) {
            isNumber = isNumber && !isnan(scores[c]);
            largest = scores[c] > scores[largest] ? c : largest;
        }
        y[yOffset + row] = isNumber ? largest : -1;
    }
}
