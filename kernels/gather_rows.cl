// gather_rows.cl: y[i] = x[order[position + i]], the rows of a batch out of a resident data set.
//   x [items, row]     read
//   order [items]      read; position [1] read
//   y [n, row]         every element written once
//   item (i, j) handles CHUNK elements of row j
//   build-time CHUNK      run-time row; one kernel for each size of an element
//   gather_rows_normalized_*: y = x * scale + shift on the way, as normalize.cl does; a row has pixels of channels, of
//     which a launch treats up to four, first .. first + treated - 1; item (i, j) handles those of CHUNK pixels of row j
//     run-time pixels channels first treated, scale and shift (four numbers each); one kernel for each type of x
//   oracle ReferenceGatherRows; bit-exact where numbers are moved, else within two roundings

__kernel void gather_rows_uchar(
    int row,
    const __global uchar* restrict x, int xOffset,
    const __global int* restrict order, int orderOffset,
    const __global int* restrict position, int positionOffset,
    __global uchar* restrict y, int yOffset) {
    const size_t to = get_global_id(1), from = order[orderOffset + position[positionOffset] + to];
    FOR_CHUNK(i, row) {
        y[yOffset + to * row + i] = x[xOffset + from * row + i];
    }
}

__kernel void gather_rows_uint(
    int row,
    const __global uint* restrict x, int xOffset,
    const __global int* restrict order, int orderOffset,
    const __global int* restrict position, int positionOffset,
    __global uint* restrict y, int yOffset) {
    const size_t to = get_global_id(1), from = order[orderOffset + position[positionOffset] + to];
    FOR_CHUNK(i, row) {
        y[yOffset + to * row + i] = x[xOffset + from * row + i];
    }
}

// The body of both kernels below, whose x are of different types.
#define NORMALIZE_ROW \
    const size_t to = get_global_id(1), from = order[orderOffset + position[positionOffset] + to]; \
    const size_t row = (size_t) pixels * channels; \
    const float scale[4] = {scale0, scale1, scale2, scale3}; \
    const float shift[4] = {shift0, shift1, shift2, shift3}; \
    for (int lane = 0; lane < treated; lane++) { \
        const float a = scale[lane], b = shift[lane]; \
        FOR_CHUNK(pixel, pixels) { \
            const size_t at = pixel * channels + first + lane; \
            y[yOffset + to * row + at] = (float) x[xOffset + from * row + at] * a + b; \
        } \
    }

__kernel void gather_rows_normalized_uchar(
    int pixels, int channels, int first, int treated,
    float scale0, float scale1, float scale2, float scale3,
    float shift0, float shift1, float shift2, float shift3,
    const __global uchar* restrict x, int xOffset,
    const __global int* restrict order, int orderOffset,
    const __global int* restrict position, int positionOffset,
    __global float* restrict y, int yOffset) {
    NORMALIZE_ROW
}

__kernel void gather_rows_normalized_float(
    int pixels, int channels, int first, int treated,
    float scale0, float scale1, float scale2, float scale3,
    float shift0, float shift1, float shift2, float shift3,
    const __global float* restrict x, int xOffset,
    const __global int* restrict order, int orderOffset,
    const __global int* restrict position, int positionOffset,
    __global float* restrict y, int yOffset) {
    NORMALIZE_ROW
}
